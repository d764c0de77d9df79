"""Opening a session, changing it, telling its incidents."""

from datetime import date, time
from typing import Any

import pytest

from centres.models import JournalEntry
from sessions.models import ExamSession
from sessions.opening import DayEntry, NotOpened, change_session, open_session, report_incident
from tests.builders import a_candidate, a_centre, a_session, a_title, an_organiser, at, ntc_document
from titles.loading import load_title
from titles.models import ProfessionalTitle

pytestmark = pytest.mark.django_db
FIRST = DayEntry(date(2026, 12, 8), time(8, 30), time(18), time(11, 30), time(14), 60)
SECOND = DayEntry(date(2026, 12, 9), time(9), time(17))


def fields(**more: Any) -> dict[str, Any]:
    return {"centre": a_centre(), "title": a_title(), "reference": "2026-NTC-12", **more}


def another_version() -> ProfessionalTitle:
    document = ntc_document()
    return load_title({**document, "title": {**document["title"], "version": "3"}}).title


def days_of(exam_session: ExamSession) -> list[DayEntry]:
    names = DayEntry.__dataclass_fields__
    return [DayEntry(**row) for row in exam_session.days.values(*names)]


def test_a_session_is_opened_with_its_days_and_the_journal_says_so() -> None:
    asked = fields()
    by = an_organiser(asked["centre"])
    opened = open_session(asked, [FIRST, SECOND], by=by)
    assert days_of(opened) == [FIRST, SECOND]
    entry = JournalEntry.objects.get(action="session.created")
    assert (entry.actor, entry.centre, entry.after["days"]) == (by, asked["centre"], ["2026-12-08", "2026-12-09"])


def test_opening_freezes_the_wording_of_the_title() -> None:
    asked = fields()
    assert asked["title"].frozen_at is None
    open_session(asked, [FIRST], by=an_organiser(asked["centre"]))
    assert ProfessionalTitle.objects.get(pk=asked["title"].pk).frozen_at is not None


def test_a_reference_given_twice_is_refused_whole() -> None:
    asked = fields()
    by = an_organiser(asked["centre"])
    open_session(asked, [FIRST], by=by)
    with pytest.raises(NotOpened):
        open_session(asked, [SECOND], by=by)
    assert JournalEntry.objects.filter(action="session.created").count() == 1


def test_a_change_writes_days_anew_and_is_seen_by_the_timetable() -> None:
    exam_session = a_session(reference="S")
    seen = exam_session.revision
    asked = {"title": exam_session.title, "place": "Rennes", "gap_minutes": 20}
    changed = change_session(exam_session, asked, [SECOND], by=an_organiser(exam_session.centre))
    changed.refresh_from_db()
    assert (changed.place, changed.gap_minutes, days_of(changed)) == ("Rennes", 20, [SECOND])
    assert changed.revision == seen + 1
    entry = JournalEntry.objects.get(action="session.changed")
    assert (entry.before["gap_minutes"], entry.after["gap_minutes"], entry.after["days"]) == (15, 20, ["2026-12-09"])
    assert "Rennes" not in str((entry.before, entry.after))


def test_days_left_as_they_are_keep_their_rows() -> None:
    exam_session = a_session()
    row = exam_session.days.get()
    same = [DayEntry(row.date, row.opens_at, row.closes_at, row.lunch_from, row.lunch_to, row.lunch_minutes)]
    change_session(exam_session, {"title": exam_session.title}, same, by=an_organiser(exam_session.centre))
    assert exam_session.days.get().pk == row.pk


def test_another_version_of_the_title_can_be_chosen_while_nobody_is_enrolled() -> None:
    exam_session, other = a_session(), another_version()
    change_session(exam_session, {"title": other}, [FIRST], by=an_organiser(exam_session.centre))
    assert ExamSession.objects.get().title == other
    assert ProfessionalTitle.objects.get(pk=other.pk).frozen_at is not None


def test_another_version_of_the_title_is_refused_once_somebody_is_enrolled() -> None:
    exam_session, other = a_session(), another_version()
    a_candidate(exam_session)
    with pytest.raises(NotOpened, match="Le référentiel ne change plus"):
        change_session(exam_session, {"title": other}, [SECOND], by=an_organiser(exam_session.centre))
    assert [day.date for day in exam_session.days.all()] == [FIRST.date]


def test_an_incident_keeps_its_words_and_the_journal_only_its_time() -> None:
    exam_session = a_session()
    by = an_organiser(exam_session.centre)
    incident = report_incident(exam_session, happened_at=at("10:20"), text="Alarme incendie.", by=by)
    assert (incident.author, incident.text, incident.happened_at) == (by, "Alarme incendie.", at("10:20"))
    entry = JournalEntry.objects.get(action="incident.written")
    assert entry.after == {"exam_session": exam_session.pk, "happened_at": at("10:20").isoformat()}
    assert entry.centre == exam_session.centre
