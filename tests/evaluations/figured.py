"""Sealed results in numbers, with what two jurors answered before: what the figures count."""

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from evaluations.models import Answer, Evaluation, Grid, Mark, StageTaken
from juries.models import Juror
from sessions.models import Candidate, ExamSession, Panel
from tests.builders import a_candidate, a_panel, at
from tests.sessions.passages import put

CODE, OTHER = "C3.1", "C3.2"


def a_sealed_candidate(
    exam_session: ExamSession, jurors: Collection[Juror] = (), *, marks: str = "OO", decision: str = "title"
) -> Candidate:
    """The jurors' marks of `CODE`, and « oui » agreed; `OTHER` was left alone by everybody."""
    candidate = a_candidate(exam_session)
    presence = decision if decision in ("absent", "abandoned") else "present"
    evaluation = Evaluation.objects.create(candidate=candidate, presence=presence)
    Answer.objects.create(evaluation=evaluation, criterion=CODE, value="O")
    Answer.objects.create(evaluation=evaluation, criterion=OTHER, value=None)
    for juror, mark in zip(jurors, marks, strict=False):
        grid = Grid.objects.create(evaluation=evaluation, juror=juror, phase="technical_interview")
        Mark.objects.create(grid=grid, criterion=CODE, value=mark)
        Mark.objects.create(grid=grid, criterion=OTHER, value=None)
        Grid.objects.filter(pk=grid.pk).update(submitted_at=timezone.now())
    Evaluation.objects.filter(pk=evaluation.pk).update(
        decision=decision, decided_at=timezone.now(), sealed_at=timezone.now(), fingerprint="f" * 64
    )
    return candidate


def a_recorded_passage(candidate: Candidate, panel: Panel, clock: str, *, late: int, longer: int) -> None:
    """Placed at an hour, begun `late` minutes after it; its first stage lasted `longer` than its thirty minutes."""
    put(candidate, panel, clock)
    began = at(clock) + timedelta(minutes=late)
    StageTaken.objects.create(
        candidate=candidate,
        phase="technical_interview",
        kind="preparation",
        began_at=began,
        ended_at=began + timedelta(minutes=30 + longer),
    )


def a_figured_session(exam_session: ExamSession, count: int) -> None:
    """So many sealed results before one panel, the last juror apart from the first on the last candidate."""
    panel = a_panel(exam_session)
    jurors = list(panel.jurors.all())
    for rank in range(count):
        a_sealed_candidate(exam_session, jurors, marks="OO" if rank < count - 1 else "ON")
