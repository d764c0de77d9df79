"""A timetable read once for its rules: each passage with its people, its route and the words that name it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from ntc_cert.words import clock, clock_range, listing, long_date, noun, plain_date
from sessions.conflict_rules import Conflict, conflict
from sessions.steps import candidate_place, exact_minutes, planned_minutes, preparations
from sessions.timetable import (
    Candidate,
    Day,
    ExtraTime,
    Id,
    Juror,
    Panel,
    Passage,
    PlacedStep,
    Room,
    Settings,
    Timetable,
)
from titles.referentiel import Phase, Place, Route, Step


@dataclass(frozen=True, slots=True)
class PhaseSlice:
    """Where a phase stands among the steps of its course; the `before` first of them end together."""

    phase: Phase
    first: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Course:
    """What a route asks of one candidate, step by step."""

    route: Route
    kinds: tuple[tuple[str, str], ...]
    phases: tuple[PhaseSlice, ...]
    steps: tuple[Step, ...]
    candidate_places: tuple[Place | None, ...]
    shortest: tuple[timedelta, ...]  # the référentiel's minutes, a third more taken exactly
    planned: tuple[timedelta, ...]  # the same with the timetable's reserve

    @classmethod
    def of(cls, route: Route, extra_time: ExtraTime, settings: Settings) -> "Course":
        slices = []
        first = 0
        for phase in route.phases:
            slices.append(PhaseSlice(phase, first, first + len(preparations(phase)), first + len(phase.steps)))
            first += len(phase.steps)
        steps = tuple(step for phase in route.phases for step in phase.steps)
        grid = settings.grid_minutes
        return cls(
            route=route,
            kinds=tuple((phase.kind, step.kind) for phase in route.phases for step in phase.steps),
            phases=tuple(slices),
            steps=steps,
            candidate_places=tuple(
                candidate_place(phase, step, settings) for phase in route.phases for step in phase.steps
            ),
            shortest=tuple(timedelta(seconds=int(exact_minutes(step, extra_time) * 60)) for step in steps),
            planned=tuple(timedelta(minutes=planned_minutes(step, extra_time, grid)) for step in steps),
        )


@dataclass(frozen=True, slots=True)
class Sitting:
    """A passage with what its ids stand for, and its two spans: everyone's, and the jury's."""

    passage: Passage
    candidate: Candidate
    panel: Panel | None
    jurors: tuple[Juror, ...]
    course: Course
    start: datetime
    end: datetime
    jury_start: datetime
    jury_end: datetime
    jury_steps: tuple[PlacedStep, ...] = field(repr=False)
    attended: tuple[PlacedStep, ...] = field(repr=False)

    @property
    def day(self) -> date:
        return self.start.date()

    @property
    def follows_its_route(self) -> bool:
        return tuple((step.phase, step.kind) for step in self.passage.steps) == self.course.kinds

    @property
    def who(self) -> str:
        return f"{self.candidate.name}, {panel_name(self.panel)}" if self.panel else self.candidate.name


@dataclass(frozen=True, slots=True)
class Sittings:
    """Every passage that can be read, in order of time; `unreadable` are those without a single jury step."""

    timetable: Timetable
    rooms: dict[Id, Room]
    jurors: dict[Id, Juror]
    panels: dict[Id, Panel]
    candidates: dict[Id, Candidate]
    days: dict[date, Day]
    all: tuple[Sitting, ...]
    unreadable: tuple[Passage, ...]
    courses: dict[tuple[str, ExtraTime], Course]

    @property
    def settings(self) -> Settings:
        return self.timetable.settings

    def room_name(self, room_id: Id) -> str:
        room = self.rooms.get(room_id)
        return room_name(room) if room else f"salle {room_id}"

    def sit(self, passage: Passage) -> Sitting:
        """A passage that is not of the timetable, or not yet, read as the others are."""
        return _sitting(self.timetable, self.candidates, self.panels, self.jurors, self.courses, passage)

    @classmethod
    def of(cls, timetable: Timetable) -> "Sittings":
        candidates = {candidate.id: candidate for candidate in timetable.candidates}
        panels = {panel.id: panel for panel in timetable.panels}
        jurors = {juror.id: juror for juror in timetable.jurors}
        courses: dict[tuple[str, ExtraTime], Course] = {}
        sit = partial(_sitting, timetable, candidates, panels, jurors, courses)
        readable = [passage for passage in timetable.passages if any(step.has_jury for step in passage.steps)]
        return cls(
            timetable=timetable,
            rooms={room.id: room for room in timetable.rooms},
            jurors=jurors,
            panels=panels,
            candidates=candidates,
            days={day.date: day for day in timetable.days},
            all=tuple(sorted(map(sit, readable), key=lambda s: (s.start, str(s.candidate.id)))),
            unreadable=tuple(p for p in timetable.passages if not any(step.has_jury for step in p.steps)),
            courses=courses,
        )


def _sitting(
    timetable: Timetable,
    candidates: dict[Id, Candidate],
    panels: dict[Id, Panel],
    jurors: dict[Id, Juror],
    courses: dict[tuple[str, ExtraTime], Course],
    passage: Passage,
) -> Sitting:
    candidate = candidates[passage.candidate_id]
    panel = panels.get(passage.panel_id) if passage.panel_id is not None else None
    key = (candidate.route, candidate.extra_time)
    if key not in courses:
        route = timetable.referentiel.routes[candidate.route]
        courses[key] = Course.of(route, candidate.extra_time, timetable.settings)
    jury_steps = tuple(step for step in passage.steps if step.has_jury)
    return Sitting(
        passage=passage,
        candidate=candidate,
        panel=panel,
        jurors=tuple(jurors[juror] for juror in dict.fromkeys(panel.juror_ids)) if panel else (),
        course=courses[key],
        start=passage.start,
        end=passage.end,
        jury_start=min(step.start for step in jury_steps),
        jury_end=max(step.end for step in jury_steps),
        jury_steps=jury_steps,
        attended=passage.candidate_steps(timetable.settings),
    )


def breach(
    sitting: Sitting,
    code: str,
    said: str,
    step: PlacedStep | None = None,
    *,
    source: str = "",
    rooms: Iterable[Id] = (),
    jurors: Iterable[Id] = (),
) -> Conflict:
    """A rule broken by one passage, or by one of its steps: who, when, then what is wrong."""
    when = during(step.start, step.end) if step else at(sitting.start)
    return conflict(
        code,
        f"{sitting.who}, {when} : {said}.",
        source=source,
        candidates=(sitting.candidate.id,),
        panels=() if sitting.panel is None else (sitting.panel.id,),
        rooms=rooms,
        jurors=jurors,
        start=step.start if step else sitting.start,
        end=step.end if step else sitting.end,
    )


def at(moment: datetime) -> str:
    """« mardi 8 décembre 2026 à 9 h 00 »."""
    return f"{long_date(moment.date())} à {clock(moment)}"


def during(start: datetime, end: datetime) -> str:
    """« mardi 8 décembre 2026, de 9 h 00 à 10 h 30 »."""
    return f"{long_date(start.date())}, {clock_range(start, end)}"


def window(start: datetime, end: datetime) -> str:
    """« de 9 h 00 à 12 h 00 », with both days when they differ."""
    if start.date() == end.date():
        return clock_range(start, end)
    return f"du {plain_date(start.date())} à {clock(start)} au {plain_date(end.date())} à {clock(end)}"


def _labelled(label: str, name: str) -> str:
    """A centre names a room « Salle 101 » or « 101 »: either way the sentence says « salle 101 »."""
    return f"{label}{name[len(label) :]}" if name.lower().startswith(f"{label} ") else f"{label} {name}"


def room_name(room: Room) -> str:
    return _labelled("salle", room.name)


def panel_name(panel: Panel) -> str:
    return _labelled("jury", panel.name)


def few(names: Iterable[str], limit: int = 3) -> str:
    """« A, B, C et 4 autres »: enough to find them, never a page."""
    known = list(dict.fromkeys(names))
    rest = len(known) - limit
    return listing(known if rest < 2 else [*known[:limit], f"{rest} {noun(rest, 'autre')}"])
