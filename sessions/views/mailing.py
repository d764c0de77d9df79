"""Messages asked to be sent: who, how many, from whom, once; then how far it is, stopped, taken up again."""

from typing import Any, Final

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from centres.access import staff_only
from ntc_cert.documents import PdfUnavailable
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes, writes
from ntc_cert.refusals import Refused
from sessions import mailings
from sessions.calendar_file import TYPE as CALENDAR_TYPE
from sessions.documents.envelopes import CALENDAR, PDF, Desk
from sessions.models import ExamSession, Mailing, Message
from sessions.outbox import addressed, by_name, rows
from sessions.views.candidates import managed_session
from sessions.views.session_pages import session_page

TYPES: Final = {PDF: "application/pdf", CALENDAR: CALENDAR_TYPE}
ON_THE_WAY: Final = (Message.State.WAITING, Message.State.SENDING)


@staff_only
@reads_or_writes
def messages_send(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """A GET tells what would leave; a POST has it leave, or one message alone when it names one."""
    exam_session = managed_session(request, pk)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        asked = request.POST.get("message", "")
        only = get_object_or_404(rows(exam_session), pk=asked) if asked.isdecimal() else None
        try:
            mailings.ask(exam_session, by=request.user, only=only)
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            return redirect("sessions:messages", pk)
    chosen = mailings.sendable(exam_session)
    server = mailings.server()
    context = {
        "reasons": reasons,
        "server": server,
        "origin": server.origin(exam_session.centre.name),
        "leaving": sorted(map(addressed, chosen.leaving), key=by_name),
        "without_address": sorted(map(addressed, chosen.without_address), key=by_name),
        "superseded": sorted(map(addressed, chosen.superseded), key=by_name),
        "no_server": mailings.NO_SERVER,
    }
    status = 409 if reasons else 200
    return session_page(request, exam_session, "sessions/messages_send.html", context, tab="timetable", status=status)


@staff_only
@reads
def mailing(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """What stands at the top of the messages: how far the last one is."""
    exam_session = managed_session(request, pk)
    if not request.htmx:
        return redirect("sessions:messages", pk)
    context = {"exam_session": exam_session, **mailing_context(exam_session)}
    if request.GET.get("etait") and context["running"] is None:
        response = HttpResponse(status=204)  # over: the list below says more than this part could
        response["HX-Refresh"] = "true"
        return response
    with timezone.override(exam_session.zone):
        return render(request, "sessions/_mailing.html", context)


@staff_only
@writes
def mailing_stop(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    found = mailings.last_mailing(managed_session(request, pk))
    if found:
        mailings.stop(found)
    return redirect("sessions:messages", pk)


@staff_only
@writes
def mailing_again(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    found = mailings.last_mailing(managed_session(request, pk))
    try:
        if found:
            mailings.take_up(found)
    except Refused as refusal:
        notices.error(request, str(refusal))
    return redirect("sessions:messages", pk)


@staff_only
@reads
def message_attachment(request: AuthenticatedHttpRequest, pk: int, message: int, kind: str) -> HttpResponse:
    """What the e-mail brings, before or after it leaves."""
    exam_session = managed_session(request, pk)
    row = get_object_or_404(rows(exam_session), pk=message)
    desk = Desk(exam_session, mailings.server())
    try:
        made = {PDF: desk.convocation, CALENDAR: desk.calendar}[kind](row) if kind in TYPES else None
    except PdfUnavailable as absent:
        notices.error(request, str(absent))
        return redirect("sessions:message_edit", pk, message)
    if made is None:
        raise Http404
    named = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return HttpResponse(made.content, content_type=TYPES[kind], headers=named)


def mailing_context(exam_session: ExamSession) -> dict[str, Any]:
    """The last mailing while it runs, or while something of it is left."""
    last = mailings.last_mailing(exam_session)
    states = list(last.messages.filter(removed_at=None).values_list("state", flat=True)) if last else []
    waiting = sum(state in ON_THE_WAY for state in states)
    is_gone = last is not None and mailings.is_gone(last)
    running = last if last and last.state == Mailing.State.RUNNING and not is_gone else None
    return {
        "server": mailings.server(),
        "running": running,
        "cut_off": last if last and not running and waiting and last.state != Mailing.State.DONE else None,
        "was_stopped": last is not None and last.state == Mailing.State.STOPPED,
        "asked": len(states),
        "gone_out": len(states) - waiting,
        "failures": sum(state in (Message.State.FAILED, Message.State.UNSURE) for state in states),
    }
