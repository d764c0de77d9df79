"""Who may be asked to sit, and what is said against each."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from juries.models import Availability
from sessions.juror_pool import juror_pool
from sessions.models import ExamSession
from sessions.panel_list import listed_panels
from sessions.snapshot import days_of, timetable_of
from tests.builders import a_centre, a_day, a_juror, a_panel, a_room, a_session, at

pytestmark = pytest.mark.django_db


def pool_of(exam_session: ExamSession, **options: int) -> list[tuple[str, bool, list[str], list[str]]]:
    return [
        (one.juror.last_name, one.may_sit, [found.code for found in one.findings], list(one.notes))
        for one in juror_pool(exam_session, days_of(exam_session), **options)
    ]


def test_rct10_those_who_may_sit_come_first_and_the_others_say_why() -> None:
    exam_session = a_session()
    a_juror(exam_session.centre, last_name="Abel", itinerant_sales=False)
    a_juror(exam_session.centre, last_name="Zola")
    a_juror(exam_session.centre, last_name="Martin", habilitated=False)
    assert pool_of(exam_session) == [
        ("Martin", True, ["habilitation_unknown"], []),
        ("Zola", True, [], []),
        ("Abel", False, ["not_itinerant_sales"], []),
    ]


def test_a_fact_that_holds_on_two_days_is_told_once() -> None:
    exam_session = a_session()
    a_day(exam_session, date(2026, 12, 9))
    a_juror(exam_session.centre, charter_accepted_on=None)
    assert [found for _, _, found, _ in pool_of(exam_session)] == [["charter_not_accepted"]]


def test_a_juror_says_the_days_they_are_away_and_where_they_already_sit() -> None:
    exam_session = a_session()
    a_day(exam_session, date(2026, 12, 9))
    juror = a_juror(exam_session.centre, last_name="Vasseur")
    Availability.objects.create(juror=juror, starts_at=at("08:00"), ends_at=at("18:00"))
    panel = a_panel(exam_session, juror, name="Jury A")
    away = "Indisponible\N{NO-BREAK SPACE}: 9 décembre 2026."
    assert pool_of(exam_session)[-1][-1] == [away, "Siège déjà dans Jury A."]
    assert pool_of(exam_session, besides=panel.pk)[-1][-1] == [away]


def test_nobody_comes_from_another_centre_nor_from_another_import() -> None:
    exam_session = a_session(reference="S")
    a_juror(a_centre())
    a_juror(exam_session.centre, scope="AUTRE")
    a_juror(exam_session.centre, scope="S", last_name="Importé")
    assert [name for name, *_ in pool_of(exam_session)] == ["Importé"]


@pytest.mark.parametrize("count", [1, 50])
def test_the_pool_takes_the_same_queries_whatever_its_size(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    exam_session = a_session()
    for _ in range(count):
        a_juror(exam_session.centre)
    days = days_of(exam_session)
    with django_assert_num_queries(4):
        assert len(juror_pool(exam_session, days)) == count


def test_a_listed_panel_tells_a_finding_before_any_passage() -> None:
    exam_session = a_session()
    room = a_room(exam_session.centre, name="101")
    a_panel(exam_session, a_juror(exam_session.centre, itinerant_sales=False), name="Jury A", room=room)
    (listed,) = listed_panels(timetable_of(exam_session))
    assert (listed.room, listed.passages, listed.is_short) == ("salle 101", 0, True)
    assert [(one.may_sit, [found.code for found in one.findings]) for one in listed.jurors] == [
        (False, ["not_itinerant_sales"])
    ]
