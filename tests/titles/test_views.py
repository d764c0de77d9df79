"""The référentiel as a person consults it, and the pages that edit its aids."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from centres.models import JournalEntry, User
from tests.builders import a_centre, a_juror_with_account, a_title, an_administrator, an_organiser
from tests.titles.documents import invented, ntc
from titles.loading import load_title
from titles.models import ProfessionalTitle

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(client: Client) -> User:
    user = an_organiser(a_centre())
    client.force_login(user)
    return user


def text_of(response: object) -> str:
    """The words of a page, one space between them, as a person reads them."""
    bare = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return " ".join(bare.replace("\u00a0", " ").split())


def detail(title: ProfessionalTitle) -> str:
    return reverse("titles:detail", args=[title.pk])


def test_the_only_version_opens_by_itself(client: Client, nadia: User) -> None:
    title = a_title()
    assert client.get(reverse("titles:list")).headers["Location"] == detail(title)


def test_several_versions_are_listed(client: Client, nadia: User) -> None:
    a_title().freeze()
    load_title(invented())
    page = text_of(client.get(reverse("titles:list")))
    assert "2 versions" in page
    assert "Négociateur(trice) technico-commercial(e) TP-00338 2 Texte fixé" in page
    assert "Réparateur(trice) de boussoles TP-90001 1 Pas encore utilisé" in page


def test_no_version_says_how_to_load_one(client: Client, nadia: User) -> None:
    assert "manage.py load_title" in text_of(client.get(reverse("titles:list")))


@pytest.mark.parametrize("versions", [2, 50])
def test_the_list_asks_as_many_queries_for_2_as_for_50(
    client: Client, nadia: User, django_assert_num_queries: DjangoAssertNumQueries, versions: int
) -> None:
    for number in range(versions):
        document = invented()
        document["title"]["version"] = str(number)
        load_title(document)
    with django_assert_num_queries(4):
        client.get(reverse("titles:list"))


def test_a_page_shows_every_official_sentence(client: Client, nadia: User) -> None:
    title = a_title()
    page = text_of(client.get(detail(title))).replace("’", "'")
    for competence in title.referentiel.competences:
        assert competence.label in page
    for criterion in title.referentiel.criteria:
        assert f"{criterion.code} {criterion.label}" in page
    for listed in (title.referentiel.proposal_parts, title.referentiel.final_interview_themes):
        assert all(item.label in page for item in listed)
    assert "traiter les la réclamation(s)" in page


def test_a_page_gives_the_length_of_each_route(client: Client, nadia: User) -> None:
    page = text_of(client.get(detail(a_title())))
    assert re.findall(r"Durée totale ((?:\d+ h(?: \d\d)?)|(?:\d+ min))", page) == ["3 h", "1 h 45", "2 h", "30 min"]
    assert "Salle de préparation avec téléphone, salle du jury avec téléphone à haut-parleur · RCT08" in page
    assert "13 critères : C3.1," in page


def test_a_ribbon_puts_the_two_preparations_side_by_side(client: Client, nadia: User) -> None:
    load_title(invented())
    content = client.get(detail(ProfessionalTitle.objects.get())).content.decode()
    ribbon = content[content.index('id="route-title"') :]
    widths = re.findall(r'class="rb-(?:away|\d)" fill="[^"]+" x="([\d.]+)%" y="\d+" width="([\d.]+)%"', ribbon)[:6]
    drawn = [(round(float(left) * 1.45), round(float(width) * 1.45)) for left, width in widths]
    assert drawn == [(0, 5), (5, 55), (60, 40), (90, 10), (100, 25), (125, 20)]


def test_a_page_sums_up_the_job_where_somebody_did(client: Client, nadia: User) -> None:
    assert "des solutions techniques qu’il faut étudier" in text_of(client.get(detail(a_title())))
    other = load_title(invented()).title
    page = text_of(client.get(detail(other)))
    assert "Ce titre n’a pas de présentation du métier." in page
    assert "Pourquoi le nord ?" in page
    assert "Range les vis" in page


def test_a_page_asks_few_queries(
    client: Client, nadia: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    title = a_title()
    with django_assert_num_queries(4):
        client.get(detail(title))


def test_a_juror_reads_and_edits_nothing(client: Client) -> None:
    title = a_title()
    client.force_login(a_juror_with_account(a_centre()).user)
    page = client.get(detail(title))
    assert page.status_code == 200
    assert "modifier" not in page.content.decode()
    for address in (
        reverse("titles:edit_aids", args=[title.pk]),
        reverse("titles:edit_aids", args=[title.pk, "C1.1"]),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"lines": "x"}).status_code == 404


def test_nobody_reads_without_logging_in(client: Client) -> None:
    title = a_title()
    assert client.get(detail(title)).status_code == 302
    assert client.post(reverse("titles:edit_aids", args=[title.pk]), {"lines": "x"}).status_code == 302


@pytest.mark.parametrize("name", ["list", "detail"])
def test_consulting_rejects_post(client: Client, nadia: User, name: str) -> None:
    title = a_title()
    address = reverse("titles:list") if name == "list" else detail(title)
    assert client.post(address).status_code == 405


def test_what_does_not_exist_is_not_found(client: Client, nadia: User) -> None:
    title = a_title()
    addresses = [
        reverse("titles:detail", args=[title.pk + 1]),
        reverse("titles:edit_aids", args=[title.pk + 1]),
        reverse("titles:edit_aids", args=[title.pk, "C9.9"]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_fields_are_typed_one_a_line(client: Client) -> None:
    title = a_title()
    client.force_login(an_administrator())
    address = reverse("titles:edit_aids", args=[title.pk, "C1.1"])
    answer = client.post(address, {"lines": "  écoute \r\n\r\nreformule  le besoin\n"}, follow=True)
    assert answer.redirect_chain == [(f"{detail(title)}#C1.1", 302)]
    assert "Champs d’observation de C1.1 enregistrés." in text_of(answer)
    assert "2 champs d’observation" in text_of(answer)
    title.refresh_from_db()
    assert title.observation_fields == {"C1.1": ["écoute", "reformule le besoin"]}
    assert "écoute\nreformule le besoin" in client.get(address).content.decode()
    assert JournalEntry.objects.get().action == "title.observation_fields_changed"


def test_the_guide_is_typed_one_a_line(client: Client, nadia: User) -> None:
    title = a_title()
    title.freeze()
    answer = client.post(reverse("titles:edit_aids", args=[title.pk]), {"lines": "Votre secteur ?"}, follow=True)
    assert answer.redirect_chain == [(f"{detail(title)}#guide", 302)]
    assert "Guide d’entretien enregistré." in text_of(answer)
    assert "Votre secteur ?" in text_of(answer)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("court\n" + "x" * 301, "Ligne 2 : 301 caractères. Écrivez 300 caractères au plus"),
        ("\n".join("abcdefghij" for _ in range(61)), "61 lignes lues. Gardez-en 60 au plus."),
        ("a\x00b", "Le caractère nul n’est pas autorisé."),
    ],
)
def test_what_does_not_hold_is_said_and_kept(client: Client, nadia: User, lines: str, said: str) -> None:
    title = a_title()
    answer = client.post(reverse("titles:edit_aids", args=[title.pk, "C1.1"]), {"lines": lines})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert lines.splitlines()[0] in html.unescape(answer.content.decode())
    title.refresh_from_db()
    assert title.observation_fields == {}


def test_markup_typed_in_an_aid_stays_words(client: Client, nadia: User) -> None:
    title = a_title()
    client.post(reverse("titles:edit_aids", args=[title.pk]), {"lines": "<script>alert(1)</script>"})
    assert b"<script>alert" not in client.get(detail(title)).content


def test_another_title_has_nothing_of_ntc_on_its_page(client: Client, nadia: User) -> None:
    page = text_of(client.get(detail(load_title(invented()).title)))
    assert not [ccp["code"] for ccp in ntc()["ccps"] if ccp["code"] in page]
    assert "téléphone" not in page
    assert "3 CCP, 4 compétences, 7 critères" in page
