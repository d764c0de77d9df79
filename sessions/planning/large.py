"""Sessions too large for one model: how few days, how early they end, then names on the rosters found."""

from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from random import Random
from time import sleep
from typing import Final

from sessions.planning.aims import aims, widened
from sessions.planning.capacity import Capacity
from sessions.planning.colouring import with_rooms
from sessions.planning.figures import DAYS, MINUTES, UNPLACED
from sessions.planning.flows import Flow
from sessions.planning.frontier import Ends, Frontier, within
from sessions.planning.listing import list_plan
from sessions.planning.matching import named
from sessions.planning.problem import Solution, end_of
from sessions.planning.proof import MinutesBound, Outlook, fewest_days
from sessions.planning.search import Search

SHARE: Final = 0.3  # of the time left, for each question put to the whole-number solver
HOPE: Final = 0.1  # the same, for ends that the proof could not forbid: often as early as fractions allow, so too early
QUESTIONS: Final = 14  # about fractions of panels, before a sum of ends is given up
AFTER: Final = 0.15  # of the time, for what is looked at once the ends are settled
MARGIN: Final = 5  # per cent above what seems likely, where whole panels are first tried


def lower_ends(search: Search, capacity: Capacity, random: Random, seconds: float) -> None:
    """A plan that ends as early as so many seconds of counting tell, on the fewest days there may be."""
    _Descent(search, capacity, capacity.best_days(search.bounds[DAYS]), random, search.left - seconds).run()


def prove_days(search: Search, capacity: Capacity) -> None:
    reached = None if search.value(UNPLACED) else search.value(DAYS)
    found = fewest_days(search.problem, search.openings, capacity, lambda: search.left > 0, reached=reached)
    search.prove(DAYS, found)


def plan_large(search: Search, random: Random) -> None:
    """Prove the days, then lower the sum of the ends until time is over."""
    capacity = Capacity(search.problem, search.openings)
    prove_days(search, capacity)
    days = capacity.best_days(search.bounds[DAYS])
    outlook = Outlook()
    bound = MinutesBound(search.problem, search.openings, capacity, len(days), outlook)
    with ThreadPoolExecutor(1) as pool:  # the solvers work outside Python: two of them share the machine
        until = search.left * AFTER
        proof = pool.submit(bound.raise_to, lambda: search.value(MINUTES), lambda: search.left > until)
        _Descent(search, capacity, days, random, until, outlook).run()
        while search.left > until and not proof.done():
            sleep(0.05)
    search.prove(MINUTES, bound.value)


class _Descent:
    def __init__(
        self,
        search: Search,
        capacity: Capacity,
        days: tuple[int, ...],
        random: Random,
        until: float = 0.5,
        outlook: Outlook | None = None,
    ) -> None:
        self.search, self.problem, self.days, self.random = search, search.problem, days, random
        self.capacity, self.until, self.outlook = capacity, until, outlook or Outlook()
        self.flow = Flow(self.problem, search.openings, days, whole=True)
        self.high = tuple(self.problem.days[day].length for day in days)
        self.failed: list[Ends] = []
        self.hoped: set[Ends] = set()

    def run(self) -> None:
        """A little above what seems likely first, for a good plan early; then between what failed and what is known.

        Ends of which the proof says that they may do come before everything else.
        """
        high = min(sum(self.high) + 1, self._reached())
        likely = Frontier(
            lambda ends: self.capacity.holds(self.capacity.likely, self.days, ends),
            lambda ends: True,
            self.high,
            tuple(rank > 0 for rank in range(len(self.days))),  # the day that holds least ends first, as a rule
        )
        low, _ = likely.least(0, high, self._is_going)
        target = min(low + max(low * MARGIN // 100, 1), high - 1)
        while self._is_going() and low < high:
            hope = self._hope(high)
            if hope:
                self.hoped.add(hope)
            reached = self._plan(hope, HOPE) if hope else self._reach(target, high)
            if reached is not None:
                high = min(high, reached)
            elif hope:
                continue
            elif not self._hope(high):
                low = target + 1
            low = max(low, self._least())
            target = (low + high - 1) // 2

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

    def _reached(self) -> int:
        """The sum of ends of the best plan, be it on other days; beyond all ends while it takes more days."""
        placed = {one.day for one in self.search.solution.values()}
        if self.search.value(UNPLACED) or len(placed) > len(self.days):
            return sum(self.high) + 1
        return self._ticks(self.search.value(MINUTES))

    def _least(self) -> int:
        """The sum of ends that no plan is below, as far as the proof has come."""
        return self._ticks(self.outlook.least)

    def _ticks(self, minutes: int) -> int:
        late = sum(self.problem.days[day].late for day in self.days)
        return max(minutes - late, 0) // self.problem.unit

    def _hope(self, high: int) -> Ends | None:
        """The earliest ends that the proof could not forbid, unless they were tried or would be no better."""
        hope = min(self.outlook.hopes, key=sum, default=None)
        return None if hope is None or sum(hope) >= high or hope in self.hoped else hope

    def _reach(self, target: int, high: int) -> int | None:
        """The sum of ends of a plan no later than asked; None too as soon as the proof has something better to try."""
        asked = 0
        hopes = sorted(self.outlook.hopes, key=sum)[:1]
        near = chain.from_iterable(widened(hope, self.high, target) for hope in hopes)
        for ends in chain(near, aims(self.capacity, self.days, self.high, target)):
            if any(within(ends, known) for known in self.failed):
                continue
            if asked == QUESTIONS or not self._is_going() or self._hope(high):
                return None
            asked += 1
            if self.flow.is_possible(ends) and (reached := self._plan(ends, SHARE)) is not None:
                return reached
            self.failed.append(ends)
        return None

    def _plan(self, ends: Ends, share: float) -> int | None:
        """The sum of ends of a plan that the search has been offered."""
        rosters = self.flow.rosters(ends, max((self.search.left - self.until) * share, 2))
        if rosters is None:
            return None
        solution = with_rooms(self.problem, named(self.problem, self.flow.crowds, rosters, self.random))
        if solution is not None and len(solution) < len(self.problem.tasks):
            solution = list_plan(self.problem, self.search.openings, solution.values())
        if solution is None or not self._is_on_days(solution):
            return None
        self.search.offer(solution)
        return self._sum(solution)
