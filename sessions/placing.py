"""What giving somebody a place would do, worked out and not written: the effect a form shows before it acts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import product

from sessions.bookings import with_passages
from sessions.conflicts import Conflict, blocking, find_conflicts
from sessions.steps import candidate_place, lay_out, route_minutes
from sessions.timetable import Candidate, Day, Id, Panel, Passage, Room, Timetable
from titles.referentiel import Place


@dataclass(frozen=True, slots=True)
class Placement:
    """A panel, a start, and what may differ from the usual: the phases' own starts, the rooms."""

    panel: Id
    start: datetime
    phase_starts: Mapping[str, datetime] = field(default_factory=dict, hash=False)
    preparation_room: Id | None = None
    jury_room: Id | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    passage: Passage
    conflicts: tuple[Conflict, ...]

    @property
    def blocks(self) -> list[Conflict]:
        return blocking(self.conflicts)


def effect_of(timetable: Timetable, candidate: Candidate, placement: Placement) -> Effect:
    """`UnlayableRoute` when the starts asked for can't hold the route."""
    route = timetable.referentiel.routes[candidate.route]
    panel = next(panel for panel in timetable.panels if panel.id == placement.panel)
    steps = lay_out(
        route,
        starts={route.phases[0].kind: placement.start, **placement.phase_starts},
        extra_time=candidate.extra_time,
        settings=timetable.settings,
        jury_room=panel.room_id if placement.jury_room is None else placement.jury_room,
        preparation_room=placement.preparation_room,
    )
    passage = Passage(candidate.id, placement.panel, steps)
    conflicts = find_conflicts(with_passages(timetable, [passage]), only=[candidate.id])
    return Effect(passage, tuple(conflicts))


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
    """After the last passage of the least busy panel, where the day is long enough; a start, not a plan."""
    days = [one for one in timetable.days if day is None or one.date == day] or list(timetable.days)
    panels = sorted(timetable.panels, key=lambda panel: _load(timetable, panel))
    for one, panel in product(days, panels):
        start = _free_from(timetable, one, panel)
        if start + minutes_of(timetable, candidate) <= one.closes:
            return _with_a_free_room(timetable, candidate, Placement(panel.id, start))
    return Placement(panels[0].id, days[0].opens) if days and panels else None


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


def _load(timetable: Timetable, panel: Panel) -> int:
    return sum(passage.panel_id == panel.id for passage in timetable.passages)


def _free_from(timetable: Timetable, day: Day, panel: Panel) -> datetime:
    ends = [p.end for p in timetable.passages if p.panel_id == panel.id and p.start.date() == day.date]
    return max(ends) + timedelta(minutes=timetable.settings.gap_minutes) if ends else day.opens


def _with_a_free_room(timetable: Timetable, candidate: Candidate, placement: Placement) -> Placement:
    """The first preparation room against which nothing blocks, else the first."""
    if not needs_preparation_room(timetable, candidate):
        return placement
    rooms = [room for room in timetable.rooms if room.is_preparation]
    tried = [_in_room(placement, room) for room in rooms]
    free = (one for one in tried if not effect_of(timetable, candidate, one).blocks)
    return next(free, tried[0] if tried else placement)


def _in_room(placement: Placement, room: Room) -> Placement:
    return Placement(placement.panel, placement.start, preparation_room=room.id)
