"""The search as it really runs: a process of its own, on the engine the suite runs on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from evaluations.demo import load_demo
from sessions import plan_jobs
from sessions.models import ExamSession, Passage, PlanJob
from sessions.plan_jobs import ask, drop, keep, stop, undo
from sessions.plan_process import is_gone
from tests.builders import DAY, a_title, an_administrator
from tests.sessions.pages import text_of
from tests.sessions.passages import held

pytestmark = pytest.mark.django_db(transaction=True)
State = PlanJob.State
PATIENCE = 240  # seconds before a test gives up; nothing is judged by it


@pytest.fixture
def exam_session(monkeypatch: pytest.MonkeyPatch) -> ExamSession:
    """Long enough to be stopped: twelve candidates whose last levels are not proven in a moment."""
    monkeypatch.setenv("DATABASE_URL", database_url())
    return load_demo(a_title(), today=DAY)


def database_url() -> str:
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    user, password = quote(held["USER"]), quote(held["PASSWORD"])
    return f"postgres://{user}{':' * bool(password)}{password}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


def until(job: PlanJob, holds: Callable[[PlanJob], bool]) -> PlanJob:
    for _ in range(PATIENCE * 10):
        job.refresh_from_db()
        if holds(job):
            return job
        time.sleep(0.1)
    raise AssertionError(f"{job.state} after {PATIENCE} s")


def test_it_goes_from_progress_to_a_proposal_kept_and_undone(exam_session: ExamSession) -> None:
    before = held()
    job = ask(exam_session, seconds=90, least_change=False, by=None)
    until(job, lambda job: bool(job.levels))
    assert (job.state, job.pid is not None, is_gone(job)) == (State.RUNNING, True, False)
    stop(exam_session)
    until(job, lambda job: job.state == State.FOUND)
    assert job.elapsed < job.seconds
    assert len(job.proposal) == exam_session.candidates.count()
    assert held() == before
    keep(exam_session, by=None)
    assert Passage.objects.filter(candidate__exam_session=exam_session).count() == len(job.proposal)
    assert held() != before
    undo(exam_session, by=None)
    assert held() == before


def test_a_killed_process_is_told_and_another_may_begin(
    exam_session: ExamSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held()
    job = ask(exam_session, seconds=90, least_change=False, by=None)
    until(job, lambda job: job.pid is not None)
    os.kill(job.pid, signal.SIGKILL)
    until(job, is_gone)
    client = Client()
    client.force_login(an_administrator())
    page = text_of(client.get(reverse("sessions:planner", args=[exam_session.pk])))
    assert "Le calcul s’est interrompu" in page
    assert "le brouillon est tel que vous l’avez laissé" in page
    assert "Calcul du planning interrompu" in text_of(client.get(reverse("sessions:today")))
    monkeypatch.setattr(plan_jobs, "launch", lambda job: None)
    again = ask(exam_session, seconds=30, least_change=True, by=None)
    assert again.pk != job.pk
    drop(exam_session)
    assert held() == before


def test_dropped_while_it_runs_the_process_ends_by_itself(exam_session: ExamSession) -> None:
    job = ask(exam_session, seconds=90, least_change=False, by=None)
    until(job, lambda job: bool(job.levels))
    drop(exam_session)
    for _ in range(PATIENCE * 10):
        if not _is_there(job.pid):
            break
        time.sleep(0.1)
    job.refresh_from_db()
    assert (_is_there(job.pid), job.state, job.proposal) == (False, State.DROPPED, [])


def _is_there(pid: int) -> bool:
    return not is_gone(PlanJob(pid=pid, host=PlanJob.objects.get(pid=pid).host, state=State.RUNNING))


def test_the_web_loads_no_solver() -> None:
    told = "import django; django.setup(); import ntc_cert.urls, sys; print('ortools' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "ntc_cert.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
