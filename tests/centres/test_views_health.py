"""What a probe is told."""

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.urls import reverse


@pytest.mark.django_db
def test_it_answers_without_log_in_and_tells_nothing_else(client: Client) -> None:
    answer = client.get(reverse("centres:health"))
    assert (reverse("centres:health"), answer.status_code) == ("/sante", 200)
    assert answer.json() == {"database": "ok"}
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=True)
def test_a_probe_beside_the_server_is_not_sent_to_https(client: Client) -> None:
    assert client.get("/sante").status_code == 200
    assert client.get(reverse("centres:log_in")).status_code == 301


@pytest.mark.django_db
def test_it_rejects_post(client: Client) -> None:
    assert client.post(reverse("centres:health")).status_code == 405


def test_a_database_that_does_not_answer_is_said_without_its_secrets(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError("could not connect to postgres://admin:secret@db")

    monkeypatch.setattr(connection, "cursor", gone)
    answer = client.get(reverse("centres:health"))
    assert (answer.status_code, answer.json()) == (503, {"database": "unreachable"})
