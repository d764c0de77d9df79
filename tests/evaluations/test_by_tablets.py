"""Timers in the tower: they tell when a stage began where nobody recorded it, and nothing else."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from evaluations.by_tablets import with_starts
from evaluations.course import Doing, Facts, Taken
from evaluations.day_acts import advance, record_absence
from evaluations.day_facts import facts_of, facts_told
from evaluations.gestures import undo
from evaluations.models import StageTaken
from evaluations.operations import Op, Outcome, SharedKind
from evaluations.sharing import receive
from evaluations.tower import PanelNow, day_now
from evaluations.tower_words import stage_line
from sessions.models import Candidate
from sessions.plan_question import question_of
from sessions.snapshot import timetable_of
from tests.builders import at as local
from tests.evaluations.day_world import TheDay
from tests.evaluations.days import DAY, a_day, at, gone_through, mornings, stages
from tests.evaluations.tablets import a_sender
from tests.evaluations.tower_pages import Now, url
from tests.sessions.pages import text_of
from tests.sessions.timetables import NEXT_DAY

INTERVIEW, ROLE_PLAY = "technical_interview", "role_play"
PREPARATION = (INTERVIEW, "preparation")
PRESENTATION = (INTERVIEW, "presentation")


def told(
    starts: dict[tuple[str, str], datetime], now: datetime, about: Facts | None = None, name: str = "Amélie"
) -> Facts:
    return with_starts(a_day(), {name: about} if about else {}, {name: starts}, now)[name]


def panel(about: Facts, now: datetime, jury: str = "A", name: str = "Amélie") -> PanelNow:
    return next(one for one in day_now(a_day(), {name: about}, DAY, now).panels if one.panel_id == jury)


def test_a_start_begins_its_stage_and_the_minutes_late_follow() -> None:
    about = told({PREPARATION: at(8, 42)}, at(8, 50))
    now = panel(about, at(8, 50))
    assert (now.doing, now.standing.stage.kind, now.minutes_late) == (Doing.AT_WORK, "preparation", 12)
    line = stage_line(now, at(8, 50)).replace("\N{NO-BREAK SPACE}", " ")
    assert line == "depuis 8 min, selon la tablette, entretien technique vers 9 h 12"


def test_the_jury_reading_tells_when_the_candidate_began_to_prepare() -> None:
    """The jury reads for the last fifteen minutes of the preparation."""
    reading = next(
        step
        for passage in a_day().passages
        for step in passage.steps
        if passage.candidate_id == "Amélie" and step.kind == "jury_preparation"
    )
    about = told({(INTERVIEW, "jury_preparation"): reading.start + timedelta(minutes=4)}, at(9))
    assert about.taken[PREPARATION] == Taken(at(8, 34))
    both = told({(INTERVIEW, "jury_preparation"): at(8, 50), PREPARATION: at(8, 31)}, at(9))
    assert both.taken[PREPARATION] == Taken(at(8, 31))


def test_a_stage_ends_where_the_next_begins() -> None:
    about = told({PREPARATION: at(8, 31), PRESENTATION: at(9, 4)}, at(9, 30))
    assert about.taken == {PREPARATION: Taken(at(8, 31), at(9, 4)), (INTERVIEW, "interview"): Taken(at(9, 4))}
    assert about.told == about.taken.keys()


def test_what_was_recorded_of_a_stage_stays() -> None:
    own = stages(a_day(), "Amélie")
    recorded = gone_through(own, at(8, 40), at(9, 10))
    about = told({PREPARATION: at(8, 31), PRESENTATION: at(9, 4)}, at(9, 30), recorded)
    assert about == recorded
    later = told({(ROLE_PLAY, "jury_preparation"): at(10, 20)}, at(10, 25), recorded)
    assert later.taken[INTERVIEW, "interview"] == Taken(at(9, 10), at(10, 20))
    assert later.told == {(ROLE_PLAY, "jury_preparation")}
    behind = told({PREPARATION: at(9, 20)}, at(9, 30), replace(recorded, taken={own[1].key: Taken(at(9, 10))}))
    assert panel(behind, at(9, 30)).standing.stage.kind == "interview"


def test_the_deliberation_follows_the_last_epreuve_and_frees_the_jury() -> None:
    starts = {("final_interview", "final_interview"): at(11, 5)}
    assert panel(told(starts, at(11, 30)), at(11, 30)).standing.stage.kind == "final_interview"
    now = panel(told(starts, at(11, 40)), at(11, 40))
    assert (now.standing.stage.kind, now.standing.since) == ("deliberation", at(11, 35))
    after = panel(told(starts, at(12)), at(12))
    assert (after.passage.candidate_id, after.doing) == ("Karim", Doing.NOT_YET)


def test_a_jury_that_started_one_timer_only_is_told_by_the_timetable_afterwards() -> None:
    now = panel(told({PREPARATION: at(8, 31)}, at(13, 20)), at(13, 20))
    assert now.is_late  # nothing says that the preparation is over
    done = panel(told({("final_interview", "final_interview"): at(11)}, at(13, 20)), at(13, 20))
    assert (done.passage.candidate_id, done.doing, done.is_late) == ("Karim", Doing.PLANNED, False)


def test_a_result_sealed_ends_what_the_tablet_began() -> None:
    about = told({PREPARATION: at(8, 31)}, at(13, 20), Facts(sealed_at=at(11, 50)))
    assert about.taken[PREPARATION].ended_at == at(11, 50)
    assert panel(about, at(13, 20)).passage.candidate_id == "Karim"


def test_a_timer_tried_on_another_day_tells_nothing() -> None:
    assert told({PREPARATION: at(8, 31, NEXT_DAY)}, at(8, 50, NEXT_DAY), Facts()) == Facts()


@given(mornings(), st.data())
def test_no_start_changes_what_was_recorded(
    morning: tuple[object, dict[object, Facts], datetime], data: st.DataObject
) -> None:
    timetable, facts, now = morning
    starts = {
        passage.candidate_id: {
            (step.phase, str(step.kind)): step.start + timedelta(minutes=data.draw(st.integers(-40, 90)))
            for step in passage.steps
            if data.draw(st.booleans())
        }
        for passage in timetable.passages
    }
    completed = with_starts(timetable, facts, starts, now)
    for candidate, about in completed.items():
        recorded = facts.get(candidate, Facts()).taken
        assert {key: one.began_at for key, one in recorded.items()} == {
            key: about.taken[key].began_at for key in about.taken.keys() - about.told
        }
        assert all(about.taken[key] == one for key, one in recorded.items() if one.ended_at)
        assert all(one.ended_at is None or one.ended_at >= one.began_at for one in about.taken.values())
        assert sum(one.ended_at is None for one in about.taken.values()) <= 1
    day_now(timetable, completed, DAY, now)


def tap(candidate: Candidate, clock: str | None, step: str = "preparation", base: int = 0) -> None:
    value = local(clock).isoformat() if clock else ""
    op = Op(uuid4(), candidate.pk, INTERVIEW, SharedKind.TIMER, step, value, base)
    juror = candidate.passage.panel.members.first().juror
    assert receive(op, a_sender(juror)).outcome is Outcome.APPLIED


@pytest.mark.django_db
def test_the_tower_shows_a_start_and_forgets_one_taken_back(day: TheDay, nadia: Client, now: Now) -> None:
    now("08:50")
    tap(day.amelie, "08:42")
    page = text_of(nadia.get(url("", day)))
    assert "depuis 8 min, selon la tablette" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert not StageTaken.objects.exists()
    tap(day.amelie, None, base=1)
    assert "selon la tablette" not in text_of(nadia.get(url("", day)))


@pytest.mark.django_db
def test_whoever_ends_a_stage_the_tablet_began_records_it_and_may_undo(day: TheDay, nadia: Client, now: Now) -> None:
    now("09:06")
    tap(day.amelie, "08:32")
    advance(day.amelie, expected=f"{INTERVIEW}/interview", by=day.nadia, now=local("09:05"))
    rows = StageTaken.objects.filter(candidate=day.amelie)
    assert list(rows.values_list("kind", "began_at", "ended_at")) == [
        ("preparation", local("08:32"), local("09:05")),
        ("interview", local("09:05"), None),
    ]
    assert "selon la tablette" not in text_of(nadia.get(url("", day)))
    undo(day.last_act, by=day.nadia)
    assert not StageTaken.objects.exists()
    assert "selon la tablette" in text_of(nadia.get(url("", day)))


@pytest.mark.django_db
def test_a_recorded_stage_that_the_tablet_passed_is_ended_there(day: TheDay, now: Now) -> None:
    advance(day.amelie, expected=f"{INTERVIEW}/preparation", by=day.nadia, now=local("08:30"))
    now("09:06")
    tap(day.amelie, "09:02", step="presentation")
    about = facts_told(day.session, timetable_of(day.session), local("09:06"))[day.amelie.pk]
    assert about.taken[PREPARATION].ended_at == local("09:02")
    assert facts_of(day.session)[day.amelie.pk].taken[PREPARATION].ended_at is None
    advance(day.amelie, expected=f"{ROLE_PLAY}/jury_preparation", by=day.nadia, now=local("10:01"))
    assert list(StageTaken.objects.values_list("kind", "ended_at")) == [
        ("preparation", local("09:02")),
        ("interview", local("10:01")),
        ("jury_preparation", None),
    ]


@pytest.mark.django_db
def test_a_tap_does_not_stand_in_the_way_of_an_absence(day: TheDay, now: Now) -> None:
    now("08:50")
    tap(day.amelie, "08:45", step="jury_preparation")
    record_absence(day.amelie, by=day.nadia)
    assert not StageTaken.objects.exists()


@pytest.mark.django_db
def test_whoever_has_a_timer_started_went_in_and_is_not_planned_again(day: TheDay, now: Now) -> None:
    advance(day.helene, expected=f"{INTERVIEW}/preparation", by=day.nadia, now=local("08:30"))
    now("09:10")
    assert day.amelie.pk in _to_place(day, "09:10")
    tap(day.amelie, "08:55")
    assert day.amelie.pk not in _to_place(day, "09:10")


def _to_place(day: TheDay, clock: str) -> set[int]:
    question = question_of(day.session, least_change=True, replan_from=local(clock))
    return {int(task.id) for task in question.problem().tasks}
