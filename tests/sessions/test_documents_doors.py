"""Door plans on paper: who, where and when, without a surname nor a result (RCT08 3°)."""

from datetime import timedelta

import pytest

from sessions.documents.doors import door_plans
from sessions.documents.planned import planned as planned_of
from sessions.models import ExamSession
from sessions.publication import publish
from sessions.scheduling import place, unplace
from tests.builders import (
    DAY,
    a_candidate,
    a_centre,
    a_day,
    a_juror,
    a_panel,
    a_person,
    a_preparation_room,
    a_room,
    a_session,
    at,
)

pytestmark = pytest.mark.django_db


def fresh(exam_session):
    return ExamSession.objects.select_related("centre", "title").get(pk=exam_session.pk)


def sheets(exam_session):
    return [leaf for file in door_plans(planned_of(fresh(exam_session))) for leaf in file.leaves]


def plain(value):
    return value.replace("\u00a0", " ")


@pytest.fixture
def planned():
    """A title candidate before lunch and another after it, prepared in one room."""
    centre = a_centre()
    exam_session = a_session(centre, reference="2026-NTC-12")
    jurors = [a_juror(centre, last_name="Vasseur"), a_juror(centre, first_names="Marc", last_name="Thiébaut")]
    panel = a_panel(exam_session, *jurors, room=a_room(centre, name="salle 101"), name="Jury A")
    preparation = a_preparation_room(centre, name="salle 104")
    people = (("C003", "Bœuf-Lacroix", "Amélie Jeanne", "08:30"), ("C002", "Benhaddou", "Karim", "13:00"))
    for number, birth_name, first_names, clock in people:
        person = a_person(centre, birth_name=birth_name, first_names=first_names)
        candidate = a_candidate(exam_session, person=person, reference=number)
        place(candidate, panel=panel, start=at(clock), preparation_room=preparation, by=None)
    return exam_session


def test_rct08_the_door_of_a_jury_says_where_to_be_at_each_time(planned):
    door = sheets(planned)[0].body
    assert (door.day, door.room, door.juries) == (
        "mardi 8 décembre 2026",
        "Salle 101",
        ("Jury A, Claire Vasseur et Marc Thiébaut",),
    )
    assert [(plain(r.start), plain(r.end), r.name, r.number, r.route, r.what) for r in door.rows] == [
        ("8 h 30", "11 h 30", "Amélie B.", "C003", "Titre", ""),
        ("11 h 30", "11 h 45", "", "", "", "Délibération"),
        ("11 h 45", "13 h 00", "", "", "", "Pause"),
        ("13 h 00", "16 h 00", "Karim B.", "C002", "Titre", ""),
        ("16 h 00", "16 h 15", "", "", "", "Délibération"),
    ]
    assert [plain(line) for line in door.rows[0].places] == [
        "8 h 30 salle 104 · 9 h 00 ici",
        "10 h 00 salle 104 · 10 h 25 ici",
    ]
    assert (door.preparation, door.is_preparation) == ("salle 104", False)


def test_the_door_of_a_preparation_room_sends_one_on(planned):
    door = sheets(planned)[1].body
    assert (door.room, door.juries, door.is_preparation) == ("Salle 104", (), True)
    assert [(plain(row.start), row.number, plain(row.places[0])) for row in door.rows] == [
        ("8 h 30", "C003", "ensuite salle 101 à 9 h 00"),
        ("10 h 00", "C003", "ensuite salle 101 à 10 h 25"),
        ("13 h 00", "C002", "ensuite salle 101 à 13 h 30"),
        ("14 h 30", "C002", "ensuite salle 101 à 14 h 55"),
    ]


def test_e10_no_surname_of_a_candidate_stands_on_a_door(planned):
    written = " ".join(str(leaf) for leaf in sheets(planned))
    assert "Amélie B." in written
    assert not any(surname in written for surname in ("Bœuf", "Lacroix", "Benhaddou", "Jeanne"))


def test_a_name_that_came_whole_shows_its_number_only(planned):
    candidate = planned.candidates.get(reference="C003")
    candidate.person.first_names = ""
    candidate.person.save()
    assert sheets(planned)[0].body.rows[0].name == "C003"


def test_one_sheet_for_each_room_and_day(planned):
    other = DAY + timedelta(days=1)
    a_day(planned, other)
    preparation = planned.centre.rooms.get(name="salle 104")
    candidate = a_candidate(planned, route="ccp1")
    place(candidate, panel=planned.panels.get(), start=at("09:00", day=other), preparation_room=preparation, by=None)
    assert [file.name for file in door_plans(planned_of(fresh(planned)))] == [
        "door-plans-2026-NTC-12-2026-12-08-salle-101",
        "door-plans-2026-NTC-12-2026-12-08-salle-104",
        "door-plans-2026-NTC-12-2026-12-09-salle-101",
        "door-plans-2026-NTC-12-2026-12-09-salle-104",
    ]


def test_a_plan_is_a_draft_until_published_and_again_once_it_moves(planned):
    assert {leaf.is_draft for leaf in sheets(planned)} == {True}
    assert "brouillon" in sheets(planned)[0].foot
    publish(planned, by=None)
    assert {leaf.is_draft for leaf in sheets(planned)} == {False}
    assert "version 1" in sheets(planned)[0].foot
    unplace(planned.candidates.get(reference="C002"), by=None)
    assert {leaf.is_draft for leaf in sheets(planned)} == {True}


def test_a_name_of_a_room_is_written_as_large_as_it_fits(planned):
    room = planned.centre.rooms.get(name="salle 101")
    for name, size in (("salle 101", ""), ("salle de réunion nord", "door-long"), ("s" * 60, "door-longer")):
        room.name = name
        room.save()
        assert sheets(planned)[0].body.size == size


def test_a_full_day_is_written_smaller(planned):
    preparation = planned.centre.rooms.get(name="salle 104")
    for minutes in range(8):
        panel = a_panel(planned)
        candidate = a_candidate(planned, route="ccp1")
        start = at("08:30") + timedelta(hours=minutes)
        place(candidate, panel=panel, start=start, preparation_room=a_preparation_room(planned.centre), by=None)
    assert not sheets(planned)[0].body.is_dense
    crowded = next(leaf.body for leaf in sheets(planned) if leaf.body.room == "Salle 104")
    assert not crowded.is_dense
    for clock in ("16:00", "16:40"):
        place(
            a_candidate(planned, route="ccp2"),
            panel=a_panel(planned),
            start=at(clock),
            preparation_room=preparation,
            by=None,
        )
    crowded = next(leaf.body for leaf in sheets(planned) if leaf.body.room == "Salle 104")
    assert crowded.is_dense


def test_without_a_passage_there_is_nothing_to_print():
    exam_session = a_session()
    (file,) = door_plans(planned_of(exam_session))
    assert (file.is_empty, file.leaves[0].heading) == (True, "Plannings de porte")


@pytest.mark.parametrize("count", [1, 6])
def test_the_queries_do_not_follow_the_number_of_passages(planned, count, django_assert_num_queries):
    for rank in range(count):
        a_day(planned, DAY + timedelta(days=rank + 1))
        place(
            a_candidate(planned),
            panel=planned.panels.get(),
            start=at("08:30", day=DAY + timedelta(days=rank + 1)),
            preparation_room=planned.centre.rooms.get(name="salle 104"),
            by=None,
        )
    publish(planned, by=None)
    loaded = fresh(planned)
    with django_assert_num_queries(23):
        assert len(door_plans(planned_of(loaded))) == 2 * (count + 1)
