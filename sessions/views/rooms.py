"""Rooms: those open to a session, or, before any session, those of a centre."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from centres.access import staff_only
from centres.models import Centre
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes
from sessions.forms.rooms import RoomForm
from sessions.models import ExamSession, Room
from sessions.rooms import NotARoom, add_room, change_room, remove_room
from sessions.views.candidates import managed_session
from sessions.views.session_pages import session_page


@dataclass(frozen=True, slots=True)
class Premises:
    """Where the pages of rooms stand: in a session, under its tabs, or in a centre."""

    centre: Centre
    exam_session: ExamSession | None

    @property
    def rooms(self):
        if self.exam_session:
            return Room.objects.open_to(self.exam_session)
        return Room.objects.of_centre().filter(centre=self.centre)

    @property
    def base(self) -> str:
        return "session.html" if self.exam_session else "base.html"

    @property
    def url_list(self) -> str:
        return self.url("rooms")

    @property
    def url_add(self) -> str:
        return self.url("room_add")

    def url(self, name: str, *more: int) -> str:
        if self.exam_session:
            return reverse(f"sessions:{name}", args=[self.exam_session.pk, *more])
        return reverse(f"sessions:centre_{name}", args=[self.centre.pk, *more])


def premises(request: AuthenticatedHttpRequest, pk: int | None, centre: int | None) -> Premises:
    if pk is not None:
        exam_session = managed_session(request, pk)
        return Premises(exam_session.centre, exam_session)
    return Premises(get_object_or_404(Centre.objects.visible_to(request.user), pk=centre), None)


@staff_only
@reads
def rooms(request: AuthenticatedHttpRequest, pk: int | None = None, centre: int | None = None) -> HttpResponse:
    here = premises(request, pk, centre)
    mine = Q(panels__exam_session=here.exam_session) if here.exam_session else Q(pk__in=())
    rows = here.rooms.prefetch_related("closures").annotate(panel_count=Count("panels", filter=mine))
    listed = [(room, here.url("room_edit", room.pk)) for room in rows]
    return _page(request, here, "sessions/rooms.html", {"rooms": listed})


@staff_only
@reads_or_writes
def room_add(request: AuthenticatedHttpRequest, pk: int | None = None, centre: int | None = None) -> HttpResponse:
    here = premises(request, pk, centre)
    with timezone.override(here.centre.time_zone):
        form = RoomForm(request.POST if request.method == "POST" else None, back=here.url_list)
        if form.is_bound and form.is_valid():
            try:
                added = add_room(here.centre, form.entry, exam_session=here.exam_session, by=request.user)
            except NotARoom as refusal:
                form.add_error("name", list(refusal.reasons))
            else:
                messages.success(request, f"{added.name}, salle ajoutée.")
                return redirect(here.url_list)
        context = {"form": form, "room": None}
        return _page(request, here, "sessions/room_form.html", context, status=422 if form.errors else 200)


@staff_only
@reads_or_writes
def room_edit(
    request: AuthenticatedHttpRequest, room: int, pk: int | None = None, centre: int | None = None
) -> HttpResponse:
    here = premises(request, pk, centre)
    row = get_object_or_404(here.rooms, pk=room)
    with timezone.override(here.centre.time_zone):
        form = RoomForm(request.POST if request.method == "POST" else None, back=here.url_list, room=row)
        if form.is_bound and form.is_valid():
            try:
                change_room(row, form.entry, by=request.user)
            except NotARoom as refusal:
                form.add_error("name", list(refusal.reasons))
            else:
                messages.success(request, f"{row.name}, salle enregistrée.")
                return redirect(here.url_list)
        context = {"form": form, "room": row, "url_remove": here.url("room_remove", room)}
        return _page(request, here, "sessions/room_form.html", context, status=422 if form.errors else 200)


@staff_only
@reads_or_writes
def room_remove(
    request: AuthenticatedHttpRequest, room: int, pk: int | None = None, centre: int | None = None
) -> HttpResponse:
    """Says what goes with the room, then does it."""
    here = premises(request, pk, centre)
    row = get_object_or_404(here.rooms, pk=room)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            remove_room(row, by=request.user)
        except NotARoom as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"{row.name}, salle retirée.")
            return redirect(here.url_list)
    context = {"room": row, "reasons": reasons, "url_edit": here.url("room_edit", room)}
    return _page(request, here, "sessions/room_remove.html", context, status=409 if reasons else 200)


def _page(
    request: AuthenticatedHttpRequest, here: Premises, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = {"here": here, **context}
    if here.exam_session:
        return session_page(request, here.exam_session, template, shown, tab="rooms", status=status)
    with timezone.override(here.centre.time_zone):
        return render(request, template, {"section": "sessions", **shown}, status=status)
