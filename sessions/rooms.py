"""Commands on rooms: entered on screen they are the centre's, unless the session was imported with its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import ProtectedError, Q

from centres import journal
from centres.models import Centre, User
from ntc_cert.refusals import Refused, one_transaction
from sessions.models import ExamSession, Room, RoomClosure


class NotARoom(Refused):
    """The room is not written as asked."""


@dataclass(frozen=True, slots=True)
class RoomEntry:
    name: str
    is_jury: bool
    is_preparation: bool
    equipment: str
    closures: Collection[tuple[datetime, datetime]] = ()


def add_room(centre: Centre, entry: RoomEntry, *, exam_session: ExamSession | None = None, by: User) -> Room:
    """Open to this session: it joins the rooms it already uses, its own or its centre's."""
    with one_transaction(NotARoom):
        owner = exam_session if exam_session and exam_session.own_rooms.exists() else None
        room = Room(centre=centre, exam_session=owner, reference=entry.name)
        _write(room, entry)
        journal.record(by, "room.added", room, after=_told(room))
    return room


def change_room(room: Room, entry: RoomEntry, *, by: User) -> Room:
    """Its identifier stays, published versions name it by that."""
    with one_transaction(NotARoom):
        before = _told(room)
        _write(room, entry)
        journal.record(by, "room.changed", room, before=before, after=_told(room))
    return room


def remove_room(room: Room, *, by: User) -> None:
    with one_transaction(NotARoom):
        journal.record(by, "room.removed", room, before=_told(room))
        try:
            room.delete()
        except ProtectedError as error:
            raise NotARoom(
                "Cette salle sert à un jury ou à un passage. Donnez-leur une autre salle, puis recommencez."
            ) from error


def _write(room: Room, entry: RoomEntry) -> None:
    others = Room.objects.filter(centre=room.centre, exam_session=room.exam_session).exclude(pk=room.pk)
    same = Q(name=entry.name) if room.pk else Q(name=entry.name) | Q(reference=entry.name)
    if others.filter(same).exists():
        raise NotARoom(f"Une salle s’appelle déjà {entry.name}. Écrivez un autre nom.")
    for name in ("name", "is_jury", "is_preparation", "equipment"):
        setattr(room, name, getattr(entry, name))
    room.save()
    room.closures.all().delete()
    RoomClosure.objects.bulk_create(
        RoomClosure(room=room, starts_at=starts_at, ends_at=ends_at) for starts_at, ends_at in sorted(entry.closures)
    )


def _told(room: Room) -> dict[str, Any]:
    closures = RoomClosure.objects.filter(room=room).values_list("starts_at", "ends_at")
    return {
        "is_jury": room.is_jury,
        "is_preparation": room.is_preparation,
        "equipment": room.equipment,
        "closures": [[start.isoformat(), end.isoformat()] for start, end in closures],
    }
