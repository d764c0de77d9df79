"""The panels' streams as a linear model: a solver that fails proves nothing."""

from typing import NoReturn

import pytest
from ortools.math_opt.python import mathopt

from sessions.planning.flows import Flow
from sessions.planning.openings import Openings
from tests.planner.planning import instance, problem


@pytest.fixture
def flow() -> Flow:
    small = problem(instance("01-tiny"))
    return Flow(small, Openings(small), [0], whole=False)


def test_a_day_long_enough_carries_everybody_and_a_day_of_nothing_nobody(flow: Flow) -> None:
    assert flow.is_possible((flow.problem.days[0].length,))
    assert not flow.is_possible((0,))


def failing() -> NoReturn:
    raise AttributeError("canonical_code")


def test_a_solver_that_loses_its_way_is_replaced(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not flow.is_possible((0,))
    assert flow._relaxed is not None
    lost = flow._relaxed.solver
    monkeypatch.setattr(lost, "solve", failing)
    assert flow.is_possible((flow.problem.days[0].length,))
    assert flow._relaxed.solver is not lost


def test_a_question_that_no_solver_answers_proves_nothing(flow: Flow, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not flow.is_possible((0,))
    monkeypatch.setattr(mathopt.IncrementalSolver, "solve", lambda solver: failing())
    assert flow.is_possible((0,))
