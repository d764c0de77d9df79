"""A plan as people read it, whether it is a version or the draft."""

from datetime import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from sessions.models import ExamSession
from sessions.plan_reading import PlannedPassage, door_name, read_plan
from sessions.plans import plan_of
from sessions.publication import publish
from sessions.seating import set_members
from tests.builders import a_candidate, a_juror, a_panel, a_person, a_preparation_room, a_room, a_session
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db


def a_placed_session(count: int = 1) -> ExamSession:
    exam_session = a_session()
    for rank in range(count):
        jurors = [a_juror(exam_session.centre, first_names=name, last_name="Vasseur") for name in ("Claire", "Marc")]
        panel = a_panel(
            exam_session, *jurors, name=f"Jury {rank}", room=a_room(exam_session.centre, name=f"1{rank:02}")
        )
        person = a_person(exam_session.centre, first_names="Amélie", birth_name="Bœuf-Lacroix")
        candidate = a_candidate(exam_session, reference=f"C{rank:03}", person=person)
        put(candidate, panel, "08:30", a_preparation_room(exam_session.centre, name=f"2{rank:02}"))
    return exam_session


def read(exam_session: ExamSession) -> list[PlannedPassage]:
    return read_plan(exam_session, plan_of(exam_session))


def test_references_become_names() -> None:
    (passage,) = read(a_placed_session())
    assert (passage.number, passage.name, passage.sorted_name) == (
        "C000",
        "Amélie Bœuf-Lacroix",
        "Bœuf-Lacroix, Amélie",
    )
    assert (passage.door_name, passage.route, passage.panel, passage.jury_room) == (
        *("Amélie B.", "Titre", "Jury 0"),
        "salle 100",
    )
    assert passage.jurors == ("Claire Vasseur", "Marc Vasseur")
    assert (passage.start, passage.end) == (datetime(2026, 12, 8, 8, 30), datetime(2026, 12, 8, 11, 30))


def test_rct08_steps_in_one_room_that_follow_are_one_stay() -> None:
    (passage,) = read(a_placed_session())
    assert [(f"{stay.start:%H:%M}", f"{stay.end:%H:%M}", stay.room) for stay in passage.stays] == [
        ("08:30", "09:00", "salle 200"),
        ("09:00", "10:00", "salle 100"),
        ("10:00", "10:25", "salle 200"),
        ("10:25", "11:30", "salle 100"),
    ]


def test_a_version_says_who_sat_when_it_was_published() -> None:
    exam_session = a_placed_session()
    version = publish(exam_session, by=None)
    panel = exam_session.panels.get()
    newcomers = [a_juror(exam_session.centre, first_names=name, last_name="Nouvel") for name in ("Ana", "Bea")]
    set_members(panel, jurors=newcomers, by=None)
    assert read_plan(exam_session, version.plan)[0].jurors == ("Claire Vasseur", "Marc Vasseur")
    assert read(exam_session)[0].jurors == ("Ana Nouvel", "Bea Nouvel")


def test_a_candidate_withdrawn_since_is_a_number() -> None:
    exam_session = a_placed_session()
    version = publish(exam_session, by=None)
    exam_session.candidates.get().delete()
    (passage,) = read_plan(exam_session, version.plan)
    assert (passage.name, passage.door_name, passage.route) == ("C000", "", "")


def test_a_room_of_the_session_hides_one_of_the_centre_with_its_reference() -> None:
    exam_session = a_placed_session()
    room = exam_session.panels.get().room
    plan = plan_of(exam_session)
    a_room(exam_session.centre, exam_session=exam_session, reference=room.reference, name="à part")
    assert read_plan(exam_session, plan)[0].jury_room == "salle à part"


@pytest.mark.parametrize("count", [1, 20])
def test_a_plan_is_read_in_as_many_queries_whatever_its_size(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    exam_session = a_placed_session(count)
    plan = plan_of(exam_session)
    with django_assert_num_queries(6):
        assert len(read_plan(exam_session, plan)) == count


@pytest.mark.parametrize(
    ("first_names", "last_name", "shown"),
    [
        ("Amélie", "Bœuf-Lacroix", "Amélie B."),
        ("Jean-Noël Marie", "évrard", "Jean-Noël É."),
        ("Dylan", "’t Hooft", "Dylan T."),
        ("Ana", "", "Ana"),
        ("", "Alix A.", ""),
    ],
)
def test_a_door_is_read_by_everyone_so_the_surname_stays_off_it(first_names: str, last_name: str, shown: str) -> None:
    assert door_name(first_names, last_name) == shown
