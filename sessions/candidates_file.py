"""A candidates file, CSV or XLSX, as lines of text under known columns; and the lines given back as CSV.

What is read here is text only: what it means, and which lines hold, is `sessions/candidate_rows.py`.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import Final

from openpyxl import load_workbook

from ntc_cert.folding import folded
from ntc_cert.words import NBSP, input_date, listing, number, quoted, typeset

COLUMNS: Final = (
    "identifiant",
    "civilite",
    "nom",
    "nom_usage",
    "prenom",
    "date_naissance",
    "lieu_naissance",
    "adresse",
    "email",
    "telephone",
    "parcours",
    "epreuve",
    "employeur",
    "organisme",
    "tiers_temps",
    "ccp_acquis",
)
# Without a name nothing can be said of a line: the two names are asked for first.
REQUIRED: Final = (("nom", "prenom"), ("parcours", "epreuve"))
REASON: Final = "motif"

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_ROWS: Final = 5000
MAX_COLUMNS: Final = 200
MAX_UNZIPPED: Final = 60 * 1024 * 1024
SNIFFED: Final = 1024  # characters in which a file that is not text gives itself away
MAX_SCANNED: Final = 100_000  # a sheet whose formatting runs to its last line

SEPARATORS: Final = {";": "« ; »", ",": "« , »", "\t": "tabulation"}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")


class UnreadableFile(ValueError):
    """The file as a whole can't be read; the sentence says why and what to do."""

    def __init__(self, why: str, cure: str = "") -> None:
        super().__init__(typeset(" ".join(part for part in (why, "Rien n’a été lu.", cure) if part)))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file under its headings; `surplus` is a value beyond the last heading."""

    number: int
    cells: tuple[str, ...]
    surplus: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    headings: tuple[str, ...]  # as written
    columns: tuple[str, ...]  # the known column under each heading, empty when there is none
    lines: tuple[Line, ...]
    origin: str  # « Séparateur « ; », encodage Windows-1252 »

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings that no column is known by, as written."""
        return tuple(
            heading.strip()
            for heading, column in zip(self.headings, self.columns, strict=True)
            if not column and heading.strip()
        )


def read_table(content: bytes) -> Table:
    """Read the bytes of a file, whichever of the accepted kinds it is; raises `UnreadableFile`."""
    if len(content) > MAX_BYTES:
        raise UnreadableFile(f"Le fichier dépasse 5{NBSP}Mo.", "Coupez-le en plusieurs fichiers.")
    if content.startswith(b"PK\x03\x04"):
        return _table_of(_sheet_rows(content), "Classeur XLSX, première feuille")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile("Le fichier est un ancien classeur Excel (.xls).", "Enregistrez-le en .xlsx ou en CSV.")
    text, encoding = _decoded(content)
    separator, known = max(((one, _known_columns(text, one)) for one in SEPARATORS), key=lambda pair: pair[1])
    if not known and has_control(text[:SNIFFED]):
        raise _not_a_table()
    return _table_of(_csv_rows(text, separator), typeset(f"Séparateur {SEPARATORS[separator]}, encodage {encoding}"))


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile("Le fichier est en UTF-16.", "Enregistrez-le en « CSV UTF-8 » ou en .xlsx.")
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as fault:
        if content.startswith(b"\xef\xbb\xbf"):
            line = fault.object.count(b"\n", 0, fault.start) + 1
            raise UnreadableFile(f"Ligne {line} : un caractère n’est pas de l’UTF-8.", _SAVE_AGAIN) from fault
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as fault:
        raise _not_a_table() from fault


_SAVE_AGAIN: Final = "Enregistrez-le à nouveau en « CSV UTF-8 » ou en .xlsx."


_CHOOSE: Final = "Choisissez le fichier des candidats."


def _not_a_table() -> UnreadableFile:
    return UnreadableFile("Le fichier n’est ni un CSV ni un classeur XLSX.", _CHOOSE)


def _known_columns(text: str, separator: str) -> int:
    """How many known columns the headings make: the separator that makes the most is the file's."""
    try:
        headings = next((row for _, row in _csv_rows(text, separator) if _is_filled(row)), [])
    except UnreadableFile:
        return 0
    return len({_column_of(heading) for heading in headings} - {""})


def _csv_rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line each starts at, as a text editor counts them."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for row in rows:
            yield start, row
            start = rows.line_num + 1
    except csv.Error as fault:
        raise UnreadableFile(
            f"Ligne {start} : un guillemet est mal placé ou n’est pas refermé.",
            "Corrigez cette ligne, ou enregistrez le tableau à nouveau.",
        ) from fault


def _sheet_rows(content: bytes) -> list[tuple[int, list[str]]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells which decorations it leaves out
            return list(islice(_first_sheet(content), MAX_ROWS + 2))
    except UnreadableFile:
        raise
    except Exception as fault:  # a damaged archive raises whatever the damaged part makes openpyxl raise
        raise UnreadableFile("Le classeur est abîmé ou protégé par un mot de passe.", _SAVE_AGAIN) from fault


def _first_sheet(content: bytes) -> Iterator[tuple[int, list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNZIPPED:
            raise UnreadableFile("Le classeur déplié est trop gros.", "Gardez la feuille des candidats, sans image.")
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
        rows = sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
        for line, cells in enumerate(islice(rows, MAX_SCANNED), start=1):
            written = [_written(cell) for cell in cells]
            if _is_filled(written):
                yield line, written
    finally:
        book.close()


def _written(value: object) -> str:
    """A cell as a person would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return input_date(value) if value.time() == time() else f"{input_date(value)} {value:%H:%M:%S}"
    if isinstance(value, date):
        return input_date(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _table_of(rows: Iterable[tuple[int, list[str]]], origin: str) -> Table:
    filled = ((line, row) for line, row in rows if _is_filled(row))
    _, headings = next(filled, (0, []))
    while headings and not headings[-1].strip():
        headings.pop()
    columns = tuple(_column_of(heading) for heading in headings)
    _check_headings(headings, columns)
    lines = tuple(_line(line, row, len(headings)) for line, row in islice(filled, MAX_ROWS + 1))
    if len(lines) > MAX_ROWS:
        raise UnreadableFile(f"Le fichier a plus de {number(MAX_ROWS)} lignes.", "Coupez-le en plusieurs fichiers.")
    if not lines:
        raise UnreadableFile("Le fichier n’a que ses titres de colonnes.", "Écrivez un candidat par ligne.")
    return Table(tuple(headings), columns, lines, origin)


def _is_filled(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row)


def _line(line: int, row: list[str], width: int) -> Line:
    cells = [*row[:width], *[""] * (width - len(row))]
    return Line(line, tuple(cells), next((cell for cell in row[width:] if cell.strip()), ""))


def _column_of(heading: str) -> str:
    """The known column a heading names, in any case, with or without accents."""
    name = re.sub(r"[\s_-]+", "_", folded(heading))
    return name if name in COLUMNS else ""


def _check_headings(headings: Sequence[str], columns: Sequence[str]) -> None:
    if not headings:
        raise UnreadableFile("Le fichier est vide.", _CHOOSE)
    if len(headings) > MAX_COLUMNS or any(has_control(heading) for heading in headings):
        raise _not_a_table()
    for needed in REQUIRED:
        missing = [column for column in needed if column not in columns]
        if missing:
            raise UnreadableFile(f"Le fichier n’a pas de colonne {' ni '.join(missing)}.")
    for column in COLUMNS:
        alike = [quoted(heading.strip()) for heading, name in zip(headings, columns, strict=True) if name == column]
        if len(alike) > 1:
            raise UnreadableFile(f"Plusieurs colonnes donnent {column} : {listing(alike)}.", "Gardez-en une seule.")


def has_control(text: str) -> bool:
    """NUL and its kin, which no keyboard types; a tab or a line break is a space."""
    return _CONTROL.search(text) is not None


class Number(str):
    """A number as it is typed: its minus sign begins no formula."""


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """CSV that a French spreadsheet opens as it is, and in which no cell is a formula."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(map(_neutral, row) for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _neutral(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not isinstance(cell, Number) else cell


def without_guard(cell: str) -> str:
    """A cell without the apostrophe that `write_csv` put before a formula's sign."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def refused_csv(table: Table, reasons: dict[int, str]) -> bytes:
    """The refused lines under the file's own columns, each with why it is refused."""
    kept = [rank for rank, heading in enumerate(table.headings) if folded(heading) != REASON]
    rows = [[*(table.headings[rank] for rank in kept), REASON]]
    rows += [
        [*(line.cells[rank] for rank in kept), reasons[line.number]] for line in table.lines if line.number in reasons
    ]
    return write_csv(rows)
