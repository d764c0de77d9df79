"""The pages of the centres."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from centres.models import Centre
from tests.builders import a_centre, a_juror_with_account, an_administrator, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def paul(client: Client) -> Client:
    client.force_login(an_administrator())
    return client


def typed(**fields: Any) -> dict[str, str]:
    return {"code": "CHARTRES", "name": "Centre des Trois-Rivières", "time_zone": "Europe/Paris", **fields}


def pages() -> list[str]:
    return [reverse("centres:list"), reverse("centres:add"), reverse("centres:edit", args=[a_centre().pk])]


def test_they_are_there_for_administrators(paul: Client) -> None:
    assert [paul.get(page).status_code for page in pages()] == [200, 200, 200]


def test_an_organiser_and_a_juror_find_nothing(client: Client) -> None:
    centre = a_centre()
    for user in (an_organiser(centre), a_juror_with_account(centre).user):
        client.force_login(user)
        assert [client.get(page).status_code for page in pages()] == [404, 404, 404]


def test_they_reject_wrong_methods(paul: Client) -> None:
    assert paul.post(reverse("centres:list")).status_code == 405
    assert paul.put(reverse("centres:add")).status_code == 405
    assert paul.put(reverse("centres:edit", args=[a_centre().pk])).status_code == 405


def test_without_a_centre_the_list_says_what_to_do(paul: Client) -> None:
    assert "commencez par le vôtre" in paul.get(reverse("centres:list")).content.decode()


def test_one_is_added(paul: Client) -> None:
    answer = paul.post(reverse("centres:add"), typed(city="Chartres"), follow=True)
    assert answer.redirect_chain == [(reverse("centres:list"), 302)]
    assert "Centre ajouté\u00a0: Centre des Trois-Rivières." in answer.content.decode()
    assert Centre.objects.get().city == "Chartres"


def test_what_does_not_hold_is_kept_with_what_to_do(paul: Client) -> None:
    answer = paul.post(reverse("centres:add"), typed(code="", city="Chartres"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Écrivez un code, par exemple CHARTRES." in page
    assert 'value="Chartres"' in page
    assert not Centre.objects.exists()


@pytest.mark.parametrize("name", ["add", "edit"])
def test_a_code_already_given_is_refused_under_its_field(paul: Client, name: str) -> None:
    taken, edited = a_centre(), a_centre()
    address = reverse("centres:add") if name == "add" else reverse("centres:edit", args=[edited.pk])
    answer = paul.post(address, typed(code=taken.code.lower()))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["code"]
    assert set(Centre.objects.all()) == {taken, edited}


def test_one_is_changed(paul: Client) -> None:
    centre = a_centre()
    address = reverse("centres:edit", args=[centre.pk])
    answer = paul.post(address, typed(time_zone="Indian/Reunion"))
    centre.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert (centre.code, centre.time_zone) == ("CHARTRES", "Indian/Reunion")


def test_a_zone_from_elsewhere_is_kept(paul: Client) -> None:
    centre = a_centre(time_zone="Africa/Dakar")
    address = reverse("centres:edit", args=[centre.pk])
    assert paul.post(address, typed(time_zone="Africa/Dakar")).status_code == 302
    assert paul.post(address, typed(time_zone="Mars/Olympus")).status_code == 422


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_asks_as_many_queries_for_1_as_for_50(
    paul: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        a_centre()
    with django_assert_num_queries(4):  # session, account, roles; centres
        paul.get(reverse("centres:list"))
