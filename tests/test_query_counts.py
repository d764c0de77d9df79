"""The lists of the evaluations floor ask as many queries for 50 rows as for one."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from evaluations import marking
from evaluations.day_acts import advance
from juries.models import Juror
from sessions.models import ExamSession
from tests.builders import (
    a_bare_passage,
    a_candidate,
    a_centre,
    a_juror_with_account,
    a_panel,
    a_session,
    an_organiser,
    at,
)
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db

TOWER = 19


def judged(exam_session: ExamSession, count: int) -> Juror:
    """So many candidates before one panel, each with a grid of its first juror begun."""
    centre = exam_session.centre
    jurors = a_juror_with_account(centre), a_juror_with_account(centre)
    panel = a_panel(exam_session, *jurors)
    for rank in range(count):
        candidate = a_candidate(exam_session)
        passage = a_bare_passage(candidate, panel)
        passage.starts_at = at("08:30") + timedelta(minutes=rank)
        passage.save()
        grid = marking.open_grid(candidate, juror=jurors[0], phase="technical_interview")
        marking.rate(grid, "C3.1", value="O", by=jurors[0].user)
    return jurors[0]


@pytest.mark.parametrize("count", [1, 50])
def test_a_jurors_day(client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int) -> None:
    client.force_login(judged(a_session(), count).user)
    with django_assert_num_queries(10):
        answer = client.get(reverse("evaluations:my_day"))
    assert answer.content.decode().count('class="person"') == count


@pytest.mark.parametrize("count", [1, 50])
def test_the_deliberations_of_a_session(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    exam_session = a_session(a_centre())
    judged(exam_session, count)
    client.force_login(an_organiser(exam_session.centre))
    with django_assert_num_queries(13):
        answer = client.get(reverse("evaluations:deliberations", args=[exam_session.pk]))
    assert answer.content.decode().count("Ouvrir<span") == count


@pytest.mark.parametrize("count", [3, 12])
def test_the_control_tower_of_a_session(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
) -> None:
    """Each jury at work on somebody whose grid is begun, with somebody else to come."""
    monkeypatch.setattr(timezone, "now", lambda: at("09:00"))
    exam_session = a_session()
    organiser = an_organiser(exam_session.centre)
    for _ in range(count):
        panel = a_panel(exam_session)
        first, second = a_candidate(exam_session), a_candidate(exam_session, route="ccp1")
        put(first, panel, "08:30")
        put(second, panel, "14:00")
        advance(first, expected="technical_interview/preparation", by=organiser, now=at("08:35"))
        marking.open_grid(first, juror=panel.jurors.first(), phase="technical_interview")
    client.force_login(organiser)
    with django_assert_num_queries(TOWER):
        answer = client.get(reverse("evaluations:tower", args=[exam_session.pk]))
    assert answer.content.decode().count("tower-body") == count
    with django_assert_num_queries(6):
        again = client.get(
            reverse("evaluations:tower", args=[exam_session.pk]),
            {"vu": answer.context["mark"]},
            headers={"HX-Request": "true"},
        )
    assert again.status_code == 204
