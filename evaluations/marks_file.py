"""The agreed answers keyed from signed paper grids: every row of the file, or every fault and no row at all.

`candidate;criterion;mark;note`, `note` optional. An empty mark sets its cell back to untouched, never to « non ».
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from evaluations.csv_lines import Fault, Line, UnreadableFile, lines_of
from evaluations.decisions import PRESENCE
from evaluations.grids import FINAL, Mark, answers_needed
from evaluations.verdicts import Presence
from ntc_cert.words import NBSP, listing
from titles.reading import shown
from titles.referentiel import Referentiel

CANDIDATE: Final = "candidate"
CRITERION: Final = "criterion"
MARK: Final = "mark"
NOTE: Final = "note"
REQUIRED: Final = (CANDIDATE, CRITERION, MARK)
OPTIONAL: Final = (NOTE,)

MARK_LETTERS: Final[Mapping[str, Mark | None]] = {"O": Mark.YES, "N": Mark.NO, "": None}
PRESENCE_LETTERS: Final[Mapping[str, Presence]] = {
    "P": Presence.PRESENT,
    "A": Presence.ABSENT,
    "B": Presence.ABANDONED,
    "": Presence.PRESENT,
}


@dataclass(frozen=True, slots=True)
class Known:
    """A candidate of the session, as recorded before the file."""

    route: str
    is_sealed: bool = False
    is_signed: bool = False
    presence: Presence = Presence.PRESENT
    answers: Mapping[str, Mark | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One agreed answer, `FINAL` included; the note is None when the file has no such column."""

    line: int
    candidate: str
    cell: str
    mark: Mark | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PresenceRow:
    line: int
    candidate: str
    presence: Presence
    note: str | None = None


@dataclass(frozen=True, slots=True)
class MarksFile:
    """What to write, or why nothing is: `faults` empty means that every row may be."""

    marks: tuple[MarkRow, ...] = ()
    presences: tuple[PresenceRow, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_marks(content: bytes, referentiel: Referentiel, candidates: Mapping[str, Known]) -> MarksFile:
    """Read the whole file against the session's candidates, by their identifier."""
    try:
        lines, faults = lines_of(content, required=REQUIRED, optional=OPTIONAL)
    except UnreadableFile as unreadable:
        return MarksFile(faults=(unreadable.fault,))
    marks: list[MarkRow] = []
    presences: list[PresenceRow] = []
    first_lines: dict[tuple[str, str], int] = {}
    # Fields are read without the spaces around them, and an imported identifier may begin or end with one.
    spaced = {name.strip(): name for name in candidates if name.strip() not in candidates}
    for line in lines:
        line.fields[CANDIDATE] = spaced.get(line.fields[CANDIDATE], line.fields[CANDIDATE])
        found = list(_line_faults(line, referentiel, candidates, first_lines))
        faults += found
        if not found:
            _keep(line, marks, presences)
    faults += _absence_faults(marks, presences, candidates)
    if faults:
        return MarksFile(faults=tuple(sorted(faults, key=lambda fault: fault.line)))
    return MarksFile(tuple(marks), tuple(presences))


def _line_faults(
    line: Line, referentiel: Referentiel, candidates: Mapping[str, Known], first_lines: dict[tuple[str, str], int]
) -> Iterator[Fault]:
    name, cell = line.fields[CANDIDATE], line.fields[CRITERION]
    known = candidates.get(name)
    if known is None:
        motif = f"{_read(name)} n’est pas un candidat de cette session"
        yield Fault(line.number, CANDIDATE, motif, "Reprenez l’identifiant de la grille papier.")
    elif known.is_sealed:
        motif = f"le résultat de {_read(name)} est scellé"
        yield Fault(line.number, CANDIDATE, motif, "Retirez cette ligne et faites une rectification.")
    elif known.is_signed:
        motif = f"le résultat de {_read(name)} porte déjà une signature"
        yield Fault(line.number, CANDIDATE, motif, "Retirez cette ligne, ou faites d’abord retirer la signature.")
    allowed = (*answers_needed(referentiel, known.route), PRESENCE) if known else None
    if allowed is not None and cell not in allowed:
        motif = f"{_read(cell)} ne fait pas partie de cette inscription"
        yield Fault(line.number, CRITERION, motif, f"Écrivez l’un de ces codes{NBSP}: {', '.join(allowed)}.")
    first = first_lines.setdefault((name, cell), line.number)
    if first != line.number:
        motif = f"{_read(cell)} est déjà donné ligne {first} pour {_read(name)}"
        yield Fault(line.number, CRITERION, motif, "Gardez une seule de ces lignes.")
    yield from _letter_faults(line)


def _letter_faults(line: Line) -> Iterator[Fault]:
    mark = line.fields[MARK]
    if line.fields[CRITERION] == PRESENCE:
        allowed, cure = PRESENCE_LETTERS.keys(), "Écrivez P (présence), A (absence), B (abandon), ou laissez vide."
    elif line.fields[CRITERION] == FINAL:
        allowed, cure = MARK_LETTERS.keys(), "Écrivez O (favorable), N (défavorable), ou laissez vide."
    else:
        allowed, cure = MARK_LETTERS.keys(), "Écrivez O, N, ou laissez vide."
    if mark not in allowed:
        yield Fault(line.number, MARK, f"{_read(mark)} n’est pas une réponse prévue", cure)


def _keep(line: Line, marks: list[MarkRow], presences: list[PresenceRow]) -> None:
    name, cell, letter = (line.fields[column] for column in REQUIRED)
    note = line.fields.get(NOTE)
    if cell == PRESENCE:
        presences.append(PresenceRow(line.number, name, PRESENCE_LETTERS[letter], note))
    else:
        marks.append(MarkRow(line.number, name, cell, MARK_LETTERS[letter], note))


def _absence_faults(
    marks: list[MarkRow], presences: list[PresenceRow], candidates: Mapping[str, Known]
) -> Iterator[Fault]:
    """`A` beside an answer, in the file or recorded before: every line concerned is named."""
    by_candidate: dict[str, list[MarkRow]] = {}
    for mark in marks:
        by_candidate.setdefault(mark.candidate, []).append(mark)
    stated = {row.candidate: row for row in presences}
    for name in dict.fromkeys([*by_candidate, *stated]):
        row, known = stated.get(name), candidates[name]
        if (row.presence if row else known.presence) is Presence.ABSENT:
            yield from _absent_faults(row, by_candidate.get(name, []), known)


def _absent_faults(row: PresenceRow | None, given: list[MarkRow], known: Known) -> Iterator[Fault]:
    answered = [mark for mark in given if mark.mark is not None]
    where = f"ligne {row.line}" if row else "avant ce fichier"
    for mark in answered:
        motif = f"une réponse pour {shown(mark.candidate)}, dont l’absence est notée {where}"
        yield Fault(mark.line, MARK, motif, "Corrigez la présence, ou videz cette réponse.")
    renewed = {mark.cell for mark in given}
    kept = [cell for cell, mark in known.answers.items() if mark is not None and cell not in renewed]
    obstacles = [*(mark.cell for mark in answered), *kept]
    if row and obstacles:
        motif = f"une absence pour {shown(row.candidate)}, qui porte une réponse en {listing(obstacles)}"
        yield Fault(row.line, MARK, motif, "Corrigez la présence, ou videz ces réponses.")


def _read(value: str) -> str:
    return shown(value) if value else "un champ vide"
