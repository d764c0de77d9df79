"""The lists of the evaluations floor ask as many queries for 50 rows as for one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from evaluations import marking
from evaluations.day_acts import advance
from evaluations.models import SessionOrigin
from evaluations.operations import Op, Outcome, SharedKind
from evaluations.sharing import receive
from evaluations.tablet_report import Held, Report
from evaluations.tablets import hear
from juries.models import Juror
from sessions.models import ExamSession
from tests.builders import (
    a_bare_passage,
    a_candidate,
    a_centre,
    a_juror_with_account,
    a_panel,
    a_session,
    an_administrator,
    an_organiser,
    at,
)
from tests.evaluations.tablets import a_sender
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db

TOWER = 20


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
    with django_assert_num_queries(11):
        answer = client.get(reverse("evaluations:my_day"))
    assert answer.content.decode().count('class="person"') == count


@pytest.mark.parametrize("count", [1, 50])
def test_the_deliberations_of_a_session(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    exam_session = a_session(a_centre())
    judged(exam_session, count)
    client.force_login(an_organiser(exam_session.centre))
    with django_assert_num_queries(14):
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
        panel = a_panel(exam_session, *(a_juror_with_account(exam_session.centre) for _ in range(2)))
        first, second = a_candidate(exam_session), a_candidate(exam_session, route="ccp1")
        put(first, panel, "08:30")
        put(second, panel, "14:00")
        advance(first, expected="technical_interview/preparation", by=organiser, now=at("08:35"))
        marking.open_grid(first, juror=panel.jurors.first(), phase="technical_interview")
        start = Op(
            uuid4(), first.pk, "technical_interview", SharedKind.TIMER, "presentation", at("08:58").isoformat(), 0
        )
        assert receive(start, a_sender(panel.jurors.first())).outcome is Outcome.APPLIED
        for rank in range(count // 3):
            told = Held(panel.jurors.first().pk, first.pk, "technical_interview", rank, 1)
            hear(Report(f"{panel.pk}-{rank}", 1, (told,)), juror=panel.jurors.first())
    client.force_login(organiser)
    with django_assert_num_queries(TOWER):
        answer = client.get(reverse("evaluations:tower", args=[exam_session.pk]))
    assert answer.content.decode().count("tower-body") == count
    assert answer.content.decode().count("selon la tablette") == count
    with django_assert_num_queries(6):
        again = client.get(
            reverse("evaluations:tower", args=[exam_session.pk]),
            {"vu": answer.context["mark"]},
            headers={"HX-Request": "true"},
        )
    assert again.status_code == 204


def came_from_an_archive(exam_session: ExamSession, entries: int = 1) -> SessionOrigin:
    """With a journal of so many entries about its candidates."""
    entry = {
        "at": at("09:00").isoformat(),
        "by": "Nadia",
        "action": "candidate.changed",
        "subject": "sessions.candidate",
    }
    journal = [entry | {"id": rank, "before": {"email": ""}, "after": {"email": "x"}} for rank in range(entries)]
    about = {"digest": "0" * 64, "centre_name": "Dreux", "imported_by": an_administrator()}
    return SessionOrigin.objects.create(exam_session=exam_session, journal=journal, **about)


@pytest.mark.parametrize("count", [1, 50])
def test_the_sessions_that_came_from_an_archive(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        came_from_an_archive(a_session())
    client.force_login(an_administrator())
    with django_assert_num_queries(5):
        answer = client.get(reverse("evaluations:archives"))
    assert answer.content.decode().count("Ouvrir<span") == count


@pytest.mark.parametrize("count", [1, 50])
def test_the_journal_of_a_session_that_came_from_an_archive(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    exam_session = a_session()
    came_from_an_archive(exam_session, count)
    client.force_login(an_organiser(exam_session.centre))
    with django_assert_num_queries(8):
        answer = client.get(reverse("evaluations:archive_journal", args=[exam_session.pk]))
    assert answer.content.decode().count('class="nowrap"') == count
