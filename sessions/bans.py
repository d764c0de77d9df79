"""Starts forbidden to somebody laid out before a panel: each rule that blocks, as open stretches of starts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import inf
from typing import Final

from juries.eligibility import Level
from ntc_cert.words import clock, clock_range, sentence
from sessions.board_grid import ROW, jury_room, reason
from sessions.conflict_rules import RULES
from sessions.people_conflicts import link_between
from sessions.place_conflicts import place_conflicts
from sessions.sittings import Sitting, Sittings, panel_name, window
from sessions.steps import rooms_used
from sessions.timetable import Day, Id, Interval, Juror, PlacedStep

SECONDS: Final = int(ROW.total_seconds())


@dataclass(frozen=True, slots=True)
class Ban:
    """No start after the one and before the other, both in seconds of the board, both excluded."""

    after: float
    before: float
    reason: str


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else's passage that day, and the rooms it uses."""

    sitting: Sitting
    rooms: Mapping[Id, Sequence[Interval]]

    @classmethod
    def of(cls, sitting: Sitting) -> "Other":
        return cls(sitting, rooms_used(sitting.passage))


class Around:
    """What every attempt of one take meets: the others, the rooms as they are with their closures aside."""

    def __init__(self, sittings: Sittings, others: Iterable[Sitting]) -> None:
        self.sittings = sittings
        self.others = [Other.of(one) for one in others]
        open_rooms = {key: replace(room, closures=()) for key, room in sittings.rooms.items()}
        self.never_closed = replace(sittings, rooms=open_rooms)
        self.taken: dict[tuple[Id, Sequence[Interval]], list[Ban]] = {}


def painted(rows: int, bans: Iterable[Ban]) -> list[str]:
    """Per row, the first reason told; empty where none is."""
    told = [""] * rows
    for ban in bans:
        first = 0 if ban.after == -inf else max(int(ban.after // SECONDS) + 1, 0)
        after = rows if ban.before == inf else min(int(-(-ban.before // SECONDS)), rows)
        for row in range(first, after):
            told[row] = told[row] or ban.reason
    return told


class Attempt:
    """One candidate before one panel with one preparation room, laid out at the board's first row."""

    def __init__(self, around: Around, sitting: Sitting, room: Id | None) -> None:
        self.around, self.sittings, self.others = around, around.sittings, around.others
        self.sitting, self.room = sitting, room
        self.used = rooms_used(sitting.passage)
        self.jury_room = jury_room(sitting.passage)
        self.jury = Interval(self.sitting.jury_start, self.sitting.jury_end)

    def bans(self, day: date) -> Iterator[Ban]:
        """Whatever the preparation room: who judges, then when, then the room of the jury."""
        yield from self._who(day)
        yield from self._hours(self.sittings.days.get(day))
        yield from self._people()
        yield from self._beside()
        for room in self.used:
            if room != self.room:
                yield from self._room_taken(room)

    def room_bans(self) -> Iterator[Ban]:
        """What its rooms, taken together, forbid at any hour; then when the preparation room is taken."""
        yield from self._room_faults()
        if self.room is not None:
            yield from self._room_taken(self.room)

    def _who(self, day: date) -> Iterator[Ban]:
        sitting = self.sitting
        if len(sitting.jurors) < self.sittings.settings.min_jurors:
            yield _always("Il manque un juré à ce jury")
        reasons = {(link.juror_id, link.candidate_id): link.reason.strip() for link in self.sittings.timetable.links}
        for juror in sitting.jurors:
            for finding in juror.findings.get(day, ()):
                if finding.level is Level.BLOCKS:
                    yield _always(f"{juror.name} : {finding.sentence}")
            found = link_between(juror, sitting.candidate, reasons.get((juror.id, sitting.candidate.id)))
            if found and RULES[found[0]].level is Level.BLOCKS:
                yield _always(sentence(found[1]))

    def _hours(self, hours: Day | None) -> Iterator[Ban]:
        if hours is None:
            yield _always("La session n’a pas lieu ce jour-là")
            return
        why = f"La journée va de {clock(hours.opens)} à {clock(hours.closes)}"
        yield Ban(-inf, self._at(hours.opens), why)
        yield Ban(self._at(hours.closes) - self._after(self.sitting.end), inf, why)

    def _people(self) -> Iterator[Ban]:
        candidate = self.sitting.candidate
        for away in candidate.unavailable:
            why = f"{candidate.name} n’est pas disponible {window(away.start, away.end)}"
            yield from self._clashes(self.sitting.attended, away.start, away.end, why)
        for taken in candidate.bookings:
            why = f"{candidate.name} est déjà pris {window(taken.start, taken.end)} ({taken.label})"
            yield from self._clashes(self.sitting.attended, taken.start, taken.end, why)
        for juror in self.sitting.jurors:
            yield from self._availability(juror)
            for taken in juror.bookings:
                why = f"{juror.name} siège ailleurs {window(taken.start, taken.end)} ({taken.label})"
                yield from self._clashes([self.jury], taken.start, taken.end, why)

    def _availability(self, juror: Juror) -> Iterator[Ban]:
        """Each step before the jury inside one of the windows: the gaps between two are forbidden."""
        if juror.available is None:
            return
        for step in self.sitting.jury_steps:
            free_from, since = -inf, None
            for free in sorted(juror.available, key=lambda one: one.start):
                first, last = self._at(free.start) - self._after(step.start), self._at(free.end) - self._after(step.end)
                if first <= last:
                    if free_from < first:
                        yield Ban(free_from, first, _gap(juror, since, free.start))
                    if last > free_from:
                        free_from, since = last, free.end
            yield Ban(free_from, inf, _gap(juror, since, None))

    def _beside(self) -> Iterator[Ban]:
        """The panel finishes somebody before the next; a juror sits on one panel at a time."""
        panel = self.sitting.panel
        mine = {juror.id for juror in self.sitting.jurors}
        for other in (one.sitting for one in self.others):
            if other.panel is None:
                continue
            when = clock_range(other.start, other.end)
            if panel is not None and other.panel.id == panel.id:
                why = f"{sentence(panel_name(panel))} reçoit {other.candidate.name} {when}"
                yield from self._clashes([self.jury], other.jury_start, other.jury_end, why)
                continue
            juror = next((one for one in other.jurors if one.id in mine), None)
            if juror is not None:
                why = f"{juror.name} siège au {panel_name(other.panel)} {when}"
                yield from self._clashes([self.jury], other.jury_start, other.jury_end, why)

    def _room_faults(self) -> Iterator[Ban]:
        for found in place_conflicts(self.around.never_closed, self.sitting):
            if found.blocks:
                yield _always(reason(found))

    def _room_taken(self, room_id: Id) -> list[Ban]:
        """The same for every panel that uses the room at the same time: found once."""
        key = (room_id, self.used.get(room_id, ()))
        if key not in self.around.taken:
            self.around.taken[key] = list(self._room_bans(*key))
        return self.around.taken[key]

    def _room_bans(self, room_id: Id, used: Sequence[Interval]) -> Iterator[Ban]:
        name = sentence(self.sittings.room_name(room_id))
        room = self.sittings.rooms.get(room_id)
        for closure in room.closures if room else ():
            why = f"{name} fermée {window(closure.start, closure.end)}"
            yield from self._clashes(used, closure.start, closure.end, why)
        for taken in room.bookings if room else ():
            why = f"{name} déjà prise {window(taken.start, taken.end)} ({taken.label})"
            yield from self._clashes(used, taken.start, taken.end, why)
        for other in self.others:
            for part in other.rooms.get(room_id, ()):
                why = f"{name} reçoit {other.sitting.candidate.name} {clock_range(part.start, part.end)}"
                yield from self._clashes(used, part.start, part.end, why)

    def _clashes(
        self, parts: Iterable[Interval | PlacedStep], start: datetime, end: datetime, why: str
    ) -> Iterator[Ban]:
        """Starts at which one of these parts would overlap what lasts from `start` to `end`."""
        for part in parts:
            yield Ban(self._at(start) - self._after(part.end), self._at(end) - self._after(part.start), why)

    def _at(self, moment: datetime) -> float:
        return (moment - self.sitting.start).total_seconds()

    _after = _at  # laid out at the board's first row, a moment of the passage is its distance from its start


def _always(why: str) -> Ban:
    return Ban(-inf, inf, why.rstrip("."))


def _gap(juror: Juror, since: datetime | None, until: datetime | None) -> str:
    """« Marc Thiébaut n’est pas disponible de 13 h 20 à 15 h 00 »."""
    if since and until:
        return f"{juror.name} n’est pas disponible {window(since, until)}"
    if since:
        return f"{juror.name} n’est pas disponible après {clock(since)}"
    if until:
        return f"{juror.name} n’est pas disponible avant {clock(until)}"
    return f"{juror.name} n’est pas disponible"
