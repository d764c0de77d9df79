"""Days settled one at a time: as good as the whole model, and what one day tells holds for the others it speaks of."""

from dataclasses import replace
from typing import Any, NoReturn

import pytest
from ortools.sat.python import cp_model

from bench.planner_sessions import session
from sessions.planning.by_days import ByDays
from sessions.planning.capacity import Capacity
from sessions.planning.figures import DAYS, IDLE, MINUTES, UNPLACED, WAITING
from sessions.planning.large import prove_days
from sessions.planning.listing import list_plan
from sessions.planning.one_day import Answer, DayView
from sessions.planning.search import Search
from sessions.planning.sharing import Sharing
from sessions.planning.solving import Solving, solve_levels
from tests.planner.planning import problem


def begun(document: dict[str, Any], seconds: float) -> Search:
    search = Search(problem(document), seconds)
    search.offer(list_plan(search.problem, search.openings))
    return search


def settled(document: dict[str, Any], seconds: float) -> Search:
    search = begun(document, seconds)
    capacity = Capacity(search.problem, search.openings)
    prove_days(search, capacity)
    by_days = ByDays(search, capacity)
    by_days.settle(seconds)
    return search


def test_days_one_at_a_time_make_the_best_plan_and_prove_it() -> None:
    search = settled(session(8, "troubled"), 300)
    levels = {level.name: level for level in search.levels()}
    assert [levels[name].value for name in (UNPLACED, DAYS, MINUTES, WAITING, IDLE)] == [0, 2, 925, 0, 20]
    assert all(levels[name].is_proven for name in (UNPLACED, DAYS, MINUTES, WAITING, IDLE))


@pytest.fixture
def shared() -> tuple[Sharing, DayView]:
    search = begun(session(8, "titles"), 60)
    kinds = [[task.index for task in search.problem.tasks]]
    view = DayView(search, search.problem, kinds, lambda task: None, days=[0])
    return Sharing(search.problem, Capacity(search.problem, search.openings), kinds, 3), view


@pytest.mark.parametrize(("name", "more"), [(MINUTES, 500), (WAITING, 500), (IDLE, 0)])
def test_what_a_day_takes_a_fuller_one_takes_but_for_pauses(
    shared: tuple[Sharing, DayView], name: str, more: int
) -> None:
    sharing, view = shared
    sharing.learn(view, (2,), name, {}, Answer(500, is_sure=True))
    for count, least in ((1, 0), (2, 500), (3, more)):
        found = _least(sharing, name, count)
        assert found >= least if least else found < 500


def _least(sharing: Sharing, name: str, count: int) -> int:
    """Of the first day when so many are there."""
    cp = sharing.cp.clone()
    cp.add(sharing.numbers[0][0] == count)
    cp.minimize(sharing.values[0][name])
    solver = cp_model.CpSolver()
    assert solver.solve(cp) == cp_model.OPTIMAL
    return round(solver.objective_value)


def test_a_solver_that_breaks_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> NoReturn:
        raise IndexError("raw_hash_map<>::at")

    monkeypatch.setattr(cp_model.CpSolver, "solve", breaks)
    search = begun(session(8, "troubled"), 60)
    before = search.levels()
    solving = Solving(search, search.problem.tasks)
    solve_levels(solving)
    assert not solving.is_impossible
    assert [replace(level, bound=0) for level in search.levels()] == [replace(level, bound=0) for level in before]
    assert search.bounds[MINUTES] == 0
