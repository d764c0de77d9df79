"""Panels of a session: who sits where, and what is said against each juror on its days."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes
from ntc_cert.refusals import Refused
from sessions.bookings import Outdated
from sessions.composing import compose_panel
from sessions.conflicts import Conflict
from sessions.forms.panels import PanelForm
from sessions.juror_pool import Seatable, juror_pool
from sessions.models import ExamSession, Panel
from sessions.panel_list import listed_panels
from sessions.publication import conflicts_at_publication
from sessions.seating import NotSeatable, create_panel, remove_panel
from sessions.snapshot import days_of, timetable_of
from sessions.views.candidates import managed_session
from sessions.views.session_pages import levels, session_page, told


@staff_only
@reads
def panels(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    timetable = timetable_of(exam_session)
    conflicts = conflicts_at_publication(timetable)
    context = {
        "panels": [
            (listed, told(exam_session, _about(listed.panel.id, conflicts))) for listed in listed_panels(timetable)
        ],
        "states": levels(conflicts),
        "tab_counts": {"candidates": len(timetable.candidates), "panels": len(timetable.panels)},
    }
    return session_page(request, exam_session, "sessions/panels.html", context, tab="panels")


def _about(panel: int, conflicts: Sequence[Conflict]) -> list[Conflict]:
    """What concerns who sits and where: the register's doubts stand beside each juror already."""
    return [found for found in conflicts if panel in found.panel_ids and found.code not in REGISTER]


REGISTER = frozenset({"juror_ineligible", "juror_to_check"})


@staff_only
@reads_or_writes
def panel_add(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    pool = juror_pool(exam_session, days_of(exam_session))
    form = PanelForm(request.POST if request.method == "POST" else None, exam_session=exam_session, pool=pool)
    if form.is_bound and form.is_valid():
        try:
            panel = create_panel(exam_session, **form.asked, by=request.user)
        except Refused as refusal:
            return _form_page(request, exam_session, form, pool, refusal=refusal)
        messages.success(request, f"{panel.name} ajouté.")
        return redirect("sessions:panels", pk)
    return _form_page(request, exam_session, form, pool)


@staff_only
@reads_or_writes
def panel_edit(request: AuthenticatedHttpRequest, pk: int, panel: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    row = get_object_or_404(Panel, pk=panel, exam_session=exam_session)
    pool = juror_pool(exam_session, days_of(exam_session), besides=panel)
    form = PanelForm(
        request.POST if request.method == "POST" else None, exam_session=exam_session, pool=pool, panel=row
    )
    if form.is_bound and form.is_valid():
        try:
            compose_panel(row, **form.asked, by=request.user, seen_revision=form.cleaned_data["seen_revision"])
        except Refused as refusal:
            return _form_page(request, exam_session, form, pool, refusal=refusal)
        messages.success(request, f"{form.cleaned_data['name']} enregistré.")
        return redirect("sessions:panels", pk)
    return _form_page(request, exam_session, form, pool)


@staff_only
@reads_or_writes
def panel_remove(request: AuthenticatedHttpRequest, pk: int, panel: int) -> HttpResponse:
    """Says what goes with the panel, then does it."""
    exam_session = managed_session(request, pk)
    row = get_object_or_404(Panel, pk=panel, exam_session=exam_session)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            remove_panel(row, by=request.user)
        except NotSeatable as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"{row.name} retiré.")
            return redirect("sessions:panels", pk)
    context = {"panel": row, "reasons": reasons}
    status = 409 if reasons else 200
    return session_page(request, exam_session, "sessions/panel_remove.html", context, tab="panels", status=status)


def _form_page(
    request: AuthenticatedHttpRequest,
    exam_session: ExamSession,
    form: PanelForm,
    pool: Sequence[Seatable],
    *,
    refusal: Refused | None = None,
) -> HttpResponse:
    """Everything typed is kept; after a refusal the form has seen the timetable as it is now."""
    revision = exam_session.revision
    if not isinstance(refusal, Outdated) and form.is_bound:
        revision = form["seen_revision"].value() or revision
    context = {
        "form": form,
        "pool": pool,
        "panel": form.panel,
        "reasons": refusal.reasons if refusal else (),
        "seen_revision": revision,
    }
    status = 409 if refusal else 422 if form.errors else 200
    return session_page(request, exam_session, "sessions/panel_form.html", context, tab="panels", status=status)
