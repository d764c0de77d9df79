"""A session under way wherever the clock stands: its centre lies where it is ten in the morning."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sessions.models import Candidate, ExamSession
from sessions.scheduling import place
from tests.builders import (
    a_candidate,
    a_centre,
    a_juror,
    a_panel,
    a_person,
    a_preparation_room,
    a_room,
    a_session,
    an_administrator,
    an_organiser,
)

HOUR = 10
PEOPLE = (
    ("Amélie", "Bœuf", "title", "A", "09:00"),
    ("Karim", "Benhaddou", "title", "A", "14:00"),
    ("Hélène", "Castaing", "ccp1", "B", "09:30"),
    ("Thibault", "Noël", "ccp1", "B", "11:30"),
)


def zone_of(hour: int, now: datetime) -> str:
    """Where it is that hour: « Etc/GMT-3 » is three hours ahead of Greenwich."""
    ahead = hour - now.astimezone(UTC).hour
    ahead += 24 if ahead < -12 else 0
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def build() -> ExamSession:
    zone = zone_of(HOUR, datetime.now(UTC))
    today = datetime.now(ZoneInfo(zone)).date()
    centre = a_centre(name="Centre des Trois-Rivières", time_zone=zone)
    an_organiser(centre, username="nadia")
    an_administrator(username="paul", first_name="Paul", last_name="Garnier")
    session = a_session(centre, day=today, reference="JOUR-J")
    panels = {
        name: a_panel(session, a_juror(centre), a_juror(centre), name=f"Jury {name}", room=a_room(centre))
        for name in "AB"
    }
    rooms = {name: a_preparation_room(centre) for name in panels}
    a_juror(centre, first_names="Bruno", last_name="Castel")
    for first, last, route, name, clock in PEOPLE:
        candidate = a_candidate(session, route=route, person=a_person(centre, first_names=first, birth_name=last))
        start = at(today, clock, zone)
        place(candidate, panel=panels[name], start=start, preparation_room=rooms[name], by=None)
    return session


def at(day: date, clock: str, zone: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZoneInfo(zone))


__all__ = ["Candidate", "build", "zone_of"]
