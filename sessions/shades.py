"""Ground of the board that is taken, closed or kept, and in words by what: what overlaps is said in one place."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Final, Protocol

from ntc_cert.words import sentence
from sessions.sittings import Sitting, Sittings, panel_name
from sessions.timetable import Day, Interval, Juror, Lunch, Panel, Room, merged

MIDDAY: Final = time(12)
Words = tuple[datetime, datetime, str]


class Rows(Protocol):
    """What it takes to draw: the row of a moment, the height between two."""

    @property
    def start(self) -> datetime: ...
    @property
    def rows(self) -> int: ...
    def row(self, moment: datetime) -> int: ...
    def height(self, start: datetime, end: datetime) -> int: ...
    def moment(self, row: int) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Shade:
    row: int
    height: int
    words: str


def shaded(rows: Rows, found: Iterable[Words]) -> tuple[Shade, ...]:
    """Disjoint shades within the rows: where several things hold at once, the words of each."""
    last = rows.moment(rows.rows)
    kept = [(max(start, rows.start), min(end, last), said) for start, end, said in found]
    kept = [one for one in kept if one[0] < one[1]]
    cuts = sorted({moment for start, end, _ in kept for moment in (start, end)})
    pieces: list[Words] = []
    for start, end in pairwise(cuts):
        said = ", ".join(dict.fromkeys(words for begins, ends, words in kept if begins <= start and end <= ends))
        if pieces and pieces[-1][1] == start and pieces[-1][2] == said:
            pieces[-1] = (pieces[-1][0], end, said)
        elif said:
            pieces.append((start, end, said))
    return tuple(Shade(rows.row(start), rows.height(start, end), sentence(said)) for start, end, said in pieces)


def panel_shades(sittings: Sittings, day: date, panel: Panel, seated: Sequence[Sitting]) -> Iterator[Words]:
    hours = sittings.days.get(day)
    yield from _closed(day, hours)
    if panel.room_id in sittings.rooms:
        yield from _of_room(sittings, sittings.rooms[panel.room_id])
    for juror in dict.fromkeys(panel.juror_ids):
        yield from _away(sittings.jurors[juror], day, hours)
    pause = timedelta(minutes=sittings.settings.gap_minutes)
    if hours is not None and hours.lunch is not None and (lunch := lunch_of(hours.lunch, seated, pause)):
        yield lunch.start, lunch.end, f"déjeuner du {panel_name(panel)}"


def room_shades(sittings: Sittings, day: date, room: Room) -> Iterator[Words]:
    yield from _closed(day, sittings.days.get(day))
    yield from _of_room(sittings, room)


def preparations(seated: Iterable[Sitting], room: Room) -> Iterator[Words]:
    """When a candidate prepares here."""
    for sitting in seated:
        alone = [
            Interval(step.start, step.end)
            for step in sitting.passage.steps
            if step.candidate_room == room.id != step.jury_room
        ]
        for used in merged(alone):
            yield used.start, used.end, f"{sitting.candidate.name} s’y prépare"


def lunch_of(lunch: Lunch, seated: Sequence[Sitting], pause: timedelta) -> Interval | None:
    """Where the panel's own lunch falls: as near midday as its passages leave room for, deliberated when they can."""
    needed = timedelta(minutes=lunch.minutes)
    midday = lunch.start.replace(hour=MIDDAY.hour, minute=MIDDAY.minute)
    best: datetime | None = None
    for free in _free(lunch, seated):
        if free.end - free.start >= needed:
            earliest = free.start if free.start == lunch.start else free.start + pause
            start = min(max(midday, earliest), free.end - needed)
            if best is None or abs(start - midday) < abs(best - midday):
                best = start
    return None if best is None else Interval(best, best + needed)


def _free(lunch: Lunch, seated: Sequence[Sitting]) -> Iterator[Interval]:
    free_from = lunch.start
    for busy in merged(Interval(step.start, step.end) for sitting in seated for step in sitting.jury_steps):
        if free_from < busy.start:
            yield Interval(free_from, min(busy.start, lunch.end))
        free_from = max(free_from, busy.end)
    yield Interval(free_from, lunch.end)


def _closed(day: date, hours: Day | None) -> Iterator[Words]:
    """Out of the hours of the day, as far as a day goes."""
    if hours is None:
        return
    midnight = hours.opens.replace(hour=0, minute=0)
    yield midnight, hours.opens, "centre fermé"
    yield hours.closes, midnight + timedelta(days=1), "centre fermé"


def _of_room(sittings: Sittings, room: Room) -> Iterator[Words]:
    name = sittings.room_name(room.id)
    for closure in room.closures:
        yield closure.start, closure.end, f"{name} fermée"
    for taken in room.bookings:
        yield taken.start, taken.end, f"{name} prise ailleurs"


def _away(juror: Juror, day: date, hours: Day | None) -> Iterator[Words]:
    for taken in juror.bookings:
        yield taken.start, taken.end, f"{juror.name} siège ailleurs"
    if juror.available is not None and hours is not None:
        free_from = hours.opens
        for free in juror.available:
            yield free_from, min(free.start, hours.closes), f"{juror.name} n’est pas disponible"
            free_from = max(free_from, free.end)
        yield free_from, hours.closes, f"{juror.name} n’est pas disponible"
