"""The planning page."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sessions.models import CandidateUnavailability, ExamSession, Link
from sessions.publication import publish
from tests.builders import (
    a_candidate,
    a_day,
    a_panel,
    a_preparation_room,
    a_room,
    at,
)
from tests.sessions.pages import filled_buttons, is_hidden_from_others, text_of, url
from tests.sessions.passages import a_named, put

pytestmark = pytest.mark.django_db


def test_each_panel_shows_its_passages_of_the_day(client: Client, exam_session: ExamSession) -> None:
    panel = a_panel(exam_session, name="Jury A", room=a_room(exam_session.centre, name="salle 101"))
    put(a_named(exam_session, "Amélie"), panel, "08:30", a_preparation_room(exam_session.centre, name="salle 104"))
    page = text_of(client.get(url("timetable", exam_session), {"vue": "liste"}))
    assert "Mardi 8 décembre 2026" in page
    assert "8 h 30 11 h 30 Amélie Noël Titre · salle 101, préparation en salle 104 Verrouiller" in page
    assert "Chaque candidat a un passage." in page
    assert "Rien à régler." in page


def test_who_is_left_to_place_says_how_long_and_when_away(client: Client, exam_session: ExamSession) -> None:
    candidate = a_named(exam_session, "Lucien", route="ccp2")
    CandidateUnavailability.objects.create(candidate=candidate, starts_at=at("08:00"), ends_at=at("12:00"))
    answer = client.get(url("timetable", exam_session))
    assert "Lucien Noël CCP Élaborer · 2 h Indisponible 8 déc. 2026, 8 h 00 à 12 h 00 Placer" in text_of(answer)
    assert url("passage_place", exam_session, candidate.pk) in answer.content.decode()


def test_a_conflict_says_who_where_when_why_and_leads_to_its_cure(client: Client, exam_session: ExamSession) -> None:
    candidate, panel = a_named(exam_session, "Sofia"), a_panel(exam_session, name="Jury C")
    juror = panel.jurors.first()
    Link.objects.create(candidate=candidate, juror=juror, reason="trainer")
    put(candidate, panel, "09:00")
    answer = client.get(url("timetable", exam_session))
    page = text_of(answer)
    assert f"Sofia Noël, jury C, mardi 8 décembre 2026 à 9 h 00 : {juror} a formé ce candidat." in page
    assert "Confiez ce candidat à un autre jury, ou remplacez ce juré. Charte du membre de jury" in page
    assert "1 blocage" in page
    assert f'href="{url("passage_place", exam_session, candidate.pk)}"' in answer.content.decode()
    assert filled_buttons(answer) == 0


def test_many_warnings_are_folded_under_what_blocks(client: Client, exam_session: ExamSession) -> None:
    for _ in range(5):
        a_candidate(exam_session, path="")
    answer = client.get(url("timetable", exam_session))
    assert "Rien ne bloque." in text_of(answer)
    assert '<details class="fold">' in answer.content.decode()
    assert "5 avertissements" in text_of(answer)


def test_a_day_is_chosen_in_the_address(client: Client, exam_session: ExamSession) -> None:
    a_day(exam_session, date(2026, 12, 9))
    panel = a_panel(exam_session)
    put(a_named(exam_session, "Amélie"), panel, "08:30")
    asked = {"jour": "2026-12-08", "vue": "liste"}
    assert "8 h 30 11 h 30 Amélie" in text_of(client.get(url("timetable", exam_session), asked))
    other = text_of(client.get(url("timetable", exam_session), {"jour": "2026-12-09", "vue": "liste"}))
    assert "Mercredi 9 décembre 2026" in other
    assert "Aucun passage ce jour." in other
    assert "Mardi 8 décembre 2026" in text_of(client.get(url("timetable", exam_session), {"jour": "n’importe"}))


def test_the_draft_is_counted_against_the_version(client: Client, exam_session: ExamSession) -> None:
    panel, room = a_panel(exam_session), a_preparation_room(exam_session.centre)
    candidate = a_candidate(exam_session)
    put(candidate, panel, "08:30", room)
    answer = client.get(url("timetable", exam_session))
    assert "Brouillon, pas encore publié" in text_of(answer)
    assert filled_buttons(answer) == 1
    publish(exam_session, by=None)
    assert "À jour de la version 1" in text_of(client.get(url("timetable", exam_session)))
    put(candidate, panel, "09:00", room)
    assert "Brouillon, 1 changement depuis la version 1" in text_of(client.get(url("timetable", exam_session)))


def test_without_a_jury_or_a_day_it_says_what_to_do(client: Client, exam_session: ExamSession) -> None:
    assert "Aucun jury. Composez-en un" in text_of(client.get(url("timetable", exam_session)))
    exam_session.days.all().delete()
    assert "Aucune journée. Écrivez celles de la session" in text_of(client.get(url("timetable", exam_session)))


def test_others_get_404(exam_session: ExamSession) -> None:
    assert is_hidden_from_others(exam_session, url("timetable", exam_session))


def test_it_rejects_post(client: Client, exam_session: ExamSession) -> None:
    assert client.post(url("timetable", exam_session)).status_code == 405


@pytest.mark.parametrize("count", [1, 50])
def test_it_takes_the_same_queries_whatever_the_number(
    client: Client, exam_session: ExamSession, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for rank in range(count):
        candidate = a_candidate(exam_session)
        if rank % 5 == 0:
            put(candidate, a_panel(exam_session), "08:30")
    publish(exam_session, by=None)
    with django_assert_num_queries(12):
        client.get(url("timetable", exam_session))
