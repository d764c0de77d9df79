"""A candidate's passage: placed, moved, exchanged, locked, taken away."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, page, reads_or_writes, writes
from ntc_cert.refusals import Refused
from ntc_cert.words import clock, plural
from sessions.bookings import Outdated
from sessions.forms.passages import PREVIEW, PassageForm, SwapForm
from sessions.models import ExamSession
from sessions.scheduling import place, set_locked, swap, unplace
from sessions.views.candidates import managed_session
from sessions.views.desk import Desk, Shown, candidate_row
from sessions.views.session_pages import session_page
from sessions.views.timetable import timetable_page, wants_list


@staff_only
@reads_or_writes
def passage_place(request: AuthenticatedHttpRequest, pk: int, candidate: int) -> HttpResponse:
    """A first place or another one; « Voir l’effet » works it out and writes nothing."""
    desk = Desk.of(request, pk, candidate)
    form = desk.form(request.POST if request.method == "POST" else None)
    if PREVIEW in request.POST:
        return _preview(request, desk, form)
    if not (form.is_bound and form.is_valid()):
        return _page(request, desk, form, desk.at_first(), status=422 if form.is_bound else 200)
    seen = form.cleaned_data["seen_revision"]
    try:
        placed = place(desk.row, **desk.rows(form.placement), by=request.user, seen_revision=seen)
    except Refused as refusal:
        if isinstance(refusal, Outdated):
            # Told that the timetable changed, the form has seen it as it is now: nothing typed is lost.
            form.data = form.data.copy()
            form.data["seen_revision"] = desk.exam_session.revision
        return _page(request, desk, form, desk.tried(form.placement), reasons=refusal.reasons, status=409)
    start = placed.passage.starts_at.astimezone(desk.exam_session.zone)
    messages.success(request, f"{desk.row.person}, {placed.passage.panel.name} à {clock(start)}.")
    if placed.conflicts:
        messages.warning(request, f"{plural(len(placed.conflicts), 'point')} à régler pour ce passage.")
    return redirect(_address(request, desk.exam_session, start.date().isoformat(), candidate))


@staff_only
@reads_or_writes
def passage_swap(request: AuthenticatedHttpRequest, pk: int, candidate: int) -> HttpResponse:
    """Each takes the other's place; asked from the page of one of them."""
    desk = Desk.of(request, pk, candidate)
    if request.method != "POST":
        return redirect("sessions:passage_place", pk, candidate)
    form = desk.swap_form(request.POST)
    if not form.is_valid():
        return _page(request, desk, desk.form(None), desk.at_first(), swap_form=form, status=422)
    other = candidate_row(desk.exam_session, int(form.cleaned_data["other"]))
    try:
        mine, _ = swap(desk.row, other, by=request.user, seen_revision=form.cleaned_data["seen_revision"])
    except Refused as refusal:
        return _page(request, desk, desk.form(None), desk.at_first(), reasons=refusal.reasons, status=409)
    messages.success(request, f"{desk.row.person} et {other.person}, passages échangés.")
    start = mine.passage.starts_at.astimezone(desk.exam_session.zone)
    return redirect(_address(request, desk.exam_session, start.date().isoformat(), candidate))


@staff_only
@writes
def passage_lock(request: AuthenticatedHttpRequest, pk: int, candidate: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    row = candidate_row(exam_session, candidate)
    locked = request.POST.get("locked") == "1"
    try:
        passage = set_locked(row, locked=locked, by=request.user)
    except Refused as refusal:
        return timetable_page(request, exam_session, reasons=refusal.reasons, status=409)
    messages.success(request, f"{row.person}, passage {'verrouillé' if locked else 'déverrouillé'}.")
    start = passage.starts_at.astimezone(exam_session.zone)
    return redirect(_address(request, exam_session, start.date().isoformat(), candidate))


@staff_only
@writes
def passage_remove(request: AuthenticatedHttpRequest, pk: int, candidate: int) -> HttpResponse:
    """The candidate goes back among those to place; nothing else is lost, so nothing is asked."""
    exam_session = managed_session(request, pk)
    row = candidate_row(exam_session, candidate)
    seen = request.POST.get("seen_revision", "")
    try:
        unplace(row, by=request.user, seen_revision=int(seen) if seen.isdecimal() else None)
    except Refused as refusal:
        return timetable_page(request, exam_session, reasons=refusal.reasons, status=409)
    messages.success(request, f"{row.person}, passage retiré. Il reste à placer.")
    return redirect(_address(request, exam_session, request.POST.get("jour", "")))


def _preview(request: AuthenticatedHttpRequest, desk: Desk, form: PassageForm) -> HttpResponse:
    shown = Shown("Avec cet horaire", None, "Complétez le jury, la journée et l’heure.")
    if form.is_valid():
        shown = desk.tried(form.placement)
    if request.htmx:
        with timezone.override(desk.exam_session.zone):
            return page(request, "sessions/passage.html", desk.context(shown), fragment="sessions/_effect.html")
    return _page(request, desk, form, shown, status=422 if form.errors else 200)


def _page(
    request: AuthenticatedHttpRequest,
    desk: Desk,
    form: PassageForm,
    shown: Shown,
    *,
    swap_form: SwapForm | None = None,
    reasons: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    others = any(passage.candidate_id != desk.candidate.id for passage in desk.timetable.passages)
    context = desk.context(shown) | {
        "as_list": wants_list(request),
        "form": form,
        "swap_form": (swap_form or desk.swap_form(None)) if desk.passage and others else None,
        "reasons": reasons,
    }
    return session_page(request, desk.exam_session, "sessions/passage.html", context, tab="timetable", status=status)


def _address(
    request: AuthenticatedHttpRequest, exam_session: ExamSession, day: str, candidate: int | None = None
) -> str:
    """The day on the board, or in the list for whoever came from it."""
    view = "&vue=liste" if wants_list(request) else ""
    anchor = f"#passage-{candidate}" if candidate else ""
    return f"{reverse('sessions:timetable', args=[exam_session.pk])}?jour={day}{view}{anchor}"
