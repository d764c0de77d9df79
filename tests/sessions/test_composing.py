"""A panel changed by one form: all or nothing."""

import pytest

from centres.models import JournalEntry
from sessions.bookings import DoubleBooked, Outdated
from sessions.composing import compose_panel
from sessions.models import ExamSession
from tests.builders import a_candidate, a_juror, a_panel, a_room, a_session
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db


def revision(exam_session: ExamSession) -> int:
    return ExamSession.objects.get(pk=exam_session.pk).revision


def test_name_jurors_and_room_change_together() -> None:
    exam_session = a_session()
    panel, room = a_panel(exam_session, name="Jury A"), a_room(exam_session.centre)
    jurors = [a_juror(exam_session.centre), a_juror(exam_session.centre)]
    compose_panel(panel, name="Jury 1", jurors=jurors, room=room, by=None, seen_revision=revision(exam_session))
    panel.refresh_from_db()
    assert (panel.name, panel.room, list(panel.jurors.order_by("memberships__rank"))) == ("Jury 1", room, jurors)


def test_what_does_not_differ_is_not_written() -> None:
    panel = a_panel(a_session())
    jurors = [member.juror for member in panel.members.all()]
    compose_panel(panel, name=panel.name, jurors=jurors, room=panel.room, by=None)
    assert not JournalEntry.objects.exists()


def test_a_room_that_is_taken_leaves_the_jurors_as_they_were() -> None:
    exam_session = a_session()
    a, b = a_panel(exam_session), a_panel(exam_session)
    put(a_candidate(exam_session), a, "08:30")
    put(a_candidate(exam_session), b, "08:30")
    before = list(b.members.values_list("juror_id", flat=True))
    jurors = [a_juror(exam_session.centre), a_juror(exam_session.centre)]
    with pytest.raises(DoubleBooked):
        compose_panel(b, name=b.name, jurors=jurors, room=a.room, by=None)
    assert list(b.members.values_list("juror_id", flat=True)) == before
    assert not JournalEntry.objects.filter(action="panel.members_changed").exists()


def test_a_change_made_on_an_older_page_is_refused() -> None:
    exam_session = a_session()
    panel = a_panel(exam_session)
    jurors = [a_juror(exam_session.centre), a_juror(exam_session.centre)]
    with pytest.raises(Outdated):
        compose_panel(
            panel, name=panel.name, jurors=jurors, room=None, by=None, seen_revision=revision(exam_session) - 1
        )
