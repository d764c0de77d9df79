"""Noting an incident."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sessions.models import ExamSession, Incident
from tests.builders import at
from tests.sessions.pages import is_hidden_from_others, text_of, url

pytestmark = pytest.mark.django_db


def test_it_keeps_the_time_the_words_and_the_author(client: Client, exam_session: ExamSession) -> None:
    answer = client.post(
        url("incident_add", exam_session), {"happened_at": "2026-01-08T10:20", "text": "Alarme incendie."}
    )
    assert answer.url == f"{url('overview', exam_session)}#incidents"
    incident = Incident.objects.get()
    assert (incident.happened_at, incident.text) == (
        at("10:20", at("08:00").date().replace(month=1)),
        "Alarme incendie.",
    )
    page = text_of(client.get(url("overview", exam_session)))
    assert "8 janv. 2026, 10 h 20 Alarme incendie. Nadia Ferrand, écrit le" in page


def test_what_does_not_hold_is_told_and_everything_is_kept(client: Client, exam_session: ExamSession) -> None:
    tomorrow = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    answer = client.post(url("incident_add", exam_session), {"happened_at": tomorrow, "text": "Alarme."})
    assert answer.status_code == 422
    assert "Cette heure n’est pas encore passée. Corrigez-la." in text_of(answer)
    assert "Alarme." in answer.content.decode()
    assert not Incident.objects.exists()


def test_an_empty_form_says_both_things_to_write(client: Client, exam_session: ExamSession) -> None:
    page = text_of(client.post(url("incident_add", exam_session), {"happened_at": "", "text": " "}))
    assert "2 champs à corriger" in page
    assert "Écrivez le jour et l’heure." in page
    assert "Écrivez ce qui est arrivé." in page


def test_it_rejects_get(client: Client, exam_session: ExamSession) -> None:
    assert client.get(url("incident_add", exam_session)).status_code == 405


def test_others_get_404(exam_session: ExamSession) -> None:
    assert is_hidden_from_others(exam_session, url("incident_add", exam_session), method="post")
