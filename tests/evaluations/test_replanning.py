"""« Replanifier la suite »: who went in stays, who is gone is left alone, whoever is awaited may move."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from evaluations import marking
from evaluations.day_acts import advance, arrive, record_abandon, record_absence
from evaluations.models import Attendance
from sessions import plan_jobs
from sessions.models import Candidate, Passage, PlanJob
from sessions.plan_question import Question, question_of
from sessions.plan_search import search
from tests.builders import at
from tests.evaluations.day_world import TheDay, starts
from tests.evaluations.tower_pages import Now
from tests.sessions.pages import text_of

pytestmark = pytest.mark.django_db

PREPARATION = "technical_interview/preparation"
INTERVIEW = "technical_interview/interview"


@pytest.fixture(autouse=True)
def launched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process of its own: the tests search themselves."""
    monkeypatch.setattr(plan_jobs, "launch", lambda job: None)


def asked(day: TheDay, clock: str) -> Question:
    return question_of(day.session, least_change=True, replan_from=at(clock))


def to_place(question: Question) -> set[int]:
    return {int(task.id) for task in question.problem().tasks}


def replanned(day: TheDay, clock: str) -> PlanJob:
    """Searched from that hour on, and kept."""
    plan_jobs.ask(day.session, seconds=5, least_change=True, by=day.nadia, replan_from=at(clock))
    search(day.session.plan_jobs.get(state=PlanJob.State.RUNNING))
    return plan_jobs.keep(day.session, by=day.nadia)


def start(candidate: Candidate) -> datetime:
    return starts(candidate)[0]


def go_in(day: TheDay, candidate: Candidate, clock: str) -> None:
    advance(candidate, expected=PREPARATION, by=day.nadia, now=at(clock))


def test_where_nothing_is_recorded_the_timetable_tells_who_has_begun(day: TheDay) -> None:
    assert to_place(asked(day, "10:00")) == {day.karim.pk, day.thibault.pk}


def test_who_went_in_before_their_hour_stays(day: TheDay, now: Now) -> None:
    go_in(day, day.amelie, "08:30")
    go_in(day, day.helene, "08:30")
    now("10:10")
    go_in(day, day.thibault, "10:10")
    assert to_place(asked(day, "10:15")) == {day.karim.pk}
    replanned(day, "10:15")
    assert start(day.thibault) == at("10:30")


def test_whoever_has_not_begun_after_their_hour_is_placed_again_after_now(day: TheDay, now: Now) -> None:
    arrive(day.helene, by=day.nadia, now=at("08:20"))
    go_in(day, day.helene, "08:30")
    now("09:10")
    assert to_place(asked(day, "09:10")) == {day.amelie.pk, day.karim.pk, day.thibault.pk}
    replanned(day, "09:10")
    assert start(day.amelie) >= at("09:10")
    assert start(day.helene) == at("08:30")


def test_whoever_may_be_done_without_a_record_stays(day: TheDay, now: Now) -> None:
    """A jury that goes on to the next candidate has done with the one before; so has one whose hours are over."""
    now("12:50")
    go_in(day, day.thibault, "12:50")
    assert to_place(asked(day, "12:55")) == {day.karim.pk}


def test_whoever_has_marks_went_in(day: TheDay, now: Now) -> None:
    arrive(day.helene, by=day.nadia, now=at("08:20"))
    now("09:10")
    assert day.amelie.pk in to_place(asked(day, "09:10"))
    juror = day.a.members.first().juror
    grid = marking.open_grid(day.amelie, juror=juror, phase="technical_interview")
    marking.rate(grid, "C3.1", value="O", by=juror.user)
    assert day.amelie.pk not in to_place(asked(day, "09:10"))


def test_nobody_absent_or_gone_is_planned_again(day: TheDay, now: Now) -> None:
    record_absence(day.karim, by=day.nadia)
    record_abandon(day.thibault, by=day.nadia, now=at("09:00"))
    question = asked(day, "09:05")
    assert to_place(question) == set()
    assert {day.karim.pk, day.thibault.pk} <= question.pinned
    replanned(day, "09:05")
    assert starts(day.karim, day.thibault) == [at("13:00"), at("10:30")]


def test_an_absence_without_a_passage_is_not_counted_as_left_out(day: TheDay) -> None:
    record_absence(day.karim, by=day.nadia)
    day.karim.passage.delete()
    job = replanned(day, "09:05")
    assert {level["name"]: level["value"] for level in job.levels}["unplaced"] == 0
    assert not Passage.objects.filter(candidate=day.karim).exists()


def test_a_late_jury_is_free_only_once_it_has_done(day: TheDay, now: Now) -> None:
    """Hélène's passage was to end at 10 h 15; she went in at 9 h 15, three quarters of an hour late."""
    go_in(day, day.amelie, "08:30")
    now("09:15")
    go_in(day, day.helene, "09:15")
    now("09:40")
    advance(day.helene, expected=INTERVIEW, by=day.nadia, now=at("09:35"))
    question = asked(day, "09:40")
    free = question.record.busy_until[day.b.pk]
    assert free > at("10:30")
    replanned(day, "09:40")
    steps = Passage.objects.get(candidate=day.thibault).steps.exclude(jury_room=None)
    assert min(step.starts_at for step in steps) >= free


def test_a_late_candidate_is_not_asked_before_they_come(day: TheDay, now: Now) -> None:
    Attendance.objects.create(candidate=day.thibault, expected_at=at("11:20"))
    now("10:00")
    replanned(day, "10:00")
    assert start(day.thibault) >= at("11:20")


def test_what_happens_after_the_search_makes_it_worth_nothing(day: TheDay, now: Now) -> None:
    now("10:00")
    plan_jobs.ask(day.session, seconds=5, least_change=True, by=day.nadia, replan_from=at("10:00"))
    search(day.session.plan_jobs.get())
    go_in(day, day.thibault, "10:05")
    with pytest.raises(plan_jobs.Outdated):
        plan_jobs.keep(day.session, by=day.nadia)


def test_the_page_says_why_each_passage_stays(nadia: Client, day: TheDay, now: Now) -> None:
    go_in(day, day.helene, "08:30")
    record_absence(day.karim, by=day.nadia)
    now("09:05")
    page = text_of(nadia.get(reverse("sessions:planner", args=[day.session.pk]), {"depuis": "maintenant"}))
    assert "Hélène Castaing 8 déc. 2026, 8 h 30, jury B commencé" in page
    assert "Karim Benhaddou 8 déc. 2026, 13 h 00, jury A ne sera pas replanifié" in page
