"""Where a session stands."""

from datetime import date

import pytest

from sessions.models import ExamSession
from sessions.publication import publish
from sessions.readiness import Readiness, readiness_of
from tests.builders import a_candidate, a_day, a_juror, a_panel, a_preparation_room, a_room, a_session, at
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def ready(exam_session: ExamSession, today: date = TODAY) -> Readiness:
    return readiness_of(exam_session, today=today)


def milestones(found: Readiness) -> list[tuple[str, bool]]:
    return [(milestone.label, milestone.done) for milestone in found.milestones]


@pytest.fixture
def exam_session() -> ExamSession:
    return a_session(created_at=at("09:00", date(2026, 9, 1)))


def test_a_new_session_has_nothing_yet(exam_session: ExamSession) -> None:
    found = ready(exam_session)
    assert (found.candidates, found.placed, found.panels) == (0, 0, 0)
    assert (found.headline, found.is_publishable, found.version) == ("Rien ne bloque", False, None)


def test_candidates_dossiers_panels_and_rooms_are_counted(exam_session: ExamSession) -> None:
    first = a_panel(exam_session, room=a_room(exam_session.centre))
    a_panel(exam_session, a_juror(exam_session.centre), room=a_room(exam_session.centre))
    put(a_candidate(exam_session), first, "08:30", a_preparation_room(exam_session.centre))
    a_candidate(exam_session, proposal_received=False)
    found = ready(exam_session)
    assert (found.candidates, found.placed, found.complete_dossiers) == (2, 1, 1)
    assert (found.panels, found.whole_panels, found.jurors) == (2, 1, 3)
    assert found.headline == "Rien ne bloque, 2 points à surveiller"
    assert [task.heading for task in found.tasks] == ["1 candidat à placer", "1 dossier incomplet"]


def test_what_blocks_is_said_before_what_warns(exam_session: ExamSession) -> None:
    panel = a_panel(exam_session, a_juror(exam_session.centre))
    put(a_candidate(exam_session, dspp_received=False), panel, "08:30")
    found = ready(exam_session)
    assert found.headline == "1 point bloque, 1 à surveiller"
    assert not found.is_publishable


def test_everyone_placed_and_nothing_blocking_can_be_published_until_it_is(exam_session: ExamSession) -> None:
    panel, room = a_panel(exam_session), a_preparation_room(exam_session.centre)
    candidate = a_candidate(exam_session)
    put(candidate, panel, "08:30", room)
    assert ready(exam_session).is_publishable
    publish(exam_session, by=None)
    assert not ready(exam_session).is_publishable
    put(candidate, panel, "09:00", room)
    found = ready(exam_session)
    assert (found.is_publishable, len(found.changes), found.version.number) == (True, 1, 1)


def test_the_line_of_dates_is_the_board_s(exam_session: ExamSession) -> None:
    a_day(exam_session, date(2026, 12, 9))
    a_panel(exam_session, a_juror(exam_session.centre, employer="Somatel"), a_juror(exam_session.centre))
    assert milestones(ready(exam_session)) == [
        ("Jurys composés", True),
        ("Convocations", False),
        ("Lettres aux employeurs", False),
        ("Planning publié", False),
        ("Impressions", False),
        ("Jour J", False),
        ("Journée 2", False),
    ]
    put(a_candidate(exam_session), exam_session.panels.get(), "08:30")
    publish(exam_session, by=None)
    assert ("Planning publié", True) in milestones(ready(exam_session))


@pytest.mark.parametrize(("today", "following"), [(24, 8), (8, 8), (9, 10), (10, 10), (11, 10)])
def test_the_next_day_is_the_first_that_is_not_over(exam_session: ExamSession, today: int, following: int) -> None:
    a_day(exam_session, date(2026, 12, 10))
    day = date(2026, 11, 24) if today == 24 else date(2026, 12, today)
    assert ready(exam_session, day).next_day == date(2026, 12, following)
