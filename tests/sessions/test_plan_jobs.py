"""A search asked on screen: its proposal stands beside the draft until it is kept, and keeping it can be undone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from centres.models import JournalEntry
from sessions import plan_jobs, plan_search
from sessions.bookings import Outdated
from sessions.models import Candidate, ExamSession, Passage, PlanJob, PlanRun
from sessions.plan_jobs import NotAsked, NotKept, ask, ask_again, drop, keep, stop, undo
from sessions.plan_process import SILENT, is_gone
from sessions.plan_search import search
from sessions.planned import exported_plan
from sessions.publication import publish
from sessions.scheduling import set_locked, unplace
from tests.builders import a_title, an_administrator
from tests.planner.check_plan import check
from tests.sessions.imports import INSTANCES, REPLAN, TINY, instance, run
from tests.sessions.passages import held, reasons

pytestmark = pytest.mark.django_db
State = PlanJob.State
IMPOSSIBLE = "05-infeasible-conflict"


@pytest.fixture(autouse=True)
def _in_this_process(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is started, and nothing is written meanwhile from a thread that could not see this transaction."""
    a_title()
    monkeypatch.setattr(plan_jobs, "launch", lambda job: None)
    monkeypatch.setattr(plan_search, "EVERY", 3600)


def imported(name: str = TINY) -> ExamSession:
    run("import_session", INSTANCES / f"{name}.json")
    return ExamSession.objects.get(reference=name)


def found(exam_session: ExamSession, **options: Any) -> PlanJob:
    asked = {"seconds": 30, "least_change": False, "by": None, **options}
    job = ask(exam_session, **asked)
    search(job)
    job.refresh_from_db()
    return job


def rows() -> list[tuple[Any, ...]]:
    return list(Passage.objects.order_by("candidate").values_list("candidate", "panel", "starts_at", "is_locked"))


def test_a_proposal_changes_nothing_of_the_draft() -> None:
    exam_session = imported()
    before = held(), exam_session.revision, JournalEntry.objects.count()
    job = found(exam_session)
    exam_session.refresh_from_db()
    assert (job.state, len(job.proposal)) == (State.FOUND, 2)
    assert (held(), exam_session.revision, JournalEntry.objects.count()) == before
    assert not PlanRun.objects.exists()


def test_kept_it_is_the_plan_that_the_planner_proved() -> None:
    exam_session, by = imported(), an_administrator()
    found(exam_session)
    job = keep(exam_session, by=by)
    plan = exported_plan(exam_session)
    violations, figures, _ = check(instance(TINY), plan)
    assert (violations, figures, plan["status"]) == ([], plan["bound"], "optimal")
    assert (job.state, job.run.planned_by) == (State.KEPT, by)
    assert JournalEntry.objects.filter(action="session.planned").count() == 1


def test_undone_the_draft_is_as_it_was() -> None:
    exam_session = imported(REPLAN)
    before = held(), rows(), exam_session.replan_from
    found(exam_session, least_change=True)
    keep(exam_session, by=None)
    assert held() != before[0]
    undo(exam_session, by=None)
    exam_session.refresh_from_db()
    assert (held(), rows(), exam_session.replan_from) == before
    assert JournalEntry.objects.filter(action="session.plan_undone").count() == 1
    with pytest.raises(NotKept):
        undo(exam_session, by=None)


def test_an_empty_draft_comes_back_empty() -> None:
    exam_session = imported()
    found(exam_session)
    keep(exam_session, by=None)
    undo(exam_session, by=None)
    assert (held(), rows()) == (set(), [])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda session: set_locked(session.candidates.first(), locked=True, by=None), id="a lock"),
        pytest.param(lambda session: unplace(session.candidates.first(), by=None), id="a passage"),
        pytest.param(lambda session: session.days.update(closes_at="20:00"), id="the hours"),
        pytest.param(lambda session: publish(session, by=None), id="a version"),
    ],
)
def test_a_session_that_changed_meanwhile_keeps_its_draft(change: Any) -> None:
    exam_session = imported()
    found(exam_session)
    keep(exam_session, by=None)
    found(exam_session, least_change=True)
    change(exam_session)
    before = held(), rows(), PlanRun.objects.count()
    with pytest.raises(Outdated) as refusal:
        keep(exam_session, by=None)
    assert "La session a changé depuis le calcul" in reasons(refusal.value)
    assert (held(), rows(), PlanRun.objects.count()) == before
    assert exam_session.plan_jobs.first().state == State.FOUND


def test_what_moved_since_is_not_undone() -> None:
    exam_session = imported()
    found(exam_session)
    keep(exam_session, by=None)
    unplace(exam_session.candidates.first(), by=None)
    before = held(), rows()
    with pytest.raises(Outdated) as refusal:
        undo(exam_session, by=None)
    assert "l’annuler déferait aussi ces changements" in reasons(refusal.value)
    assert (held(), rows()) == before


def test_two_at_once_are_refused_with_a_sentence() -> None:
    exam_session = imported()
    ask(exam_session, seconds=30, least_change=False, by=None)
    with pytest.raises(NotAsked) as refusal:
        ask(exam_session, seconds=30, least_change=False, by=None)
    assert reasons(refusal.value).startswith("Un planning est déjà en cours de calcul pour cette session.")
    assert exam_session.plan_jobs.count() == 1


def test_the_database_itself_refuses_the_second() -> None:
    exam_session = imported()
    PlanJob.objects.create(exam_session=exam_session, seconds=30)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanJob.objects.create(exam_session=exam_session, seconds=30)


def test_a_process_that_fell_silent_makes_way() -> None:
    exam_session = imported()
    silent = ask(exam_session, seconds=30, least_change=False, by=None)
    assert not is_gone(silent)
    later = timezone.now() + SILENT + timedelta(seconds=1)
    assert is_gone(silent, later)
    PlanJob.objects.update(seen_at=timezone.now() - SILENT - timedelta(seconds=1))
    job = found(exam_session)
    assert exam_session.plan_jobs.get() == job
    assert job.state == State.FOUND


def test_dropped_it_writes_nothing_any_more() -> None:
    exam_session = imported()
    job = ask(exam_session, seconds=30, least_change=False, by=None)
    drop(exam_session)
    search(job)
    job.refresh_from_db()
    assert (job.state, job.proposal) == (State.DROPPED, [])
    with pytest.raises(NotKept):
        keep(exam_session, by=None)


def test_a_proposal_makes_way_for_the_next_search() -> None:
    exam_session = imported()
    found(exam_session)
    second = found(exam_session)
    assert exam_session.plan_jobs.get() == second


def test_a_search_that_is_left_keeps_the_way_back_from_the_plan_before() -> None:
    exam_session = imported()
    found(exam_session)
    keep(exam_session, by=None)
    exam_session.refresh_from_db()
    ask(exam_session, seconds=30, least_change=False, by=None)
    drop(exam_session)
    undo(exam_session, by=None)
    assert held() == set()


def test_a_session_replaced_forgets_its_searches() -> None:
    exam_session = imported()
    found(exam_session)
    assert run("import_session", INSTANCES / f"{TINY}.json", "--replace")[0] == 0
    assert not PlanJob.objects.exists()


def test_stopping_one_that_has_just_ended_changes_nothing() -> None:
    exam_session = imported()
    job = found(exam_session)
    stop(exam_session)
    job.refresh_from_db()
    assert (job.state, job.stop_asked) == (State.FOUND, False)


def test_a_search_that_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **options: object) -> None:
        raise ZeroDivisionError

    exam_session = imported()
    monkeypatch.setattr(plan_search, "plan", fails)
    with pytest.raises(ZeroDivisionError):
        found(exam_session)
    assert exam_session.plan_jobs.get().state == State.FAILED


def test_searching_again_begins_from_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    exam_session = imported()
    first = found(exam_session)
    again = ask_again(exam_session, by=None)
    assert (again.proposal, again.seconds) == (first.proposal, plan_jobs.LONG)
    begun = []
    real = plan_search.plan

    def listens(problem: Any, **options: Any) -> Any:
        begun.extend(problem.timetable.passages)
        return real(problem, **options)

    monkeypatch.setattr(plan_search, "plan", listens)
    search(again)
    assert {passage.candidate_id for passage in begun} == set(exam_session.candidates.values_list("pk", flat=True))
    again.refresh_from_db()
    assert [level["value"] for level in again.levels] <= [level["value"] for level in first.levels]


def test_what_has_begun_stays_when_the_rest_is_planned_again() -> None:
    exam_session = imported()
    found(exam_session)
    keep(exam_session, by=None)
    begun, later = Passage.objects.order_by("starts_at")
    moment = begun.starts_at + timedelta(minutes=10)
    Passage.objects.filter(pk=later.pk).update(is_locked=False)
    job = found(exam_session, least_change=True, replan_from=moment)
    kept = {row["candidate"]: row["steps"] for row in job.proposal}
    names = [level["name"] for level in job.levels]
    assert kept[begun.candidate_id][0][2] == begun.starts_at.isoformat()
    assert names[1:3] == ["changed_passages", "shift_minutes"]
    assert [level["value"] for level in job.levels][:3] == [0, 0, 0]
    keep(exam_session, by=None)
    exam_session.refresh_from_db()
    assert exam_session.replan_from == moment
    undo(exam_session, by=None)
    exam_session.refresh_from_db()
    assert exam_session.replan_from is None


def test_somebody_left_out_is_told_why_and_what_would_help() -> None:
    exam_session = imported(IMPOSSIBLE)
    job = found(exam_session)
    left = Candidate.objects.get(reference="C003", exam_session=exam_session)
    assert list(job.reasons) == [str(left.pk)]
    assert job.reasons[str(left.pk)].startswith("aucun jury sans lien")
    assert job.advice.startswith("Avec un jury de plus")
    keep(exam_session, by=None)
    assert exported_plan(exam_session)["unplaced"][0]["reason"] == job.reasons[str(left.pk)]


def test_a_plan_measured_otherwise_is_not_called_optimal_by_the_export() -> None:
    """Least change against the draft is no level of a first plan."""
    exam_session = imported()
    found(exam_session)
    keep(exam_session, by=None)
    found(exam_session, least_change=True)
    keep(exam_session, by=None)
    assert exported_plan(exam_session)["status"] == "feasible"
