"""Sessions too large for one model: how few days, how early they end, then names on the rosters found."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from time import sleep
from typing import Final

from sessions.planning.capacity import Capacity
from sessions.planning.colouring import with_rooms
from sessions.planning.figures import DAYS, MINUTES
from sessions.planning.flows import Flow
from sessions.planning.frontier import Ends, Frontier
from sessions.planning.listing import list_plan
from sessions.planning.matching import named
from sessions.planning.problem import Solution, end_of
from sessions.planning.proof import MinutesBound
from sessions.planning.search import Search

SHARE: Final = 0.25  # of the time left: for the fractions, then for each question put to the whole-number solver
AFTER: Final = 0.15  # of the time, for what is looked at once the ends are settled
MARGIN: Final = 2  # per cent above what fractions reach, where whole panels are first tried


def lower_ends(search: Search, capacity: Capacity, random: Random, seconds: float) -> None:
    """A plan that ends as early as so many seconds of counting tell, on the fewest days there may be."""
    _Descent(search, capacity, capacity.best_days(search.bounds[DAYS]), random, search.left - seconds).run()


def plan_large(search: Search, random: Random) -> None:
    """Prove the days, then lower the sum of the ends until time is over."""
    capacity = Capacity(search.problem, search.openings)
    search.prove(DAYS, capacity.fewest_days())
    days = capacity.best_days(search.bounds[DAYS])
    bound = MinutesBound(search.problem, search.openings, capacity, len(days))
    with ThreadPoolExecutor(1) as pool:  # the solvers work outside Python: two of them share the machine
        until = search.left * AFTER
        proof = pool.submit(bound.raise_to, lambda: search.value(MINUTES), lambda: search.left > until)
        _Descent(search, capacity, days, random, until).run()
        while search.left > until and not proof.done():
            sleep(0.05)
    search.prove(MINUTES, bound.value)


class _Descent:
    def __init__(
        self, search: Search, capacity: Capacity, days: tuple[int, ...], random: Random, until: float = 0.5
    ) -> None:
        self.search, self.problem, self.days, self.random = search, search.problem, days, random
        self.until = until
        self.flow = Flow(self.problem, search.openings, days, whole=True)
        self.frontier = Frontier(
            lambda ends: capacity.holds(capacity.likely, days, ends),
            self.flow.is_possible,
            tuple(self.problem.days[day].length for day in days),
            tuple(rank > 0 for rank in range(len(days))),  # the day that holds least ends first, as a rule
        )

    def run(self) -> None:
        """From the least sum that fractions of panels could reach, up to one that whole panels do; then between."""
        full = sum(self.frontier.high)
        high = min(full, self._sum(self.search.solution)) if self._is_on_days(self.search.solution) else full + 1
        low = self._least(high)
        step = max(low * MARGIN // 100, 1)
        target = low + step
        while self._is_going() and low < high:
            reached = self._reach(min(target, high - 1))
            if reached is not None:
                high = reached
            else:
                low = min(target, high - 1) + 1
            target = (low + high - 1) // 2 if high <= full and reached is not None else target + step

    def _least(self, high: int) -> int:
        """What fractions of panels could reach, as far as a part of the time tells."""
        share = self.search.left - (self.search.left - self.until) * SHARE

        def is_going() -> bool:
            return self.search.left > share

        low, _ = self.frontier.least(0, high, self._is_going, quick=True)
        squeezed = self.frontier.squeezed(self.frontier.high, is_going)
        low, least = self.frontier.least(low, min(high, sum(squeezed)), is_going)
        return least if is_going() else low

    def _is_going(self) -> bool:
        return self.search.left > self.until

    def _is_on_days(self, solution: Solution) -> bool:
        placed = {one.day for one in solution.values()}
        return len(solution) == len(self.problem.tasks) and placed <= set(self.days)

    def _sum(self, solution: Solution) -> int:
        ends = dict.fromkeys(self.days, 0)
        for one in solution.values():
            ends[one.day] = max(ends[one.day], end_of(self.problem.tasks[one.task].shape, one.starts))
        return sum(ends.values())

    def _reach(self, target: int) -> int | None:
        """The sum of ends of a plan no later than asked, which the search has been offered."""
        ends = self.frontier.point(target, self._is_going)
        if ends is None:
            return None
        solution = self._plan(ends)
        if solution is None:
            self.frontier.refuse(ends)
            return None
        self.search.offer(solution)
        return self._sum(solution)

    def _plan(self, ends: Ends) -> Solution | None:
        rosters = self.flow.rosters(ends, max((self.search.left - self.until) * SHARE, 1))
        if rosters is None:
            return None
        solution = with_rooms(self.problem, named(self.problem, self.flow.crowds, rosters, self.random))
        if solution is None or len(solution) == len(self.problem.tasks):
            return solution
        solution = list_plan(self.problem, self.search.openings, solution.values())
        return solution if self._is_on_days(solution) else None
