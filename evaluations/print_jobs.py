"""Commands on what is printed apart: ask for it, stop it, take it up again; a file is kept until five newer ones."""

from datetime import datetime, timedelta
from functools import partial
from socket import gethostname
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from centres.models import User
from evaluations.models import PrintJob
from ntc_cert.processes import is_there, start
from ntc_cert.refusals import Refused, one_transaction
from sessions.models import ExamSession

COMMAND: Final = "prepare_print"
KEPT: Final = 5
SILENT: Final = timedelta(minutes=1)  # it writes after each sheet, and the longest takes seconds
State = PrintJob.State


class NotPrinted(Refused):
    """Something is being prepared already for this person."""


def jobs_of(exam_session: ExamSession, user: User) -> QuerySet[PrintJob]:
    """One's own, the latest first, without the files themselves."""
    return PrintJob.objects.filter(exam_session=exam_session, asked_by=user).defer("content")


def ask(exam_session: ExamSession, choice: dict[str, Any], *, told: str, total: int, by: User) -> PrintJob:
    """Another process prints; one that died makes way."""
    job = PrintJob(exam_session=exam_session, asked_by=by, choice=choice, told=told[:400], total=total)
    with one_transaction(NotPrinted):
        for former in jobs_of(exam_session, by).filter(state=State.RUNNING):
            if is_gone(former):
                PrintJob.objects.filter(pk=former.pk).update(state=State.FAILED)
        job.save()
        _forget(exam_session, by)
        transaction.on_commit(partial(launch, job))
    return job


def take_up(job: PrintJob, *, by_itself: bool = False) -> None:
    """What was stopped or cut off is printed after all: the same choice, read anew.

    `by_itself`: nobody pressed a button, so only once, and only what died; what fails twice waits for somebody.
    """
    with one_transaction(NotPrinted):
        again = PrintJob.objects.filter(pk=job.pk).exclude(state=State.DONE)
        if by_itself:
            again = again.filter(state=State.RUNNING, restarts=0)
        restarts = 1 if by_itself else job.restarts
        if (job.state != State.RUNNING or is_gone(job)) and again.update(
            state=State.RUNNING,
            done=0,
            signed=0,
            trouble="",
            pid=None,
            asked_at=timezone.now(),
            seen_at=timezone.now(),
            restarts=restarts,
        ):
            transaction.on_commit(partial(launch, job))


def stop(job: PrintJob) -> None:
    """The process sees it before its next sheet."""
    PrintJob.objects.filter(pk=job.pk, state=State.RUNNING).update(state=State.STOPPED)


def launch(job: PrintJob) -> None:
    pid = start(COMMAND, job.pk)
    running = PrintJob.objects.filter(pk=job.pk, state=State.RUNNING)
    if pid is None:
        running.update(state=State.FAILED)
    else:
        running.update(pid=pid, host=gethostname())


def is_gone(job: PrintJob, now: datetime | None = None) -> bool:
    """Whether a job that says it is being prepared has nobody preparing it any more."""
    if job.state != State.RUNNING:
        return False
    if job.pid and job.host == gethostname() and not is_there(job.pid):
        return True
    return (now or timezone.now()) - job.seen_at > SILENT


def _forget(exam_session: ExamSession, user: User) -> None:
    newest = list(jobs_of(exam_session, user).values_list("pk", flat=True)[:KEPT])
    jobs_of(exam_session, user).exclude(pk__in=newest).exclude(state=State.RUNNING).delete()
