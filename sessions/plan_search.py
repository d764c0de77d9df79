"""The work of the process apart: search, write now and then where it stands, and leave a proposal."""

from threading import Event, Thread
from types import TracebackType
from typing import Final

from django.db import DatabaseError, connection
from django.utils import timezone

from sessions.models import PlanJob
from sessions.passage_values import read, written
from sessions.plan_keeping import level_rows
from sessions.plan_question import question_of
from sessions.planning.planner import plan
from sessions.planning.search import Progress

EVERY: Final = 1.0  # second between two writes, however often the search speaks
State = PlanJob.State


def search(job: PlanJob) -> None:
    """Nothing is written once the organiser has dropped it."""
    mine = PlanJob.objects.filter(pk=job.pk, state=State.RUNNING)
    try:
        question = question_of(job.exam_session, least_change=job.least_change, replan_from=job.replan_from)
        problem = question.problem(begin_from=read(job.proposal, job.exam_session.zone))
        with Report(job.pk) as report:
            outcome = plan(problem, seconds=job.seconds, watch=report.hear)
    except Exception:
        mine.update(state=State.FAILED)
        raise
    mine.update(
        state=State.FOUND,
        seen_at=timezone.now(),
        fingerprint=question.fingerprint,
        elapsed=outcome.seconds,
        levels=level_rows(outcome.levels),
        proposal=written(outcome.passages),
        reasons={str(candidate): reason for candidate, reason in outcome.unplaced.items()},
        advice=outcome.advice,
    )


class Report:
    """Writes from a thread of its own: a search deep in a proof says nothing, and is alive all the same."""

    def __init__(self, pk: int) -> None:
        self.row = PlanJob.objects.filter(pk=pk, state=State.RUNNING)
        self.latest: Progress | None = None
        self.is_stopped = False
        self._over = Event()
        self._thread = Thread(target=self._write_now_and_then, daemon=True)

    def __enter__(self) -> "Report":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def hear(self, progress: Progress) -> bool:
        self.latest = progress
        return not self.is_stopped

    def _write_now_and_then(self) -> None:
        try:
            while not self._over.wait(EVERY):
                try:
                    self._write()
                except DatabaseError:  # busy, or gone for a moment: the next one will do
                    connection.close()
        finally:
            connection.close()

    def _write(self) -> None:
        told = {"elapsed": self.latest.elapsed, "levels": level_rows(self.latest.levels)} if self.latest else {}
        self.row.update(seen_at=timezone.now(), **told)
        asked = self.row.values_list("stop_asked", flat=True).first()
        self.is_stopped = asked is None or asked  # dropped, or stopped
