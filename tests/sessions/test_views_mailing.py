"""The outbox on screen: told once what would leave, followed, stopped, and what came of each message."""

import os

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from ntc_cert.mail_server import read_server
from sessions import mailings
from sessions.documents.posting import send_all
from sessions.messages import publish_and_prepare
from sessions.models import ExamSession, Mailing, Message
from tests.builders import a_candidate, a_panel, a_session, an_organiser
from tests.sessions.mailbox import Mailbox, a_prepared_session, send
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of, url
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> ExamSession:
    """Two candidates and two jurors to be written; what is asked waits for the test to send it."""
    monkeypatch.setattr(mailings, "start", lambda command, number: os.getpid())
    exam_session = a_prepared_session("Zola", "Hugo")
    client.force_login(an_organiser(exam_session.centre))
    return exam_session


def of_zola(exam_session: ExamSession) -> Message:
    return exam_session.messages.get(candidate__person__birth_name="Zola")


def test_what_would_leave_is_told_once(client: Client, outbox: ExamSession) -> None:
    answer = client.get(url("messages", outbox))
    assert "Envoyer 4 messages…" in text_of(answer)
    page = client.get(url("messages_send", outbox))
    told = text_of(page)
    assert "Envoyer 4 messages ?" in told
    assert "De : Centre d’essai <jury@example.org>, par 127.0.0.1:" in text_of(page)
    assert "Inès Zola zola@example.org" in told
    assert filled_buttons(page) == 1


def test_asked_followed_and_done(client: Client, outbox: ExamSession, mailbox: Mailbox) -> None:
    page = text_of(client.post(url("messages_send", outbox), follow=True))
    assert "Envoi en cours, 0 sur 4" in page
    assert "Envoyer 4 messages" not in page
    send_all(Mailing.objects.get(), mailings.server())
    assert len(mailbox.mails) == 4
    fragment = client.get(url("mailing", outbox), {"etait": "1"}, headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Refresh"]) == (204, "true")
    page = text_of(client.get(url("messages", outbox)))
    assert "4 messages envoyés Planning, version 1. 4 envoyés sur 4." in page
    assert "Envoyés 4" in page


def test_one_message_alone(client: Client, outbox: ExamSession, mailbox: Mailbox) -> None:
    zola = of_zola(outbox)
    opened = client.get(url("message_edit", outbox, zola.pk))
    assert "Envoyer ce message seul À zola@example.org" in text_of(opened)
    client.post(url("messages_send", outbox), {"message": zola.pk})
    send_all(Mailing.objects.get(), mailings.server())
    assert mailbox.recipients == ["zola@example.org"]


def test_what_comes_with_it_is_read_before_it_leaves(client: Client, outbox: ExamSession) -> None:
    zola = of_zola(outbox)
    opened = text_of(client.get(url("message_edit", outbox, zola.pk)))
    assert "Convocation (PDF)" in opened
    pdf = client.get(url("message_attachment", outbox, zola.pk, "pdf"))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    ics = client.get(url("message_attachment", outbox, zola.pk, "ics"))
    assert "attachment" in ics["Content-Disposition"]
    assert len(list(Calendar.from_ical(ics.content).walk("VEVENT"))) == 1
    assert client.get(url("message_attachment", outbox, zola.pk, "doc")).status_code == 404


def test_stopped_then_taken_up(client: Client, outbox: ExamSession, django_capture_on_commit_callbacks) -> None:
    client.post(url("messages_send", outbox))
    page = text_of(client.post(url("mailing_stop", outbox), follow=True))
    assert "Envoi arrêté : 0 sur 4." in page
    with django_capture_on_commit_callbacks(execute=True):
        page = text_of(client.post(url("mailing_again", outbox), follow=True))
    assert "Envoi en cours, 0 sur 4" in page


def test_one_cut_off_is_told_and_a_person_says_what_became_of_it(client: Client, outbox: ExamSession) -> None:
    client.post(url("messages_send", outbox))
    mailing = Mailing.objects.get()
    Mailing.objects.update(pid=None, seen_at=timezone.now() - 2 * mailings.SILENT)
    Message.objects.filter(pk=of_zola(outbox).pk).update(state="sending", taken_at=timezone.now(), tries=1)
    page = text_of(client.get(url("messages", outbox)))
    assert "L’envoi s’est interrompu : 0 sur 4." in page
    assert "Peut-être parti" in page
    assert "À régler 1" in page
    address = url("message_known", outbox, of_zola(outbox).pk)
    assert "Noté : le message n’est pas parti" in text_of(client.post(address, {"said": "again"}, follow=True))
    assert of_zola(outbox).state == "waiting"
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.FAILED
    assert "On sait déjà" in text_of(client.post(address, {"said": "left"}, follow=True))
    Message.objects.filter(pk=of_zola(outbox).pk).update(state="unsure", taken_at=timezone.now())
    client.post(address, {"said": "left"})
    assert (of_zola(outbox).state, of_zola(outbox).sent_at) == ("sent", of_zola(outbox).taken_at)


def test_one_that_came_back_is_noted_then_prepared_again(client: Client, outbox: ExamSession) -> None:
    send(outbox)
    first = of_zola(outbox)
    address = url("message_returned", outbox, first.pk)
    empty = client.post(address, {"reason": " "})
    assert (empty.status_code, "Écrivez pourquoi le message est revenu" in text_of(empty)) == (422, True)
    page = text_of(client.post(address, {"reason": "boîte pleine"}, follow=True))
    assert "boîte pleine" in page
    assert "Préparer à nouveau" in page
    page = text_of(client.post(address, follow=True))
    assert "Message préparé à nouveau : Inès Zola." in page
    rows = outbox.messages.filter(candidate=first.candidate).order_by("pk")
    assert [row.state for row in rows] == ["returned", "waiting"]
    assert "Envoyer 1 message…" in text_of(client.get(url("messages", outbox)))


def test_nothing_to_send_says_what_comes_next(client: Client, outbox: ExamSession) -> None:
    send(outbox)
    page = client.get(url("messages_send", outbox))
    assert "Aucun message à envoyer Tout est parti, ou retiré." in text_of(page)
    assert filled_buttons(page) == 0
    refused = client.post(url("messages_send", outbox))
    assert (refused.status_code, "Aucun message à envoyer." in text_of(refused)) == (409, True)


def test_without_a_server_the_page_says_so_and_offers_nothing(client: Client, outbox: ExamSession, settings) -> None:
    settings.MAIL_SERVER = read_server("")
    page = client.get(url("messages", outbox))
    assert "Aucun serveur d’envoi n’est réglé" in text_of(page)
    assert filled_buttons(page) == 0
    assert client.post(url("messages_send", outbox)).status_code == 409


def test_a_sent_message_stays_when_its_candidate_is_taken_off(client: Client, outbox: ExamSession) -> None:
    Message.objects.exclude(pk=of_zola(outbox).pk).delete()
    send(outbox)
    candidate = of_zola(outbox).candidate
    client.post(url("passage_remove", outbox, candidate.pk))
    client.post(f"/candidats/{candidate.pk}/retirer/")
    assert not outbox.candidates.filter(pk=candidate.pk).exists()
    page = text_of(client.get(url("messages", outbox)))
    assert "Inscription retirée depuis" in page
    assert "zola@example.org" in page


def test_others_find_nothing(outbox: ExamSession) -> None:
    zola = of_zola(outbox).pk
    for address in (
        url("messages_send", outbox),
        url("mailing", outbox),
        url("message_attachment", outbox, zola, "pdf"),
    ):
        assert is_hidden_from_others(outbox, address)
    for name in ("message_known", "message_returned"):
        assert is_hidden_from_others(outbox, url(name, outbox, zola), method="post")


@pytest.mark.parametrize("count", [1, 30])
def test_asking_takes_the_same_queries_whatever_the_number(
    client: Client, mailbox: Mailbox, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    exam_session = a_session()
    client.force_login(an_organiser(exam_session.centre))
    for _ in range(count):
        put(a_candidate(exam_session), a_panel(exam_session), "08:30")
    publish_and_prepare(exam_session, by=None)
    with django_assert_num_queries(9):
        client.get(url("messages_send", exam_session))
