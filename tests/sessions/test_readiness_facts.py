"""What the board finds in a session."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from centres.models import JournalEntry
from sessions.deadlines import NotTold, tell, tell_printed
from sessions.models import Deadline, ExamSession
from sessions.publication import publish
from sessions.readiness import readiness_of
from sessions.readiness_rules import Item, State, Subject
from tests.builders import (
    a_candidate,
    a_juror,
    a_panel,
    a_person,
    a_preparation_room,
    a_room,
    a_session,
    an_organiser,
)
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def exam_session() -> ExamSession:
    return a_session()


def line(exam_session: ExamSession, subject: Subject, today: date = TODAY) -> Item:
    return {item.rule.subject: item for item in readiness_of(exam_session, today=today).board}[subject]


def told(exam_session: ExamSession, subject: Subject) -> tuple[State, str, list[str]]:
    item = line(exam_session, subject)
    return item.state, item.count, [one.name for one in item.found.missing]


def test_dossiers_are_told_by_who_lacks_something(exam_session: ExamSession) -> None:
    a_candidate(exam_session)
    a_candidate(exam_session, proposal_received=False, person=a_person(exam_session.centre, birth_name="Ouarda"))
    assert told(exam_session, Subject.DOSSIERS) == (State.LATE, "1/2", ["Amélie Ouarda"])


def test_extra_time_is_granted_one_by_one_and_concerns_nobody_else(exam_session: ExamSession) -> None:
    candidate = a_candidate(exam_session)
    assert line(exam_session, Subject.EXTRA_TIME).state is State.NOT_CONCERNED
    candidate.extra_time_oral = True
    candidate.save()
    assert told(exam_session, Subject.EXTRA_TIME)[:2] == (State.LATE, "0/1")
    candidate.extra_time_granted_on = date(2026, 9, 1)
    candidate.save()
    assert told(exam_session, Subject.EXTRA_TIME) == (State.DONE, "1/1", [])


def test_convocations_are_the_messages_sent_or_what_somebody_says(exam_session: ExamSession) -> None:
    put(a_candidate(exam_session), a_panel(exam_session), "08:30", a_preparation_room(exam_session.centre))
    version = publish(exam_session, by=None)
    message = version.messages.create(
        exam_session=exam_session, candidate=exam_session.candidates.get(), kind="placed", subject="A", body="B"
    )
    assert told(exam_session, Subject.CONVOCATIONS)[:2] == (State.LATE, "0/1")
    messages = version.messages.filter(pk=message.pk)
    messages.update(state="sent", sent_at=timezone.now())
    assert told(exam_session, Subject.CONVOCATIONS)[:2] == (State.DONE, "1/1")
    messages.update(state="returned")
    assert told(exam_session, Subject.CONVOCATIONS)[:2] == (State.LATE, "0/1")  # it never reached anybody


def test_letters_concern_jurors_with_an_employer(exam_session: ExamSession) -> None:
    a_panel(exam_session)
    assert line(exam_session, Subject.EMPLOYERS).state is State.NOT_CONCERNED
    a_panel(exam_session, a_juror(exam_session.centre, employer="Somatel"), a_juror(exam_session.centre))
    assert told(exam_session, Subject.EMPLOYERS)[:2] == (State.LATE, "0/1")
    tell(exam_session, Subject.EMPLOYERS, done=True, by=None)
    assert line(exam_session, Subject.EMPLOYERS).state is State.DONE


def test_habilitations_are_those_of_the_days(exam_session: ExamSession) -> None:
    centre = exam_session.centre
    a_panel(exam_session, a_juror(centre), a_juror(centre, habilitated=False, last_name="Mangin"))
    assert told(exam_session, Subject.HABILITATIONS) == (State.LATE, "1/2", ["Claire Mangin"])


def test_rct08_a_jury_room_wants_a_loudspeaker_and_preparation_a_telephone(exam_session: ExamSession) -> None:
    centre = exam_session.centre
    a_candidate(exam_session)
    deaf = a_panel(exam_session, room=a_room(centre, equipment="phone"))
    a_panel(exam_session)
    found = line(exam_session, Subject.ROOMS)
    assert (found.count, [one.name for one in found.found.missing]) == ("1/2", [deaf.name])
    assert found.found.note == "pas de salle de préparation avec téléphone"
    deaf.room.equipment = "speaker_phone"
    deaf.room.save()
    assert line(exam_session, Subject.ROOMS).state is State.LATE  # still nowhere to prepare
    a_preparation_room(centre)
    assert line(exam_session, Subject.ROOMS).state is State.DONE


def test_everyone_placed_is_not_published_yet(exam_session: ExamSession) -> None:
    put(a_candidate(exam_session), a_panel(exam_session), "08:30", a_preparation_room(exam_session.centre))
    assert told(exam_session, Subject.PUBLICATION) == (State.TODO, "1/1", [])
    publish(exam_session, by=None)
    assert line(exam_session, Subject.PUBLICATION).state is State.DONE


def test_sheets_printed_before_a_publication_are_to_be_printed_again(exam_session: ExamSession) -> None:
    put(a_candidate(exam_session), a_panel(exam_session), "08:30", a_preparation_room(exam_session.centre))
    tell_printed(exam_session, [Subject.GRIDS], by=None)
    assert line(exam_session, Subject.GRIDS).state is State.DONE
    publish(exam_session, by=None)
    stale = line(exam_session, Subject.GRIDS)
    assert (stale.state, "planning publié depuis" in stale.found.note) == (State.TODO, True)
    tell_printed(exam_session, [Subject.GRIDS], by=None)
    assert line(exam_session, Subject.GRIDS).state is State.DONE


def test_what_the_application_sees_is_not_told_by_hand(exam_session: ExamSession) -> None:
    with pytest.raises(NotTold):
        tell(exam_session, Subject.DOSSIERS, done=True, by=None)
    assert not exam_session.readiness_ticks.exists()


def test_what_is_told_is_journalled_once_and_taken_back(exam_session: ExamSession) -> None:
    organiser = an_organiser(exam_session.centre)
    for done in (True, True, False, False):
        tell(exam_session, Subject.PRESENCES, done=done, by=organiser)
    actions = JournalEntry.objects.filter(action__startswith="readiness.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["readiness.told", "readiness.taken_back"]
    assert not exam_session.readiness_ticks.exists()


def test_a_centre_s_own_delay_is_followed(exam_session: ExamSession) -> None:
    Deadline.objects.create(centre=exam_session.centre, subject="tablets", days=3)
    assert line(exam_session, Subject.TABLETS).due == date(2026, 12, 8) - timedelta(days=3)
