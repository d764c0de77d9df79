"""« Statistiques » of a session: only what is sealed counts, small groups say nothing, the file says the same."""

import io

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries, Settings

from evaluations.models import Amendment
from sessions.models import ExamSession
from tests.builders import a_candidate, a_juror, a_panel, a_session, an_organiser
from tests.evaluations.figured import CODE, a_figured_session, a_recorded_passage, a_sealed_candidate

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam_session() -> ExamSession:
    return a_session()


@pytest.fixture
def nadia(client: Client, exam_session: ExamSession) -> Client:
    client.force_login(an_organiser(exam_session.centre))
    return client


def text_of(client: Client, exam_session: ExamSession) -> str:
    answer = client.get(reverse("evaluations:figures", args=[exam_session.pk]))
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    return " ".join(page.select_one("main").get_text(" ").replace("\u00a0", " ").split())


def test_before_anything_the_page_says_what_will_come(nadia: Client, exam_session: ExamSession) -> None:
    a_candidate(exam_session)
    assert "dès le premier résultat scellé" in text_of(nadia, exam_session)


def test_only_sealed_results_count(nadia: Client, exam_session: ExamSession) -> None:
    a_figured_session(exam_session, 7)
    a_sealed_candidate(exam_session, decision="absent")
    a_candidate(exam_session)
    text = text_of(nadia, exam_session)
    assert "8 résultats scellés, 1 à sceller." in text
    assert "7 titres proposés sur 8 candidats, des CCP pour aucun" in text
    assert "Titre 7 Absence 1 Pas encore scellé 1" in text
    assert "7 sur 7" in text  # the absent candidate is in no answer
    assert "C3.2" not in text  # nobody touched it
    assert "d’accord sur 6 réponses sur 7" in text
    assert "86 % . Le kappa s’affiche à partir de 30 candidats" in text


def test_a_small_group_is_hidden_with_its_reason(nadia: Client, exam_session: ExamSession) -> None:
    a_figured_session(exam_session, 4)
    text = text_of(nadia, exam_session)
    assert text.count("Effectif trop petit : non affiché") == 3  # decisions, answers, agreement
    assert "moins de 5 personnes, ou moins de 7 qui ont toutes la même réponse" in text
    assert "4 résultats scellés, dont 4 d’effectifs trop petits, non affichés" in text
    assert "4 sur 4" not in text
    assert "4 titres proposés" not in text


def test_five_of_five_would_say_what_each_got(nadia: Client, exam_session: ExamSession) -> None:
    a_figured_session(exam_session, 5)
    text = text_of(nadia, exam_session)
    assert "5 sur 5" not in text
    assert "5 titres proposés" not in text
    assert "d’accord sur 4 réponses sur 5" in text  # which says nothing of a candidate


def test_the_smallest_group_is_a_setting(nadia: Client, exam_session: ExamSession, settings: Settings) -> None:
    settings.FIGURES_SMALLEST_GROUP = settings.FIGURES_SMALLEST_UNANIMOUS = 4
    a_figured_session(exam_session, 4)
    assert "4 sur 4" in text_of(nadia, exam_session)


def test_an_amended_answer_counts_as_amended(nadia: Client, exam_session: ExamSession) -> None:
    a_figured_session(exam_session, 5)
    evaluation = exam_session.candidates.first().evaluation
    Amendment.objects.create(
        evaluation=evaluation,
        number=1,
        author=an_organiser(exam_session.centre),
        reason="Erreur de report",
        changes=[{"cell": CODE, "before": "O", "after": "N"}],
        fingerprint="e" * 64,
    )
    assert "Part de « oui » par critère" not in (text := text_of(nadia, exam_session).split("Part de « oui » par")[0])
    assert "Le moins de « oui » : C3.1, 4 sur 5" in text


def test_hours_are_told_from_what_was_recorded(nadia: Client, exam_session: ExamSession) -> None:
    for rank in range(5):
        panel = a_panel(exam_session, a_juror(exam_session.centre), a_juror(exam_session.centre))
        a_recorded_passage(a_candidate(exam_session), panel, "08:30", late=rank * 3, longer=4)
    text = text_of(nadia, exam_session)
    assert "préparation : 4 min de plus que prévu, en médiane" in text
    assert "préparation 5 passages, de 34 à 34 min 34 min, prévu 30" in text
    assert "2 passages sur 5 à l’heure" in text
    assert "Retards au début, en minutes : 0 ; 3 ; 6 ; 9 ; 12." in text
    assert "Charge des jurés" in text


def test_the_file_says_what_the_page_says(nadia: Client, exam_session: ExamSession) -> None:
    a_figured_session(exam_session, 4)
    answer = nadia.get(reverse("evaluations:figures_file", args=[exam_session.pk, "csv"]))
    text = answer.content.decode("utf-8-sig")
    assert "Décisions;Titre;Titre;effectif trop petit, non affiché;\r\n" in text
    assert "Décisions;Effectifs trop petits;résultats non affichés;4;\r\n" in text
    assert f"Part de oui;{CODE};oui;effectif trop petit, non affiché;\r\n" in text
    book = nadia.get(reverse("evaluations:figures_file", args=[exam_session.pk, "xlsx"]))
    rows = list(load_workbook(io.BytesIO(book.content)).active.values)
    assert ("Décisions", "Effectifs trop petits", "résultats non affichés", 4, None) in rows
    assert nadia.get(reverse("evaluations:figures_file", args=[exam_session.pk, "pdf"])).status_code == 404


def test_a_name_in_the_file_is_no_formula(nadia: Client, exam_session: ExamSession) -> None:
    panel = a_panel(exam_session, a_juror(exam_session.centre, last_name="=1+1"), a_juror(exam_session.centre))
    a_recorded_passage(a_candidate(exam_session), panel, "08:30", late=0, longer=0)
    answer = nadia.get(reverse("evaluations:figures_file", args=[exam_session.pk, "csv"]))
    assert "Charge des jurés;'=1+1, Claire;passages;1;" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize("count", [1, 50])
def test_as_many_queries_for_one_as_for_fifty(
    nadia: Client, exam_session: ExamSession, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    a_figured_session(exam_session, count)
    with django_assert_num_queries(14):
        nadia.get(reverse("evaluations:figures", args=[exam_session.pk]))
