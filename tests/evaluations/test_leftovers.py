"""What has served its time goes, and is told; what a session is stays, and so does what is missing here."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from centres.log_in_tries import LogInTries
from centres.models import JournalEntry
from evaluations.kept_papers import KEPT_FOR
from evaluations.leftovers import LEFTOVERS, found_at
from evaluations.models import ArchiveUpload, Evaluation, KeptPaper, Mark, PrintJob, Signature, TabletState
from sessions.calendar_addresses import give
from sessions.models import CalendarAddress, CandidateFile, ExamSession, Mailing, Message, PlanJob, TabletTest
from tests import builders
from tests.evaluations import paper
from tests.sessions.imports import run

pytestmark = pytest.mark.django_db
OLD, YOUNG = KEPT_FOR + timedelta(days=1), KEPT_FOR - timedelta(days=1)
KINDS = (KeptPaper, PrintJob, ArchiveUpload, CandidateFile, PlanJob, Mailing, TabletTest, TabletState)


@pytest.fixture
def exam_session() -> ExamSession:
    """One candidate sealed, long ago."""
    session = paper.a_printed_session(reference="2025-NTC-01")
    panel, jurors = paper.a_jury(session)
    paper.a_sealed_result(paper.a_placed_candidate(session, panel), jurors)
    return session


def leave(session: ExamSession, age: timedelta) -> None:
    """One row of each kind, as old as that."""
    then, by = timezone.now() - age, builders.an_organiser(session.centre)
    juror = builders.a_juror(session.centre)
    candidate = session.candidates.get()
    KeptPaper.objects.create(digest=str(age), candidate=candidate, kind="x", content=b"x", made_at=then)
    PrintJob.objects.create(exam_session=session, asked_by=by, choice={}, told="x", asked_at=then)
    ArchiveUpload.objects.create(uploaded_by=by, name="x", content=b"x", uploaded_at=then)
    CandidateFile.objects.create(exam_session=session, uploaded_by=by, name="x", content=b"x", uploaded_at=then)
    PlanJob.objects.create(exam_session=session, seconds=30, state="found", asked_at=then)
    Mailing.objects.create(exam_session=session, state="done", asked_at=then)
    TabletTest.objects.create(juror=juror, passed=True, lines=[], tested_at=then)
    TabletState.objects.create(device="x", juror=juror, heard_at=then, changed_at=then, report=1)
    give(juror, by=None)
    CalendarAddress.objects.filter(juror=juror).update(made_at=then)
    LogInTries.objects.create(name_digest=str(age), last_at=then)
    Session.objects.create(session_key=str(age)[:40], session_data="x", expire_date=then)


def left() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (*KINDS, CalendarAddress, LogInTries, Session)}


def test_what_has_served_its_time_goes(exam_session: ExamSession) -> None:
    leave(exam_session, OLD)
    assert {one.count for one in found_at()} == {1}
    assert run("forget_leftovers")[0] == 0
    assert set(left().values()) == {0}
    assert {one.count for one in found_at()} == {0}


def test_a_dry_run_says_it_and_erases_nothing(exam_session: ExamSession) -> None:
    leave(exam_session, OLD)
    before = left()
    code, out, err = run("forget_leftovers", "--dry-run")
    assert (code, err, left()) == (0, [], before)
    lines = out.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert len(lines) == len(LEFTOVERS)
    assert lines[0].startswith("1 feuille gardée à effacer, avant le ")
    assert not JournalEntry.objects.filter(action="leftovers.forgotten").exists()


def test_what_is_younger_stays(exam_session: ExamSession) -> None:
    leave(exam_session, YOUNG)
    run("forget_leftovers")
    stays = {name for name, count in left().items() if count}
    assert stays == {one.__name__ for one in (*KINDS, CalendarAddress)} - {"ArchiveUpload", "CandidateFile"}


def test_the_journal_says_how_many_of_each_and_until_when(exam_session: ExamSession) -> None:
    leave(exam_session, OLD)
    run("forget_leftovers")
    entries = JournalEntry.objects.filter(action="leftovers.forgotten")
    assert "evaluations.keptpaper" in {entry.subject_type for entry in entries}
    assert {(entry.actor, entry.after["rows"]) for entry in entries} == {(None, 1)}
    assert len(entries) == len(LEFTOVERS) - 1  # log-ins that are over are nobody's business
    run("forget_leftovers")
    assert entries.count() == len(LEFTOVERS) - 1


def test_what_a_session_is_stays_whole(exam_session: ExamSession) -> None:
    models_kept: tuple[type[models.Model], ...] = (Evaluation, Mark, Signature, Message, JournalEntry)
    before = {model: model._default_manager.count() for model in models_kept}
    run("forget_leftovers")
    assert {model: model._default_manager.count() for model in models_kept} == before
    assert before[Mark] > 0


def test_a_tablet_that_holds_something_is_never_forgotten(exam_session: ExamSession) -> None:
    leave(exam_session, OLD)
    TabletState.objects.update(pending=1)
    run("forget_leftovers")
    assert TabletState.objects.count() == 1


def test_a_message_in_the_hands_of_a_dead_sending_keeps_it(exam_session: ExamSession) -> None:
    leave(exam_session, OLD)
    version = exam_session.versions.create(number=1, plan={"passages": []})
    Message.objects.create(
        exam_session=exam_session,
        version=version,
        candidate=exam_session.candidates.get(),
        kind="placed",
        subject="x",
        body="x",
        state="sending",
        taken_at=timezone.now(),
        mailing=Mailing.objects.get(),
    )
    run("forget_leftovers")
    assert Mailing.objects.count() == 1


def test_a_juror_who_still_sits_keeps_their_calendar(exam_session: ExamSession) -> None:
    leave(exam_session, OLD)
    later = builders.a_session(exam_session.centre, day=timezone.localdate())
    builders.a_panel(later, CalendarAddress.objects.get().juror)
    run("forget_leftovers")
    assert CalendarAddress.objects.count() == 1
