"""Whatever the session: a clean plan, a reason for everybody left out, locks kept, nothing moved without need."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.planning.planner import plan
from sessions.planning.search import Progress
from tests.planner.planning import instance, judged, planned, problem, written
from tests.sessions.planning.instances import small_instances

SECONDS = 5
few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@given(small_instances())
@few
def test_any_small_session_is_planned_without_a_fault(document: dict[str, Any]) -> None:
    outcome = planned(document, SECONDS)
    violations, found = judged(document, outcome)
    assert violations == []
    assert {level.name: level.value for level in outcome.levels} == found
    assert all(level.bound is None or level.bound <= level.value for level in outcome.levels)
    assert len(outcome.unplaced) == found["unplaced"]
    assert all(reason.endswith(".") for reason in outcome.unplaced.values())


@given(small_instances())
@few
def test_a_published_session_that_did_not_change_is_planned_as_it_is(document: dict[str, Any]) -> None:
    before = written(document, planned(document, SECONDS))["passages"]
    again = planned({**document, "baseline": before}, SECONDS)
    assert _by_candidate(written(document, again)["passages"]) == _by_candidate(before)


@given(small_instances(), st.data())
@few
def test_a_pinned_passage_stays(document: dict[str, Any], data: st.DataObject) -> None:
    before = written(document, planned(document, SECONDS))["passages"]
    if not before:
        return
    pinned = data.draw(st.lists(st.sampled_from(before), min_size=1, unique_by=lambda one: one["candidate"]))
    changed = {**document, "pinned": pinned, "settings": {**document["settings"], "gap_between_candidates": 5}}
    outcome = planned(changed, SECONDS)
    violations, _ = judged(changed, outcome)
    assert violations == []
    after = _by_candidate(written(changed, outcome)["passages"])
    assert all(after[one["candidate"]] == one for one in pinned)


def test_whoever_waits_may_stop_and_keeps_the_best() -> None:
    told: list[Progress] = []

    def watch(progress: Progress) -> bool:
        told.append(progress)
        return not progress.levels

    outcome = plan(problem(instance("03-mixed-routes")), seconds=30, watch=watch)
    assert judged(instance("03-mixed-routes"), outcome)[0] == []
    assert outcome.seconds < 5
    assert told[-1].levels


def _by_candidate(passages: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {passage["candidate"]: passage for passage in passages}
