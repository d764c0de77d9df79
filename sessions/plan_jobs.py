"""Commands of an organiser on a search: ask for it, stop it, keep what it found, undo, leave it."""

from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from centres import journal
from centres.models import User
from ntc_cert.refusals import Refused, one_transaction
from sessions.bookings import Outdated, rescheduling, told_after_a_race
from sessions.models import ExamSession, PlanJob
from sessions.passage_values import read, written
from sessions.plan_keeping import become_draft, keep_plan
from sessions.plan_process import is_gone, launch
from sessions.plan_question import question_of
from sessions.snapshot import timetable_of

State = PlanJob.State

SHORT, LONG = 30, 90
SECONDS: Final = (SHORT, LONG)
CHANGED: Final = (
    "La session a changé depuis le calcul : ce planning n’est plus sûr, rien n’a été écrit. Relancez la planification."
)
MOVED: Final = (
    "Le planning a changé depuis que celui-ci a été gardé : l’annuler déferait aussi ces changements. Rien n’a été "
    "écrit. Déplacez les passages un par un, ou relancez la planification."
)
GONE: Final = "Ce calcul n’est plus là. Rechargez la page."


class NotAsked(Refused):
    """A search is under way already for this session."""


class NotKept(Refused):
    """There is nothing to keep, to stop or to undo any more."""


def last_job(exam_session: ExamSession) -> PlanJob | None:
    return exam_session.plan_jobs.select_related("asked_by").first()


def with_last_search(sessions: QuerySet[ExamSession]) -> QuerySet[ExamSession]:
    """`search_state` and `kept_revision` beside each session: the board has no query to spare for them."""
    jobs = PlanJob.objects.filter(exam_session=OuterRef("pk"))
    kept = jobs.filter(state=State.KEPT)
    return sessions.annotate(
        search_state=Subquery(jobs.values("state")[:1]), kept_revision=Subquery(kept.values("kept_revision")[:1])
    )


def ask(
    exam_session: ExamSession,
    *,
    seconds: int,
    least_change: bool,
    by: User | None,
    replan_from: datetime | None = None,
) -> PlanJob:
    """Another process searches; a proposal nobody kept makes way."""
    return _begin(
        exam_session,
        PlanJob(seconds=seconds, least_change=least_change, replan_from=replan_from, asked_by=by),
    )


def ask_again(exam_session: ExamSession, *, by: User | None) -> PlanJob:
    """With more time, and from what was found: the answer is as good or better."""
    found = _in(exam_session, State.FOUND)
    again = PlanJob(seconds=LONG, least_change=found.least_change, replan_from=found.replan_from, asked_by=by)
    again.proposal = found.proposal
    return _begin(exam_session, again)


def stop(exam_session: ExamSession) -> None:
    """The search ends there, unless it just has by itself; the best it has becomes the proposal."""
    exam_session.plan_jobs.filter(state=State.RUNNING).update(stop_asked=True)


def drop(exam_session: ExamSession) -> None:
    """The draft stays as it was; a process still at work finds nothing to write to."""
    exam_session.plan_jobs.filter(state__in=(State.RUNNING, State.FOUND)).update(state=State.DROPPED)


@told_after_a_race
def keep(exam_session: ExamSession, *, by: User | None) -> PlanJob:
    """The proposal becomes the draft, unless the session is no longer the one it was made for."""
    with rescheduling(exam_session) as locked:
        job = _in(locked, State.FOUND)
        question = question_of(locked, least_change=job.least_change, replan_from=job.replan_from)
        if question.fingerprint != job.fingerprint:
            raise Outdated(CHANGED)
        job.before = {"passages": written(question.timetable.passages), "replan_from": _iso(locked.replan_from)}
        locked.replan_from = job.replan_from or locked.replan_from
        locked.save(update_fields=["replan_from"])
        job.run = keep_plan(
            locked,
            question.timetable,
            read(job.proposal, locked.zone),
            levels=job.levels,
            reasons=job.reasons,
            seconds=job.elapsed,
            by=by,
        )
        job.state, job.kept_revision = State.KEPT, locked.revision + 1
        job.save(update_fields=["before", "run", "state", "kept_revision"])
    return job


@told_after_a_race
def undo(exam_session: ExamSession, *, by: User | None) -> None:
    """The draft as it was before the plan was kept, unless something moved since."""
    with rescheduling(exam_session) as locked:
        job = locked.plan_jobs.filter(state=State.KEPT).first()
        if job is None:
            raise NotKept(GONE)
        before = read(job.before["passages"], locked.zone)
        timetable = timetable_of(locked)
        enrolled = {candidate.id for candidate in timetable.candidates}
        if locked.revision != job.kept_revision or not {one.candidate_id for one in before} <= enrolled:
            raise Outdated(MOVED)
        moment = job.before["replan_from"]
        locked.replan_from = datetime.fromisoformat(moment) if moment else None
        locked.save(update_fields=["replan_from"])
        after = become_draft(timetable, before)
        job.state = State.UNDONE
        job.save(update_fields=["state"])
        journal.record(by, "session.plan_undone", locked, after=after, centre=locked.centre)


def _begin(exam_session: ExamSession, job: PlanJob) -> PlanJob:
    with one_transaction(NotAsked):
        before = last_job(exam_session)
        if before and is_gone(before):
            before.delete()
        _forget(exam_session)
        job.exam_session = exam_session
        job.save()
        transaction.on_commit(partial(launch, job))
    return job


def _forget(exam_session: ExamSession) -> None:
    """Former searches serve no more, but for the plan that may still be undone."""
    over = exam_session.plan_jobs.exclude(state=State.RUNNING)
    over.exclude(state=State.KEPT, kept_revision=exam_session.revision).delete()


def _in(exam_session: ExamSession, state: State) -> PlanJob:
    job = last_job(exam_session)
    if job is None or job.state != state:
        raise NotKept(GONE)
    return job


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
