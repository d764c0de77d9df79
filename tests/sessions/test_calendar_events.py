"""Events of a calendar: one identifier for good, a sequence that only grows, hours that come back as they went."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from sessions.calendar_events import Telling, candidate_event, juror_event, uid_of, with_cancelled
from sessions.calendar_file import calendar_file, followed_calendar
from sessions.message_words import Appointment, Duty

ZONES = ("Europe/Paris", "Indian/Reunion", "America/Cayenne", "Pacific/Noumea")
texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=60)
moments = st.datetimes(datetime(2024, 1, 2), datetime(2035, 12, 30)).map(lambda at: at.replace(second=0, microsecond=0))


def a_telling(
    version: int = 1, zone: str = "Europe/Paris", place: str = "12 rue; des, Trois", session: str = "S1"
) -> Telling:
    published = datetime(2026, 11, 1, 9, version % 60, tzinfo=UTC)
    return Telling(session, "Titre NTC", "Centre", place, version, published, ZoneInfo(zone))


def a_duty(start: datetime, room: str = "salle 101", panel: str = "Jury A") -> Duty:
    return Duty(start, start + timedelta(hours=3), panel, room, "CCP Présenter")


def read(content: bytes) -> list:
    return list(Calendar.from_ical(content).walk("VEVENT"))


@given(moments, st.sampled_from(ZONES), texts, texts, st.integers(1, 500))
def test_what_is_written_is_read_back(start: datetime, zone: str, room: str, place: str, version: int) -> None:
    telling = a_telling(version, zone, place)
    told = Appointment(start, start + timedelta(hours=3), "Jury A", room, ((start, room),))
    event = candidate_event(telling, "candidate C1", told)
    content = calendar_file([event], organizer="jury@example.org")
    (found,) = read(content)
    assert found["dtstart"].dt == start.replace(tzinfo=ZoneInfo(zone))
    assert found["dtend"].dt == (start + timedelta(hours=3)).replace(tzinfo=ZoneInfo(zone))
    assert (found["dtstart"].params["TZID"], int(found["sequence"])) == (zone, version)
    assert str(found.get("location", "")) == event.location
    assert content == calendar_file([event], organizer="jury@example.org")
    assert max(map(len, content.split(b"\r\n"))) <= 75


@given(st.lists(st.tuples(texts, texts, texts), min_size=2, max_size=6, unique=True))
def test_two_passages_never_share_an_identifier(named: list[tuple[str, str, str]]) -> None:
    assert len({uid_of(*one) for one in named}) == len(named)


@given(moments, moments, st.integers(1, 40), st.integers(1, 40))
def test_a_passage_moved_keeps_its_identifier_and_its_sequence_grows(
    was: datetime, now: datetime, first: int, more: int
) -> None:
    before = juror_event(a_telling(first), "juror 1", "C1", a_duty(was))
    after = juror_event(a_telling(first + more), "juror 1", "C1", a_duty(now))
    assert before.uid == after.uid
    assert before.sequence < after.sequence


@given(st.sets(st.sampled_from("ABCDEF")), st.sets(st.sampled_from("ABCDEF")))
def test_what_was_told_and_no_longer_stands_is_cancelled_and_nothing_else(was: set[str], now: set[str]) -> None:
    start = datetime(2026, 12, 8, 8, 30)
    old, new = a_telling(1), a_telling(2)
    known = [juror_event(old, "juror 1", one, a_duty(start)) for one in sorted(was)]
    standing = [juror_event(new, "juror 1", one, a_duty(start)) for one in sorted(now)]
    events = with_cancelled(new, standing, known)
    assert {event.uid for event in events} == {event.uid for event in [*known, *standing]}
    assert {event.uid for event in events if event.is_cancelled} == {uid_of("S1", "juror 1", one) for one in was - now}
    assert {event.sequence for event in events} <= {2}


def test_the_same_person_in_two_sessions_has_two_events() -> None:
    assert uid_of("S1", "juror 1", "C1") != uid_of("S2", "juror 1", "C1")


def test_only_what_cancels_all_asks_to_cancel() -> None:
    start = datetime(2026, 12, 8, 8, 30)
    event = juror_event(a_telling(), "juror 1", "C1", a_duty(start))
    gone = with_cancelled(a_telling(2), [], [event])
    assert b"METHOD:CANCEL" in calendar_file(gone)
    kept = juror_event(a_telling(2), "juror 1", "C2", a_duty(start))
    assert b"METHOD:PUBLISH" in calendar_file(with_cancelled(a_telling(2), [kept], [event]))


def test_the_zone_comes_with_its_rules_and_the_hour_with_its_name() -> None:
    content = calendar_file([candidate_event(a_telling(), "c", Appointment(*2 * (datetime(2026, 7, 1, 9),), "J", "s"))])
    assert b"BEGIN:VTIMEZONE\r\nTZID:Europe/Paris" in content
    assert b"DTSTART;TZID=Europe/Paris:20260701T090000" in content
    assert b"DTSTAMP:20261101T090100Z" in content


def test_a_followed_calendar_without_events_is_still_one() -> None:
    content = followed_calendar([], name="Jurys")
    assert read(content) == []
    assert b"X-WR-CALNAME:Jurys" in content
