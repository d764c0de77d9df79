"""What a juror ticks for one épreuve, what is still blank, and where the jurors differ.

A cell left alone is `None` and never « non » (RCC05 knows two answers only); the final interview has one opinion
and notes on its themes, since the référentiel gives it no criterion (RCT09).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Generic, TypeVar

from titles.referentiel import PhaseKind, Referentiel, Route

FINAL: Final = "FINAL"
THEME_PREFIX: Final = "THEME."

Juror = TypeVar("Juror", bound=int | str)


class Mark(StrEnum):
    """The two answers of RCC05; for the cell `FINAL`, favourable and unfavourable."""

    YES = "O"
    NO = "N"


class Agreement(StrEnum):
    DISAGREED = "disagreed"
    INCOMPLETE = "incomplete"
    AGREED = "agreed"


ORDER: Final = tuple(Agreement)  # disagreements first, then what is missing, then the rest


@dataclass(frozen=True, slots=True)
class Cell:
    code: str
    label: str
    source: str
    takes_mark: bool = True  # a theme of the final interview takes a note only


@dataclass(frozen=True, slots=True)
class Progress:
    """« 9/13 » and the codes still blank, in the order of the grid."""

    filled: int
    total: int
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        return not self.missing

    def __str__(self) -> str:
        return f"{self.filled}/{self.total}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one juror wrote about one candidate: marks and notes by cell."""

    marks: Mapping[str, Mark | None] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison(Generic[Juror]):
    criterion: str
    marks: Mapping[Juror, Mark | None]
    notes: Mapping[Juror, str]
    state: Agreement
    common: Mark | None  # the answer all gave, None while there is none: no higher, mean or majority mark


def has_final_interview(route: Route) -> bool:
    """A CCP session has none (RCC06)."""
    return any(phase.kind is PhaseKind.FINAL_INTERVIEW for phase in route.phases)


def answers_needed(referentiel: Referentiel, route: str) -> tuple[str, ...]:
    """Every cell the jury must answer together: the route's criteria, then `FINAL` where there is an interview."""
    chosen = referentiel.routes[route]
    return chosen.criteria + ((FINAL,) if has_final_interview(chosen) else ())


def cells(referentiel: Referentiel, route: str, phase: str) -> tuple[Cell, ...]:
    """The cells of a juror's grid for one épreuve; KeyError when the route has no such épreuve."""
    chosen = referentiel.routes[route].phase(phase)
    criteria = (referentiel.criterion(code) for code in chosen.criteria)
    grid = tuple(Cell(criterion.code, criterion.label, criterion.source) for criterion in criteria)
    if chosen.kind is not PhaseKind.FINAL_INTERVIEW:
        return grid
    themes = (
        Cell(f"{THEME_PREFIX}{theme.code}", theme.label, theme.source, takes_mark=False)
        for theme in referentiel.final_interview_themes
    )
    return (*grid, Cell(FINAL, chosen.label, chosen.source), *themes)


def filled(grid: Iterable[Cell], marks: Mapping[str, Mark | None]) -> Progress:
    """How far the grid is; a theme's note is free and never counts."""
    codes = [cell.code for cell in grid if cell.takes_mark]
    missing = tuple(code for code in codes if marks.get(code) is None)
    return Progress(filled=len(codes) - len(missing), total=len(codes), missing=missing)


def is_complete(grid: Iterable[Cell], marks: Mapping[str, Mark | None]) -> bool:
    """Only such a grid can be handed in."""
    return filled(grid, marks).is_complete


def agreement(marks: Sequence[Mark | None]) -> Agreement:
    """Two different answers disagree even while a third is awaited."""
    given = set(marks) - {None}
    if len(given) > 1:
        return Agreement.DISAGREED
    return Agreement.AGREED if given and None not in marks else Agreement.INCOMPLETE


def compare(
    grid: Iterable[Cell], sheets: Mapping[Juror, Sheet], left: Mapping[Juror, Sheet] | None = None
) -> list[Comparison[Juror]]:
    """The jurors' answers side by side: disagreements, then blanks, then the rest, each in the grid's order.

    `left` are the sheets of jurors who sit there no more: an answer of theirs may differ, none of theirs is awaited.
    """
    compared = [_compare_cell(cell.code, sheets, left or {}) for cell in grid if cell.takes_mark]
    return sorted(compared, key=lambda comparison: ORDER.index(comparison.state))


def _compare_cell(code: str, sheets: Mapping[Juror, Sheet], left: Mapping[Juror, Sheet]) -> Comparison[Juror]:
    marks = {juror: sheet.marks.get(code) for juror, sheet in sheets.items()}
    given = {juror: mark for juror, sheet in left.items() if (mark := sheet.marks.get(code)) is not None}
    state = agreement([*marks.values(), *given.values()])
    return Comparison(
        criterion=code,
        marks={**marks, **given},
        notes={juror: sheet.notes[code] for juror, sheet in {**sheets, **left}.items() if sheet.notes.get(code)},
        state=state,
        common=next(iter(marks.values())) if state is Agreement.AGREED else None,
    )
