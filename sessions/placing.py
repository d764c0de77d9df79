"""What giving somebody a place would do, worked out and not written: the effect a form shows before it acts."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import chain, islice, product
from typing import Final
from zoneinfo import ZoneInfo

from sessions.conflicts import Conflict, blocking, find_conflicts
from sessions.steps import candidate_place, lay_out, rooms_used, route_minutes
from sessions.timetable import Candidate, Day, Id, Interval, Panel, Passage, PlacedStep, Room, Timetable, with_passages
from titles.referentiel import Equipment, Place

MOST_TRIED: Final = 40
SHIFTS: Final = tuple(timedelta(minutes=minutes) for minutes in range(0, 360, 15))


@dataclass(frozen=True, slots=True)
class Placement:
    """A panel, a start, and what may differ from the usual: the phases' own starts, the rooms."""

    panel: Id
    start: datetime
    phase_starts: Mapping[str, datetime] = field(default_factory=dict, hash=False)
    preparation_room: Id | None = None
    jury_room: Id | None = None

    def told_in(self, zone: ZoneInfo) -> "Placement":
        """The same, where a moment without a zone is one of this zone."""
        starts = {phase: _in_zone(start, zone) for phase, start in self.phase_starts.items()}
        return replace(self, start=_in_zone(self.start, zone), phase_starts=starts)


@dataclass(frozen=True, slots=True)
class Effect:
    passage: Passage
    conflicts: tuple[Conflict, ...]

    @property
    def blocks(self) -> list[Conflict]:
        return blocking(self.conflicts)


def _in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def effect_of(timetable: Timetable, candidate: Candidate, placement: Placement) -> Effect:
    """`UnlayableRoute` when the starts asked for can't hold the route."""
    passage = Passage(candidate.id, placement.panel, laid_out(timetable, candidate, placement))
    conflicts = find_conflicts(with_passages(timetable, [passage]), only=[candidate.id])
    return Effect(passage, tuple(conflicts))


def laid_out(timetable: Timetable, candidate: Candidate, placement: Placement) -> tuple[PlacedStep, ...]:
    """The steps this place would give; `UnlayableRoute` when it can't hold them."""
    route = timetable.referentiel.routes[candidate.route]
    panel = next(panel for panel in timetable.panels if panel.id == placement.panel)
    return lay_out(
        route,
        starts={route.phases[0].kind: placement.start, **placement.phase_starts},
        extra_time=candidate.extra_time,
        settings=timetable.settings,
        jury_room=panel.room_id if placement.jury_room is None else placement.jury_room,
        preparation_room=placement.preparation_room,
    )


def placement_of(timetable: Timetable, passage: Passage) -> Placement:
    """The way back: only what differs from the usual is told."""
    candidate = candidate_of(timetable, passage.candidate_id)
    panel = next((panel for panel in timetable.panels if panel.id == passage.panel_id), None)
    starts: dict[str, datetime] = {}
    free_from: datetime | None = None
    for phase in timetable.referentiel.routes[candidate.route].phases:
        steps = [step for step in passage.steps if step.phase == phase.kind]
        begins = min((step.start for step in steps), default=None)
        if begins and free_from and begins != free_from:
            starts[phase.kind] = begins
        free_from = max((step.end for step in steps), default=free_from)
    jury_room = next((step.jury_room for step in passage.steps if step.jury_room is not None), None)
    usual = panel is not None and panel.room_id == jury_room
    return Placement(
        panel=passage.panel_id,
        start=passage.start,
        phase_starts=starts,
        preparation_room=next(_preparation_rooms(timetable, candidate, passage), None),
        jury_room=None if usual else jury_room,
    )


def needs_preparation_room(timetable: Timetable, candidate: Candidate) -> bool:
    return bool(_prepared(timetable, candidate))


def suggestion(timetable: Timetable, candidate: Candidate, *, day: date | None = None) -> Placement | None:
    """The first hour found at which nothing blocks, else the first looked at; a start for a person, not a plan."""
    days = [one for one in timetable.days if day is None or one.date == day] or list(timetable.days)
    attempts = list(islice(_attempts(timetable, candidate, days), MOST_TRIED))
    held = (one for one in attempts if not effect_of(timetable, candidate, one).blocks)
    usual = (Placement(panel.id, one.opens) for one, panel in product(days, timetable.panels))
    return next(chain(held, attempts, usual), None)


def minutes_of(timetable: Timetable, candidate: Candidate) -> timedelta:
    """How long the candidate is expected, when nothing waits."""
    route = timetable.referentiel.routes[candidate.route]
    minutes = route_minutes(route, extra_time=candidate.extra_time, settings=timetable.settings)
    return timedelta(minutes=minutes.candidate)


def candidate_of(timetable: Timetable, pk: Id) -> Candidate:
    return next(candidate for candidate in timetable.candidates if candidate.id == pk)


def unplaced_candidates(timetable: Timetable) -> list[Candidate]:
    placed = {passage.candidate_id for passage in timetable.passages}
    return [candidate for candidate in timetable.candidates if candidate.id not in placed]


def _prepared(timetable: Timetable, candidate: Candidate) -> set[tuple[str, str]]:
    """Phase and kind of the steps that the candidate spends in a preparation room."""
    return {
        (phase.kind, step.kind)
        for phase in timetable.referentiel.routes[candidate.route].phases
        for step in phase.steps
        if candidate_place(phase, step, timetable.settings) is Place.PREPARATION_ROOM
    }


def _preparation_rooms(timetable: Timetable, candidate: Candidate, passage: Passage) -> Iterator[Id]:
    prepared = _prepared(timetable, candidate)
    for step in passage.steps:
        if (step.phase, step.kind) in prepared and step.candidate_room is not None:
            yield step.candidate_room


def _attempts(timetable: Timetable, candidate: Candidate, days: Sequence[Day]) -> Iterator[Placement]:
    """Day by day in order of time, the least busy panel first; only where a preparation room is left."""
    load = Counter(passage.panel_id for passage in timetable.passages)
    rooms = rooms_by_fitness(timetable, candidate)
    busy = _busy_rooms(timetable, candidate)
    length = minutes_of(timetable, candidate)
    for day in days:
        starts = [
            (_free_from(timetable, candidate, day, panel) + shift, load[panel.id], rank, panel)
            for rank, panel in enumerate(timetable.panels)
            for shift in SHIFTS
        ]
        for start, _, _, panel in sorted(starts, key=lambda one: one[:3]):
            if start + length <= day.closes:
                yield from _in_a_free_room(timetable, candidate, Placement(panel.id, start), rooms, busy)


def _free_from(timetable: Timetable, candidate: Candidate, day: Day, panel: Panel) -> datetime:
    """After the panel's last passage of the day and the time to deliberate."""
    ends = [
        passage.end
        for passage in timetable.passages
        if passage.panel_id == panel.id and passage.start.date() == day.date and passage.candidate_id != candidate.id
    ]
    return max(ends) + timedelta(minutes=timetable.settings.gap_minutes) if ends else day.opens


def _in_a_free_room(
    timetable: Timetable,
    candidate: Candidate,
    placement: Placement,
    rooms: Sequence[Room],
    busy: Mapping[Id, Sequence[Interval]],
) -> Iterator[Placement]:
    """The same placement in the first room nobody else is in, or not at all."""
    if not needs_preparation_room(timetable, candidate):
        yield placement
        return
    prepared = _prepared(timetable, candidate)
    steps = [step for step in laid_out(timetable, candidate, placement) if (step.phase, step.kind) in prepared]
    for room in rooms:
        if not any(taken.overlaps(step.start, step.end) for taken in busy.get(room.id, ()) for step in steps):
            yield replace(placement, preparation_room=room.id)
            return


def rooms_by_fitness(timetable: Timetable, candidate: Candidate) -> list[Room]:
    """The preparation rooms: those with the telephone the route asks for come first (RCT08 2°, RCC06 2°)."""
    order = list(Equipment)
    needed = order.index(timetable.referentiel.routes[candidate.route].preparation_equipment)
    rooms = [room for room in timetable.rooms if room.is_preparation]
    return sorted(rooms, key=lambda room: order.index(room.equipment) < needed)


def _busy_rooms(timetable: Timetable, candidate: Candidate) -> dict[Id, list[Interval]]:
    """By the other passages, by other sessions, or closed."""
    busy = {
        room.id: [*room.closures, *(Interval(taken.start, taken.end) for taken in room.bookings)]
        for room in timetable.rooms
    }
    for passage in timetable.passages:
        if passage.candidate_id != candidate.id:
            for room, used in rooms_used(passage).items():
                busy.setdefault(room, []).extend(used)
    return busy
