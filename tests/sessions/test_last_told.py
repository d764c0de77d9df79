"""A message says what changes since what the person was last told, not since a version they never heard of."""

import pytest
from django.test import Client
from django.utils import timezone

from sessions.messages import publish_and_prepare, set_removed
from sessions.models import Candidate, ExamSession, Message, PublishedVersion
from sessions.publication import publish
from sessions.scheduling import unplace
from sessions.superseding import superseded
from tests.builders import an_organiser
from tests.sessions.mailbox import Mailbox, a_jury, a_prepared_session, send, whose
from tests.sessions.pages import text_of, url
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db
PLACED, CHANGED, REMOVED = (str(kind) for kind in ("placed", "changed", "removed"))
State = Message.State


@pytest.fixture
def prepared() -> ExamSession:
    """Version 1 says Zola at 8 h 30 and Hugo at 13 h 00; nothing has left."""
    return a_prepared_session("Zola", "Hugo")


def zola(exam_session: ExamSession) -> Candidate:
    return exam_session.candidates.get(person__birth_name="Zola")


def moved(exam_session: ExamSession, clock: str = "09:00") -> PublishedVersion:
    put(zola(exam_session), a_jury(exam_session, clock[:2]), clock)
    return publish_and_prepare(exam_session, by=None)[0]


def became(exam_session: ExamSession, state: str) -> None:
    """All that was prepared, as a sending leaves it."""
    now = timezone.now()
    sent = {"sent_at": now} if state in (State.SENT, State.RETURNED) else {}
    exam_session.messages.filter(state=State.WAITING).update(state=state, taken_at=now, **sent)


def kinds(version: PublishedVersion) -> dict[str, str]:
    return {whose(row): row.kind for row in version.messages.select_related("candidate__person", "juror")}


def body(version: PublishedVersion, name: str = "Zola") -> str:
    rows = version.messages.select_related("candidate__person", "juror")
    return next(row.body for row in rows if whose(row) == name).replace("\N{NO-BREAK SPACE}", " ")


def test_a_first_message_that_never_left_makes_the_second_a_first_one(prepared: ExamSession) -> None:
    version = moved(prepared)
    assert kinds(version) == {"Zola": PLACED, "Juré091": PLACED, "Juré092": PLACED, "JuréA1": PLACED, "JuréA2": PLACED}
    assert "Vous passez l’épreuve le" in body(version)
    assert "Au lieu de" not in body(version) + body(version, "JuréA1")


@pytest.mark.parametrize("state", [State.SENT, State.UNSURE, State.SENDING])
def test_one_that_left_or_may_have_is_taken_back(prepared: ExamSession, state: str) -> None:
    became(prepared, state)
    version = moved(prepared)
    assert (kinds(version)["Zola"], kinds(version)["JuréA1"]) == (CHANGED, CHANGED)
    assert "Au lieu de : mardi 8 décembre 2026 de 8 h 30" in body(version)


@pytest.mark.parametrize("state", [State.FAILED, State.RETURNED])
def test_one_that_did_not_arrive_is_not(prepared: ExamSession, state: str) -> None:
    became(prepared, state)
    assert kinds(moved(prepared))["Zola"] == PLACED


def test_one_removed_on_purpose_did_not_arrive_either(prepared: ExamSession) -> None:
    message = prepared.messages.get(candidate=zola(prepared))
    set_removed(message, removed=True, by=None)
    assert kinds(moved(prepared))["Zola"] == PLACED


def test_a_version_published_without_messages_was_told_another_way(prepared: ExamSession) -> None:
    put(zola(prepared), a_jury(prepared, "B"), "09:00")
    publish(prepared, by=None)
    version = moved(prepared, "10:00")
    assert kinds(version)["Zola"] == CHANGED
    assert "Au lieu de : mardi 8 décembre 2026 de 9 h 00" in body(version)


def test_what_is_taken_back_is_what_was_sent_last(prepared: ExamSession) -> None:
    became(prepared, State.SENT)
    moved(prepared, "09:00")
    version = moved(prepared, "10:00")
    assert kinds(version)["Zola"] == CHANGED
    assert "Au lieu de : mardi 8 décembre 2026 de 8 h 30" in body(version)
    assert kinds(version)["Juré101"] == PLACED
    assert "Juré091" not in kinds(version)  # never told that they would sit, and they do not


def test_a_move_undone_before_anything_left_asks_for_no_message(prepared: ExamSession) -> None:
    became(prepared, State.SENT)
    jury, room = prepared.panels.get(name="Jury A"), prepared.centre.rooms.get(name="salle 104")
    put(zola(prepared), jury, "17:00", room)
    second, _ = publish_and_prepare(prepared, by=None)
    put(zola(prepared), jury, "08:30", room)
    third, count = publish_and_prepare(prepared, by=None)
    assert (count, kinds(third)) == (0, {})
    told = superseded(prepared, second.messages.select_related("version"))
    assert len(told) == 3
    assert all("Retirez-le" in reason for reason in told.values())


def test_a_passage_taken_away_from_who_never_knew_it_is_not_told(prepared: ExamSession) -> None:
    unplace(zola(prepared), by=None)
    version, _ = publish_and_prepare(prepared, by=None)
    assert kinds(version) == {"JuréA1": PLACED, "JuréA2": PLACED}


def test_the_page_counts_the_messages_it_prepares(prepared: ExamSession, client: Client) -> None:
    unplace(zola(prepared), by=None)
    client.force_login(an_organiser(prepared.centre))
    assert "Préparer 2 messages" in text_of(client.get(url("publish", prepared)))


def test_each_is_sent_one_convocation_in_the_end(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola")
    moved(exam_session)
    send(exam_session)
    subjects = {str(mail["To"]): str(mail["Subject"]) for mail in mailbox.mails}
    assert subjects["zola@example.org"].endswith("votre horaire de passage")
    assert len(mailbox.recipients) == len(set(mailbox.recipients))
