"""A `;` file as numbered lines of named fields, with every fault of form; what the fields mean is not known here."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ntc_cert.words import listing, number, quoted

SEPARATOR: Final = ";"
HEADER: Final = "en-tête"
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend, at its line and column."""

    line: int
    field: str
    motif: str
    cure: str

    def text(self, file_name: str) -> str:
        """`FICHIER : ligne N, champ « C » : motif. Quoi faire.`, with the plain spaces scripts look for."""
        return f"{file_name} : ligne {self.line}, champ « {self.field} » : {self.motif}. {self.cure}"


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    fields: dict[str, str]


class UnreadableFile(Exception):
    """Nothing of the file can be read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.motif)
        self.fault = fault


def lines_of(content: bytes, *, required: Sequence[str], optional: Sequence[str]) -> tuple[list[Line], list[Fault]]:
    """The lines that can be read and the faults of those that cannot; UnreadableFile when none can."""
    records = _records(_text(content))
    header = next(records, None)
    if header is None:
        raise UnreadableFile(Fault(1, HEADER, "le fichier est vide", f"Écrivez {_expected(required, optional)}."))
    columns = _columns(header, required, optional)
    shortest = 1 + max(columns.index(name) for name in required)
    lines: list[Line] = []
    faults: list[Fault] = []
    for record in records:
        read = _line(record, columns, shortest)
        if isinstance(read, Line):
            lines.append(read)
        else:
            faults.append(read)
    if not lines and not faults:
        fault = Fault(1, HEADER, "aucune ligne ne suit l’en-tête", "Ajoutez une ligne par réponse.")
        raise UnreadableFile(fault)
    return lines, faults


def _text(content: bytes) -> str:
    if b"\x00" in content:
        fault = Fault(1, HEADER, "ce n’est pas un fichier texte", "Enregistrez-le au format CSV, séparateur « ; ».")
        raise UnreadableFile(fault)
    body = content.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as undecodable:
        number = body.count(b"\n", 0, undecodable.start) + 1
        cure = "Enregistrez le fichier au format CSV en UTF-8."
        raise UnreadableFile(Fault(number, HEADER, "le texte n’est pas en UTF-8", cure)) from None


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one line, or nothing when its quotes cannot be followed, or not within a readable length."""

    number: int
    values: tuple[str, ...] | None
    is_endless: bool = False


def _records(text: str) -> Iterator[Record]:
    """One record a time, its first line number kept when a quoted note runs over several; blank lines are skipped."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATOR, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            values = tuple(value.strip() for value in next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(number, None, is_endless="limit" in str(error))
            continue
        if any(values):
            yield Record(number, values)


def _columns(header: Record, required: Sequence[str], optional: Sequence[str]) -> tuple[str, ...]:
    names = tuple(name.lower() for name in header.values or ())
    known = (*required, *optional)
    missing = [name for name in required if name not in names]
    unknown = [name for name in names if name not in known]
    if missing or unknown or len(set(names)) < len(names):
        wrong = f"il manque {listing(missing)}" if missing else "une colonne est de trop ou répétée"
        cure = f"Écrivez {_expected(required, optional)}."
        raise UnreadableFile(Fault(header.number, HEADER, wrong, cure))
    return names


def _line(record: Record, columns: tuple[str, ...], shortest: int) -> Line | Fault:
    if record.values is None:
        cure = 'Entourez la note de deux guillemets ("), et doublez ceux qu’elle contient.'
        if record.is_endless:
            motif = f"un texte dépasse {number(csv.field_size_limit())} caractères, ou ses guillemets ne se ferment pas"
            return Fault(record.number, columns[-1], motif, f"Raccourcissez-le. {cure}")
        return Fault(record.number, columns[-1], "les guillemets ne se ferment pas", cure)
    extra = [value for value in record.values[len(columns) :] if value]
    if extra:
        cure = "Entourez de guillemets un texte qui contient un point-virgule."
        return Fault(record.number, columns[-1], f"{quoted(extra[0])} est de trop sur la ligne", cure)
    if len(record.values) < shortest:
        absent = columns[len(record.values)]
        return Fault(record.number, absent, "la ligne s’arrête avant ce champ", "Complétez-la, champ vide compris.")
    values = (*record.values[: len(columns)], *[""] * (len(columns) - len(record.values)))
    fields = dict(zip(columns, values, strict=True))
    unprintable = _unprintable(fields)
    if unprintable:
        motif = "le texte contient un caractère qui ne s’imprime pas"
        return Fault(record.number, unprintable, motif, "Retapez ce champ.")
    return Line(record.number, fields)


def _unprintable(fields: dict[str, str]) -> str:
    return next((name for name, value in fields.items() if CONTROL.search(value)), "")


def _expected(required: Collection[str], optional: Collection[str]) -> str:
    return f"l’en-tête {quoted(SEPARATOR.join((*required, *optional)))}"
