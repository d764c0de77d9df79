"""Rooms: added, changed, taken away."""

from dataclasses import replace

import pytest

from centres.models import JournalEntry
from sessions.models import Room
from sessions.rooms import NotARoom, RoomEntry, add_room, change_room, remove_room
from tests.builders import a_centre, a_panel, a_room, a_session, an_organiser, at

pytestmark = pytest.mark.django_db
ROOM_101 = RoomEntry("salle 101", is_jury=True, is_preparation=False, equipment="speaker_phone")


def test_a_room_entered_on_screen_is_the_centre_s() -> None:
    exam_session = a_session()
    room = add_room(exam_session.centre, ROOM_101, exam_session=exam_session, by=an_organiser(exam_session.centre))
    assert (room.exam_session, room.reference, room.equipment) == (None, "salle 101", "speaker_phone")
    assert list(Room.objects.open_to(exam_session)) == [room]
    assert JournalEntry.objects.get(action="room.added").after["equipment"] == "speaker_phone"


def test_in_a_session_imported_with_its_rooms_it_joins_them() -> None:
    exam_session = a_session()
    own = a_room(exam_session.centre, exam_session=exam_session)
    room = add_room(exam_session.centre, ROOM_101, exam_session=exam_session, by=None)
    assert set(Room.objects.open_to(exam_session)) == {own, room}


def test_a_name_is_given_once_in_its_centre() -> None:
    centre = a_centre()
    add_room(centre, ROOM_101, by=None)
    add_room(a_centre(), ROOM_101, by=None)
    with pytest.raises(NotARoom, match="Une salle s’appelle déjà salle 101"):
        add_room(centre, ROOM_101, by=None)


def test_a_renamed_room_keeps_the_identifier_versions_know_it_by() -> None:
    room = add_room(a_centre(), ROOM_101, by=None)
    change_room(room, replace(ROOM_101, name="salle 201", is_preparation=True), by=None)
    room.refresh_from_db()
    assert (room.name, room.reference, room.is_preparation) == ("salle 201", "salle 101", True)
    entry = JournalEntry.objects.get(action="room.changed")
    assert (entry.before["is_preparation"], entry.after["is_preparation"]) == (False, True)
    with pytest.raises(NotARoom):
        add_room(room.centre, ROOM_101, by=None)


def test_closures_are_written_anew() -> None:
    room = add_room(a_centre(), replace(ROOM_101, closures=[(at("08:00"), at("09:00"))]), by=None)
    change_room(room, replace(ROOM_101, closures=[(at("14:00"), at("15:00"))]), by=None)
    assert [(row.starts_at, row.ends_at) for row in room.closures.all()] == [(at("14:00"), at("15:00"))]


def test_a_room_in_use_stays_and_nothing_is_told_of_it() -> None:
    exam_session = a_session()
    room = a_room(exam_session.centre)
    a_panel(exam_session, room=room)
    with pytest.raises(NotARoom, match="Donnez-leur une autre salle"):
        remove_room(room, by=None)
    assert Room.objects.filter(pk=room.pk).exists()
    assert not JournalEntry.objects.filter(action="room.removed").exists()


def test_a_room_that_serves_nobody_goes() -> None:
    room = a_room(a_centre())
    remove_room(room, by=None)
    assert not Room.objects.exists()
    assert JournalEntry.objects.filter(action="room.removed").exists()
