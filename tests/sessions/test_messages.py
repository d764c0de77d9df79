"""Publishing prepares a message for whoever is told something new, and for nobody else."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from centres.models import JournalEntry
from ntc_cert.refusals import Refused
from sessions.enrolment import withdraw
from sessions.messages import edit, prepare, publish_and_prepare, set_removed
from sessions.models import Candidate, ExamSession, Message, Panel, PublishedVersion, Room
from sessions.publication import publish
from sessions.scheduling import swap, unplace
from sessions.seating import set_members
from tests.builders import a_candidate, a_juror, a_panel, a_person, a_preparation_room, a_room, a_session
from tests.sessions.imports import run
from tests.sessions.passages import put, reasons

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam_session() -> ExamSession:
    return a_session(place="12 rue des Trois-Rivières")


def a_jury(exam_session: ExamSession, letter: str) -> Panel:
    jurors = [a_juror(exam_session.centre, last_name=f"Juré{letter}{rank}") for rank in (1, 2)]
    return a_panel(exam_session, *jurors, name=f"Jury {letter}", room=a_room(exam_session.centre, name=f"s {letter}"))


@pytest.fixture
def jury(exam_session: ExamSession) -> Panel:
    return a_jury(exam_session, "A")


def named(exam_session: ExamSession, name: str, **fields: object) -> Candidate:
    return a_candidate(exam_session, person=a_person(exam_session.centre, birth_name=name), **fields)


def people(version: PublishedVersion) -> set[str]:
    return {str(row.candidate.person.birth_name if row.candidate else row.juror.last_name) for row in of(version)}


def of(version: PublishedVersion) -> list[Message]:
    return list(version.messages.select_related("candidate__person", "juror"))


def test_the_first_version_is_told_to_everybody_placed(exam_session: ExamSession, jury: Panel, room: Room) -> None:
    put(named(exam_session, "Zola"), jury, "08:30", room)
    named(exam_session, "Hugo")
    version, count = publish_and_prepare(exam_session, by=None)
    assert (count, people(version)) == (3, {"Zola", "JuréA1", "JuréA2"})
    assert {row.kind for row in of(version)} == {Message.Kind.PLACED}
    assert all("12 rue des Trois-Rivières" in row.body for row in of(version))


def test_nobody_is_told_twice_the_same(exam_session: ExamSession, jury: Panel, room: Room) -> None:
    put(named(exam_session, "Zola"), jury, "08:30", room)
    publish(exam_session, by=None)
    _, count = publish_and_prepare(exam_session, by=None)
    assert (count, Message.objects.count()) == (0, 0)
    assert not JournalEntry.objects.filter(action="messages.prepared").exists()


def test_a_move_is_told_to_the_candidate_and_to_both_panels(exam_session: ExamSession, jury: Panel, room: Room) -> None:
    other, idle = a_jury(exam_session, "B"), a_jury(exam_session, "C")
    moved, kept = named(exam_session, "Zola"), named(exam_session, "Hugo")
    put(moved, jury, "08:30", room)
    put(kept, idle, "08:30", a_preparation_room(exam_session.centre))
    publish(exam_session, by=None)
    put(moved, other, "13:00", room)
    version, _ = publish_and_prepare(exam_session, by=None)
    assert people(version) == {"Zola", "JuréA1", "JuréA2", "JuréB1", "JuréB2"}
    kinds = {row.juror.last_name: row.kind for row in of(version) if row.juror}
    assert (kinds["JuréA1"], kinds["JuréB1"]) == (Message.Kind.REMOVED, Message.Kind.PLACED)


def test_two_candidates_exchanged_leave_their_jurors_where_they_were(
    exam_session: ExamSession, jury: Panel, room: Room
) -> None:
    one, two = named(exam_session, "Zola"), named(exam_session, "Hugo")
    put(one, jury, "08:30", room)
    put(two, jury, "13:00", room)
    publish(exam_session, by=None)
    swap(one, two, by=None)
    version, _ = publish_and_prepare(exam_session, by=None)
    assert people(version) == {"Zola", "Hugo"}


def test_a_juror_replaced_is_told_and_so_is_who_comes(exam_session: ExamSession, jury: Panel, room: Room) -> None:
    put(named(exam_session, "Zola"), jury, "08:30", room)
    publish(exam_session, by=None)
    stays = jury.jurors.order_by("memberships__rank").first()
    set_members(jury, jurors=[stays, a_juror(exam_session.centre, last_name="Nouveau")], by=None)
    version, _ = publish_and_prepare(exam_session, by=None)
    assert people(version) == {"Zola", "JuréA2", "Nouveau"}


def test_a_passage_taken_away_is_told_and_somebody_withdrawn_is_not(
    exam_session: ExamSession, jury: Panel, room: Room
) -> None:
    gone, withdrawn = named(exam_session, "Zola"), named(exam_session, "Hugo")
    put(gone, jury, "08:30", room)
    put(withdrawn, jury, "13:00", room)
    publish(exam_session, by=None)
    unplace(gone, by=None)
    unplace(withdrawn, by=None)
    withdraw(withdrawn, by=None)
    version, _ = publish_and_prepare(exam_session, by=None)
    assert people(version) == {"Zola", "JuréA1", "JuréA2"}
    assert {row.kind for row in of(version)} == {Message.Kind.REMOVED}


def test_a_message_names_no_other_candidate(exam_session: ExamSession, jury: Panel, room: Room) -> None:
    names = ["Zola", "Hugo", "Verne"]
    for name, clock in zip(names, ("08:30", "13:00", "17:00"), strict=True):
        candidate = named(exam_session, name, route="ccp1" if name == "Hugo" else "title")
        put(candidate, jury, clock, room)
    exam_session.days.update(closes_at="22:00")
    version, _ = publish_and_prepare(exam_session, by=None)
    for row in of(version):
        own = row.candidate.person.birth_name if row.candidate else ""
        assert [name for name in names if name != own and name in row.subject + row.body] == []


def test_what_is_noted_as_missing_is_asked_for_and_the_rest_is_not(
    exam_session: ExamSession, jury: Panel, room: Room
) -> None:
    put(named(exam_session, "Zola", dspp_received=False, proposal_received=None), jury, "08:30", room)
    version, _ = publish_and_prepare(exam_session, by=None)
    body = next(row.body for row in of(version) if row.candidate)
    assert "Il nous manque encore votre dossier (DSPP)." in body
    assert "proposition commerciale" not in body


def test_a_baseline_that_does_not_say_who_sat_makes_up_no_change(
    exam_session: ExamSession, jury: Panel, room: Room
) -> None:
    put(named(exam_session, "Zola"), jury, "08:30", room)
    version = publish(exam_session, by=None)
    assert prepare(version, {"passages": version.plan["passages"]}, by=None) == 0


def test_edited_removed_and_put_back(exam_session: ExamSession, jury: Panel, room: Room) -> None:
    put(named(exam_session, "Zola"), jury, "08:30", room)
    version, _ = publish_and_prepare(exam_session, by=None)
    message = of(version)[0]
    edit(message, subject=" Votre horaire ", body="Venez à 8 h.", by=None)
    set_removed(message, removed=True, by=None)
    assert Message.objects.to_send().count() == 2
    set_removed(message, removed=False, by=None)
    message.refresh_from_db()
    assert (message.subject, message.body, message.removed_at) == ("Votre horaire", "Venez à 8 h.", None)
    assert message.edited_at is not None
    told = [entry.action for entry in JournalEntry.objects.filter(action__startswith="message.").order_by("pk")]
    assert told == ["message.edited", "message.removed", "message.restored"]


def test_the_journal_keeps_ids_alone(exam_session: ExamSession, jury: Panel, room: Room) -> None:
    put(named(exam_session, "Zola"), jury, "08:30", room)
    version, _ = publish_and_prepare(exam_session, by=None)
    edit(of(version)[0], subject="Votre horaire", body="Venez tôt.", by=None)
    entries = JournalEntry.objects.filter(action__startswith="message")
    told = json.dumps([[entry.before, entry.after] for entry in entries])
    assert entries.count() == 2
    assert not {word for word in ("Zola", "Juré", "tôt", "horaire") if word in told}


def test_a_blank_message_is_refused(exam_session: ExamSession, jury: Panel, room: Room) -> None:
    put(named(exam_session, "Zola"), jury, "08:30", room)
    version, _ = publish_and_prepare(exam_session, by=None)
    with pytest.raises(Refused) as refusal:
        edit(of(version)[0], subject="Votre horaire", body="  ", by=None)
    assert "Écrivez-les, ou retirez ce message" in reasons(refusal.value)


@pytest.mark.parametrize("change", [{"body": "autre"}, {"subject": "autre"}, {"sent_at": None}, {"kind": "removed"}])
def test_once_sent_it_never_changes(
    exam_session: ExamSession, jury: Panel, room: Room, change: dict[str, object]
) -> None:
    put(named(exam_session, "Zola"), jury, "08:30", room)
    version, _ = publish_and_prepare(exam_session, by=None)
    sent = version.messages.first()
    Message.objects.filter(pk=sent.pk).update(sent_at=timezone.now(), state="sent")
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=sent.pk).update(**change)
    sent.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        set_removed(sent, removed=True, by=None)
    assert reasons(refusal.value) == "Ce message est parti : il ne change plus."


def test_the_command_prepares_them_unless_it_is_told_not_to(exam_session: ExamSession, jury: Panel, room: Room) -> None:
    put(named(exam_session, "Zola"), jury, "08:30", room)
    assert run("publish_session", exam_session.reference, "--no-messages") == (0, "1\n", [])
    assert not Message.objects.exists()
    put(Candidate.objects.get(), jury, "13:00", room)
    assert run("publish_session", exam_session.reference) == (0, "2\n", [])
    assert Message.objects.count() == 3
