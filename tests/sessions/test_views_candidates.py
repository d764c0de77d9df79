"""The list of candidates, and the people of the centres."""

import html
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from centres.models import User
from sessions.models import ExamSession
from tests.builders import (
    a_bare_passage,
    a_candidate,
    a_centre,
    a_judged_candidate,
    a_juror,
    a_panel,
    a_person,
    a_session,
    an_organiser,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(client: Client) -> User:
    user = an_organiser(a_centre(name="Centre des Trois-Rivières"))
    client.force_login(user)
    return user


def centre_of(user: User):
    return user.memberships.get().centre


def text_of(response: object) -> str:
    bare = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return " ".join(bare.replace("\u00a0", " ").split())


def names_of(response: object) -> list[str]:
    return re.findall(r'<td class="name"><b>([^<]*)</b>', response.content.decode())


def listing(exam_session: ExamSession) -> str:
    return reverse("sessions:candidates", args=[exam_session.pk])


def three_candidates(exam_session: ExamSession) -> None:
    centre = exam_session.centre
    for reference, name, route in (("C001", "Zola", "title"), ("C002", "Écuyer", "ccp1"), ("C003", "Martin", "title")):
        a_candidate(exam_session, reference=reference, route=route, person=a_person(centre, birth_name=name))


def test_a_session_without_candidates_says_what_to_do(client: Client, nadia: User) -> None:
    page = text_of(client.get(listing(a_session(centre_of(nadia)))))
    assert "Aucun candidat. Importez un fichier, ou ajoutez-les un par un." in page
    assert "Télécharger le modèle" in page


def test_each_candidate_says_their_inscription_dossier_passage_and_links(client: Client, nadia: User) -> None:
    exam_session = a_session(centre_of(nadia))
    placed = a_candidate(exam_session, reference="C001", extra_time_oral=True)
    a_bare_passage(placed, a_panel(exam_session, name="Jury B"), "10:35")
    placed.links.create(juror=a_juror(exam_session.centre), reason="employer")
    a_candidate(exam_session, reference="C002", route="ccp1", path="", proposal_received=False)
    a_candidate(exam_session, reference="C003", dspp_received=None)
    page = text_of(client.get(listing(exam_session)))
    assert re.search(
        r"C001 Bœuf-Lacroix\d+ , Amélie Titre formation oral Complet 8 déc. 2026, 10 h 35, Jury B 1 lien", page
    )
    assert re.search(r"C002 \S+ , Amélie CCP Présenter non renseigné non Incomplet à placer aucun", page)
    assert re.search(r"C003 \S+ , Amélie Titre formation non Non renseigné", page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Zola", "Écuyer", "Martin"]),
        ({"tri": "nom"}, ["Écuyer", "Martin", "Zola"]),
        ({"tri": "-nom"}, ["Zola", "Martin", "Écuyer"]),
        ({"tri": "inscription"}, ["Écuyer", "Martin", "Zola"]),
        ({"tri": "rien"}, ["Zola", "Écuyer", "Martin"]),
        ({"q": "ecuyer"}, ["Écuyer"]),
        ({"q": "AMELIE zo"}, ["Zola"]),
        ({"q": "c003"}, ["Martin"]),
        ({"inscription": "ccp1"}, ["Écuyer"]),
        ({"page": "9"}, ["Zola", "Écuyer", "Martin"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted_by_its_address(
    client: Client, nadia: User, query: dict[str, str], found: list[str]
) -> None:
    exam_session = a_session(centre_of(nadia))
    three_candidates(exam_session)
    assert names_of(client.get(listing(exam_session), query)) == found


def test_a_filter_says_how_many_it_leaves_and_how_to_see_all(client: Client, nadia: User) -> None:
    exam_session = a_session(centre_of(nadia))
    three_candidates(exam_session)
    assert "3 candidats, 1 filtré. Tout montrer" in text_of(client.get(listing(exam_session), {"q": "zola"}))
    assert "Aucun candidat ne répond à cette recherche." in text_of(client.get(listing(exam_session), {"q": "x"}))


def test_htmx_gets_the_fragment_that_the_page_includes(client: Client, htmx_client: Client, nadia: User) -> None:
    exam_session = a_session(centre_of(nadia))
    three_candidates(exam_session)
    htmx_client.force_login(nadia)
    fragment = htmx_client.get(listing(exam_session), {"q": "zola"}).content.decode().strip()
    assert fragment.startswith('<div id="candidate-list">')
    assert fragment in client.get(listing(exam_session), {"q": "zola"}).content.decode()


def test_a_long_list_has_pages(client: Client, nadia: User) -> None:
    exam_session = a_session(centre_of(nadia))
    for number in range(101):
        a_candidate(exam_session, reference=f"C{number:03}")
    assert len(names_of(client.get(listing(exam_session)))) == 100
    second = client.get(listing(exam_session), {"page": 2, "tri": "identifiant"})
    assert len(names_of(second)) == 1
    assert 'href="?page=1&amp;tri=identifiant"' in second.content.decode()


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_asks_as_many_queries_for_1_as_for_50(
    client: Client, nadia: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    exam_session = a_session(centre_of(nadia))
    panel, juror = a_panel(exam_session), a_juror(exam_session.centre)
    for _ in range(count):
        candidate = a_candidate(exam_session)
        a_bare_passage(candidate, panel)
        candidate.links.create(juror=juror, reason="employer")
    with django_assert_num_queries(9):
        client.get(listing(exam_session))


@pytest.mark.parametrize("count", [1, 50])
def test_people_ask_as_many_queries_for_1_as_for_50(
    client: Client, nadia: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    exam_session = a_session(centre_of(nadia))
    for _ in range(count):
        a_candidate(exam_session)
    with django_assert_num_queries(8):
        client.get(reverse("sessions:people"))


def test_people_are_those_of_my_centres_with_their_enrolments(client: Client, nadia: User) -> None:
    person = a_person(centre_of(nadia), birth_name="Zola", born_on=date(1990, 1, 2))
    one, two = a_session(centre_of(nadia), reference="S-1"), a_session(centre_of(nadia), reference="S-2")
    a_candidate(one, person=person)
    second = a_candidate(two, person=person)
    a_person(centre_of(nadia), birth_name="Écuyer", born_on=None)
    a_candidate(a_session(), person=a_person(a_centre(), birth_name="Ailleurs"))
    response = client.get(reverse("sessions:people"))
    assert names_of(response) == ["Écuyer", "Zola"]
    assert "2 janv. 1990 Centre des Trois-Rivières S-1 , S-2" in text_of(response)
    assert reverse("sessions:candidate_edit", args=[second.pk]) in response.content.decode()
    assert names_of(client.get(reverse("sessions:people"), {"q": "ecu"})) == ["Écuyer"]


def test_nobody_yet_is_said(client: Client, nadia: User) -> None:
    assert "Aucun candidat. Les personnes inscrites" in text_of(client.get(reverse("sessions:people")))


@pytest.mark.parametrize("name", ["candidates", "candidate_add", "candidates_import"])
def test_another_centre_and_a_juror_get_404(client: Client, nadia: User, name: str) -> None:
    candidate, juror, _ = a_judged_candidate()
    address = reverse(f"sessions:{name}", args=[candidate.exam_session_id])
    assert client.get(address).status_code == 404
    client.force_login(juror.user)
    assert client.get(address).status_code == 404
    assert client.get(reverse("sessions:people")).status_code == 404


def test_the_list_rejects_post(client: Client, nadia: User) -> None:
    assert client.post(listing(a_session(centre_of(nadia)))).status_code == 405
