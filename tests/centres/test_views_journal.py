"""The page of the journal."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from centres import journal
from tests.builders import a_centre, a_juror, a_juror_with_account, a_user, an_administrator, an_organiser

pytestmark = pytest.mark.django_db
PAGE = reverse("centres:journal")


def test_an_organiser_reads_their_own_centre_s(client: Client) -> None:
    nadia = an_organiser(a_centre(name="Centre des Trois-Rivières"))
    client.force_login(nadia)
    mine, other = a_juror(nadia.memberships.get().centre), a_juror(a_centre())
    journal.record(nadia, "juror.added", mine, after={"team_lead": True})
    journal.record(nadia, "juror.added", other)
    journal.record(nadia, "account.opened", a_user())
    answer = client.get(PAGE)
    page = answer.content.decode()
    assert [line.entry.subject_id for line in answer.context["lines"]] == [str(mine.pk)]
    assert "<b>Juré ajouté au registre</b>" in page
    assert "expérience de l’animation d’équipes commerciales&nbsp;: <ins>oui</ins>" in page


def test_an_administrator_reads_every_centre_s(client: Client) -> None:
    client.force_login(an_administrator())
    journal.record(None, "juror.added", a_juror(a_centre()))
    journal.record(None, "account.opened", a_user())
    answer = client.get(PAGE)
    assert len(answer.context["lines"]) == 2
    assert "une commande" in answer.content.decode()


def test_a_juror_finds_nothing(client: Client) -> None:
    client.force_login(a_juror_with_account(a_centre()).user)
    assert client.get(PAGE).status_code == 404


def test_it_rejects_post(client: Client) -> None:
    client.force_login(an_administrator())
    assert client.post(PAGE).status_code == 405


def test_the_filters_are_in_the_address_and_answer_htmx_with_the_list(client: Client) -> None:
    client.force_login(an_administrator())
    juror = a_juror(a_centre())
    journal.record(None, "juror.added", juror)
    journal.record(None, "juror.changed", juror)
    asked = {"action": "juror.changed", "objet": "juries.juror", "id": str(juror.pk)}
    whole = client.get(PAGE, asked).content.decode()
    part = client.get(PAGE, asked, headers={"HX-Request": "true"}).content.decode()
    assert '<option value="juror.changed" selected>Fiche de juré modifiée</option>' in whole
    assert part.startswith('<div id="journal-list">')
    assert "1 entrée avec ces filtres." in part
    assert part in whole


def test_nothing_found_is_said(client: Client) -> None:
    client.force_login(an_administrator())
    assert "Rien ne répond à ces filtres." in client.get(PAGE, {"id": "inconnu"}).content.decode()
    assert "Ce que chacun change sera ici." in client.get(PAGE).content.decode()


def test_long_ones_are_read_page_by_page(client: Client) -> None:
    client.force_login(an_administrator())
    juror = a_juror(a_centre())
    for _ in range(51):
        journal.record(None, "juror.changed", juror)
    first = client.get(PAGE, {"action": "juror.changed"})
    assert len(first.context["lines"]) == 50
    assert 'href="?action=juror.changed&amp;page=2"' in first.content.decode()
    assert len(client.get(PAGE, {"page": "2"}).context["lines"]) == 1


@pytest.mark.parametrize("count", [1, 50])
def test_it_asks_as_many_queries_for_1_as_for_50(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    client.force_login(an_administrator())
    for _ in range(count):
        journal.record(a_user(), "juror.changed", a_juror(a_centre()))
    with django_assert_num_queries(6):  # session, account, roles; count, entries, subjects
        client.get(PAGE)
