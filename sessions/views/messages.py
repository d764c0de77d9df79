"""Messages prepared for a version: listed, read again, edited, removed, put back; what is known of those that left."""

from typing import Any, Final

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes, writes
from ntc_cert.refusals import Refused
from sessions import message_acts
from sessions.documents.envelopes import Desk
from sessions.forms.messages import MessageForm, ReturnedForm
from sessions.mailings import sendable, server
from sessions.messages import edit, set_removed
from sessions.models import ExamSession, Message
from sessions.outbox import FILTERS, addressed, count, line_of, lines_of, rows
from sessions.views.candidates import managed_session
from sessions.views.mailing import mailing_context
from sessions.views.session_pages import session_page

SAID: Final = {
    "left": (message_acts.say_it_left, "Noté : le message est parti"),
    "again": (message_acts.let_it_leave_again, "Noté : le message n’est pas parti, il attend l’envoi"),
}


@staff_only
@reads
def messages(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    versions = {one.number: one for one in exam_session.versions.exclude(messages=None).order_by("number")}
    number = _number(request.GET.get("version", ""), list(versions))
    lines = lines_of(exam_session, versions.get(number))
    asked = request.GET.get("montrer", "")
    current, _, keeps = next((one for one in FILTERS if one[0] == asked), FILTERS[0])
    context = {
        "number": number,
        "numbers": list(versions),
        "total": len(lines),
        "waiting": sum(one.waits and not one.over for one in lines),
        "leaving": len(sendable(exam_session).leaving),
        "sent": sum(one.message.sent_at is not None for one in lines),
        "without_address": sum(one.is_open and not one.is_removed and not one.email for one in lines),
        "shown": [one for one in lines if keeps(one)],
        "pills": [(key, label, count(lines, kept), key == current) for key, label, kept in FILTERS],
        **mailing_context(exam_session),
    }
    return session_page(request, exam_session, "sessions/messages.html", context, tab="timetable")


@staff_only
@reads_or_writes
def message_edit(request: AuthenticatedHttpRequest, pk: int, message: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    row = get_object_or_404(rows(exam_session), pk=message)
    form = MessageForm(request.POST if request.method == "POST" else None, instance=row)
    reasons: tuple[str, ...] = ()
    if form.is_bound and form.is_valid():
        kept = get_object_or_404(rows(exam_session), pk=message)
        try:
            edit(kept, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            notices.success(request, f"Message enregistré : {addressed(kept).name}.")
            return redirect(_address(kept))
    elif form.is_bound and not addressed(row).is_open:  # the page has no form any more to say it beside
        reasons = tuple(form.non_field_errors())
    status = 409 if reasons else 422 if form.errors else 200
    context = {"form": form, "returned_form": ReturnedForm(), "reasons": reasons}
    return _message_page(request, exam_session, row, context, status=status)


@staff_only
@writes
def message_remove(request: AuthenticatedHttpRequest, pk: int, message: int) -> HttpResponse:
    """Removed, or put back: « removed » says which."""
    row = get_object_or_404(rows(managed_session(request, pk)), pk=message)
    removed = request.POST.get("removed") == "1"
    try:
        set_removed(row, removed=removed, by=request.user)
    except Refused as refusal:
        notices.error(request, str(refusal))
    else:
        said = "Message retiré, il ne partira pas" if removed else "Message remis parmi ceux à envoyer"
        notices.success(request, f"{said} : {addressed(row).name}.")
    return redirect(_address(row))


@staff_only
@writes
def message_known(request: AuthenticatedHttpRequest, pk: int, message: int) -> HttpResponse:
    """What a person knows of one that may have left: `said` is « left » or « again »."""
    row = get_object_or_404(rows(managed_session(request, pk)), pk=message)
    act, told = SAID.get(request.POST.get("said", ""), SAID["left"])
    try:
        act(row, by=request.user)
    except Refused as refusal:
        notices.error(request, str(refusal))
    else:
        notices.success(request, f"{told} : {addressed(row).name}.")
    return redirect(_address(row))


@staff_only
@writes
def message_returned(request: AuthenticatedHttpRequest, pk: int, message: int) -> HttpResponse:
    """It came back, with the reason; or, once that is known, another is prepared in its place."""
    exam_session = managed_session(request, pk)
    row = get_object_or_404(rows(exam_session), pk=message)
    form = ReturnedForm(request.POST)
    try:
        if row.state == Message.State.RETURNED:
            again = message_acts.prepare_again(row, by=request.user)
            notices.success(request, f"Message préparé à nouveau : {addressed(again).name}. Relisez-le, puis envoyez.")
            return redirect("sessions:message_edit", pk, again.pk)
        if not form.is_valid():
            context = {"form": MessageForm(instance=row), "returned_form": form, "reasons": ()}
            return _message_page(request, exam_session, row, context, status=422)
        message_acts.say_it_came_back(row, reason=form.cleaned_data["reason"], by=request.user)
    except Refused as refusal:
        notices.error(request, str(refusal))
    else:
        notices.success(request, f"Message noté comme revenu : {addressed(row).name}.")
    return redirect("sessions:message_edit", pk, message)


def _message_page(
    request: AuthenticatedHttpRequest, exam_session: ExamSession, row: Message, context: dict[str, Any], *, status: int
) -> HttpResponse:
    desk = Desk(exam_session, server())
    context |= {
        "one": line_of(row),
        "server": server(),
        "has_sheet": desk.sheet(row) is not None,
        "has_calendar": desk.calendar(row) is not None,
    }
    return session_page(request, exam_session, "sessions/message.html", context, tab="timetable", status=status)


def _number(asked: str, numbers: list[int]) -> int | None:
    """The version of the address when it has messages, else the last that does."""
    if asked.isdecimal() and int(asked) in numbers:
        return int(asked)
    return numbers[-1] if numbers else None


def _address(message: Message) -> str:
    address = reverse("sessions:messages", args=[message.exam_session_id])
    return f"{address}?version={message.version.number}#message-{message.pk}"
