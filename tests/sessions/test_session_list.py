"""Lists of sessions."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from sessions.models import ExamSession
from sessions.publication import publish
from sessions.session_list import listed, next_session, sessions_when
from tests.builders import a_candidate, a_centre, a_day, a_panel, a_session, at

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 8)
EVERY = ExamSession.objects


def references(when: str = "") -> list[str]:
    return [row.reference for row in sessions_when(EVERY.all(), when, TODAY)]


@pytest.fixture
def four() -> None:
    centre = a_centre()
    a_session(centre, reference="passée", day=date(2026, 10, 13))
    a_session(centre, reference="aujourd’hui", day=TODAY)
    a_session(centre, reference="à venir", day=date(2027, 1, 20))
    a_session(centre, reference="sans date").days.all().delete()


@pytest.mark.usefixtures("four")
def test_the_latest_comes_first_and_no_date_is_still_to_come() -> None:
    assert references() == ["sans date", "à venir", "aujourd’hui", "passée"]
    assert references("a-venir") == ["sans date", "à venir", "aujourd’hui"]
    assert references("passees") == ["passée"]


@pytest.mark.usefixtures("four")
def test_the_next_session_is_the_soonest_that_is_not_over() -> None:
    found = [next_session(EVERY.all(), day) for day in (TODAY, date(2026, 12, 9), date(2027, 2, 1))]
    assert [row and row.reference for row in found] == ["aujourd’hui", "à venir", None]


def test_a_session_in_progress_is_still_the_next() -> None:
    exam_session = a_session(day=date(2026, 12, 7))
    a_day(exam_session, date(2026, 12, 9))
    assert next_session(EVERY.all(), TODAY) == exam_session


@pytest.mark.usefixtures("four")
def test_each_says_its_state() -> None:
    rows = listed(sessions_when(EVERY.all(), "", TODAY), TODAY)
    assert [row.state for row in rows] == [
        ("libre", "En préparation"),
        ("libre", "En préparation"),
        ("cours", "En cours"),
        ("", "Passée"),
    ]
    assert [row.is_over for row in rows] == [False, False, False, True]


def test_each_says_its_dates_counts_and_version() -> None:
    exam_session = a_session(day=date(2027, 1, 20))
    a_day(exam_session, date(2027, 1, 21))
    for _ in range(3):
        a_candidate(exam_session)
    a_panel(exam_session)
    a_panel(exam_session)
    publish(exam_session, by=None)
    publish(exam_session, by=None)
    (row,) = listed(sessions_when(EVERY.all(), "", TODAY), TODAY)
    assert (row.dates, row.candidates, row.panels) == ("20 et 21 janvier 2027", 3, 2)
    assert row.state == ("conf", "Version 2 publiée")


def test_a_session_is_sealed_once_every_candidate_is() -> None:
    exam_session = a_session(day=date(2026, 10, 13))
    for sealed_at in (at("17:00"), None):
        a_candidate(exam_session, sealed_at=sealed_at)
    (row,) = listed(sessions_when(EVERY.all(), "", TODAY), TODAY)
    assert (row.is_sealed, row.state[1]) == (False, "Passée")
    exam_session.candidates.filter(sealed_at=None).update(sealed_at=at("18:00"))
    (row,) = listed(sessions_when(EVERY.all(), "", TODAY), TODAY)
    assert (row.is_sealed, row.state) == (True, ("scelle", "Scellée"))


@pytest.mark.parametrize("count", [1, 50])
def test_a_list_takes_two_queries_whatever_its_size(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    centre = a_centre()
    for _ in range(count):
        a_candidate(a_session(centre))
    with django_assert_num_queries(2):
        rows = listed(sessions_when(EVERY.all(), "", TODAY), TODAY)
        assert [(row.exam_session.centre.name, row.exam_session.title.code) for row in rows]
    assert len(rows) == count
