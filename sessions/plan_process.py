"""The process that searches for a plan, apart from the web's: started, and recognised once it is gone."""

from datetime import datetime, timedelta
from socket import gethostname
from typing import Final

from django.utils import timezone

from ntc_cert.processes import is_there, start
from sessions.models import PlanJob

COMMAND: Final = "search_plan"
SILENT: Final = timedelta(seconds=30)  # it writes every second; a busy machine may hold it back for some


def launch(job: PlanJob) -> None:
    """A process of its own: the solver never enters the web's, and goes on when the page is left."""
    pid = start(COMMAND, job.pk)
    if pid is None:
        PlanJob.objects.filter(pk=job.pk, state=PlanJob.State.RUNNING).update(state=PlanJob.State.FAILED)
    else:
        PlanJob.objects.filter(pk=job.pk).update(pid=pid, host=gethostname())


def is_at_work(job: PlanJob) -> bool:
    return job.state == PlanJob.State.RUNNING and not is_gone(job)


def is_gone(job: PlanJob, now: datetime | None = None) -> bool:
    """Whether a search that says it runs has nobody working on it any more."""
    if job.state != PlanJob.State.RUNNING:
        return False
    if job.pid and job.host == gethostname() and not is_there(job.pid):
        return True
    return (now or timezone.now()) - job.seen_at > SILENT
