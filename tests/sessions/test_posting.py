"""Messages leave through a real server, once each, and what became of each is written."""

import os
import signal
import time
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection

from centres.models import JournalEntry
from ntc_cert.mail_server import read_server
from ntc_cert.refusals import Refused
from sessions import mailings
from sessions.documents.posting import send_all
from sessions.mailings import ask, prepare_mailing, stop
from sessions.messages import publish_and_prepare, set_removed
from sessions.models import Mailing, Message
from tests.sessions.imports import run
from tests.sessions.mailbox import (
    NAMES,
    SENDER,
    Mailbox,
    Waits,
    a_jury,
    a_prepared_session,
    free_port,
    send,
    states,
    whose,
)
from tests.sessions.passages import put, reasons
from tests.sessions.test_plan_process import database_url

pytestmark = pytest.mark.django_db
SENT, FAILED, WAITING, UNSURE = (str(state) for state in ("sent", "failed", "waiting", "unsure"))


def test_a_fault_that_passes_is_tried_again_and_the_others_do_not_wait(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola", "Hugo")
    mailbox.plan("RCPT zola@example.org", "451 4.7.1 Greylisted", "450 Try later")
    wait = Waits()
    send(exam_session, wait)
    assert set(states(exam_session).values()) == {SENT}
    assert mailbox.recipients[-1] == "zola@example.org"
    assert wait.seconds == 40
    zola = next(row for row in exam_session.messages.all() if whose(row) == "Zola")
    assert (zola.tries, zola.reason) == (3, "")


def test_a_fault_that_does_not_pass_is_told_in_the_server_s_words(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola")
    mailbox.plan("RCPT zola@example.org", "550 5.1.1 No such user here")
    mailbox.plan("DATA", "554 5.7.1 Message looks like spam")
    wait = Waits()
    send(exam_session, wait)
    assert wait.seconds == 0
    told = {whose(row): (row.state, row.reason) for row in exam_session.messages.all()}
    assert told["Zola"][0] == FAILED
    assert "refuse l’adresse zola@example.org : «\N{NO-BREAK SPACE}550 5.1.1 No such user here" in told["Zola"][1]
    assert "Corrigez-la sur la fiche" in told["Zola"][1]
    assert "554 5.7.1 Message looks like spam" in told["JuréA1"][1]
    assert told["JuréA2"][0] == SENT


def test_one_that_fails_for_good_is_given_up_after_the_last_pause(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola")
    mailbox.plan("RCPT zola@example.org", *["452 Mailbox full"] * 9)
    wait = Waits()
    mailing = send(exam_session, wait)
    assert (mailing.state, wait.seconds) == (Mailing.State.DONE, 430)
    assert mailing.trouble.endswith("452 Mailbox full\N{NO-BREAK SPACE}».")  # the address is not wrong
    zola = exam_session.messages.get(candidate__isnull=False)
    assert (zola.state, zola.tries) == (FAILED, 5)
    assert "452 Mailbox full" in zola.reason


def test_a_connection_dropped_after_the_text_is_not_sent_again(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola")
    mailbox.plan("DATA", "drop")
    send(exam_session)
    assert sorted(states(exam_session).values()) == [SENT, SENT, UNSURE]
    unsure = exam_session.messages.get(state=UNSURE)
    assert "peut-être parti" in unsure.reason
    assert whose(unsure) not in mailbox.recipients
    with pytest.raises(Refused):
        prepare_mailing(exam_session, by=None)


def test_a_server_that_does_not_answer_is_waited_for_then_told(settings) -> None:
    settings.MAIL_SERVER = read_server(f"smtp://127.0.0.1:{free_port()}", SENDER)
    exam_session = a_prepared_session("Zola")
    wait = Waits()
    mailing = send(exam_session, wait)
    assert (mailing.state, wait.seconds) == (Mailing.State.DONE, 430)
    assert set(states(exam_session).values()) == {FAILED}
    assert {row.tries for row in exam_session.messages.all()} <= {0, 5}
    assert all("n’est pas joignable : la connexion est refusée" in row.reason for row in exam_session.messages.all())


def test_a_later_version_keeps_an_earlier_message_from_leaving(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola", "Hugo")
    zola = exam_session.candidates.get(person__birth_name="Zola")
    put(zola, a_jury(exam_session, "B"), "09:00")
    publish_and_prepare(exam_session, by=None)
    send(exam_session)
    rows = {(row.version.number, whose(row)): row for row in exam_session.messages.select_related("version")}
    assert rows[1, "Zola"].state == WAITING
    assert (rows[2, "Zola"].state, rows[1, "Hugo"].state) == (SENT, SENT)
    assert mailbox.recipients.count("zola@example.org") == 1
    with pytest.raises(Refused) as refusal:
        prepare_mailing(exam_session, by=None, only=rows[1, "Zola"])
    assert "La version 2 a changé ce que dit ce message" in reasons(refusal.value)


def test_a_version_published_meanwhile_is_seen(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola")
    mailing = prepare_mailing(exam_session, by=None)
    put(exam_session.candidates.get(), exam_session.panels.get(), "14:00")
    publish_and_prepare(exam_session, by=None)
    send_all(mailing, mailings.server(), wait=Waits())
    assert mailbox.mails == []
    assert {row.reason[:40] for row in mailing.messages.all()} == {"La version 2 a changé ce que dit ce mess"}


def test_without_an_address_nothing_leaves_and_it_says_where_to_add_one(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola")
    person = exam_session.candidates.get().person
    person.email = ""
    person.save()
    chosen = mailings.sendable(exam_session)
    assert [whose(row) for row in chosen.without_address] == ["Zola"]
    with pytest.raises(Refused) as refusal:
        prepare_mailing(exam_session, by=None, only=chosen.without_address[0])
    assert "Ajoutez-la sur la fiche" in reasons(refusal.value)


def test_without_a_server_nothing_is_promised(settings) -> None:
    settings.MAIL_SERVER = read_server("")
    with pytest.raises(Refused) as refusal:
        prepare_mailing(a_prepared_session("Zola"), by=None)
    assert "Aucun serveur d’envoi n’est réglé" in reasons(refusal.value)


def test_one_mailing_at_a_time(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailings, "start", lambda command, number: None)
    exam_session = a_prepared_session("Zola")
    prepare_mailing(exam_session, by=None)
    with pytest.raises(Refused) as refusal:
        ask(exam_session, by=None)
    assert "Un envoi est déjà en cours" in reasons(refusal.value)


def test_a_stop_is_seen_before_the_next_and_the_rest_goes_on_when_taken_up(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    exam_session = a_prepared_session("Zola")
    mailing = prepare_mailing(exam_session, by=None)
    mailbox.plan("RCPT", "450 Later")
    send_all(mailing, mailings.server(), wait=Waits(lambda: stop(mailing)))
    mailing.refresh_from_db()
    assert (mailing.state, len(mailbox.mails)) == (Mailing.State.STOPPED, 2)
    monkeypatch.setattr(mailings, "start", lambda command, number: 1)
    with django_capture_on_commit_callbacks(execute=True):
        mailings.take_up(mailing)
    mailing.refresh_from_db()
    send_all(mailing, mailings.server(), wait=Waits())
    assert sorted(mailbox.recipients) == ["jA1@example.org", "jA2@example.org", "zola@example.org"]


def test_one_removed_while_it_waits_does_not_leave(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola")
    mailing = prepare_mailing(exam_session, by=None)
    set_removed(exam_session.messages.get(candidate__isnull=False), removed=True, by=None)
    send_all(mailing, mailings.server(), wait=Waits())
    assert "zola@example.org" not in mailbox.recipients


def test_the_journal_says_who_was_written_by_ids_alone(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola")
    send(exam_session)
    entries = JournalEntry.objects.filter(action="message.sent")
    assert entries.count() == 3
    assert "zola" not in str([entry.after for entry in entries]).lower()


def test_the_command_sends_and_says_what_did_not_leave(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session("Zola", "Hugo")
    mailbox.plan("RCPT hugo@example.org", "550 No such user")
    code, out, err = run("send_messages", exam_session.reference)
    assert (code, out) == (3, "3 messages partis\n")
    assert len(err) == 1
    assert err[0].startswith("Inès Hugo (hugo@example.org) : ")
    assert run("send_messages", "absente")[0] == 2


def test_the_command_of_a_process_apart_refuses_what_is_not_running(mailbox: Mailbox) -> None:
    assert run("send_mailing", "999")[0] == 2
    exam_session = a_prepared_session("Zola")
    call_command("send_mailing", str(prepare_mailing(exam_session, by=None).pk))
    assert len(mailbox.mails) == 3


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_message_once(mailbox: Mailbox) -> None:
    exam_session = a_prepared_session(*NAMES)
    mailing = prepare_mailing(exam_session, by=None)
    together, faults = Barrier(2), []

    def work() -> None:
        try:
            together.wait()
            send_all(Mailing.objects.select_related("exam_session__centre").get(pk=mailing.pk), mailings.server())
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
    assert len(mailbox.recipients) == len(set(mailbox.recipients)) == 5
    assert set(Message.objects.values_list("state", "tries")) == {(SENT, 1)}


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_while_it_hands_one_over_leaves_it_to_a_person(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server has the text and has not answered yet when the process dies."""
    exam_session = a_prepared_session("Zola")
    url = f"smtp://127.0.0.1:{mailings.server().port}"
    for name, value in (("DATABASE_URL", database_url()), ("EMAIL_URL", url), ("EMAIL_FROM", SENDER)):
        monkeypatch.setenv(name, value)
    mailbox.holds = True
    mailing = ask(exam_session, by=None)
    assert mailbox.has_the_text.wait(120)
    mailing.refresh_from_db()
    os.kill(mailing.pid, signal.SIGKILL)
    until(lambda: mailings.is_gone(mailing))
    mailbox.holds = False
    assert sorted(states(exam_session).values()) == ["sending", WAITING, WAITING]
    mailing.refresh_from_db()
    mailings.take_up(mailing)
    until(lambda: Mailing.objects.get(pk=mailing.pk).state == Mailing.State.DONE)
    assert sorted(states(exam_session).values()) == [SENT, SENT, UNSURE]
    assert set(Message.objects.values_list("tries", flat=True)) == {1}


def until(holds: Callable[[], bool]) -> None:
    for _ in range(1200):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("two minutes")
