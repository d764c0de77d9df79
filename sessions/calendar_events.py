"""A candidate's passage, or a juror's, as events of their own calendar: nobody else's name, and the same bytes twice.

An event keeps its identifier for as long as the passage is the same person's; its sequence is the number of the
version that speaks of it, so that the later of two files wins in whatever order they are opened (RFC 5545, 3.8.7.4).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final

from ntc_cert.words import clock, typeset
from sessions.message_words import Appointment, Duty

DOMAIN: Final = "ntc-cert"  # nobody's: an identifier only has to differ from everybody's


@dataclass(frozen=True, slots=True)
class Event:
    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    summary: str
    location: str
    description: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """What every event of one version shares; `zone` is the centre's, in which plans are written."""

    session: str  # its reference
    title: str  # « Titre NTC »
    centre: str
    place: str
    version: int
    published_at: datetime
    zone: tzinfo


def uid_of(session: str, person: str, passage: str) -> str:
    """Nothing can be read in it, and it follows nobody's rank."""
    digest = hashlib.sha256("\n".join((session, person, passage)).encode()).hexdigest()
    return f"{digest[:32]}@{DOMAIN}"


def candidate_event(telling: Telling, person: str, told: Appointment) -> Event:
    """From the first minute to the last; each change of room is in the description."""
    lines = [f"{clock(at)} : {room}" for at, room in told.stays]
    return _event(
        telling,
        uid_of(telling.session, person, ""),
        (told.start, told.end),
        f"{telling.title} : votre passage",
        (told.stays[0][1] if told.stays else told.room),
        [*lines, told.panel],
    )


def juror_event(telling: Telling, person: str, passage: str, told: Duty) -> Event:
    """One event for each passage; `passage` tells two of them apart, and stays out of what is read."""
    return _event(
        telling,
        uid_of(telling.session, person, passage),
        (told.start, told.end),
        f"{telling.title} : jury, {told.route}" if told.route else f"{telling.title} : jury",
        told.room,
        [told.panel],
    )


def with_cancelled(telling: Telling, now: Iterable[Event], known: Iterable[Event]) -> tuple[Event, ...]:
    """What stands, then what the person was told of before and no longer stands; in order of time."""
    standing = {event.uid: event for event in now}
    gone: Mapping[str, Event] = {event.uid: event for event in known if event.uid not in standing}
    cancelled = (
        replace(event, is_cancelled=True, sequence=telling.version, stamp=telling.published_at)
        for event in gone.values()
    )
    return tuple(sorted((*standing.values(), *cancelled), key=lambda event: (event.start, event.uid)))


def _event(
    telling: Telling, uid: str, span: tuple[datetime, datetime], summary: str, room: str, lines: Iterable[str]
) -> Event:
    start, end = (moment.replace(tzinfo=telling.zone) for moment in span)
    footer = f"{telling.centre}, planning version {telling.version}"
    return Event(
        uid=uid,
        sequence=telling.version,
        stamp=telling.published_at,
        start=start,
        end=end,
        summary=typeset(summary),
        location=", ".join(filter(None, (room, telling.place))),
        description=typeset("\n".join([*filter(None, lines), footer])),
    )
