"""The page where prepared messages are read again."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sessions.messages import publish_and_prepare, set_removed
from sessions.models import ExamSession, Message, Panel
from tests.builders import a_candidate, a_juror, a_panel, a_person, a_preparation_room, a_room, a_session, an_organiser
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of, url
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam_session() -> ExamSession:
    return a_session()


@pytest.fixture
def client(exam_session: ExamSession) -> Client:
    client = Client()
    client.force_login(an_organiser(exam_session.centre))
    return client


@pytest.fixture
def jury(exam_session: ExamSession) -> Panel:
    jurors = [
        a_juror(exam_session.centre, first_names=first, last_name=last, email=f"{first.lower()}@example.org")
        for first, last in (("Claire", "Vasseur"), ("Marc", "Thiébaut"))
    ]
    return a_panel(exam_session, *jurors, name="Jury A", room=a_room(exam_session.centre, name="salle 101"))


@pytest.fixture
def message(exam_session: ExamSession, jury: Panel) -> Message:
    """Rachid's; both jurors have theirs."""
    person = a_person(exam_session.centre, first_names="Rachid", birth_name="Le Goff")
    put(a_candidate(exam_session, person=person), jury, "08:30", a_preparation_room(exam_session.centre))
    publish_and_prepare(exam_session, by=None)
    return Message.objects.get(juror=None)


def test_without_a_message_it_says_how_to_have_some(client: Client, exam_session: ExamSession) -> None:
    page = text_of(client.get(url("messages", exam_session)))
    assert "Aucun message. Publiez une version en cochant « Préparer les messages »" in page


def test_each_person_has_a_line_candidates_first(client: Client, exam_session: ExamSession, message: Message) -> None:
    answer = client.get(url("messages", exam_session))
    page = text_of(answer)
    assert "3 messages à relire Planning, version 1. Rien n’est encore envoyé." in page
    assert "1 personne n’a pas d’adresse électronique." in page
    assert page.index("Rachid Le Goff") < page.index("Marc Thiébaut") < page.index("Claire Vasseur")  # by last name
    asked = text_of(client.get(url("messages_send", exam_session)))
    assert asked.index("Marc Thiébaut") < asked.index("Claire Vasseur")
    assert "Tous 3 À envoyer 2 À régler 1 Envoyés 0 Candidats 1 Jurés 2 Modifiés 0 Retirés 0" in page
    assert filled_buttons(answer) == 1


def test_a_filter_shows_a_part_and_an_unknown_one_all(
    client: Client, exam_session: ExamSession, message: Message
) -> None:
    jurors = text_of(client.get(url("messages", exam_session), {"montrer": "jures"}))
    assert "Claire Vasseur" in jurors
    assert "Rachid Le Goff" not in jurors
    assert "Aucun message à montrer ici." in text_of(client.get(url("messages", exam_session), {"montrer": "retires"}))
    assert "Rachid Le Goff" in text_of(client.get(url("messages", exam_session), {"montrer": "x", "version": "9"}))


def test_it_is_opened_edited_and_kept(client: Client, exam_session: ExamSession, message: Message) -> None:
    address = url("message_edit", exam_session, message.pk)
    opened = client.get(address)
    assert "Vous passez l’épreuve le mardi 8 décembre 2026 de 8 h 30" in text_of(opened)
    assert filled_buttons(opened) == 1
    answer = client.post(address, {"subject": "Votre horaire", "body": "Venez à 8 h 15."}, follow=True)
    assert "Message enregistré : Rachid Le Goff." in text_of(answer)
    assert "Modifiés 1" in text_of(answer)
    assert "Venez à 8 h 15." in text_of(client.get(address))


def test_an_empty_text_is_asked_for_and_nothing_is_lost(
    client: Client, exam_session: ExamSession, message: Message
) -> None:
    answer = client.post(url("message_edit", exam_session, message.pk), {"subject": "Votre horaire", "body": " "})
    assert answer.status_code == 422
    assert "Écrivez le texte du message, ou retirez-le." in text_of(answer)
    message.refresh_from_db()
    assert message.subject.endswith("votre horaire de passage")


def test_it_is_removed_and_put_back(client: Client, exam_session: ExamSession, message: Message) -> None:
    address = url("message_remove", exam_session, message.pk)
    page = text_of(client.post(address, {"removed": "1"}, follow=True))
    assert "Message retiré, il ne partira pas : Rachid Le Goff." in page
    assert "2 messages à relire" in page
    page = text_of(client.post(address, {"removed": "0"}, follow=True))
    assert "3 messages à relire" in page


def test_one_that_left_is_read_and_no_longer_changed(
    client: Client, exam_session: ExamSession, message: Message
) -> None:
    Message.objects.filter(pk=message.pk).update(sent_at=timezone.now(), state="sent")
    address = url("message_edit", exam_session, message.pk)
    opened = client.get(address)
    assert "Il ne change plus." in text_of(opened)
    assert filled_buttons(opened) == 0
    refused = client.post(address, {"subject": "Autre", "body": "Autre"})
    assert (refused.status_code, "Ce message est parti" in text_of(refused)) == (409, True)
    told = client.post(url("message_remove", exam_session, message.pk), {"removed": "1"}, follow=True)
    assert "Ce message est parti : il ne change plus." in text_of(told)


def test_publishing_with_the_box_ticked_leads_to_them(client: Client, exam_session: ExamSession, jury: Panel) -> None:
    put(a_candidate(exam_session), jury, "08:30", a_preparation_room(exam_session.centre))
    exam_session.refresh_from_db()
    asked = {"seen_revision": exam_session.revision, "messages": "1"}
    answer = client.post(url("publish", exam_session), asked, follow=True)
    assert answer.redirect_chain[0][0] == url("messages", exam_session)
    assert "3 messages à relire avant l’envoi." in text_of(answer)
    assert "3 messages" in text_of(client.get(url("version", exam_session, 1)))


def test_without_it_nobody_is_written(client: Client, exam_session: ExamSession, jury: Panel) -> None:
    put(a_candidate(exam_session), jury, "08:30", a_preparation_room(exam_session.centre))
    exam_session.refresh_from_db()
    client.post(url("publish", exam_session), {"seen_revision": exam_session.revision})
    assert exam_session.versions.count() == 1
    assert not Message.objects.exists()


def test_others_find_nothing(exam_session: ExamSession, message: Message) -> None:
    assert is_hidden_from_others(exam_session, url("messages", exam_session))
    assert is_hidden_from_others(exam_session, url("message_remove", exam_session, message.pk), method="post")
    message.refresh_from_db()
    assert message.removed_at is None


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_takes_the_same_queries_whatever_the_number(
    client: Client, exam_session: ExamSession, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        put(a_candidate(exam_session), a_panel(exam_session), "08:30")
    publish_and_prepare(exam_session, by=None)
    set_removed(Message.objects.first(), removed=True, by=None)
    with django_assert_num_queries(13):
        client.get(url("messages", exam_session))


@pytest.mark.parametrize("count", [1, 15])  # SQLite takes more rows than that in two statements
def test_preparing_takes_the_same_queries_whatever_the_number(
    exam_session: ExamSession, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        put(a_candidate(exam_session), a_panel(exam_session), "08:30")
    with django_assert_num_queries(32):
        publish_and_prepare(exam_session, by=None)
    assert Message.objects.count() == 3 * count
