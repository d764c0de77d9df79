"""Where « oui » is rare: the jury's agreed answers, criterion by criterion, in the référentiel's order.

A cell left alone is no « non » and is not counted (RCC05 knows two answers only); nobody absent is counted either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluations.figures.hiding import Cell, Scope, added, people_of

Answered = Mapping[str, Cell]  # by criterion and session: how many « oui », how many « non »


@dataclass(frozen=True, slots=True)
class Share:
    """« 7 sur 9 »; hidden, it holds nothing."""

    code: str
    yes: int = 0
    total: int = 0

    @property
    def is_shown(self) -> bool:
        return self.total > 0


@dataclass(frozen=True, slots=True)
class CompetenceShares:
    number: int
    whole: Share  # of the answers to its criteria
    criteria: tuple[Share, ...]


def shares(answered: Answered, competences: Mapping[int, Sequence[str]], scope: Scope) -> tuple[CompetenceShares, ...]:
    """`competences`: the codes of the criteria of each. A criterion nobody was asked is left out."""
    found = []
    for number, codes in competences.items():
        asked = [code for code in codes if people_of(answered.get(code, {}), scope.chosen)]
        if asked:
            criteria = tuple(_share(code, answered[code], scope) for code in asked)
            found.append(CompetenceShares(number, _whole(number, criteria), criteria))
    return tuple(found)


def least_yes(found: Sequence[CompetenceShares]) -> Share | None:
    """The criterion with the least « oui », if one alone is the last and misses at least one."""
    criteria = [share for each in found for share in each.criteria if share.is_shown]
    last = min(criteria, key=_rate, default=None)
    if last is None or last.yes == last.total:
        return None
    return last if sum(_rate(share) == _rate(last) for share in criteria) == 1 else None


def _share(code: str, cell: Cell, scope: Scope) -> Share:
    told = scope.told(cell)
    yes, no = added(cell[session] for session in told) or (0, 0)
    return Share(code, yes, yes + no)


def _whole(number: int, criteria: Sequence[Share]) -> Share:
    """Hidden as soon as one of its criteria is: it would not be the compétence any more."""
    if not all(share.is_shown for share in criteria):
        return Share(f"C{number}")
    return Share(f"C{number}", sum(share.yes for share in criteria), sum(share.total for share in criteria))


def _rate(share: Share) -> float:
    return share.yes / share.total
