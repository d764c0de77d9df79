"""What was done lately, told from ids."""

from datetime import timedelta

import pytest
from django.utils import timezone

from centres import journal
from centres.models import JournalEntry, User
from sessions.models import ExamSession
from sessions.news import FACTS, SHOWN_AT_MOST, news_since
from sessions.opening import report_incident
from sessions.scheduling import unplace
from tests import wording
from tests.builders import (
    a_candidate,
    a_centre,
    a_juror,
    a_panel,
    a_person,
    a_room,
    a_session,
    an_administrator,
    an_organiser,
    at,
)
from tests.sessions.passages import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam_session() -> ExamSession:
    return a_session(reference="2026-NTC-12")


@pytest.fixture
def nadia(exam_session: ExamSession) -> User:
    return an_organiser(exam_session.centre)


def sentences(user: User) -> list[str]:
    yesterday = timezone.now() - timedelta(days=1)
    return [news.sentence for news in news_since(user, yesterday)]


def test_a_fact_is_told_with_the_name_its_ids_stand_for(exam_session: ExamSession, nadia: User) -> None:
    candidate = a_candidate(exam_session, person=a_person(exam_session.centre, birth_name="Noël"))
    put(candidate, a_panel(exam_session), "08:30")
    report_incident(exam_session, happened_at=at("10:20"), text="Alarme.", by=nadia)
    journal.record(nadia, "room.changed", a_room(exam_session.centre, name="salle 101"))
    journal.record(nadia, "juror.added", a_juror(exam_session.centre, last_name="Vasseur"))
    assert sentences(nadia) == [
        "Claire Vasseur, ajout au registre.",
        "Salle 101, salle modifiée.",
        "Session 2026-NTC-12, incident noté.",
        "Amélie Noël, passage placé.",
    ]


def test_the_same_fact_in_a_row_is_told_once_with_its_count(exam_session: ExamSession, nadia: User) -> None:
    for clock in ("08:30", "13:00"):
        put(a_candidate(exam_session), a_panel(exam_session), clock)
    assert sentences(nadia) == ["2 passages placés."]


def test_somebody_who_has_no_row_any_more_is_counted(exam_session: ExamSession, nadia: User) -> None:
    candidate = a_candidate(exam_session)
    put(candidate, a_panel(exam_session), "08:30")
    unplace(candidate, by=nadia)
    candidate.delete()
    assert sentences(nadia) == ["1 passage retiré.", "1 passage placé."]


def test_what_is_told_elsewhere_or_before_yesterday_is_not(exam_session: ExamSession, nadia: User) -> None:
    other = a_centre()
    journal.record(None, "session.created", a_session(other))
    old = JournalEntry.objects.get(pk=journal.record(None, "session.created", exam_session))
    assert sentences(nadia) == ["Session 2026-NTC-12 créée."]
    assert news_since(nadia, old.at + timedelta(seconds=1)) == []
    assert len(sentences(an_administrator())) == 1  # both, told as one: « 2 sessions créées »


def test_the_list_stays_short(exam_session: ExamSession, nadia: User) -> None:
    room, juror = a_room(exam_session.centre), a_juror(exam_session.centre)
    for _ in range(SHOWN_AT_MOST):
        journal.record(nadia, "room.changed", room)
        journal.record(nadia, "juror.changed", juror)
    assert len(sentences(nadia)) == SHOWN_AT_MOST


@pytest.mark.parametrize("action", FACTS)
def test_each_fact_speaks_the_house_s_french(action: str) -> None:
    fact = FACTS[action]
    spoken = [fact.one.format("Amélie"), *fact.count]
    assert [wording.faults(f"<p>{text}</p>") for text in spoken] == [[]] * len(spoken)
    assert fact.count[0] != fact.count[1]
