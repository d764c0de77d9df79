"""The levels taken one after the other: each made as small as it can be, then kept while the next is."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from ortools.sat.python import cp_model

from sessions.planning.colouring import Rooms, with_rooms
from sessions.planning.model import Linear, Literal, Model, Place
from sessions.planning.model_levels import Levels
from sessions.planning.model_rooms import RoomRules
from sessions.planning.problem import Placement, Solution, Task
from sessions.planning.search import Search
from sessions.planning.symmetry import alike_days, alike_seats, alike_tasks, in_order

WORKERS = 2


class Solving:
    """One model of a search, whole or partial, and the solver that works on it."""

    def __init__(
        self,
        search: Search,
        free: Iterable[Task],
        *,
        others: Solution | None = None,
        allowed: Mapping[int, set[Place]] | None = None,
        all_placed: bool = False,
        counted_only: bool = False,
        workers: int = WORKERS,
    ) -> None:
        self.search, self.problem, self.others = search, search.problem, others or {}
        self.model = Model(search.problem, search.openings, free, others=others, allowed=allowed, all_placed=all_placed)
        self.rooms = RoomRules(self.model, counted_only=counted_only)
        self.levels = Levels(self.model)
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = workers
        self.found: Solution | None = None
        self.is_ordered = False
        self.is_impossible = False

    def minimize(self, name: str, seconds: float) -> tuple[int, int] | None:
        """The value reached at that level and the bound proven for this model; None when nothing was found."""
        expression = self.levels[name]
        if isinstance(expression, int):
            return expression, expression
        self.model.cp.minimize(expression)
        self.solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        with self.search.interrupting(self.solver.stop_search):
            status = solved(self.solver, self.model.cp, _Watching(self))
        self.is_impossible = status == cp_model.INFEASIBLE
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.found = self._read()
            return round(self.solver.objective_value), round(self.solver.best_objective_bound)
        return None

    def break_symmetry(self) -> None:
        """Of plans that differ by who is who, one; only for a model of the whole problem."""
        cp, model, self.is_ordered = self.model.cp, self.model, True
        for tasks in alike_tasks(self.problem):
            for one, other in pairwise(tasks):
                cp.add_implication(model.placed[other.index], model.placed[one.index])
                ordered = cp.add(model.starts[one.index][0] <= model.starts[other.index][0])
                ordered.only_enforce_if(model.placed[other.index])
        for seats in alike_seats(self.problem):
            loads = [self._load(seat.index) for seat in seats]
            for more, less in pairwise(loads):
                cp.add(more >= less)
        for days in alike_days(self.problem):
            for day, following in pairwise(days):
                cp.add(self.levels.ends[day] >= self.levels.ends[following])
                cp.add_implication(self.levels.works[following], self.levels.works[day])

    def _load(self, panel: int) -> Linear:
        return sum(task.shape.jury * self.model.before[task.index].get(panel, 0) for task in self.model.free)

    def keep(self, name: str, value: int) -> None:
        """From now on that level is no worse."""
        self.model.cp.add(self.levels[name] <= value)

    def at_least(self, name: str, value: int) -> None:
        """Known beforehand: the solver need not prove it."""
        self.model.cp.add(self.levels[name] >= value)

    def stay_or_leave(self, tasks: Iterable[int]) -> None:
        """Each of these is where and when it was published, or nowhere."""
        kept = self.levels.kept
        for task in tasks:
            self.model.cp.add_implication(self.model.placed[task], kept.get(task, self.model.no))

    def place(self, tasks: Iterable[int]) -> None:
        for task in tasks:
            self.model.cp.add(self.model.placed[task] == 1)

    def stay(self) -> set[int]:
        """Who is where they were published, in the solution just found."""
        return {task for task, literal in self.levels.kept.items() if self._is(literal)}

    def hint(self, solution: Solution) -> None:
        cp, model = self.model.cp, self.model
        solution = in_order(self.problem, solution) if self.is_ordered else solution
        cp.clear_hints()  # type: ignore[no-untyped-call]
        for task in model.free:
            one = solution.get(task.index)
            for place, literal in model.at[task.index].items():
                cp.add_hint(literal, bool(one and (one.panel, one.day) == place))
            if one:
                for variable, start in zip(model.starts[task.index], one.starts, strict=True):
                    cp.add_hint(variable, start + one.day * model.stride)

    def _read(self) -> Solution | None:
        """What the solver found, everybody else included, with every room; None when the rooms do not work out."""
        solution = dict(self.others)
        given: Rooms = {}
        for task in self.model.free:
            place = next((place for place, here in self.model.at[task.index].items() if self._is(here)), None)
            if place is not None:
                shift = place[1] * self.model.stride
                starts = tuple(self.solver.value(start) - shift for start in self.model.starts[task.index])
                solution[task.index] = Placement(task.index, *place, starts, self._jury_room(*place), ())
        for key, rooms in self.rooms.chosen.items():
            given.update((key, room) for room, chosen in rooms if self._is(chosen))
        return with_rooms(self.problem, solution, given)

    def _is(self, literal: Literal) -> bool:
        return bool(self.solver.boolean_value(literal))

    def _jury_room(self, panel: int, day: int) -> int:
        room = self.problem.seats[panel].room
        if room is not None:
            return room
        return next(room for room, chosen in self.rooms.homes[panel, day].items() if self._is(chosen))


class _Watching(cp_model.CpSolverSolutionCallback):
    """Stops the solver when whoever waits has had enough."""

    def __init__(self, solving: Solving) -> None:
        super().__init__()
        self.search = solving.search

    def on_solution_callback(self) -> None:
        if not self.search.tell():
            self.stop_search()


def solved(
    solver: cp_model.CpSolver, cp: cp_model.CpModel, watching: cp_model.CpSolverSolutionCallback | None = None
) -> cp_model.CpSolverStatus:
    """Unknown too when the solver breaks: 9.15 does, rarely, while it simplifies a model."""
    try:
        return solver.solve(cp, watching)
    except IndexError:
        return cp_model.UNKNOWN


def solve_levels(solving: Solving, *, share: float = 0.6) -> None:
    """Every level in turn for as long as there is time; what is proven holds for the whole problem.

    The first level that stays open gets `share` of what is left, so that the ones below are looked at too.
    """
    search = solving.search
    for name in search.names:
        if search.left <= 0:
            return
        known, value = search.bounds[name], search.value(name)
        sure = all(level.is_proven for level in search.levels() if _is_above(search, level.name, name))
        if not (sure and known == value):
            solving.at_least(name, known if sure else 0)
            solving.hint(search.solution)
            reached = solving.minimize(name, search.left * share)
            if reached is not None:
                if solving.found is not None:
                    search.offer(solving.found)
                if sure:
                    search.prove(name, reached[1])
        solving.keep(name, search.value(name))


def _is_above(search: Search, one: str, other: str) -> bool:
    return search.names.index(one) < search.names.index(other)
