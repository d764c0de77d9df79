"""Who is on which day, by count: a small model of the session, told what each day alone has been found to take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Final, TypeAlias

from ortools.sat.python import cp_model

from sessions.planning.capacity import Capacity
from sessions.planning.figures import IDLE, MINUTES, WAITING
from sessions.planning.model import Linear, Literal
from sessions.planning.one_day import Answer, Counts, DayView
from sessions.planning.problem import Problem
from sessions.planning.solving import solved
from sessions.planning.symmetry import alike_days

Lesson: TypeAlias = tuple[DayView, Counts, str, Mapping[str, int], Answer]  # the question and its answer

ADDITIVE: Final = (MINUTES, WAITING, IDLE)  # levels that are sums over the days, in their order


@dataclass(frozen=True, slots=True)
class Shares:
    """By day, how many of each kind and what each level is taken to be; no shares do with less than `bound`."""

    bound: int
    is_sure: bool
    numbers: tuple[tuple[int, ...], ...]
    values: tuple[Mapping[str, int], ...]


class Sharing:
    """`count` days at most; a model of its own, or a part of one that knows more."""

    def __init__(
        self,
        problem: Problem,
        capacity: Capacity,
        kinds: Sequence[Sequence[int]],
        count: int,
        cp: cp_model.CpModel | None = None,
    ) -> None:
        self.problem, self.capacity, self.kinds = problem, capacity, kinds
        self.days = range(len(problem.days))
        self.cp = cp or cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.linearization_level = 0  # three times as quick on these small models
        self.numbers = [[self.cp.new_int_var(0, len(kind), "") for kind in kinds] for _ in self.days]
        most = sum(frame.length for frame in problem.days) * problem.unit * (len(problem.tasks) + self._jurors())
        self.values: list[dict[str, Linear]] = [
            {name: self.cp.new_int_var(0, most, "") for name in (WAITING, IDLE)} for _ in self.days
        ]
        self.ends: list[cp_model.IntVar] = []
        self._literals: dict[tuple[object, ...], Literal] = {}
        for kind, own in enumerate(kinds):
            self.cp.add(sum(numbers[kind] for numbers in self.numbers) == len(own))
        self.cp.add(sum(self._day(day) for day in self.days) <= count)
        for alike in alike_days(problem):
            for day, following in pairwise(alike):
                self.cp.add(self.values[day][MINUTES] >= self.values[following][MINUTES])

    def _jurors(self) -> int:
        return sum(group.jurors for group in self.problem.groups)

    def _day(self, day: int) -> Literal:
        """Whether anybody is there; it lasts as long as the work asks, by any count."""
        frame, works = self.problem.days[day], self.cp.new_bool_var("")
        end = self.cp.new_int_var(0, frame.length, "")
        self.ends.append(end)
        self.values[day][MINUTES] = self.problem.unit * end + frame.late * works
        self.cp.add(end == 0).only_enforce_if(~works)
        for number in self.numbers[day]:
            self.cp.add(number == 0).only_enforce_if(~works)
        crowd_of = {task.index: crowd.index for crowd in self.capacity.crowds for task in crowd.tasks}
        for worth, most in zip(self.capacity.worths, self.capacity.sure[day], strict=True):
            held = self.cp.new_int_var(0, max(most), "")
            self.cp.add_element(end, most, held)
            pairs = zip(self.kinds, self.numbers[day], strict=True)
            self.cp.add(sum(worth[crowd_of[kind[0]]] * number for kind, number in pairs) <= held)
        return works

    def keep(self, name: str, value: int) -> None:
        self.cp.add(sum(values[name] for values in self.values) <= value)

    def solve(self, name: str, known: int, seconds: float) -> Shares | None:
        """The best there may be at that level; None when time is over before anything is known."""
        total = sum(values[name] for values in self.values)
        self.cp.add(total >= known)
        self.cp.minimize(total)
        self.solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        status = solved(self.solver, self.cp)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return Shares(
            bound=ceil(self.solver.best_objective_bound - 1e-6),
            is_sure=status == cp_model.OPTIMAL,
            numbers=tuple(tuple(map(self.solver.value, numbers)) for numbers in self.numbers),
            values=tuple({one: self.solver.value(values[one]) for one in ADDITIVE} for values in self.values),
        )

    def learn(self, view: DayView, counts: Counts, name: str, caps: Mapping[str, int], answer: Answer) -> None:
        """A day with as many candidates takes as much. More of them may fill a juror's pause, but save nothing else."""
        for day in view.days:
            other = [~self._reaches(day, view, group, count) for group, count in enumerate(counts) if count]
            if name == IDLE:
                other += [self._reaches(day, view, group, count + 1) for group, count in enumerate(counts)]
            other += [self._is_least(day, level, value + 1) for level, value in caps.items()]
            if answer.least is not None:
                other.append(self._is_least(day, name, answer.least))
            self.cp.add_bool_or(other)

    def _reaches(self, day: int, view: DayView, group: int, count: int) -> Literal:
        kinds = tuple(kind for kind, own in enumerate(view.groups) if own == group)
        return self._literal((day, kinds, count), (self.numbers[day][kind] for kind in kinds), count)

    def _is_least(self, day: int, name: str, value: int) -> Literal:
        return self._literal((day, name, value), [self.values[day][name]], value)

    def _literal(self, key: tuple[object, ...], parts: Iterable[Linear], least: int) -> Literal:
        """Whether these add up to so much."""
        if key not in self._literals:
            literal, total = self.cp.new_bool_var(""), sum(parts)
            self.cp.add(total >= least).only_enforce_if(literal)
            self.cp.add(total < least).only_enforce_if(~literal)
            self._literals[key] = literal
        return self._literals[key]
