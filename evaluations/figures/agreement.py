"""Did jurors agree before they deliberated: cells that at least two of them answered, in grids they handed in.

Raw agreement with its number comes first. Kappa only from thirty candidates on: on a few it is noise (« règle du
centre »). It is Fleiss', because the jurors change from panel to panel: no one is « the first juror ».
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from evaluations.figures.hiding import Scope

KAPPA_FLOOR: Final = 30  # candidates compared


@dataclass(frozen=True, slots=True)
class Compared:
    """One cell of one candidate: how many jurors answered « oui », how many « non »."""

    session: int
    candidate: int
    criterion: str
    yes: int
    no: int

    @property
    def answers(self) -> int:
        return self.yes + self.no

    @property
    def is_agreed(self) -> bool:
        return not (self.yes and self.no)


@dataclass(frozen=True, slots=True)
class Agreed:
    """Hidden, it holds nothing."""

    code: str
    agreed: int = 0
    total: int = 0
    candidates: int = 0
    kappa: float | None = None

    @property
    def is_shown(self) -> bool:
        return self.total > 0


@dataclass(frozen=True, slots=True)
class Agreement:
    whole: Agreed  # over the criteria that are shown: the others cannot be taken out of it
    criteria: tuple[Agreed, ...]


def agreement_of(found: Iterable[Compared], codes: Iterable[str], scope: Scope) -> Agreement:
    """`codes`: the criteria in their order."""
    cells: dict[str, dict[int, list[Compared]]] = {code: defaultdict(list) for code in codes}
    for one in found:
        if one.criterion in cells and one.answers > 1:
            cells[one.criterion][one.session].append(one)
    criteria, told = [], []
    for code, by_session in cells.items():
        if not scope.chosen.isdisjoint(by_session):
            sizes = {session: (len(own),) for session, own in by_session.items()}
            kept = [one for session in scope.told(sizes, of_people=False) for one in by_session[session]]
            criteria.append(_agreed(code, kept))
            told += kept
    return Agreement(_agreed("", told), tuple(criteria))


def _agreed(code: str, cells: Sequence[Compared]) -> Agreed:
    people = len({cell.candidate for cell in cells})
    kappa = fleiss_kappa(cells) if people >= KAPPA_FLOOR else None
    return Agreed(code, sum(cell.is_agreed for cell in cells), len(cells), people, kappa)


def fleiss_kappa(cells: Sequence[Compared]) -> float | None:
    """Agreement beyond chance, each cell with at least two answers; None where chance alone would agree on all."""
    if not cells:
        return None
    observed = sum(_pairs_alike(cell) for cell in cells) / len(cells)
    yes = sum(cell.yes / cell.answers for cell in cells) / len(cells)
    expected = yes**2 + (1 - yes) ** 2
    return None if expected >= 1 else (observed - expected) / (1 - expected)


def _pairs_alike(cell: Compared) -> float:
    return (cell.yes * (cell.yes - 1) + cell.no * (cell.no - 1)) / (cell.answers * (cell.answers - 1))
