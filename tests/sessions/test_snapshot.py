"""Rows become the value the rules read, whole, local, and in the same number of queries whatever their number."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from juries.models import Availability
from sessions.conflicts import find_conflicts
from sessions.models import CandidateUnavailability, ExamSession, Link, Panel, Room, RoomClosure, SessionDay
from sessions.scheduling import place
from sessions.snapshot import passages_of, timetable_of
from sessions.timetable import Interval, Lunch, Settings
from tests.builders import (
    DAY,
    a_candidate,
    a_centre,
    a_juror,
    a_panel,
    a_person,
    a_preparation_room,
    a_room,
    a_session,
    at,
)

pytestmark = pytest.mark.django_db


def fresh(exam_session: ExamSession) -> ExamSession:
    """As a view or a command loads it."""
    return ExamSession.objects.select_related("centre", "title").get(pk=exam_session.pk)


@pytest.mark.parametrize("count", [1, 50])
def test_the_number_of_queries_does_not_follow_the_number_of_candidates(count: int, django_assert_num_queries) -> None:
    exam_session = a_session()
    for day in range(1, 9):
        SessionDay.objects.create(
            exam_session=exam_session, date=DAY + timedelta(days=day), opens_at=time(8), closes_at=time(19)
        )
    preparation = a_preparation_room(exam_session.centre)
    panels = [a_panel(exam_session) for _ in range(-(-count // 8))]
    for rank in range(count):
        candidate = a_candidate(exam_session)
        CandidateUnavailability.objects.create(candidate=candidate, starts_at=at("18:00"), ends_at=at("19:00"))
        if rank < 8:
            start = at("08:30") + timedelta(days=rank)
            place(candidate, panel=panels[0], start=start, preparation_room=preparation, by=None)
    loaded = fresh(exam_session)
    with django_assert_num_queries(7):
        timetable = timetable_of(loaded)
    assert (len(timetable.candidates), len(timetable.passages)) == (count, min(count, 8))


def test_moments_are_in_the_zone_of_the_centre() -> None:
    centre = a_centre(time_zone="Indian/Reunion")
    exam_session = a_session(centre)
    panel = a_panel(exam_session)
    start = datetime(2026, 12, 8, 4, 30, tzinfo=ZoneInfo("UTC"))
    place(a_candidate(exam_session), panel=panel, start=start, preparation_room=a_preparation_room(centre), by=None)
    timetable = timetable_of(fresh(exam_session))
    first = timetable.passages[0].steps[0].start
    assert (first.isoformat(), timetable.days[0].opens.isoformat()) == (
        "2026-12-08T08:30:00+04:00",
        "2026-12-08T08:30:00+04:00",
    )


def test_days_rules_and_people_come_whole() -> None:
    exam_session = a_session(gap_minutes=20, min_jurors=3, role_play_preparation_room=False, grid_minutes=1)
    centre = exam_session.centre
    juror, other = a_juror(centre, employer="Société Alpha"), a_juror(centre, evaluation_training_on=None)
    panel = a_panel(exam_session, juror, other, name="Jury A")
    candidate = a_candidate(exam_session, extra_time_oral=True, employer="Bêta", dspp_received=None)
    Link.objects.create(candidate=candidate, juror=juror, reason="trainer")
    Link.objects.create(candidate=candidate, juror=a_juror(centre), reason="trainer")
    CandidateUnavailability.objects.create(candidate=candidate, starts_at=at("14:00"), ends_at=at("15:00"))
    timetable = timetable_of(fresh(exam_session))
    assert timetable.settings == Settings(3, 20, False, 1)
    assert timetable.days[0].lunch == Lunch(at("11:30"), at("14:00"), 60)
    assert [(p.id, p.name, p.juror_ids, p.room_id) for p in timetable.panels] == [
        (panel.pk, "Jury A", (juror.pk, other.pk), panel.room_id)
    ]
    assert [(one.id, one.employer) for one in timetable.jurors] == [(juror.pk, "Société Alpha"), (other.pk, "")]
    assert [finding.code for finding in timetable.jurors[1].findings[DAY]] == ["training_unknown"]
    assert timetable.jurors[0].findings[DAY] == ()
    seen = timetable.candidates[0]
    assert (seen.id, seen.name, seen.employer) == (candidate.pk, str(candidate.person), "Bêta")
    assert (seen.extra_time.preparation, seen.extra_time.oral) == (False, True)
    assert (seen.dossier.dspp, seen.dossier.proposal) == (None, True)
    assert seen.unavailable == (Interval(at("14:00"), at("15:00")),)
    assert [(link.juror_id, link.reason) for link in timetable.links] == [(juror.pk, "trainer")]


def test_members_stand_in_their_order_and_a_panel_may_be_empty() -> None:
    exam_session = a_session()
    centre = exam_session.centre
    jurors = [a_juror(centre), a_juror(centre), a_juror(centre)]
    panel = a_panel(exam_session, *reversed(jurors))
    empty = Panel.objects.create(exam_session=exam_session, reference="P99999", name="Vide")
    seen = {one.id: one.juror_ids for one in timetable_of(fresh(exam_session)).panels}
    assert seen == {panel.pk: tuple(juror.pk for juror in reversed(jurors)), empty.pk: ()}


def test_an_habilitation_is_judged_on_each_day() -> None:
    exam_session = a_session(day=date(2028, 12, 31))
    SessionDay.objects.create(exam_session=exam_session, date=date(2029, 1, 2), opens_at=time(8), closes_at=time(18))
    a_panel(exam_session, a_juror(exam_session.centre), a_juror(exam_session.centre))
    findings = timetable_of(fresh(exam_session)).jurors[0].findings
    assert [finding.code for finding in findings[date(2028, 12, 31)]] == []
    assert [finding.code for finding in findings[date(2029, 1, 2)]] == ["habilitation_inactive"]


def test_windows_that_touch_are_one_and_none_means_always() -> None:
    exam_session = a_session()
    free, always = a_juror(exam_session.centre), a_juror(exam_session.centre)
    for start, end in (("10:00", "12:00"), ("08:00", "10:00"), ("14:00", "15:00")):
        Availability.objects.create(juror=free, starts_at=at(start), ends_at=at(end))
    a_panel(exam_session, free, always)
    a_panel(exam_session, free, always)
    seen = {juror.id: juror.available for juror in timetable_of(fresh(exam_session)).jurors}
    assert seen == {
        free.pk: (Interval(at("08:00"), at("12:00")), Interval(at("14:00"), at("15:00"))),
        always.pk: None,
    }


def test_a_session_with_rooms_of_its_own_leaves_those_of_the_centre() -> None:
    exam_session = a_session()
    centre = exam_session.centre
    shared = a_room(centre)
    a_room(a_centre())
    assert [room.id for room in timetable_of(fresh(exam_session)).rooms] == [shared.pk]
    own = a_room(centre, exam_session=exam_session)
    RoomClosure.objects.create(room=own, starts_at=at("14:35"), ends_at=at("18:00"))
    seen = timetable_of(fresh(exam_session)).rooms
    assert [(room.id, room.closures) for room in seen] == [(own.pk, (Interval(at("14:35"), at("18:00")),))]
    a_panel(exam_session, room=shared)
    assert {room.id for room in timetable_of(fresh(exam_session)).rooms} == {own.pk, shared.pk}


def test_another_session_of_the_centre_is_named_where_it_holds_somebody() -> None:
    centre = a_centre()
    juror, room = a_juror(centre), a_room(centre)
    person = a_person(centre, birth_name="Durand", first_names="Amélie")
    first, second = a_session(centre, reference="S-MATIN"), a_session(centre)
    there = a_panel(first, juror, a_juror(centre), room=room)
    preparation = a_preparation_room(centre)
    place(a_candidate(first, person=person), panel=there, start=at("09:00"), preparation_room=preparation, by=None)
    a_panel(second, juror, a_juror(centre), room=room)
    a_candidate(second, person=person)
    timetable = timetable_of(fresh(second))
    label = "session S-MATIN, passage d’Amélie Durand"
    taken = {one.id: [(b.start, b.end, b.label) for b in one.bookings] for one in timetable.jurors}
    assert taken[juror.pk] == [(at("09:00"), at("12:00"), label)]
    rooms = {one.id: [(b.start, b.end) for b in one.bookings] for one in timetable.rooms}
    assert rooms[room.pk] == [(at("09:00"), at("12:00"))]
    assert rooms[preparation.pk] == [(at("09:00"), at("09:30")), (at("10:30"), at("10:55"))]
    assert {b.label for b in timetable.candidates[0].bookings} == {label}
    assert timetable_of(fresh(first)).jurors[0].bookings == ()


def test_a_session_far_in_time_is_not_read() -> None:
    centre = a_centre()
    juror = a_juror(centre)
    later = a_session(centre, day=date(2027, 3, 1))
    there = a_panel(later, juror, a_juror(centre))
    start = at("09:00", date(2027, 3, 1))
    place(a_candidate(later), panel=there, start=start, preparation_room=a_preparation_room(centre), by=None)
    exam_session = a_session(centre)
    a_panel(exam_session, juror, a_juror(centre))
    assert [one.bookings for one in timetable_of(fresh(exam_session)).jurors] == [(), ()]


def test_a_session_without_days_is_read_all_the_same() -> None:
    exam_session = a_session()
    exam_session.days.all().delete()
    a_candidate(exam_session)
    a_panel(exam_session)
    timetable = timetable_of(fresh(exam_session))
    assert (timetable.days, timetable.passages, len(timetable.candidates)) == ((), (), 1)


def test_passages_come_in_order_of_time_with_their_steps_in_order() -> None:
    exam_session = a_session()
    panel, preparation = a_panel(exam_session), a_preparation_room(exam_session.centre)
    late, early = a_candidate(exam_session), a_candidate(exam_session)
    place(late, panel=panel, start=at("14:00"), preparation_room=preparation, by=None)
    place(early, panel=panel, start=at("08:30"), preparation_room=preparation, by=None)
    passages = passages_of(fresh(exam_session))
    assert [passage.candidate_id for passage in passages] == [early.pk, late.pk]
    assert [step.kind for step in passages[0].steps][:4] == [
        "preparation",
        "jury_preparation",
        "presentation",
        "exchanges",
    ]
    assert find_conflicts(timetable_of(fresh(exam_session)), only=[early.pk]) == []
    assert Room.objects.count() == 2
    assert timezone.is_aware(passages[0].start)
