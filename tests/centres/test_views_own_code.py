"""Anybody changes their own code."""

import pytest
from django.contrib import auth
from django.test import Client
from django.urls import reverse

from centres.models import User
from tests.builders import CODE, a_centre, a_juror_with_account, an_organiser

pytestmark = pytest.mark.django_db
PAGE = reverse("centres:own_code")
NEW = "boussole-nord"


@pytest.fixture
def nadia(client: Client) -> User:
    user = an_organiser(a_centre())
    client.force_login(user)
    return user


def test_whoever_changes_it_stays_logged_in_here_only(client: Client, nadia: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(nadia)
    answer = client.post(PAGE, {"current": CODE, "code": NEW, "again": NEW})
    assert answer.headers["Location"] == reverse("home")
    assert client.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302
    assert auth.authenticate(username=nadia.username, password=NEW) == nadia


def test_a_juror_may_too(client: Client) -> None:
    client.force_login(a_juror_with_account(a_centre()).user)
    assert client.get(PAGE).status_code == 200
    assert client.post(PAGE, {"current": CODE, "code": NEW, "again": NEW}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field", "cure"),
    [
        ({"current": "autre"}, "current", "Code refusé. Saisissez le code de votre connexion"),
        ({"code": "court", "again": "court"}, "code", "Écrivez au moins 8 caractères."),
        ({"again": "boussole-sud"}, "again", "Écrivez deux fois le même."),
        ({"current": ""}, "current", "Écrivez ce code."),
    ],
)
def test_what_does_not_hold_says_what_to_do(
    client: Client, nadia: User, typed: dict[str, str], field: str, cure: str
) -> None:
    answer = client.post(PAGE, {"current": CODE, "code": NEW, "again": NEW} | typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert cure in answer.content.decode()
    assert auth.authenticate(username=nadia.username, password=CODE) == nadia


def test_no_code_comes_back_in_the_page(client: Client, nadia: User) -> None:
    page = client.post(PAGE, {"current": CODE, "code": NEW, "again": "autre"}).content.decode()
    assert CODE not in page
    assert NEW not in page


def test_it_rejects_put(client: Client, nadia: User) -> None:
    assert client.put(PAGE).status_code == 405
