"""The process that searches for a plan, apart from the web's: started, and recognised once it is gone."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from socket import gethostname
from threading import Thread
from typing import Final

from django.conf import settings
from django.utils import timezone

from sessions.models import PlanJob

COMMAND: Final = "search_plan"
SILENT: Final = timedelta(seconds=30)  # it writes every second; a busy machine may hold it back for some


def launch(job: PlanJob) -> None:
    """A process of its own: the solver never enters the web's, and goes on when the page is left."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), COMMAND, str(job.pk)]
    try:
        process = subprocess.Popen(  # noqa: S603 - the interpreter, our own command and a number
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        PlanJob.objects.filter(pk=job.pk, state=PlanJob.State.RUNNING).update(state=PlanJob.State.FAILED)
        return
    # Waited for: an ended process that nobody waits for would still look alive.
    Thread(target=process.wait, daemon=True).start()
    PlanJob.objects.filter(pk=job.pk).update(pid=process.pid, host=gethostname())


def is_at_work(job: PlanJob) -> bool:
    return job.state == PlanJob.State.RUNNING and not is_gone(job)


def is_gone(job: PlanJob, now: datetime | None = None) -> bool:
    """Whether a search that says it runs has nobody working on it any more."""
    if job.state != PlanJob.State.RUNNING:
        return False
    if job.pid and job.host == gethostname() and not _is_there(job.pid):
        return True
    return (now or timezone.now()) - job.seen_at > SILENT


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
