"""The documents of a verified archive, each row checked against its table before anything is written."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from django.db.models import Field

from centres.models import JournalEntry
from evaluations.archive.gathering import model_of
from evaluations.archive.kept import TABLES
from evaluations.archive.packing import ORIGINAL, Contents, UnreadableArchive
from evaluations.archive.tables import ID, Row, Table, named
from evaluations.archive.values import Unfit, value_of
from evaluations.drawn_signatures import fault_of_drawing
from ntc_cert.json_files import JsonFile, UnusableFile
from titles.reading import Fault, shown, unstorable_texts

MOST_FAULTS: Final = 20
LONGEST_ID: Final = 120
TITLE: Final = "title.json"
JOURNAL: Final = "journal.json"
RESULTS: Final = "results.json"
ENTRY: Final = frozenset({"at", "by", "action", "subject", "id", "before", "after"})
ACCOUNTS: Final = "accounts"

# What else than its type a column must be: where it was first written, a rule held.
OWN_RULES: Final[dict[tuple[str, str], Callable[[Any], str]]] = {
    ("evaluations.signature", "drawing"): fault_of_drawing,
}

Rows = dict[str, list[Row]]  # by model, as JSON has them but for the columns, which are what they hold


class Documents:
    """`rows` of every table in order, `accounts`, the title's document, the journal."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.faults: list[Fault] = []
        self.parsed: dict[str, Any] = {}
        self._parse()
        self.rows: Rows = {table.model: self._rows(file, table) for file, table in named(TABLES)}
        self.accounts = self._accounts()
        self.journal = self._journal()
        self._check_manifest()
        if self.faults:
            raise UnreadableArchive(self.faults[:MOST_FAULTS])

    @property
    def title(self) -> Any:
        return self.parsed[TITLE]

    @property
    def session(self) -> Row:
        return self.rows["certification_sessions.examsession"][0]

    def _parse(self) -> None:
        wanted = [*(file for file in TABLES if file != "versions"), TITLE, JOURNAL, RESULTS]
        for name in (*wanted, *self._versions()):
            if name not in self.contents.files:
                self.faults.append(Fault(name, "ce fichier manque", ORIGINAL))
                continue
            try:
                self.parsed[name] = JsonFile.of(Path(name), self.contents.files[name]).document
            except UnusableFile:
                self.faults.append(Fault(name, "ce n’est pas du JSON lisible", ORIGINAL))
                continue
            self.faults += [Fault(f"{name}: {one.path}", one.reason, one.cure) for one in self._unstorable(name)]
        if self.faults:
            raise UnreadableArchive(self.faults[:MOST_FAULTS])
        self.parsed["versions"] = {"version": [self.parsed[name] for name in self._versions()]}

    def _versions(self) -> list[str]:
        names = [name for name in self.contents.files if name.startswith("versions/")]
        return sorted(names, key=lambda name: (len(name), name))

    def _unstorable(self, name: str) -> Iterator[Fault]:
        return unstorable_texts(self.parsed[name])

    def _list(self, file: str, name: str) -> list[Any]:
        document = self.parsed[file]
        found = document.get(name) if isinstance(document, dict) else None
        if isinstance(found, list):
            return found
        self.faults.append(Fault(f"{file}: {name}", "cette liste manque", ORIGINAL))
        return []

    def _rows(self, file: str, table: Table) -> list[Row]:
        rows = []
        for rank, row in enumerate(self._list(file, table.name)):
            where = f"{file}: {table.name}[{rank}]"
            if not isinstance(row, dict) or row.keys() != set(table.columns):
                self.faults.append(Fault(where, "ce ne sont pas les champs attendus", ORIGINAL))
            else:
                rows.append({column: self._value(table, column, row, where) for column in table.columns})
        return rows

    def _value(self, table: Table, column: str, row: Row, where: str) -> Any:
        value = row[column]
        try:
            if column == ID and ID not in table.fields:
                return _identifier(value)
            if column in table.refs or column in table.inner:
                return value
            read = value_of(column_of(table, column), value)
            if (rule := OWN_RULES.get((table.model, column))) and rule(read):
                raise Unfit("un contenu que l’application accepte")
            return read
        except Unfit as unfit:
            self.faults.append(Fault(f"{where}.{column}", f"lu {shown(value)}", f"Attendu : {unfit}."))
            return None

    def _accounts(self) -> list[Row]:
        accounts = []
        for rank, row in enumerate(self._list("session.json", ACCOUNTS)):
            names = {ID, "last_name", "first_name"}
            if isinstance(row, dict) and row.keys() == names and all(_is_short(row[name]) for name in names):
                accounts.append(row)
            else:
                self.faults.append(Fault(f"session.json: {ACCOUNTS}[{rank}]", "ce n’est pas une personne", ORIGINAL))
        return accounts

    def _journal(self) -> list[Row]:
        entries = self.parsed[JOURNAL]
        if isinstance(entries, list) and all(map(_is_entry, entries)):
            return entries
        self.faults.append(Fault(JOURNAL, "ce n’est pas une liste d’entrées du journal", ORIGINAL))
        return []

    def _check_manifest(self) -> None:
        """Two sessions in one archive, or none: the manifest and the rows must speak of the same one."""
        sessions = self.rows["certification_sessions.examsession"]
        if len(sessions) != 1 or sessions[0]["reference"] != self.contents.manifest.get("session"):
            self.faults.append(Fault("session.json: session", "ce n’est pas la session du manifeste", ORIGINAL))
        elif not sessions[0]["reference"].strip():
            self.faults.append(Fault("session.json: session", "la référence de la session est vide", ORIGINAL))


def column_of(table: Table, name: str) -> Field:
    return model_of(table.model)._meta.get_field(name)


def _identifier(value: Any) -> str:
    if isinstance(value, str) and 0 < len(value) <= LONGEST_ID:
        return value
    raise Unfit(f"un identifiant de {LONGEST_ID} caractères au plus")


def _is_short(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 150


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or entry.keys() != ENTRY:
        return False
    try:
        value_of(JournalEntry._meta.get_field("at"), entry["at"])
    except Unfit:
        return False
    return all(isinstance(entry[name], str) for name in ("action", "subject"))
