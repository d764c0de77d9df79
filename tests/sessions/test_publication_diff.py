"""What publishing would change for each candidate."""

import pytest

from sessions.models import Candidate, ExamSession, Panel
from sessions.publication import changed_since, publish
from sessions.publication_diff import diff_lines
from sessions.scheduling import unplace
from sessions.seating import set_members
from tests.builders import a_candidate, a_day, a_juror, a_panel, a_person, a_preparation_room, a_room, a_session, at
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam_session() -> ExamSession:
    exam_session = a_session()
    a_day(exam_session, at("08:00").date().replace(day=9))
    return exam_session


def a_jury(exam_session: ExamSession, name: str) -> Panel:
    return a_panel(exam_session, name=f"Jury {name}", reference=name, room=a_room(exam_session.centre, name=name))


def a_named(exam_session: ExamSession, name: str, reference: str) -> Candidate:
    person = a_person(exam_session.centre, birth_name=name, first_names="Ana")
    return a_candidate(exam_session, person=person, reference=reference)


def lines(exam_session: ExamSession) -> list[tuple[str, ...]]:
    version = exam_session.versions.first()
    return [
        tuple(part.replace("\N{NO-BREAK SPACE}", " ") for part in (line.name, line.before, line.after, line.gap))
        for line in diff_lines(exam_session, changed_since(version))
    ]


def test_another_hour_and_another_jury_are_said_with_the_gap(exam_session: ExamSession) -> None:
    a, b = a_jury(exam_session, "101"), a_jury(exam_session, "102")
    candidate = a_named(exam_session, "Le Goff", "C006")
    room = a_preparation_room(exam_session.centre)
    put(candidate, a, "10:35", room)
    publish(exam_session, by=None)
    put(candidate, b, "13:00", room)
    assert lines(exam_session) == [
        (
            "Le Goff, Ana",
            "8 déc. 2026, 10 h 35, Jury 101, salle 101",
            "8 déc. 2026, 13 h 00, Jury 102, salle 102",
            "+ 2 h 25, autre salle, autre jury",
        )
    ]


def test_an_earlier_hour_has_its_minus_sign(exam_session: ExamSession) -> None:
    panel, room = a_jury(exam_session, "101"), a_preparation_room(exam_session.centre)
    candidate = a_candidate(exam_session)
    put(candidate, panel, "10:30", room)
    publish(exam_session, by=None)
    put(candidate, panel, "09:00", room)
    assert [line[-1] for line in lines(exam_session)] == ["− 1 h 30"]


def test_a_phase_moved_apart_leaves_the_start_as_it_was(exam_session: ExamSession) -> None:
    panel, room = a_jury(exam_session, "101"), a_preparation_room(exam_session.centre)
    candidate = a_candidate(exam_session)
    put(candidate, panel, "10:00", room)
    publish(exam_session, by=None)
    put(candidate, panel, "10:00", room, phase_starts={"final_interview": at("14:00")})
    assert [line[-1] for line in lines(exam_session)] == ["épreuves déplacées"]


def test_a_passage_added_or_removed_has_one_side_only(exam_session: ExamSession) -> None:
    panel, room = a_jury(exam_session, "101"), a_preparation_room(exam_session.centre)
    gone, come = a_named(exam_session, "Zola", "C001"), a_named(exam_session, "Écuyer", "C002")
    put(gone, panel, "08:30", room)
    publish(exam_session, by=None)
    unplace(gone, by=None)
    put(come, panel, "08:30", room)
    place = "8 déc. 2026, 8 h 30, Jury 101, salle 101"
    assert lines(exam_session) == [
        ("Écuyer, Ana", "", place, "passage ajouté"),
        ("Zola, Ana", place, "", "passage retiré"),
    ]


def test_other_jurors_are_a_change_for_the_candidate(exam_session: ExamSession) -> None:
    panel = a_jury(exam_session, "101")
    put(a_candidate(exam_session), panel, "08:30")
    publish(exam_session, by=None)
    set_members(panel, jurors=[a_juror(exam_session.centre), a_juror(exam_session.centre)], by=None)
    assert [line[-1] for line in lines(exam_session)] == ["autres jurés"]


def test_nothing_changed_is_nothing_told(exam_session: ExamSession) -> None:
    put(a_candidate(exam_session), a_jury(exam_session, "101"), "08:30")
    publish(exam_session, by=None)
    assert lines(exam_session) == []
