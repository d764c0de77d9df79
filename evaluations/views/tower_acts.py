"""Acts of the control tower about one candidate, and the way back from any act: each by a form of its own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from centres.access import staff_only
from evaluations import day_acts
from evaluations.day_effects import UNTOUCHED
from evaluations.gestures import undo
from evaluations.models import DayAct
from evaluations.views.confirming import Question, asked, on_the_day, seen_in
from evaluations.views.tower import NOT_TODAY, Watch, tower_page
from ntc_cert.http import AuthenticatedHttpRequest, reads_or_writes, writes
from ntc_cert.refusals import Refused
from ntc_cert.words import NBSP, clock
from sessions.models import Candidate, ExamSession
from sessions.views.candidates import managed_session
from sessions.views.desk import candidate_row


@staff_only
@writes
def arrive(request: AuthenticatedHttpRequest, pk: int, candidate: int) -> HttpResponse:
    """No question asked: one gesture, undone as simply."""
    row = candidate_row(managed_session(request, pk), candidate)
    return _done(request, row.exam_session, _day_of(row), lambda: day_acts.arrive(row, by=request.user))


@staff_only
@writes
def advance(request: AuthenticatedHttpRequest, pk: int, candidate: int) -> HttpResponse:
    row = candidate_row(managed_session(request, pk), candidate)
    expected = request.POST.get("expected", "")
    command = partial(day_acts.advance, row, expected=expected, by=request.user)
    return _done(request, row.exam_session, _day_of(row), command)


@staff_only
@writes
def take_back(request: AuthenticatedHttpRequest, pk: int, act: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    row = get_object_or_404(DayAct.objects.select_related("exam_session__centre"), pk=act, exam_session=exam_session)
    day = row.at.astimezone(exam_session.zone).date()
    return _done(request, exam_session, day, lambda: undo(row, by=request.user), told=f"Annulé{NBSP}: {row.told}.")


@staff_only
@reads_or_writes
def presence(request: AuthenticatedHttpRequest, pk: int, candidate: int, kind: str) -> HttpResponse:
    """Absence or abandon: what follows from it, then the verb."""
    exam_session = managed_session(request, pk)
    row = candidate_row(exam_session, candidate)
    if kind not in PRESENCES:
        raise Http404
    label, command, lines = PRESENCES[kind]
    question = Question(
        title=f"{label}{NBSP}: {row.person}",
        lines=[*lines, *_freed(row), UNTOUCHED],
        verb=f"Noter l’{label.lower()} de {row.person}",
    )
    watch = replace(Watch.of(request, exam_session), day=_day_of(row))
    act = partial(command, row, by=request.user, seen=seen_in(request))
    return asked(request, exam_session, on_the_day(watch, question), act, watch.day)


PRESENCES = {
    "absence": (
        "Absence",
        day_acts.record_absence,
        [f"Aucun «{NBSP}non{NBSP}» n’est écrit.", "Le procès-verbal le dira."],
    ),
    "abandon": (
        "Abandon",
        day_acts.record_abandon,
        ["L’étape en cours s’arrête là.", "Ce que le jury a déjà écrit est gardé.", "Le procès-verbal le dira."],
    ),
}


def _freed(row: Candidate) -> list[str]:
    """What the jury does of that time is for the organiser to decide: nothing moves by itself."""
    passage = getattr(row, "passage", None)
    if passage is None:
        return []
    start, end = (moment.astimezone(row.exam_session.zone) for moment in (passage.starts_at, passage.ends_at))
    return [f"{passage.panel.name} est libre de {clock(start)} à {clock(end)}. Les autres passages ne bougent pas."]


def _day_of(row: Candidate) -> date | None:
    passage = getattr(row, "passage", None)
    return passage.starts_at.astimezone(row.exam_session.zone).date() if passage else None


def _done(
    request: AuthenticatedHttpRequest,
    exam_session: ExamSession,
    day: date | None,
    command: Callable[[], None],
    *,
    told: str = "",
) -> HttpResponse:
    watch = replace(Watch.of(request, exam_session), day=day)
    reasons: tuple[str, ...] = () if watch.is_today else (NOT_TODAY,)
    try:
        if not reasons:
            command()
    except Refused as refusal:
        reasons = refusal.reasons
    if reasons:
        return tower_page(request, exam_session, "evaluations/tower.html", reasons=reasons, status=409)
    messages.success(request, told or f"{DayAct.objects.filter(exam_session=exam_session).first()}.")
    return redirect(watch.url)
