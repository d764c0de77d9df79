"""The pages of the accounts."""

from typing import Any

import pytest
from django.contrib import auth
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from centres.models import Role, User
from tests.builders import CODE, a_centre, a_juror_with_account, a_user, an_administrator, an_organiser

pytestmark = pytest.mark.django_db
ONE = ("account_code", "account_close", "account_reopen")


@pytest.fixture
def paul(client: Client) -> User:
    user = an_administrator(first_name="Paul", last_name="Garnier")
    client.force_login(user)
    return user


def of(account: User, name: str) -> str:
    return reverse(f"centres:{name}", args=[account.pk])


def typed(**fields: Any) -> dict[str, Any]:
    return {"role": "organiser", "first_name": "Nadia", "last_name": "Ferrand", **fields}


def test_an_organiser_and_a_juror_find_nothing(client: Client) -> None:
    centre, account = a_centre(), a_user()
    for user in (an_organiser(centre), a_juror_with_account(centre).user):
        client.force_login(user)
        assert client.get(reverse("centres:accounts")).status_code == 404
        assert client.post(reverse("centres:account_add"), typed(role="administrator")).status_code == 404
        assert {client.post(of(account, name)).status_code for name in ONE} == {404}
    assert not any(user.is_administrator for user in User.objects.all())


def test_they_reject_wrong_methods(client: Client, paul: User) -> None:
    account = a_user()
    assert client.post(reverse("centres:accounts")).status_code == 405
    assert client.put(reverse("centres:account_add")).status_code == 405
    assert client.get(of(account, "account_reopen")).status_code == 405
    assert client.put(of(account, "account_close")).status_code == 405
    assert client.put(of(account, "account_code")).status_code == 405


def test_the_list_tells_role_and_state(client: Client, paul: User) -> None:
    an_organiser(a_centre(name="Centre du Volcan"), first_name="Odile", last_name="Marchand")
    a_user("fermée", first_name="", last_name="", is_active=False)
    page = client.get(reverse("centres:accounts")).content.decode()
    assert "Responsable de session, Centre du Volcan" in page
    assert f'action="{of(User.objects.get(username="fermée"), "account_reopen")}"' in page
    assert of(paul, "account_close") not in page


def test_it_is_searched_whatever_the_accents(client: Client, paul: User) -> None:
    a_user("amelie", first_name="Amélie", last_name="Bœuf-Lacroix")
    answer = client.get(reverse("centres:accounts"), {"q": "boeuf AME"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.startswith('<div id="account-list">')
    assert [user.username for user in answer.context["page"]] == ["amelie"]
    assert "2 comptes, 1 filtré" in page


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_asks_as_many_queries_for_1_as_for_50(
    client: Client, paul: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    centre = a_centre()
    for _ in range(count):
        an_organiser(centre)
    with django_assert_num_queries(6):  # session, account, roles; accounts, their roles, their centres
        client.get(reverse("centres:accounts"))


def test_an_account_is_opened_and_its_code_shown_once(client: Client, paul: User) -> None:
    centre = a_centre()
    answer = client.post(reverse("centres:account_add"), typed(centres=[centre.pk]))
    opened = User.objects.get(username="n.ferrand")
    code = answer.context["told"].code
    assert f"<code>{code}</code>" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert opened.held_roles == {(Role.ORGANISER, centre.pk)}
    assert auth.authenticate(username="n.ferrand", password=code) == opened
    assert code not in client.get(reverse("centres:accounts")).content.decode()


def test_an_administrator_needs_no_centre(client: Client, paul: User) -> None:
    assert client.post(reverse("centres:account_add"), typed(role="administrator")).status_code == 200
    assert User.objects.get(username="n.ferrand").is_administrator


@pytest.mark.parametrize(
    ("fields", "field", "cure"),
    [
        ({}, "centres", "Cochez au moins un centre."),
        ({"role": ""}, "role", "Choisissez un rôle."),
        ({"role": "administrator", "last_name": ""}, "last_name", "Écrivez le nom."),
        ({"role": "administrator", "code": "court"}, "code", "Écrivez au moins 8 caractères."),
        ({"role": "administrator", "username": "GARNIER"}, "username", "Écrivez-en un autre."),
        ({"role": "administrator", "username": "a b"}, "username", "Écrivez des lettres"),
        ({"role": "administrator", "email": "nadia"}, "email", "nom@exemple.fr"),
    ],
)
def test_what_does_not_hold_is_kept_with_what_to_do(
    client: Client, paul: User, fields: dict[str, str], field: str, cure: str
) -> None:
    a_centre()
    User.objects.filter(pk=paul.pk).update(username="garnier")
    answer = client.post(reverse("centres:account_add"), typed(**fields))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert cure in answer.content.decode()
    assert 'value="Nadia"' in answer.content.decode()
    assert User.objects.count() == 1


def test_without_a_centre_an_organiser_waits_for_one(client: Client, paul: User) -> None:
    answer = client.post(reverse("centres:account_add"), typed())
    assert answer.status_code == 422
    assert "Il n’y a pas encore de centre." in answer.content.decode()


def test_a_new_code_logs_its_owner_out_and_the_former_one_is_refused(client: Client, paul: User) -> None:
    nadia, elsewhere = an_organiser(a_centre()), Client()
    assert elsewhere.login(username=nadia.username, password=CODE)
    answer = client.post(of(nadia, "account_code"))
    code = answer.context["told"].code
    assert elsewhere.get(reverse("juries:list")).status_code == 302
    assert auth.authenticate(username=nadia.username, password=CODE) is None
    assert auth.authenticate(username=nadia.username, password=code) == nadia


def test_a_typed_code_is_judged_first(client: Client, paul: User) -> None:
    nadia = an_organiser(a_centre())
    assert "L’ancien code" in client.get(of(nadia, "account_code")).content.decode()
    answer = client.post(of(nadia, "account_code"), {"code": "password"})
    assert answer.status_code == 422
    assert "Choisissez-en un moins facile à deviner." in answer.content.decode()
    assert auth.authenticate(username=nadia.username, password=CODE) == nadia
    assert client.post(of(nadia, "account_code"), {"code": "boussole-nord"}).status_code == 200
    assert auth.authenticate(username=nadia.username, password="boussole-nord") == nadia


def test_closing_says_what_it_does_then_does_it(client: Client, paul: User) -> None:
    nadia, elsewhere = an_organiser(a_centre()), Client()
    elsewhere.force_login(nadia)
    assert "ne permet plus d’entrer" in client.get(of(nadia, "account_close")).content.decode()
    answer = client.post(of(nadia, "account_close"))
    assert answer.headers["Location"] == reverse("centres:accounts")
    assert elsewhere.get(reverse("juries:list")).status_code == 302
    assert client.post(of(nadia, "account_reopen")).status_code == 302
    assert User.objects.get(pk=nadia.pk).is_active


def test_one_s_own_account_is_not_closed(client: Client, paul: User) -> None:
    an_administrator()
    answer = client.post(of(paul, "account_close"))
    assert answer.status_code == 409
    assert "C’est votre propre compte." in answer.content.decode()
    assert User.objects.get(pk=paul.pk).is_active
