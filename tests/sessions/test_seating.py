"""Composing a panel: its passages hold whoever sits, where it sits, or the change is refused."""

import pytest

from centres.models import JournalEntry
from sessions.bookings import DoubleBooked, Outdated
from sessions.models import Candidate, ExamSession, Occupation, Panel, PassageStep, Room
from sessions.scheduling import place, set_locked
from sessions.seating import NotSeatable, create_panel, remove_panel, rename_panel, set_members, set_room
from tests.builders import (
    a_candidate,
    a_centre,
    a_juror,
    a_panel,
    a_preparation_room,
    a_room,
    a_session,
    an_organiser,
    at,
)

pytestmark = pytest.mark.django_db


def put(panel: Panel, clock: str, room: Room | None = None) -> Candidate:
    exam_session = panel.exam_session
    candidate = a_candidate(exam_session)
    preparation = a_preparation_room(exam_session.centre)
    place(candidate, panel=panel, start=at(clock), preparation_room=preparation, jury_room=room, by=None)
    return candidate


def rooms_of(candidate: Candidate) -> set[Room]:
    """The jury rooms of the passage's steps, which are those it holds."""
    steps = PassageStep.objects.filter(passage__candidate=candidate).exclude(jury_room=None)
    in_steps = {step.jury_room for step in steps}
    assert in_steps == {row.room for row in Occupation.objects.filter(passage__candidate=candidate, room__is_jury=True)}
    return in_steps


def test_a_new_panel_takes_the_first_free_number() -> None:
    exam_session = a_session()
    first = create_panel(exam_session, by=None)
    second = create_panel(exam_session, by=None)
    first.delete()
    third = create_panel(exam_session, by=None)
    assert [(panel.reference, panel.name) for panel in (second, third)] == [("J2", "Jury 2"), ("J1", "Jury 1")]


def test_a_new_panel_seats_its_jurors_in_order_in_its_room() -> None:
    exam_session = a_session()
    centre = exam_session.centre
    jurors, room = [a_juror(centre), a_juror(centre)], a_room(centre)
    panel = create_panel(exam_session, jurors=jurors[::-1], room=room, name="Jury du matin", reference="M", by=None)
    assert [member.juror for member in panel.members.all()] == jurors[::-1]
    assert (panel.name, panel.reference, panel.room) == ("Jury du matin", "M", room)
    with pytest.raises(NotSeatable, match="porte déjà"):
        create_panel(exam_session, reference="M", by=None)


def test_a_panel_is_renamed() -> None:
    panel = rename_panel(a_panel(a_session()), name="Jury de l’après-midi", by=None)
    assert Panel.objects.get(pk=panel.pk).name == "Jury de l’après-midi"


def test_a_panel_with_passages_stays() -> None:
    panel = a_panel(a_session())
    put(panel, "08:30")
    with pytest.raises(NotSeatable, match="a des passages"):
        remove_panel(panel, by=None)
    empty = a_panel(panel.exam_session)
    remove_panel(empty, by=None)
    assert list(Panel.objects.all()) == [panel]


def test_the_passages_of_a_panel_hold_whoever_sits_on_it() -> None:
    exam_session = a_session()
    centre = exam_session.centre
    old, kept, new = a_juror(centre), a_juror(centre), a_juror(centre)
    panel = a_panel(exam_session, old, kept)
    put(panel, "08:30")
    assert set_members(panel, jurors=[new, kept, new], by=None) == []
    assert [member.juror for member in panel.members.all()] == [new, kept]
    assert {row.juror for row in Occupation.objects.exclude(juror=None)} == {new, kept}
    other = a_panel(exam_session, old, a_juror(centre))
    assert put(other, "08:30").passage.pk


def test_fewer_than_two_is_a_draft_that_says_so() -> None:
    exam_session = a_session()
    panel = a_panel(exam_session)
    put(panel, "08:30")
    found = set_members(panel, jurors=list(panel.jurors.all())[:1], by=None)
    assert [(conflict.code, conflict.blocks) for conflict in found] == [("too_few_jurors", True)]
    assert panel.members.count() == 1


def test_a_juror_who_sits_elsewhere_at_that_time_is_refused() -> None:
    exam_session = a_session()
    centre = exam_session.centre
    busy = a_juror(centre, last_name="Vasseur")
    put(a_panel(exam_session, busy, a_juror(centre)), "09:00")
    panel = a_panel(exam_session)
    put(panel, "11:00")
    before = list(panel.jurors.all())
    with pytest.raises(DoubleBooked) as refusal:
        set_members(panel, jurors=[busy, before[0]], by=None)
    assert "Claire Vasseur" in refusal.value.reasons[0]
    assert list(panel.jurors.all()) == before
    assert not Occupation.objects.filter(passage__panel=panel, juror=busy).exists()


def test_jurors_and_rooms_of_elsewhere_are_refused() -> None:
    exam_session = a_session()
    panel = a_panel(exam_session)
    with pytest.raises(NotSeatable, match="registre"):
        set_members(panel, jurors=[a_juror(a_centre())], by=None)
    with pytest.raises(NotSeatable, match="registre"):
        set_members(panel, jurors=[a_juror(exam_session.centre, scope="AUTRE", reference="JU01")], by=None)
    with pytest.raises(NotSeatable, match="pas de cette session"):
        set_room(panel, room=a_room(a_centre()), by=None)
    own = a_juror(exam_session.centre, scope=exam_session.reference, reference="JU01")
    assert set_members(panel, jurors=[own], by=None) == []


def test_the_passages_of_a_panel_follow_it_to_its_new_room() -> None:
    exam_session = a_session()
    old, new, elsewhere = (a_room(exam_session.centre) for _ in range(3))
    panel = a_panel(exam_session, room=old)
    follows, stays, locked = put(panel, "08:30"), put(panel, "11:45", elsewhere), put(panel, "15:00")
    set_locked(locked, locked=True, by=None)
    set_room(panel, room=new, by=None)
    assert (rooms_of(follows), rooms_of(stays), rooms_of(locked)) == ({new}, {elsewhere}, {old})
    meeting = PassageStep.objects.get(passage__candidate=follows, kind="presentation")
    preparation = PassageStep.objects.get(passage__candidate=follows, kind="preparation")
    assert (meeting.candidate_room, preparation.jury_room) == (new, None)
    assert preparation.candidate_room.is_preparation


def test_a_panel_that_had_no_room_takes_its_passages_into_one() -> None:
    exam_session = a_session()
    panel = a_panel(exam_session)
    Panel.objects.filter(pk=panel.pk).update(room=None)
    panel.refresh_from_db()
    candidate = put(panel, "08:30")
    room = a_room(exam_session.centre)
    assert set_room(panel, room=room, by=None) == []
    assert rooms_of(candidate) == {room}
    set_room(panel, room=None, by=None)
    assert rooms_of(candidate) == {room}


def test_a_room_taken_at_that_time_is_refused() -> None:
    exam_session = a_session()
    taken = a_room(exam_session.centre, name="Salle 101")
    put(a_panel(exam_session, room=taken), "09:00")
    panel = a_panel(exam_session)
    candidate, before = put(panel, "10:00"), panel.room
    with pytest.raises(DoubleBooked, match="Salle 101"):
        set_room(panel, room=taken, by=None)
    assert (Panel.objects.get(pk=panel.pk).room, rooms_of(candidate)) == (before, {before})


def test_a_panel_seen_before_another_change_is_not_composed() -> None:
    panel = a_panel(a_session())
    seen = ExamSession.objects.get().revision
    set_members(panel, jurors=[], by=None, seen_revision=seen)
    with pytest.raises(Outdated):
        set_room(panel, room=None, by=None, seen_revision=seen)


def test_the_journal_keeps_who_sat_before_and_after() -> None:
    exam_session = a_session()
    organiser = an_organiser(exam_session.centre)
    panel = a_panel(exam_session)
    before, old_room = [juror.pk for juror in panel.jurors.all()], panel.room_id
    new, room = a_juror(exam_session.centre), a_room(exam_session.centre)
    set_members(panel, jurors=[new], by=organiser)
    set_room(panel, room=room, by=organiser)
    entries = [(e.action, e.before, e.after) for e in JournalEntry.objects.filter(actor=organiser).order_by("pk")]
    assert entries == [
        ("panel.members_changed", before, [new.pk]),
        ("panel.room_changed", old_room, room.pk),
    ]
