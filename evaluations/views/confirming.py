"""An act of the tower asked once: its effect listed, its verb as button, and a refusal in its sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from evaluations.day_effects import DayEffect, moved_lines, told_lines
from evaluations.day_facts import seen_now
from evaluations.models import DayAct
from evaluations.views.tower import NOT_TODAY, Watch, tower_url
from ntc_cert.http import AuthenticatedHttpRequest
from ntc_cert.refusals import Refused
from sessions.models import ExamSession
from sessions.timetable import Timetable
from sessions.views.session_pages import Told, session_page, told

PAGE = "evaluations/tower_act.html"
DELAYS = (5, 10, 15, 20, 30, 45, 60)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; without a verb it can't be done, and `reasons` says why."""

    title: str
    lines: Sequence[str]
    verb: str
    conflicts: Sequence[Told] = ()
    reasons: Sequence[str] = ()
    choices: str = ""  # the template of what has to be chosen first
    more: Any = None


def question_of(
    exam_session: ExamSession,
    before: Timetable,
    effect: DayEffect,
    day: date,
    *,
    title: str,
    heading: str,
    verb: str,
    choices: str = "",
    more: Any = None,
) -> Question:
    """The effect of moving passages: who passes when, who has to hear of it, what the rules newly say."""
    return Question(
        title=title,
        lines=[f"{heading}.", *moved_lines(effect, before, day), *told_lines(effect)],
        verb="" if effect.impossible else verb,
        conflicts=told(exam_session, effect.conflicts),
        choices=choices,
        more=more,
    )


def asked(
    request: AuthenticatedHttpRequest,
    exam_session: ExamSession,
    question: Question,
    command: Callable[[], None],
    day: date | None,
) -> HttpResponse:
    """Shown on GET, done on POST; refused, the effect is shown again as it now is."""
    if request.method != "POST" or not question.verb:
        return ask(request, exam_session, question, day, status=200 if request.method != "POST" else 409)
    try:
        command()
    except Refused as refusal:
        return ask(request, exam_session, question, day, reasons=tuple(refusal.reasons), status=409)
    messages.success(request, f"{DayAct.objects.filter(exam_session=exam_session).first()}.")
    return redirect(tower_url(exam_session, day))


def ask(
    request: AuthenticatedHttpRequest,
    exam_session: ExamSession,
    question: Question,
    day: date | None,
    *,
    reasons: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "question": question,
        "reasons": [*question.reasons, *reasons],
        "seen": seen_now(ExamSession.objects.get(pk=exam_session.pk)),
        "back": tower_url(exam_session, day),
        "typed": {name: request.POST.get(name, "") for name in ("end", "reason")},
        "is_today": day == timezone.now().astimezone(exam_session.zone).date(),
    }
    return session_page(request, exam_session, PAGE, context, tab="tower", status=status)


def on_the_day(watch: Watch, question: Question) -> Question:
    """On any other day it can be read, and not done."""
    return question if watch.is_today else replace(question, verb="", reasons=(NOT_TODAY,))


def seen_in(request: AuthenticatedHttpRequest) -> str:
    """What the organiser had under the eyes; a form without it is one of another time."""
    return request.POST.get("seen", "")


def or_why(title: str, effect: Callable[[], Question]) -> Question:
    try:
        return effect()
    except Refused as refusal:
        return Question(title, (), "", reasons=refusal.reasons)


def minutes_in(request: AuthenticatedHttpRequest, *, usual: int) -> int:
    typed = request.POST.get("minutes") or request.GET.get("minutes", "")
    return int(typed) if typed.isdecimal() and len(typed) < 5 else usual


def chosen_in(request: AuthenticatedHttpRequest, name: str, known: list[Any]) -> Any:
    typed = request.POST.get(name) or request.GET.get(name, "")
    return next((one for one in known if str(one) == typed), None)
