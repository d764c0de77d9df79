"""What juries decided, by inscription: counts, and what is still to be sealed said apart."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from evaluations.figures.hiding import Scope, added
from evaluations.verdicts import Outcome

# In the order of the screen; nobody decides « incomplete », and None is « not sealed yet ».
OUTCOMES: Final[tuple[Outcome | None, ...]] = (
    Outcome.TITLE,
    Outcome.CCPS,
    Outcome.NONE,
    Outcome.ABSENT,
    Outcome.ABANDONED,
    None,
)
SEALED: Final = OUTCOMES[:-1]
Decided = tuple[int, str, Outcome | None]  # session, inscription, sealed decision


@dataclass(frozen=True, slots=True)
class Tally:
    """So many of each outcome, of one inscription or of all that is shown; hidden, it holds nothing."""

    label: str
    counts: tuple[int, ...] = (0,) * len(OUTCOMES)  # as OUTCOMES
    is_shown: bool = True

    @property
    def enrolled(self) -> int:
        return sum(self.counts)

    @property
    def sealed(self) -> int:
        return sum(self.counts[:-1])

    def of(self, outcome: Outcome) -> int:
        return self.counts[OUTCOMES.index(outcome)]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """`total` is the sum of the inscriptions shown; `left_out` counts the sealed results that no row tells."""

    routes: tuple[Tally, ...]
    total: Tally
    left_out: int
    pending: int

    @property
    def sealed(self) -> int:
        return self.total.sealed + self.left_out


def outcomes_by_route(decided: Iterable[Decided], labels: Mapping[str, str], scope: Scope) -> Outcomes:
    """`labels`: the inscriptions in their order."""
    found = Counter(decided)
    rows = [row for key, label in labels.items() if (row := _tally(key, label, found, scope))]
    total = added(row.counts for row in rows) or Tally("").counts
    sealed = sum(number for (session, _, outcome), number in found.items() if session in scope.chosen and outcome)
    pending = sum(number for (session, _, outcome), number in found.items() if session in scope.chosen and not outcome)
    return Outcomes(tuple(rows), Tally("Ensemble", total), sealed - sum(total[:-1]), pending)


def _tally(key: str, label: str, found: Mapping[Decided, int], scope: Scope) -> Tally | None:
    sessions = {session for session, route, _ in found if route == key}
    if not sessions & scope.chosen:
        return None
    cell = {session: tuple(found.get((session, key, outcome), 0) for outcome in SEALED) for session in sessions}
    told = scope.told(cell)
    if not told and any(sum(cell[session]) for session in sessions & scope.chosen):
        return Tally(label, is_shown=False)
    pending = sum(found.get((session, key, None), 0) for session in sessions & scope.chosen)
    return Tally(label, (*(added(cell[session] for session in told) or (0,) * len(SEALED)), pending))
