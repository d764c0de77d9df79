"""How long stages really lasted beside what was planned, and how late passages began, from what was recorded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles
from typing import Final

from evaluations.figures.hiding import Scope

ON_TIME: Final = 5  # minutes, « règle du centre »
BOUNDS: Final = (0, ON_TIME, 10, 15, 30)  # each the last minute of a stretch of delays
MOST_DOTS: Final = 40


@dataclass(frozen=True, slots=True)
class Timed:
    """One stage of one passage, begun and ended."""

    session: int
    phase: str
    kind: str
    planned: int  # minutes
    actual: float


@dataclass(frozen=True, slots=True)
class Duration:
    """The stages of one kind and one planned length: « 66 min, prévu 60 »; hidden, it holds nothing."""

    phase: str
    kind: str
    planned: int
    passages: int = 0
    median: int = 0
    low: int = 0  # half of the passages are between low and high
    high: int = 0

    @property
    def is_shown(self) -> bool:
        return self.passages > 0

    @property
    def over(self) -> int:
        return self.median - self.planned


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Minutes between the planned beginning and the real one, smallest first; negative when early."""

    delays: tuple[int, ...]
    passages: int  # recorded, told or not

    @property
    def is_shown(self) -> bool:
        return bool(self.delays)

    @property
    def on_time(self) -> int:
        return sum(delay <= ON_TIME for delay in self.delays)

    @property
    def stretches(self) -> tuple[tuple[int | None, int | None, int], ...]:
        """After which minute, up to which one, how many passages; None where it has no bound."""
        edges = (None, *BOUNDS, None)
        return tuple(
            (low, high, sum(_is_within(delay, low, high) for delay in self.delays)) for low, high in pairwise(edges)
        )


def durations_of(found: Iterable[Timed], scope: Scope) -> tuple[Duration, ...]:
    """In the order in which stages are first met; one line per planned length, so that lengths are never mixed."""
    groups: dict[tuple[str, str, int], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        groups[one.phase, one.kind, one.planned][one.session].append(one.actual)
    return tuple(
        _duration(*key, _told(by_session, scope))
        for key, by_session in groups.items()
        if not scope.chosen.isdisjoint(by_session)
    )


def punctuality_of(delays: Iterable[tuple[int, float]], scope: Scope) -> Punctuality:
    by_session: dict[int, list[float]] = defaultdict(list)
    for session, delay in delays:
        by_session[session].append(delay)
    recorded = sum(len(own) for session, own in by_session.items() if session in scope.chosen)
    return Punctuality(tuple(sorted(round(delay) for delay in _told(by_session, scope))), recorded)


def longest_over(found: Sequence[Duration]) -> Duration | None:
    """The stage that runs over the most, if one alone does."""
    told = [one for one in found if one.is_shown]
    last = max(told, key=lambda one: one.over, default=None)
    if last is None or last.over < 1:
        return None
    return last if sum(one.over == last.over for one in told) == 1 else None


def _told(by_session: Mapping[int, Sequence[float]], scope: Scope) -> list[float]:
    sizes = {session: (len(own),) for session, own in by_session.items()}
    return [value for session in scope.told(sizes, of_people=False) for value in by_session[session]]


def _duration(phase: str, kind: str, planned: int, actual: Sequence[float]) -> Duration:
    if not actual:
        return Duration(phase, kind, planned)
    low, _, high = quantiles(actual, n=4, method="inclusive") if len(actual) > 1 else (actual[0],) * 3
    return Duration(phase, kind, planned, len(actual), round(median(actual)), round(low), round(high))


def _is_within(delay: int, low: int | None, high: int | None) -> bool:
    return (low is None or delay > low) and (high is None or delay <= high)
