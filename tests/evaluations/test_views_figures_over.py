"""« Statistiques sur plusieurs sessions »: whose sessions, which ones, and the file that says the same."""

import io
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pytest_django import DjangoAssertNumQueries

from centres.models import Centre
from evaluations.models import Amendment
from sessions.models import ExamSession
from tests.builders import (
    a_candidate,
    a_centre,
    a_juror,
    a_panel,
    a_session,
    a_title,
    an_administrator,
    an_organiser,
)
from tests.evaluations.figured import CODE, a_figured_session, a_recorded_passage, a_sealed_candidate
from titles.models import ProfessionalTitle

pytestmark = pytest.mark.django_db
PAGE = "evaluations:figures_over"
YEAR = timezone.localdate().year


@pytest.fixture
def centre() -> Centre:
    return a_centre(name="Centre du Port")


@pytest.fixture
def nadia(client: Client, centre: Centre) -> Client:
    client.force_login(an_organiser(centre))
    return client


def sealed(centre: Centre, count: int, day: date, **fields: object) -> ExamSession:
    exam_session = a_session(centre, day=day, **fields)
    a_figured_session(exam_session, count)
    return exam_session


def text_of(client: Client, **asked: str) -> str:
    answer = client.get(reverse(PAGE), asked)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    return " ".join(page.select_one("main").get_text(" ").replace("\u00a0", " ").split())


def rows_of(client: Client, format_name: str, **asked: str) -> list[tuple]:
    answer = client.get(reverse("evaluations:figures_over_file", args=[format_name]), asked)
    if format_name == "csv":
        return [tuple(line.split(";")) for line in answer.content.decode("utf-8-sig").split("\r\n")]
    return list(workbook(answer.content).values)


def workbook(content: bytes) -> Worksheet:
    return load_workbook(io.BytesIO(content)).active


def test_before_any_session_the_page_says_what_will_come(nadia: Client) -> None:
    assert "Aucune session. Les chiffres viendront avec la première" in text_of(nadia)


def test_sessions_are_counted_together_and_one_after_the_other(nadia: Client, centre: Centre) -> None:
    sealed(centre, 7, date(YEAR, 1, 5))
    sealed(centre, 8, date(YEAR, 2, 5))
    text = text_of(nadia)
    assert "2 sessions, 2 dont tous les résultats sont scellés" in text
    assert "15 titres proposés sur 15 candidats, des CCP pour aucun" in text
    assert "15 sur 15" in text
    assert "d’accord sur 13 réponses sur 15" in text
    assert "7 sur 7 6 sur 7 non affiché" in text  # the first session's row
    assert "8 sur 8 7 sur 8 non affiché" in text


def test_two_small_sessions_speak_only_together(nadia: Client, centre: Centre) -> None:
    sealed(centre, 4, date(YEAR, 1, 5))
    sealed(centre, 3, date(YEAR, 2, 5))
    both = text_of(nadia)
    assert "7 titres proposés sur 7 candidats" in both
    assert "non affiché non affiché non affiché" in both  # neither by itself
    first = text_of(nadia, du=f"01/01/{YEAR}", au=f"31/01/{YEAR}")
    assert "1 session, 1 dont tous les résultats sont scellés" in first
    assert "dont 4 d’effectifs trop petits, non affichés" in first
    assert "4 titres" not in first


def test_a_period_does_not_change_which_small_sessions_speak_together(nadia: Client, centre: Centre) -> None:
    """Else what February and March say, taken from what January and February say, would be January alone."""
    for month, count in ((1, 4), (2, 3), (3, 4)):
        sealed(centre, count, date(YEAR, month, 5))
    assert "7 titres proposés sur 7" in text_of(nadia, au=f"28/02/{YEAR}")
    assert "7 titres proposés sur 7" in text_of(nadia)
    assert "titres proposés sur" not in text_of(nadia, du=f"01/02/{YEAR}")


def test_a_session_not_wholly_sealed_brings_no_result(nadia: Client, centre: Centre) -> None:
    sealed(centre, 7, date(YEAR, 1, 5))
    late = sealed(centre, 8, date(YEAR, 2, 5))
    a_candidate(late)
    text = text_of(nadia)
    assert "2 sessions, 1 dont tous les résultats sont scellés" in text
    assert "7 titres proposés sur 7 candidats" in text
    assert "d’accord sur 6 réponses sur 7" in text
    assert "15" not in text.split("Session par session")[1]


def test_one_chooses_sessions_by_centre_place_and_period(client: Client, centre: Centre) -> None:
    client.force_login(an_administrator())
    other = a_centre(name="Centre du Canal")
    sealed(centre, 7, date(YEAR, 1, 5))
    sealed(centre, 8, date(YEAR - 1, 12, 5), is_remote=True)
    sealed(other, 9, date(YEAR - 2, 12, 5))
    assert "2 sessions" in text_of(client)  # since the first day of last year
    assert "3 sessions" in text_of(client, du="")
    assert "24 titres" in text_of(client, du="")
    assert "9 titres" in text_of(client, du="", centre=str(other.pk))
    assert "8 titres" in text_of(client, lieu="a-distance")
    assert "7 titres" in text_of(client, lieu="sur-place")
    assert "7 titres" in text_of(client, du=f"05/01/{YEAR}", au=f"05/01/{YEAR}")
    assert "Aucune session ne répond à ce choix" in text_of(client, du=f"06/01/{YEAR}")


def test_one_page_is_about_one_version(nadia: Client, centre: Centre) -> None:
    known = a_title()
    other = ProfessionalTitle.objects.create(
        code=known.code, version="9", label=known.label, law={**known.law, "version": "9"}, law_digest="9" * 64
    )
    sealed(centre, 7, date(YEAR, 1, 5))
    sealed(centre, 8, date(YEAR, 2, 5), title=other)
    assert "8 titres proposés sur 8" in text_of(nadia)  # the one used last
    assert "7 titres proposés sur 7" in text_of(nadia, version=str(known.pk))


def test_an_organiser_counts_their_own_centres_only(nadia: Client, centre: Centre) -> None:
    other = a_centre(name="Centre du Canal")
    sealed(centre, 7, date(YEAR, 1, 5))
    sealed(other, 9, date(YEAR, 2, 5))
    text = text_of(nadia, du="")
    assert "7 titres proposés sur 7" in text
    assert "Centre du Canal" not in text
    assert "Choisissez dans la liste." in text_of(nadia, centre=str(other.pk))
    assert "titres proposés" not in text_of(nadia, centre=str(other.pk))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"du": "32/01/2026"}, "Écrivez une date du calendrier, par exemple 01/01/2026."),
        (
            {"du": "02/01/2026", "au": "01/01/2026"},
            "La période finit avant de commencer : changez l’une des deux dates.",
        ),
        ({"version": "zéro"}, "Choisissez dans la liste."),
        ({"lieu": "ailleurs"}, "Choisissez dans la liste."),
    ],
)
def test_what_cannot_be_chosen_is_said(nadia: Client, centre: Centre, asked: dict[str, str], told: str) -> None:
    sealed(centre, 7, date(YEAR, 1, 5))
    text = text_of(nadia, **asked)
    assert told in text
    assert "titres proposés" not in text
    file = nadia.get(reverse("evaluations:figures_over_file", args=["csv"]), asked)
    assert file.status_code == 302
    assert file["Location"].startswith(reverse(PAGE) + "?")


def test_the_file_says_what_the_page_says(nadia: Client, centre: Centre) -> None:
    first = sealed(centre, 7, date(YEAR, 1, 5))
    sealed(centre, 4, date(YEAR, 2, 5))
    csv = rows_of(nadia, "csv", du="", centre=str(centre.pk))
    assert ("Choix", "Centre", "Centre du Port", "", "") in csv
    assert ("Choix", "Période", "toute", "", "") in csv
    assert ("Choix", "Sessions", "tous les résultats scellés", "2", "2") in csv
    assert ("Décisions", "Ensemble", "Titre", "7", "7") in csv
    assert ("Décisions", "Effectifs trop petits", "résultats non affichés", "4", "") in csv
    assert ("Session par session", f"{first.reference}, 5 janv. {YEAR}", "titres proposés", "7", "7") in csv
    xlsx = rows_of(nadia, "xlsx", du="", centre=str(centre.pk))
    assert [tuple("" if cell is None else str(cell) for cell in row) for row in xlsx] == csv[:-1]
    assert nadia.get(reverse("evaluations:figures_over_file", args=["pdf"])).status_code == 404


def test_numbers_are_numbers_and_texts_no_formulas(nadia: Client, centre: Centre) -> None:
    exam_session = sealed(centre, 30, date(YEAR, 1, 5), reference="=1+1")
    panel = a_panel(exam_session, a_juror(centre, last_name="=1+1"), a_juror(centre))
    a_recorded_passage(exam_session.candidates.first(), panel, "08:30", late=0, longer=0)
    csv = rows_of(nadia, "csv")
    assert ("Charge des jurés", "'=1+1, Claire", "passages", "1", "") in csv
    assert any(row[1].startswith("'=1+1, 5 janv.") for row in csv if row[0] == "Session par session")
    assert ("Accord des jurés", CODE, "kappa de Fleiss, dès 30 candidats", "-0,02", "30") in csv
    answer = nadia.get(reverse("evaluations:figures_over_file", args=["xlsx"]))
    cells = [cell for row in workbook(answer.content).iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells if cell.column_letter == "E"} == {"n"}
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert -0.02 in [cell.value for cell in cells]


def test_an_amended_absence_leaves_the_answers(nadia: Client, centre: Centre) -> None:
    exam_session = sealed(centre, 7, date(YEAR, 1, 5))
    a_sealed_candidate(exam_session)
    Amendment.objects.create(
        evaluation=exam_session.candidates.last().evaluation,
        number=1,
        author=an_organiser(centre),
        reason="Erreur de report",
        changes=[{"cell": CODE, "before": "O", "after": "N"}],
        fingerprint="e" * 64,
    )
    assert "Le moins de « oui » : C3.1, 7 sur 8" in text_of(nadia)


@pytest.mark.parametrize("count", [1, 50])
def test_as_many_queries_for_one_session_as_for_fifty(
    nadia: Client, centre: Centre, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for rank in range(count):
        exam_session = sealed(centre, 1, date(YEAR, 1 + rank % 12, 5))
        panel = exam_session.panels.first()
        if not rank:
            a_recorded_passage(a_sealed_candidate(exam_session), panel, "08:30", late=0, longer=0)
    with django_assert_num_queries(13):
        answer = nadia.get(reverse(PAGE))
    assert len(answer.context["told"].sessions) == count
    for format_name in ("csv", "xlsx"):
        with django_assert_num_queries(13):
            nadia.get(reverse("evaluations:figures_over_file", args=[format_name]))
