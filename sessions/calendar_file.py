"""Events as the bytes of a calendar file, the rules of their time zone written in (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Final

from icalendar import Calendar, vCalAddress
from icalendar import Event as Component

from sessions.calendar_events import Event

PRODUCT: Final = "-//ntc_cert//FR"
EVERY: Final = timedelta(hours=4)  # how often a calendar that follows an address is asked to read it again
TYPE: Final = "text/calendar; charset=utf-8"


def calendar_file(events: Sequence[Event], *, organizer: str = "") -> bytes:
    """To open once: what is left of it cancels when nothing stands any more (RFC 5546, 3.2.1 and 3.2.5)."""
    calendar = _calendar("CANCEL" if events and all(event.is_cancelled for event in events) else "PUBLISH")
    return _written(calendar, events, organizer)


def followed_calendar(events: Sequence[Event], *, name: str) -> bytes:
    """To follow: read again whole each time."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    return _written(calendar, events, "")


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _written(calendar: Calendar, events: Sequence[Event], organizer: str) -> bytes:
    for event in events:
        calendar.add_component(_component(event, organizer))
    if events:
        years = [event.start.year for event in events]
        calendar.add_missing_timezones(first_date=date(min(years), 1, 1), last_date=date(max(years) + 1, 1, 1))
    return calendar.to_ical()


def _component(event: Event, organizer: str) -> Component:
    component = Component()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", event.stamp.astimezone(UTC).replace(microsecond=0))
    component.add("dtstart", event.start)
    component.add("dtend", event.end)
    component.add("summary", event.summary)
    if event.location:
        component.add("location", event.location)
    component.add("description", event.description)
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("class", "PRIVATE")
    if organizer:
        component.add("organizer", vCalAddress(f"mailto:{organizer}"))
    return component
