"""How early the days can't end together, whatever the plan: every wait allowed, fractions of panels too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from math import comb
from typing import Final

from sessions.planning.best_days import with_best_days
from sessions.planning.capacity import Capacity
from sessions.planning.flows import Flow
from sessions.planning.frontier import Ends, Frontier
from sessions.planning.openings import Openings
from sessions.planning.prices import Pricing
from sessions.planning.problem import Problem

ONE_ANSWER: Final = 2.0  # seconds for one question about whole panels
MOST_SETS: Final = 12  # of days, beyond which no bound is sought


@dataclass
class Outlook:
    """What a proof at work has to say to whoever looks for a plan meanwhile."""

    least: int = 0  # minutes that no plan is below
    hopes: list[Ends] = field(default_factory=list)  # ends by which fractions of panels do it, ever earlier


class MinutesBound:
    """`value` grows while `raise_to` runs; it holds at any time, for plans that place everybody on `count` days."""

    def __init__(
        self, problem: Problem, openings: Openings, capacity: Capacity, count: int, outlook: Outlook | None = None
    ) -> None:
        self.problem, self.openings, self.capacity, self.count = problem, openings, capacity, count
        self.sets = list(_sets_of_days(problem, capacity, count))
        self._least: dict[tuple[int, ...], int] = dict.fromkeys(self.sets, 0)
        self._floor = 0
        self._pricing = Pricing(problem, openings)
        self.outlook = outlook or Outlook()

    @property
    def value(self) -> int:
        """In minutes."""
        return max(self._floor, min(map(self._minutes, self.sets), default=0))

    def _minutes(self, days: tuple[int, ...]) -> int:
        frames = [self.problem.days[day] for day in days]
        return self._least[days] * self.problem.unit + sum(frame.late for frame in frames)

    def raise_to(self, reached: Callable[[], int], going: Callable[[], bool]) -> None:
        """The weakest set of days first, until its bound meets the minutes that a plan has reached by then."""
        self._ease(reached, going)
        frontiers = {days: self._frontier(days) for days in self.sets}
        highs = {days: self._ticks(days, reached()) for days in self.sets}
        for days, frontier in frontiers.items():
            self._least[days], _ = frontier.least(self._least[days], highs[days], going, quick=True)
        while self.sets and self.value < reached() and going():
            days = min(self.sets, key=self._minutes)
            low, high = self._least[days], min(highs[days], self._ticks(days, reached()))
            if low >= high:
                return
            middle = (low + high) // 2
            if frontiers[days].point(middle, going) is not None:
                highs[days] = middle
            elif going():
                self._least[days] = middle + 1
                self.outlook.least = max(self.outlook.least, self.value)

    def _ease(self, reached: Callable[[], int], going: Callable[[], bool]) -> None:
        """Days made alike first: one set of them, and no telling which end is which day's."""
        easier = with_best_days(self.problem)
        if easier is not None:
            openings = Openings(easier)
            bound = MinutesBound(easier, openings, Capacity(easier, openings), self.count, self.outlook)
            bound.raise_to(reached, going)
            self._floor = bound.value
            self._least = {days: self._ticks(days, self._floor) for days in self.sets}

    def raise_whole(self, reached: Callable[[], int], going: Callable[[], bool]) -> None:
        """The same with whole panels, a tick at a time: slow, for small sessions."""
        frontiers = {days: self._frontier(days, whole=True) for days in self.sets}
        while self.sets and self.value < reached() and going():
            days = min(self.sets, key=self._minutes)
            if frontiers[days].point(self._least[days], going) is not None or not going():
                return
            self._least[days] += 1

    def _ticks(self, days: tuple[int, ...], minutes: int) -> int:
        """Of a plan that takes so many minutes, maybe on more days than these: never beyond their own length."""
        frames = [self.problem.days[day] for day in days]
        asked = (minutes - sum(frame.late for frame in frames)) // self.problem.unit
        return min(max(asked, 0), sum(frame.length for frame in frames))

    def _is_possible(self, days: tuple[int, ...], ends: Ends) -> bool:
        if not self._pricing.is_possible(days, ends):
            return False
        self.outlook.hopes.append(ends)
        return True

    def _frontier(self, days: tuple[int, ...], *, whole: bool = False) -> Frontier:
        flow = Flow(self.problem, self.openings, days, whole=False) if whole else None
        return Frontier(
            lambda ends: self.capacity.holds(self.capacity.sure, days, ends),
            lambda ends: self._is_possible(days, ends) and (flow is None or flow.is_possible_whole(ends, ONE_ANSWER)),
            tuple(self.problem.days[day].length for day in days),
            alike_days(self.problem, days),
        )


def fewest_days(
    problem: Problem, openings: Openings, capacity: Capacity, going: Callable[[], bool], *, reached: int | None = None
) -> int:
    """No plan that places everybody works on fewer; what time does not tell is taken for possible.

    `reached` are the days of a plan that does: nothing is asked about as many.
    """
    count = capacity.fewest_days()
    while count < (len(problem.days) if reached is None else reached) and going():
        sets = _sets_of_days(problem, capacity, count)
        if not sets or any(_may_hold_everybody(problem, openings, days) for days in sets):
            break
        count += 1
    return count


def _may_hold_everybody(problem: Problem, openings: Openings, days: tuple[int, ...]) -> bool:
    """Preparation rooms counted too, then whole panels."""
    flow = Flow(problem, openings, days, whole=False)
    ends = tuple(problem.days[day].length for day in days)
    return flow.is_possible(ends) and flow.is_possible_whole(ends, ONE_ANSWER)


def _sets_of_days(problem: Problem, capacity: Capacity, count: int) -> Sequence[tuple[int, ...]]:
    """The strongest days when each is at least as good as the next; else every set, when there are few."""
    order = capacity.best_days(len(problem.days))
    if all(is_as_good(problem, a, b) for a, b in pairwise(order)):
        return [order[:count]]
    if comb(len(order), count) <= MOST_SETS:
        return [tuple(days) for days in combinations(order, count)]
    return []


def is_as_good(problem: Problem, day: int, other: int) -> bool:
    """Whatever is planned on the other could be on this one."""
    mine, theirs = problem.days[day], problem.days[other]
    return (
        (mine.length, mine.late, mine.lunch) == (theirs.length, theirs.late, theirs.lunch)
        and mine.earliest <= theirs.earliest
        and all(
            not seat.free[other] & ~seat.free[day] and not seat.taken[day] & ~seat.taken[other]
            for seat in problem.seats
        )
        and all(not room.free[other] & ~room.free[day] for room in problem.rooms)
        and all(not task.away[day] & ~task.away[other] for task in problem.tasks)
    )


def alike_days(problem: Problem, days: Sequence[int]) -> tuple[bool, ...]:
    """Whether each day could be exchanged with the one before."""
    return tuple(
        rank > 0 and is_as_good(problem, day, days[rank - 1]) and is_as_good(problem, days[rank - 1], day)
        for rank, day in enumerate(days)
    )
