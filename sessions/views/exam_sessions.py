"""The sessions: their list, opening one, changing what was written of it, and its overview."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from centres.access import staff_only
from centres.models import Centre
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes
from sessions.forms.exam_sessions import ADD_DAY, ExamSessionForm, IncidentForm
from sessions.models import ExamSession
from sessions.opening import NotOpened, change_session, open_session
from sessions.readiness import readiness_of
from sessions.session_list import WHEN, listed, sessions_when
from sessions.views.candidates import managed_session
from sessions.views.readiness import groups_of, lines_of
from sessions.views.session_pages import levels, session_page
from titles.models import ProfessionalTitle

PER_PAGE = 50


@staff_only
@reads
def session_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    today = timezone.localdate()
    sessions = ExamSession.objects.managed_by(request.user)
    when = request.GET.get("quand", "")
    found = Paginator(sessions_when(sessions, when, today), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "sessions",
        "page": found,
        "rows": listed(found, today),
        "total": sessions.count(),
        "when": when,
        "pills": [("", "Toutes"), *WHEN.items()],
    }
    return render(request, "sessions/list.html", context)


@staff_only
@reads_or_writes
def session_add(request: AuthenticatedHttpRequest) -> HttpResponse:
    centres = Centre.objects.visible_to(request.user)
    if not (centres.exists() and ProfessionalTitle.objects.exists()):
        return redirect("sessions:today")  # whose numbered steps say what comes before
    form = _form(request, back=reverse("sessions:list"))
    if form.is_bound and form.is_valid():
        try:
            added = open_session(form.fields_asked, form.days_asked, by=request.user)
        except NotOpened as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, f"Session {added.reference} créée.")
            return redirect("sessions:overview", added.pk)
    context = {"section": "sessions", "form": form}
    return render(request, "sessions/add.html", context, status=422 if form.errors else 200)


@staff_only
@reads_or_writes
def session_edit(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    # The form writes what is typed on its own row: the page's head keeps what is true.
    row = ExamSession.objects.select_related("centre").get(pk=pk)
    form = _form(request, back=reverse("sessions:overview", args=[pk]), instance=row)
    if form.is_bound and form.is_valid():
        try:
            change_session(exam_session, form.fields_asked, form.days_asked, by=request.user)
        except NotOpened as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, "Session enregistrée.")
            return redirect("sessions:overview", pk)
    status = 422 if form.errors else 200
    return session_page(request, exam_session, "sessions/edit.html", {"form": form}, tab="overview", status=status)


@staff_only
@reads
def overview(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    with timezone.override(exam_session.zone):
        form = IncidentForm(None, action=reverse("sessions:incident_add", args=[pk]))
        return overview_page(request, exam_session, form)


def overview_page(
    request: AuthenticatedHttpRequest, exam_session: ExamSession, form: IncidentForm, *, status: int = 200
) -> HttpResponse:
    """Also what a refused incident comes back to, everything kept."""
    ready = readiness_of(exam_session, today=timezone.localdate(timezone=exam_session.zone))
    lines = lines_of(exam_session, ready.board)
    context = {
        "ready": ready,
        "lines": lines,
        "groups": groups_of(lines),
        "states": levels(ready.conflicts),
        "tab_counts": {"candidates": len(ready.timetable.candidates), "panels": len(ready.timetable.panels)},
        "incidents": exam_session.incidents.select_related("author"),
        "form": form,
    }
    return session_page(request, exam_session, "sessions/overview.html", context, tab="overview", status=status)


def _form(request: AuthenticatedHttpRequest, *, back: str, instance: ExamSession | None = None) -> ExamSessionForm:
    """Sent by « Ajouter une journée », what was typed is shown again and nothing is judged."""
    typed = request.POST if ADD_DAY in request.POST else None
    posted = request.POST if request.method == "POST" and typed is None else None
    return ExamSessionForm(posted, user=request.user, back=back, instance=instance, typed=typed)
