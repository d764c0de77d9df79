"""How far what is printed apart has come, and what is ready."""

from typing import Any, Final

from django.utils import timezone

from evaluations import print_jobs
from evaluations.models import PrintJob
from ntc_cert.http import AuthenticatedHttpRequest
from sessions.models import ExamSession

SECONDS_A_SHEET: Final = 0.15  # told beforehand; a machine twice as slow is still told the order of it
SECONDS_A_SIGNATURE: Final = 0.15


def seconds_for(count: int, signed: int = 0) -> int:
    return max(round(count * SECONDS_A_SHEET + signed * SECONDS_A_SIGNATURE), 1)


def jobs_context(request: AuthenticatedHttpRequest, exam_session: ExamSession) -> dict[str, Any]:
    jobs = list(print_jobs.jobs_of(exam_session, request.user)[: print_jobs.KEPT])
    running = next((job for job in jobs if job.state == PrintJob.State.RUNNING), None)
    is_gone = running is not None and print_jobs.is_gone(running)
    return {
        "exam_session": exam_session,
        "running": None if is_gone else running,
        "left": _left(running) if running else 0,
        "resumed": running if running and is_gone and not running.restarts else None,
        "cut_off": [job for job in jobs if job.state == PrintJob.State.FAILED or (is_gone and job is running)],
        "ready": [job for job in jobs if job.state == PrintJob.State.DONE],
    }


def _left(job: PrintJob) -> int:
    """Seconds, at the pace so far."""
    if not job.done:
        return seconds_for(job.total)
    spent = (timezone.now() - job.asked_at).total_seconds()
    return max(round(spent / job.done * (job.total - job.done)), 1)
