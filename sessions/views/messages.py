"""Messages prepared for a version: listed, read again, edited, removed, put back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.contrib import messages as notices
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from centres.access import staff_only
from ntc_cert.folding import folded
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes, writes
from ntc_cert.refusals import Refused
from sessions.forms.messages import MessageForm
from sessions.messages import edit, set_removed
from sessions.models import ExamSession, Message
from sessions.views.candidates import managed_session
from sessions.views.session_pages import session_page

FILTERS: Final[tuple[tuple[str, str, Callable[[Message], bool]], ...]] = (
    ("tous", "Tous", lambda message: True),
    ("candidats", "Candidats", lambda message: message.candidate_id is not None),
    ("jures", "Jurés", lambda message: message.juror_id is not None),
    ("modifies", "Modifiés", lambda message: message.edited_at is not None),
    ("retires", "Retirés", lambda message: message.removed_at is not None),
)


@dataclass(frozen=True, slots=True)
class Addressed:
    """A message with the person it is for."""

    message: Message
    name: str
    email: str

    @property
    def is_for_juror(self) -> bool:
        return self.message.juror_id is not None


@staff_only
@reads
def messages(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    numbers = list(exam_session.versions.exclude(messages=None).order_by("number").values_list("number", flat=True))
    number = _number(request.GET.get("version", ""), numbers)
    found = sorted(map(addressed, _rows(exam_session).filter(version__number=number)), key=_by_name)
    asked = request.GET.get("montrer", "")
    current, _, keeps = next((one for one in FILTERS if one[0] == asked), FILTERS[0])
    context = {
        "number": number,
        "numbers": numbers,
        "total": len(found),
        "to_send": sum(one.message.removed_at is None and one.message.sent_at is None for one in found),
        "without_address": sum(not one.email and one.message.removed_at is None for one in found),
        "shown": [one for one in found if keeps(one.message)],
        "pills": [(key, label, _count(found, kept), key == current) for key, label, kept in FILTERS],
    }
    return session_page(request, exam_session, "sessions/messages.html", context, tab="timetable")


@staff_only
@reads_or_writes
def message_edit(request: AuthenticatedHttpRequest, pk: int, message: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    row = get_object_or_404(_rows(exam_session), pk=message)
    form = MessageForm(request.POST if request.method == "POST" else None, instance=row)
    reasons: tuple[str, ...] = ()
    if form.is_bound and form.is_valid():
        kept = get_object_or_404(_rows(exam_session), pk=message)
        try:
            edit(kept, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            notices.success(request, f"Message enregistré : {addressed(kept).name}.")
            return redirect(_address(kept))
    elif form.is_bound and row.sent_at:  # the page has no form any more to say it beside
        reasons = tuple(form.non_field_errors())
    status = 409 if reasons else 422 if form.errors else 200
    context = {"form": form, "one": addressed(row), "reasons": reasons}
    return session_page(request, exam_session, "sessions/message.html", context, tab="timetable", status=status)


@staff_only
@writes
def message_remove(request: AuthenticatedHttpRequest, pk: int, message: int) -> HttpResponse:
    """Removed, or put back: « removed » says which."""
    row = get_object_or_404(_rows(managed_session(request, pk)), pk=message)
    removed = request.POST.get("removed") == "1"
    try:
        set_removed(row, removed=removed, by=request.user)
    except Refused as refusal:
        notices.error(request, str(refusal))
    else:
        said = "Message retiré, il ne partira pas" if removed else "Message remis parmi ceux à envoyer"
        notices.success(request, f"{said} : {addressed(row).name}.")
    return redirect(_address(row))


def addressed(message: Message) -> Addressed:
    person = message.candidate.person if message.candidate else message.juror
    return Addressed(message, str(person), person.email)


def _rows(exam_session: ExamSession) -> QuerySet[Message]:
    return exam_session.messages.select_related("version", "exam_session__centre", "candidate__person", "juror")


def _number(asked: str, numbers: list[int]) -> int | None:
    """The version of the address when it has messages, else the last that does."""
    if asked.isdecimal() and int(asked) in numbers:
        return int(asked)
    return numbers[-1] if numbers else None


def _count(found: Iterable[Addressed], keeps: Callable[[Message], bool]) -> int:
    return sum(keeps(one.message) for one in found)


def _by_name(one: Addressed) -> tuple[bool, str, int]:
    return one.is_for_juror, folded(one.name), one.message.pk


def _address(message: Message) -> str:
    address = reverse("sessions:messages", args=[message.exam_session_id])
    return f"{address}?version={message.version.number}#message-{message.pk}"
