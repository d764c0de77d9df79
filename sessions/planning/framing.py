"""From a timetable to the problem of planning it."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property, reduce
from itertools import chain
from math import gcd
from typing import Final

from juries.eligibility import Level
from sessions.conflict_rules import RULES
from sessions.people_conflicts import link_between
from sessions.planning.masks import span
from sessions.planning.problem import Base, Block, Fixed, Frame, Group, Pause, Problem, Seat, Shape, Spot, Task, Use
from sessions.steps import candidate_place, lay_out, planned_minutes, rooms_used
from sessions.timetable import (
    Booking,
    Candidate,
    Day,
    ExtraTime,
    Id,
    Interval,
    Juror,
    Panel,
    Passage,
    Room,
    Timetable,
    merged,
)
from titles.referentiel import Equipment, Phase

RANK: Final = {Equipment.NONE: 0, Equipment.PHONE: 1, Equipment.SPEAKER_PHONE: 2}
_MINUTE: Final = timedelta(minutes=1)
_NOON: Final = datetime(2000, 1, 1, 12)


def problem_of(
    timetable: Timetable,
    *,
    pinned: Collection[Id] = (),
    now: datetime | None = None,
    baseline: Iterable[Passage] = (),
) -> Problem:
    """`pinned` are the candidates whose passage of the timetable stays; `baseline` is what was published."""
    return _Framing(timetable, frozenset(pinned), now, tuple(baseline)).problem()


class _Framing:
    """One reading of a timetable; what several parts need is worked out once."""

    def __init__(
        self, timetable: Timetable, pinned: frozenset[Id], now: datetime | None, baseline: tuple[Passage, ...]
    ) -> None:
        self.timetable, self.pinned, self.now, self.baseline = timetable, pinned, now, baseline
        self.unit = _unit(timetable)
        self.days = tuple(self._frame(day) for day in timetable.days)
        self.day_index = {frame.date: index for index, frame in enumerate(self.days)}
        self.jurors = {juror.id: juror for juror in timetable.jurors}
        self.panel_index = {panel.id: index for index, panel in enumerate(timetable.panels)}
        self.room_index = {room.id: index for index, room in enumerate(timetable.rooms)}

    def problem(self) -> Problem:
        fixed = tuple(self._fixed(one) for one in self.timetable.passages if one.candidate_id in self.pinned)
        return Problem(
            timetable=self.timetable,
            unit=self.unit,
            gap=-(-self.timetable.settings.gap_minutes // self.unit),
            days=self.days,
            rooms=self.rooms,
            seats=self.seats,
            groups=self.groups,
            tasks=self._tasks(),
            fixed=fixed,
            baseline=self.baseline,
            settled_rooms={
                (one.panel, one.day): one.jury_room
                for one in fixed
                if one.panel is not None and one.jury_room is not None and self.seats[one.panel].room is None
            },
        )

    def _frame(self, day: Day) -> Frame:
        late = -(day.opens.hour * 60 + day.opens.minute) % self.unit
        origin = day.opens + late * _MINUTE
        length = max((day.closes - origin) // (self.unit * _MINUTE), 0)
        bare = Frame(day.date, origin, length, late, 0, None)
        earliest = 0 if self.now is None else min(max(self._after(bare, self.now), 0), length)
        lunch = None
        if day.lunch and day.lunch.minutes:
            start, end = self._after(bare, day.lunch.start), self._before(bare, day.lunch.end)
            lunch = Pause(max(start, 0), end, -(-day.lunch.minutes // self.unit))
        return replace(bare, earliest=earliest, lunch=lunch)

    def _before(self, frame: Frame, moment: datetime) -> int:
        """The last tick not after this moment."""
        return (moment - frame.origin) // (self.unit * _MINUTE)

    def _after(self, frame: Frame, moment: datetime) -> int:
        return -((frame.origin - moment) // (self.unit * _MINUTE))

    def _busy(self, frame: Frame, start: datetime, end: datetime) -> int:
        return span(self._before(frame, start), min(self._after(frame, end), frame.length))

    def _free(self, frame: Frame, windows: Iterable[Interval]) -> int:
        mask = 0
        for window in windows:
            mask |= span(self._after(frame, window.start), min(self._before(frame, window.end), frame.length))
        return mask

    def _all_busy(self, taken: Iterable[tuple[datetime, datetime]]) -> tuple[int, ...]:
        masks = [0] * len(self.days)
        for start, end in taken:
            for index, frame in enumerate(self.days):
                if start.date() <= frame.date <= end.date():
                    masks[index] |= self._busy(frame, start, end)
        return tuple(masks)

    @cached_property
    def rooms(self) -> tuple[Spot, ...]:
        return tuple(self._spot(index, room) for index, room in enumerate(self.timetable.rooms))

    def _spot(self, index: int, room: Room) -> Spot:
        busy = self._all_busy(
            [(part.start, part.end) for part in chain[Interval | Booking](room.closures, room.bookings)]
        )
        free = tuple(span(0, frame.length) & ~mask for frame, mask in zip(self.days, busy, strict=True))
        return Spot(index, room.id, room.is_jury, room.is_preparation, RANK[room.equipment], free)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Jurors who share all their panels; a juror of several panels makes them wait for one another."""
        panels: dict[Id, set[int]] = {}
        for index, panel in enumerate(self.timetable.panels):
            for juror in panel.juror_ids:
                panels.setdefault(juror, set()).add(index)
        counts: dict[frozenset[int], int] = {}
        for own in panels.values():
            counts[frozenset(own)] = counts.get(frozenset(own), 0) + 1
        return tuple(Group(index, own, jurors) for index, (own, jurors) in enumerate(counts.items()))

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        return tuple(self._seat(index, panel) for index, panel in enumerate(self.timetable.panels))

    def _seat(self, index: int, panel: Panel) -> Seat:
        room = None if panel.room_id is None else self.room_index.get(panel.room_id)
        members = [self.jurors[juror] for juror in dict.fromkeys(panel.juror_ids)]
        taken = self._all_busy([(one.start, one.end) for juror in members for one in juror.bookings])
        free = []
        for day, frame in enumerate(self.days):
            mask = span(0, frame.length) if room is None else self.rooms[room].free[day]
            for juror in members:
                mask &= self._presence(juror, frame)
            free.append(mask & ~taken[day])
        groups = tuple(group.index for group in self.groups if index in group.panels)
        return Seat(index, panel.id, groups, room, tuple(free), taken)

    def _presence(self, juror: Juror, frame: Frame) -> int:
        """When the juror may sit that day: within their windows, and nothing in the register against it."""
        if any(finding.level is Level.BLOCKS for finding in juror.findings.get(frame.date, ())):
            return 0
        return span(0, frame.length) if juror.available is None else self._free(frame, merged(juror.available))

    def _tasks(self) -> tuple[Task, ...]:
        reasons = {(link.juror_id, link.candidate_id): link.reason.strip() for link in self.timetable.links}
        published = {passage.candidate_id: passage for passage in self.baseline}
        shapes: dict[tuple[str, ExtraTime], Shape] = {}
        tasks: list[Task] = []
        for candidate in self.timetable.candidates:
            if candidate.id in self.pinned:
                continue
            key = candidate.route, candidate.extra_time
            if key not in shapes:
                shapes[key] = _shape(self.timetable, candidate, self.unit)
            away = [
                (one.start, one.end) for one in chain[Interval | Booking](candidate.unavailable, candidate.bookings)
            ]
            tasks.append(
                Task(
                    index=len(tasks),
                    id=candidate.id,
                    name=candidate.name,
                    shape=shapes[key],
                    panels=frozenset(self._panels_for(candidate, shapes[key], reasons)),
                    away=self._all_busy(away),
                    base=self._base(published.get(candidate.id)),
                )
            )
        return tuple(tasks)

    def _panels_for(self, candidate: Candidate, shape: Shape, reasons: dict[tuple[Id, Id], str]) -> list[int]:
        """Panels large enough, without a link to the candidate, in a room equipped for the route."""
        fits = {room.index for room in self.rooms if room.is_jury and room.rank >= shape.jury_rank}
        found = []
        for seat, panel in zip(self.seats, self.timetable.panels, strict=True):
            members = dict.fromkeys(panel.juror_ids)
            roomed = bool(fits) if panel.room_id is None else seat.room in fits
            if roomed and len(members) >= self.timetable.settings.min_jurors:
                links = (link_between(self.jurors[one], candidate, reasons.get((one, candidate.id))) for one in members)
                if not any(link and RULES[link[0]].level is Level.BLOCKS for link in links):
                    found.append(seat.index)
        return found

    def _base(self, passage: Passage | None) -> Base | None:
        if passage is None:
            return None
        panel = None if passage.panel_id is None else self.panel_index.get(passage.panel_id)
        start, end = passage.steps[0].start, passage.steps[-1].end
        day = self.day_index.get(start.date())
        if day is None:
            return Base(passage, panel, None, None, None)
        return Base(passage, panel, day, self.tick(day, start), self.tick(day, end))

    def tick(self, day: int, moment: datetime) -> int | None:
        """The tick of that moment, None when it is off the grid."""
        return tick_of(self.days[day], moment, self.unit)

    def _fixed(self, passage: Passage) -> Fixed:
        day = self.day_index.get(passage.start.date(), -1)
        panel = None if passage.panel_id is None else self.panel_index.get(passage.panel_id)
        jury = [step for step in passage.steps if step.has_jury]
        rooms = [step.jury_room for step in jury if step.jury_room is not None]
        frame = self.days[day] if day >= 0 else None

        def ticks(start: datetime, end: datetime) -> tuple[int, int]:
            return (self._before(frame, start), self._after(frame, end)) if frame else (0, 0)

        return Fixed(
            passage=passage,
            panel=panel,
            day=day,
            jury=tuple(ticks(one.start, one.end) for one in merged(Interval(s.start, s.end) for s in jury)),
            rooms=tuple(
                (self.room_index[room], *ticks(part.start, part.end))
                for room, parts in rooms_used(passage).items()
                if room in self.room_index
                for part in parts
            ),
            jury_room=self.room_index.get(rooms[0]) if rooms else None,
            end=ticks(passage.start, passage.end)[1],
            minutes=int(sum(step.minutes for step in jury)),
        )


def tick_of(frame: Frame, moment: datetime, unit: int) -> int | None:
    ticks, rest = divmod(moment - frame.origin, unit * _MINUTE)
    return None if rest else ticks


def _unit(timetable: Timetable) -> int:
    """The grid, unless the référentiel has a step that does not fit it."""
    grid = timetable.settings.grid_minutes
    routes = timetable.referentiel.routes
    asked = {(candidate.route, candidate.extra_time) for candidate in timetable.candidates}
    lengths = {
        planned_minutes(step, extra, grid)
        for route, extra in asked
        for phase in routes[route].phases
        for step in phase.steps
    }
    return reduce(gcd, lengths, grid)


def _shape(timetable: Timetable, candidate: Candidate, unit: int) -> Shape:
    route = timetable.referentiel.routes[candidate.route]
    return Shape(
        route=route,
        extra_time=candidate.extra_time,
        blocks=tuple(_block(timetable, candidate, phase, unit) for phase in route.phases),
        preparation_rank=RANK[route.preparation_equipment],
        jury_rank=RANK[route.jury_equipment],
    )


def _block(timetable: Timetable, candidate: Candidate, phase: Phase, unit: int) -> Block:
    route = replace(timetable.referentiel.routes[candidate.route], phases=(phase,))
    laid = lay_out(route, starts={phase.kind: _NOON}, extra_time=candidate.extra_time, settings=timetable.settings)
    first = min(step.start for step in laid)

    def ticks(moment: datetime) -> int:
        return (moment - first) // (unit * _MINUTE)

    uses = tuple(
        Use(
            start=ticks(placed.start),
            end=ticks(placed.end),
            has_jury=placed.has_jury,
            is_attended=placed.has_candidate(timetable.settings),
            candidate=candidate_place(phase, step, timetable.settings),
            jury=step.jury,
        )
        for placed, step in zip(laid, phase.steps, strict=True)
    )
    return Block(phase.kind, max(use.end for use in uses), min(use.start for use in uses if use.has_jury), uses)
