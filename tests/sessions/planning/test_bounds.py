"""Whatever is proven by counting is what one whole model, told nothing, finds in the end.

`FUZZ=500 pytest --timeout=0 tests/sessions/planning/test_bounds.py` looks at more than a test run has time for.
"""

import os
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sessions.planning.capacity import Capacity
from sessions.planning.figures import DAYS, MINUTES, UNPLACED
from sessions.planning.listing import list_plan
from sessions.planning.outcome import Outcome
from sessions.planning.planner import SMALL
from sessions.planning.proof import MinutesBound, fewest_days
from sessions.planning.search import Search
from sessions.planning.solving import Solving, solve_levels
from tests.planner.planning import judged, planned, problem, written
from tests.sessions.planning.instances import short_days, small_instances

SECONDS = 10
thorough = settings(
    max_examples=int(os.environ.get("FUZZ", "10")), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def told_nothing(document: dict[str, Any]) -> Search:
    """One model of everybody, without symmetry nor counting."""
    framed = problem(document)
    search = Search(framed, seconds=SECONDS)
    search.offer(list_plan(framed, search.openings))
    solve_levels(Solving(search, framed.tasks))
    return search


def planned_as(document: dict[str, Any], small: int) -> Outcome:
    """The way of sessions larger than `small`."""
    with patch("sessions.planning.planner.SMALL", small):
        return planned(document, SECONDS if small else 4)


@pytest.mark.parametrize("small", [SMALL, 0])
@given(small_instances())
@thorough
def test_no_plan_is_better_than_a_bound(small: int, document: dict[str, Any]) -> None:
    truth, outcome = told_nothing(document), planned_as(document, small)
    assert judged(document, outcome)[0] == []
    for level, best in zip(outcome.levels, truth.values, strict=True):
        assert level.bound is None or level.bound <= best, (level, truth.levels())
        if level.value != best:  # one of the two had no time to go further
            break


@given(short_days())
@thorough
def test_no_day_is_told_that_it_takes_more_than_it_does(document: dict[str, Any]) -> None:
    truth, outcome = told_nothing(document), planned(document, SECONDS)
    assert judged(document, outcome)[0] == []
    for level, best in zip(outcome.levels, truth.values, strict=True):
        assert level.bound is None or level.bound <= best, (level, truth.levels())
        if level.value != best:
            break


@given(small_instances())
@thorough
def test_days_and_their_minutes_are_never_bounded_above_the_best_plan(document: dict[str, Any]) -> None:
    truth = told_nothing(document)
    assume(not truth.value(UNPLACED))
    framed, openings = truth.problem, truth.openings
    capacity = Capacity(framed, openings)
    assert fewest_days(framed, openings, capacity, lambda: True) <= truth.value(DAYS)
    bound = MinutesBound(framed, openings, capacity, truth.value(DAYS))
    bound.raise_to(lambda: 2000, lambda: True)
    assert bound.value <= truth.value(MINUTES)
    bound.raise_whole(lambda: 2000, lambda: True)
    assert bound.value <= truth.value(MINUTES)


@pytest.mark.parametrize("small", [SMALL, 0])
@given(small_instances(), st.data())
@thorough
def test_the_fewest_changes_are_the_fewest(small: int, document: dict[str, Any], data: st.DataObject) -> None:
    before = written(document, planned(document, 2))["passages"]
    assume(before)
    changed = {**document, "baseline": before, **data.draw(_troubles(document))}
    truth, outcome = told_nothing(changed), planned_as(changed, small)
    assert judged(changed, outcome)[0] == []
    for level, best in zip(outcome.levels, truth.values, strict=True):
        assert level.bound is None or level.bound <= best, (level, truth.levels())
        if level.value != best:
            break


def _troubles(document: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A preparation room closes in the morning, or a juror has to go at noon."""
    away = {"from": "2026-06-15T08:00", "to": "2026-06-15T13:30"}
    *others, last = document["rooms"]
    first, *jurors = document["jurors"]
    mornings = [{"from": "2026-06-15T08:00", "to": "2026-06-15T12:00"}]
    return st.sampled_from(
        [
            {"rooms": [*others, {**last, "unavailable": [away]}]},
            {"jurors": [{**first, "available": mornings}, *jurors]},
            {"candidates": [{**one, "unavailable": [away]} for one in document["candidates"]]},
        ]
    )
