"""Each kind of candidate given a price: what every day is worth at most by each end, and why some ends won't do.

Ends that can't carry everybody have prices under which all the days together are worth less than all the candidates.
The same prices tell against many other ends, for the price of one small question about each day instead of a large
one about all of them (Benders' cuts, for a problem whose days share nothing but the candidates).
"""

from collections.abc import Sequence
from typing import Final

from ortools.math_opt.python import mathopt

from sessions.planning.flows import Flow, Relaxed
from sessions.planning.frontier import Ends
from sessions.planning.openings import Openings
from sessions.planning.problem import Problem
from sessions.planning.streams import crowds_of

SURE: Final = 1e-5  # what a solver's rounding might hide, of the price of all the candidates, which is one
LATEST: Final = 6  # prices about which new questions are asked

Prices = tuple[float, ...]  # by crowd


class Pricing:
    """Whatever the set of days: prices found on one tell about the others."""

    def __init__(self, problem: Problem, openings: Openings) -> None:
        self.problem, self.openings = problem, openings
        self.crowds = crowds_of(problem)
        self.found: list[Prices] = []
        self._days: dict[int, _Day] = {}
        self._wholes: dict[tuple[int, ...], _Whole] = {}
        self._kinds: dict[tuple[object, ...], int] = {}

    def is_possible(self, days: tuple[int, ...], ends: Ends) -> bool:
        """By ends that no price forbids, fractions of panels may carry everybody."""
        if self._are_forbidden(days, ends):
            return False
        if days not in self._wholes:
            self._wholes[days] = _Whole(Flow(self.problem, self.openings, days, whole=False))
        prices = self._wholes[days].prices(ends)
        if prices is None:
            return True
        self.found.append(prices)
        return False

    def _are_forbidden(self, days: tuple[int, ...], ends: Ends) -> bool:
        for prices in reversed(self.found):
            if self._worth(days, ends, prices, asking=False) < 1 - SURE:
                return True
        return any(self._worth(days, ends, prices, asking=True) < 1 - SURE for prices in self.found[-LATEST:])

    def _worth(self, days: Sequence[int], ends: Ends, prices: Prices, *, asking: bool) -> float:
        """At most; without asking, from what is known of these ends or later ones."""
        known = [self._day(day).known(end, prices) for day, end in zip(days, ends, strict=True)]
        if asking and sum(least for least, _ in known) < 1 - SURE:
            return sum(self._day(day).worth(end, prices) for day, end in zip(days, ends, strict=True))
        return sum(most for _, most in known)

    def _day(self, day: int) -> "_Day":
        """One for all the days that are alike."""
        problem = self.problem
        kind = (
            problem.days[day].length,
            problem.days[day].earliest,
            problem.days[day].lunch,
            tuple((seat.free[day], seat.taken[day]) for seat in problem.seats),
            tuple(room.free[day] for room in problem.rooms),
            tuple(task.away[day] for task in problem.tasks),
        )
        first = self._kinds.setdefault(kind, day)
        if first not in self._days:
            self._days[first] = _Day(Flow(problem, self.openings, [first], whole=False))
        return self._days[first]


class _Day:
    """What one day is worth by each end, asked once."""

    def __init__(self, flow: Flow) -> None:
        self.relaxed = Relaxed(flow)
        self.length = flow.problem.days[flow.days[0]].length
        model = self.relaxed.model
        self.placed = [model.add_variable(lb=0, ub=len(crowd.tasks)) for crowd in flow.crowds]
        for row, column in zip(self.relaxed.program.begun, self.placed, strict=True):
            row.set_coefficient(column, -1)
            row.lower_bound = row.upper_bound = 0
        self._prices: Prices | None = None
        self._known: dict[Prices, dict[int, float]] = {}

    def known(self, end: int, prices: Prices) -> tuple[float, float]:
        """The worth by that end is between these."""
        worths = self._known.get(prices, {})
        least = max((worth for at, worth in worths.items() if at <= end), default=0.0)
        return least, min((worth for at, worth in worths.items() if at >= end), default=float("inf"))

    def worth(self, end: int, prices: Prices) -> float:
        worths = self._known.setdefault(prices, {})
        if end not in worths:
            if prices != self._prices:
                self._prices = prices
                priced = zip(prices, self.placed, strict=True)
                self.relaxed.model.maximize(mathopt.LinearSum(price * column for price, column in priced))
            result = self.relaxed.solved((end,))
            if result is None or result.termination.reason != mathopt.TerminationReason.OPTIMAL:
                return float("inf")
            worths[end] = result.termination.objective_bounds.dual_bound
        return worths[end]


class _Whole:
    """The days together: which part of every crowd they can carry, the same for all."""

    def __init__(self, flow: Flow) -> None:
        self.relaxed, self.crowds = Relaxed(flow), flow.crowds
        model = self.relaxed.model
        part = model.add_variable(lb=0, ub=1)
        for row, crowd in zip(self.relaxed.program.begun, self.crowds, strict=True):
            row.lower_bound, row.upper_bound = 0, float("inf")
            row.set_coefficient(part, -len(crowd.tasks))
        model.maximize(part)

    def prices(self, ends: Ends) -> Prices | None:
        """None when they may carry everybody, as far as one can tell."""
        result = self.relaxed.solved(ends)
        if result is None or result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        if result.objective_value() >= 1 - SURE:
            return None
        duals = result.dual_values()
        prices = [max(-duals[row], 0.0) for row in self.relaxed.program.begun]
        whole = sum(price * len(crowd.tasks) for price, crowd in zip(prices, self.crowds, strict=True))
        return tuple(price / whole for price in prices) if whole > 0 else None
