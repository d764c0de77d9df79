"""Every sample is planned as well as anybody knows how, and the small ones are proven."""

import pytest

from sessions.planning.answer import passages_of
from sessions.planning.figures import figures
from sessions.planning.listing import list_plan
from sessions.planning.outcome import Outcome
from tests.planner.planning import INSTANCES, REFERENCE, instance, judged, planned, problem

LARGE = "06-120"
SMALL = sorted(path.stem for path in INSTANCES.glob("*.json") if path.stem != LARGE)


@pytest.mark.parametrize("name", SMALL)
def test_a_small_sample_is_planned_to_its_reference_and_proven(name: str) -> None:
    document = instance(name)
    outcome = planned(document, seconds=150)  # a few on a quiet machine
    violations, found = judged(document, outcome)
    assert violations == []
    assert found == REFERENCE[name]["best_known"]
    assert {level.name: level.value for level in outcome.levels} == found
    assert outcome.is_optimal


def test_a_large_sample_has_its_days_proven_in_a_few_seconds() -> None:
    document = instance(LARGE)
    outcome = planned(document, seconds=10)
    violations, found = judged(document, outcome)
    assert violations == []
    unplaced, days, minutes, *others = outcome.levels
    assert (unplaced.value, unplaced.bound, days.value, days.bound) == (0, 0, 3, 3)
    assert minutes.bound is not None
    assert minutes.bound <= minutes.value == found["day_minutes"]
    assert not outcome.is_optimal
    assert {level.bound for level in others} == {None}


@pytest.mark.parametrize("name", [*SMALL, LARGE])
def test_a_list_is_a_plan_at_once_and_its_figures_are_the_checker_s(name: str) -> None:
    document = instance(name)
    framed = problem(document)
    passages = passages_of(framed, list_plan(framed))
    violations, found = judged(document, Outcome(passages, {}, "", (), 0))
    assert [told for told in violations if told[0] != "H11-unplaced"] == []
    assert figures(framed.timetable, passages, framed.baseline) == found
