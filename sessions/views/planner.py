"""The planner on screen: what it will be asked, how far it is, what it proposes; kept or left by the organiser."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from centres.access import staff_only
from centres.models import User
from ntc_cert.http import AuthenticatedHttpRequest, page, reads_or_writes, writes
from ntc_cert.refusals import Refused
from ntc_cert.words import plural
from sessions import plan_jobs
from sessions.forms.planner import NOW, PlannerForm
from sessions.models import ExamSession, Passage, PlanJob
from sessions.plan_process import is_at_work
from sessions.plan_words import left
from sessions.proposals import preparation_of, progress_of, proposal_of
from sessions.readiness import last_version
from sessions.views.candidates import managed_session
from sessions.views.session_pages import session_context

UNDONE: Final = "Le brouillon est revenu comme avant."


@staff_only
@reads_or_writes
def planner(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """One page for every moment of a search; `act` says what is asked of it."""
    exam_session = managed_session(request, pk)
    if request.method != "POST":
        return _page(request, exam_session)
    act = request.POST.get("act", "start")
    if act == "start":
        return _start(request, exam_session)
    if act == "keep":
        return _keep(request, exam_session)
    return _do(request, exam_session, ACTS.get(act, _nothing))


@staff_only
@writes
def planner_undo(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    try:
        plan_jobs.undo(exam_session, by=request.user)
    except Refused as refusal:
        return _page(request, exam_session, reasons=refusal.reasons)
    messages.success(request, UNDONE)
    return redirect("sessions:timetable", pk)


def _start(request: AuthenticatedHttpRequest, exam_session: ExamSession) -> HttpResponse:
    form = _form(request, exam_session)
    if not form.is_valid():
        return _page(request, exam_session, form=form)
    asked = form.cleaned_data
    try:
        plan_jobs.ask(
            exam_session,
            seconds=asked["seconds"],
            least_change=asked.get("least_change", False),
            replan_from=timezone.now() if asked.get("depuis") else None,
            by=request.user,
        )
    except Refused as refusal:
        return _page(request, exam_session, form=form, reasons=refusal.reasons)
    return redirect("sessions:planner", exam_session.pk)


def _keep(request: AuthenticatedHttpRequest, exam_session: ExamSession) -> HttpResponse:
    try:
        job = plan_jobs.keep(exam_session, by=request.user)
    except Refused as refusal:
        return _page(request, exam_session, reasons=refusal.reasons)
    messages.success(request, f"Planning gardé, {plural(len(job.proposal), 'passage')} au brouillon.")
    return redirect("sessions:timetable", exam_session.pk)


def _do(
    request: AuthenticatedHttpRequest, exam_session: ExamSession, act: Callable[[ExamSession, User], None]
) -> HttpResponse:
    try:
        act(exam_session, request.user)
    except Refused as refusal:
        return _page(request, exam_session, reasons=refusal.reasons)
    return redirect("sessions:planner", exam_session.pk)


def _stop(exam_session: ExamSession, user: User) -> None:
    plan_jobs.stop(exam_session)


def _drop(exam_session: ExamSession, user: User) -> None:
    plan_jobs.drop(exam_session)


def _more(exam_session: ExamSession, user: User) -> None:
    plan_jobs.ask_again(exam_session, by=user)


def _nothing(exam_session: ExamSession, user: User) -> None:
    """An act this page does not have changes nothing."""


ACTS: Final = {"stop": _stop, "drop": _drop, "more": _more}


def _page(
    request: AuthenticatedHttpRequest,
    exam_session: ExamSession,
    *,
    form: PlannerForm | None = None,
    reasons: tuple[str, ...] = (),
) -> HttpResponse:
    job = plan_jobs.last_job(exam_session)
    candidates = exam_session.candidates.count()
    context: dict[str, Any] = {"job": job, "reasons": reasons, "moment": "ask"}
    if job and is_at_work(job):
        part = {"told": progress_of(job, candidates), "left": left(job.elapsed, job.seconds)}
        context |= {"moment": "running", "progress": part}
    elif job and job.state == PlanJob.State.FOUND:
        context |= {"moment": "found", "proposal": proposal_of(exam_session, job)}
    else:
        context |= _asking(request, exam_session, job, form)
    status = 409 if reasons else 422 if form and form.errors else 200
    panels = exam_session.panels.count()
    context = session_context(
        exam_session, tab="timetable", tab_counts={"candidates": candidates, "panels": panels}, **context
    )
    with timezone.override(exam_session.zone):
        return page(request, "sessions/planner.html", context, fragment="sessions/_planner.html", status=status)


def _asking(
    request: AuthenticatedHttpRequest, exam_session: ExamSession, job: PlanJob | None, form: PlannerForm | None
) -> dict[str, Any]:
    form = form or _form(request, exam_session)
    moment = timezone.now() if "depuis" in form.fields and form["depuis"].value() else None
    return {
        "form": form,
        "preparation": preparation_of(exam_session, replan_from=moment),
        "has_failed": bool(job and job.state in (PlanJob.State.FAILED, PlanJob.State.RUNNING)),
        "may_undo": exam_session.kept_revision == exam_session.revision,
    }


def _form(request: AuthenticatedHttpRequest, exam_session: ExamSession) -> PlannerForm:
    version = last_version(exam_session)
    has_passages = Passage.objects.filter(candidate__exam_session=exam_session).exists()
    if version:
        least_change = f"Changer le moins possible la version {version.number}"
    else:
        least_change = "Changer le moins possible le brouillon" if has_passages else ""
    return PlannerForm(
        request.POST if request.method == "POST" else None,
        least_change=least_change,
        may_start_now=bool(version) or is_under_way(exam_session),
        # On its days, nothing already begun moves unless that is asked.
        from_now=request.GET.get("depuis") == NOW or is_under_way(exam_session),
        verb="Proposer une correction" if has_passages else "Planifier",
    )


def is_under_way(exam_session: ExamSession) -> bool:
    """Between its first day and its last: a session that is over is planned again whole, as a trial."""
    days = [day.date for day in exam_session.days.all()]
    return bool(days) and min(days) <= timezone.now().astimezone(exam_session.zone).date() <= max(days)
