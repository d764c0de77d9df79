"""The panels of a juror, as their file shows them."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from juries.models import Juror
from tests.builders import a_centre, a_juror, a_juror_with_account, a_panel, a_session, an_organiser

pytestmark = pytest.mark.django_db


def page_of(juror: Juror) -> str:
    return reverse("sessions:juror_panels", args=[juror.pk])


def test_each_panel_is_told_with_its_session(client: Client) -> None:
    centre = a_centre()
    client.force_login(an_organiser(centre))
    juror, exam_session = a_juror(centre), a_session(centre)
    panel, other = a_panel(exam_session, juror), a_panel(exam_session)
    part = client.get(page_of(juror), headers={"HX-Request": "true"}).content.decode()
    assert part in client.get(page_of(juror)).content.decode()
    assert part.startswith('<div id="juror-panels">')
    assert panel.name in part
    assert other.name not in part
    assert "Titre NTC, 8 décembre 2026" in part


def test_no_panel_yet_is_said(client: Client) -> None:
    centre = a_centre()
    client.force_login(an_organiser(centre))
    assert "Aucun jury pour l’instant." in client.get(page_of(a_juror(centre))).content.decode()


def test_a_foreign_centre_s_juror_is_not_there_nor_one_s_own_for_a_juror(client: Client) -> None:
    centre = a_centre()
    client.force_login(an_organiser(centre))
    assert client.get(page_of(a_juror(a_centre()))).status_code == 404
    juror = a_juror_with_account(centre)
    client.force_login(juror.user)
    assert client.get(page_of(juror)).status_code == 404


def test_it_rejects_post(client: Client) -> None:
    centre = a_centre()
    client.force_login(an_organiser(centre))
    assert client.post(page_of(a_juror(centre))).status_code == 405


@pytest.mark.parametrize("count", [1, 50])
def test_it_asks_as_many_queries_for_1_as_for_50(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    centre = a_centre()
    client.force_login(an_organiser(centre))
    juror, colleague = a_juror(centre), a_juror(centre)
    exam_session = a_session(centre)
    for _ in range(count):
        a_panel(exam_session, juror, colleague)
    with django_assert_num_queries(6):  # session, account, roles, centre; juror, panels, days
        client.get(page_of(juror), headers={"HX-Request": "true"})
