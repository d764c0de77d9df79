"""One day on its own: the least minutes, waits or idle jurors with so many candidates of each kind."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from sessions.planning.figures import UNPLACED
from sessions.planning.problem import Placement, Problem, Task
from sessions.planning.search import Search
from sessions.planning.solving import Solving

Counts: TypeAlias = tuple[int, ...]  # by group
Caps: TypeAlias = tuple[tuple[str, int], ...]  # levels that must not be worse


@dataclass(frozen=True, slots=True)
class Answer:
    """No day does it for less than `least`; None when none does it at all. A sure answer is what one day reaches."""

    least: int | None
    is_sure: bool
    placements: tuple[tuple[int, Placement], ...] = ()  # with the group of each


class DayView:
    """A day as it is, or an easier one; the candidates of a group are alike on it. What it tells holds on `days`."""

    def __init__(
        self,
        search: Search,
        problem: Problem,
        kinds: Sequence[Sequence[int]],
        key: Callable[[Task], Hashable],
        days: Sequence[int],
    ) -> None:
        self.search, self.problem, self.days = search, problem, tuple(days)
        found: dict[Hashable, int] = {}
        self.groups = [found.setdefault(key(problem.tasks[kind[0]]), len(found)) for kind in kinds]
        self._tasks: list[list[Task]] = [[] for _ in found]
        for group, kind in zip(self.groups, kinds, strict=True):
            self._tasks[group] += [problem.tasks[index] for index in kind]
        self._known: dict[tuple[Counts, str, Caps], Answer] = {}

    def counts(self, numbers: Sequence[int]) -> Counts:
        """By group, from how many there are of each kind."""
        found = [0] * len(self._tasks)
        for group, number in zip(self.groups, numbers, strict=True):
            found[group] += number
        return tuple(found)

    def ask(self, counts: Counts, level: str, caps: Mapping[str, int], seconds: float) -> Answer:
        key = counts, level, tuple(caps.items())
        if key not in self._known:
            self._known[key] = self._asked(counts, level, caps, seconds)
        return self._known[key]

    def _asked(self, counts: Counts, level: str, caps: Mapping[str, int], seconds: float) -> Answer:
        chosen = [(group, task) for group, count in enumerate(counts) for task in self._tasks[group][:count]]
        tasks = tuple(replace(task, index=index) for index, (_, task) in enumerate(chosen))
        search = Search(replace(self.problem, tasks=tasks), seconds)
        if search.bounds[UNPLACED]:
            return Answer(None, is_sure=True)
        solving = Solving(search, tasks, all_placed=True, workers=1)
        solving.break_symmetry()
        for name, value in caps.items():
            solving.keep(name, value)
        with self.search.interrupting(solving.solver.stop_search):
            reached = solving.minimize(level, seconds)
        if reached is None:
            return Answer(None, is_sure=True) if solving.is_impossible else Answer(0, is_sure=False)
        value, bound = reached
        found = solving.found or {}
        placements = tuple((group, found[index]) for index, (group, _) in enumerate(chosen) if index in found)
        return Answer(bound, value == bound, placements)


def only(problem: Problem, day: int) -> Problem:
    """That day and no other."""
    return replace(
        problem,
        days=(problem.days[day],),
        rooms=tuple(replace(room, free=(room.free[day],)) for room in problem.rooms),
        seats=tuple(replace(seat, free=(seat.free[day],), taken=(seat.taken[day],)) for seat in problem.seats),
        tasks=tuple(replace(task, away=(task.away[day],)) for task in problem.tasks),
    )


def without_links(problem: Problem) -> Problem:
    """A problem no harder: whoever one candidate of a shape may sit before, all of that shape may."""
    panels: dict[int, frozenset[int]] = {}
    for task in problem.tasks:
        panels[id(task.shape)] = panels.get(id(task.shape), frozenset()) | task.panels
    return replace(problem, tasks=tuple(replace(task, panels=panels[id(task.shape)]) for task in problem.tasks))
