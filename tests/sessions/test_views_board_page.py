"""The board's page: a day drawn by jury or by room, in as many queries whatever it holds."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sessions.models import Candidate, ExamSession, Link, Panel, Room
from sessions.publication import publish
from tests.builders import (
    a_candidate,
    a_day,
    a_panel,
    a_preparation_room,
)
from tests.sessions.pages import filled_buttons, text_of, url
from tests.sessions.passages import a_named, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def amelie(exam_session: ExamSession) -> Candidate:
    return a_named(exam_session, "Amélie")


def test_a_passage_is_drawn_with_its_steps(
    client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
) -> None:
    put(amelie, panel, "08:30", room)
    answer = client.get(url("timetable", exam_session))
    page = text_of(answer)
    assert "Jury A salle 101" in page
    assert "Amélie Noël Titre 8 h 30 à 11 h 30 Préparation 30 Entretien technique 60 Préparation du jury 15" in page
    assert "Appel 10 Face à face 35 Entretien final 30 Délibération" in page
    assert f'href="{url("passage_place", exam_session, amelie.pk)}"' in answer.content.decode()
    assert filled_buttons(answer) <= 1


def test_by_room_those_who_prepare_are_said(
    client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
) -> None:
    put(amelie, panel, "08:30", room)
    page = text_of(client.get(url("timetable", exam_session), {"par": "salle"}))
    assert "Salle 101 Jury A" in page
    assert "Amélie Noël s’y prépare" in page


def test_what_blocks_is_said_in_the_passage(
    client: Client, exam_session: ExamSession, amelie: Candidate, panel: Panel, room: Room
) -> None:
    juror = panel.jurors.first()
    Link.objects.create(candidate=amelie, juror=juror, reason="trainer")
    put(amelie, panel, "08:30", room)
    page = text_of(client.get(url("timetable", exam_session)))
    assert f"8 h 30 à 11 h 30 {juror} a formé ce candidat Préparation" in page


def test_the_other_day_is_a_tab_that_keeps_the_view(client: Client, exam_session: ExamSession) -> None:
    a_day(exam_session, date(2026, 12, 9))
    a_panel(exam_session)
    page = client.get(url("timetable", exam_session), {"par": "salle", "jour": "2026-12-09"}).content.decode()
    assert 'href="?jour=2026-12-08&amp;par=salle"' in page
    assert 'href="?jour=2026-12-09&amp;vue=liste"' in page


@pytest.mark.parametrize("panels", [1, 9])
def test_it_takes_twelve_queries_whatever_it_holds(
    client: Client, exam_session: ExamSession, panels: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(panels):
        one, room = a_panel(exam_session), a_preparation_room(exam_session.centre)
        for start in ("08:30", "13:00"):
            candidate = a_candidate(exam_session)
            put(candidate, one, start, room)
            Link.objects.create(candidate=candidate, juror=one.jurors.last(), reason="other")
    publish_anyway(exam_session)
    with django_assert_num_queries(12):
        answer = client.get(url("timetable", exam_session))
    assert answer.content.decode().count('class="part ') == 12 * panels


def publish_anyway(exam_session: ExamSession) -> None:
    """A version is published before the links are known."""
    links = list(Link.objects.all())
    Link.objects.all().delete()
    publish(exam_session, by=None)
    Link.objects.bulk_create(links)
