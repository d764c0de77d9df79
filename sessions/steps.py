"""From a route and a start to every step of a passage, and to what that passage holds (RCT08, RCT09, RCC06)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import takewhile
from typing import Final

from ntc_cert.words import clock, typeset
from sessions.timetable import (
    ExtraTime,
    Held,
    Id,
    Interval,
    Occupation,
    Passage,
    PlacedStep,
    Settings,
    merged,
)
from titles.referentiel import Phase, PhaseKind, Place, Route, Step, StepKind

INTERVIEW: Final = "interview"

STEP_LABELS: Final[dict[str, str]] = {
    StepKind.PREPARATION: "préparation",
    StepKind.JURY_PREPARATION: "préparation du jury",
    StepKind.PRESENTATION: "présentation",
    StepKind.EXCHANGES: "échanges",
    StepKind.PHONE_CALL: "appel",
    StepKind.FACE_TO_FACE: "face à face",
    StepKind.FINAL_INTERVIEW: "entretien final",
    INTERVIEW: "entretien technique",
}

_BEFORE_MEETING: Final = (StepKind.PREPARATION, StepKind.JURY_PREPARATION)


class UnlayableRoute(ValueError):
    """The starts asked for cannot hold the route; the message is a French sentence for the screen."""


@dataclass(frozen=True, slots=True)
class RouteMinutes:
    """What one passage asks of each: the jury's work, and the candidate's presence when nothing waits."""

    jury: int
    candidate: int


def third_more(minutes: int, grid: int) -> int:
    """A third more time, rounded up to the grid: the timetable's reserve, not the timer's length."""
    return -(-minutes * 4 // (3 * grid)) * grid


def has_extra_time(step: Step, extra_time: ExtraTime) -> bool:
    """The jury reads no longer because a candidate has more time."""
    if step.kind == StepKind.PREPARATION:
        return extra_time.preparation
    return step.kind != StepKind.JURY_PREPARATION and extra_time.oral


def planned_minutes(step: Step, extra_time: ExtraTime, grid: int) -> int:
    return third_more(step.minutes, grid) if has_extra_time(step, extra_time) else step.minutes


def exact_minutes(step: Step, extra_time: ExtraTime) -> Fraction:
    """What a timer counts: 13 min 20 for 10, where the timetable keeps 15."""
    return Fraction(step.minutes) * Fraction(4 if has_extra_time(step, extra_time) else 3, 3)


def lay_out(
    route: Route,
    *,
    starts: Mapping[str, datetime],
    extra_time: ExtraTime | None = None,
    settings: Settings | None = None,
    jury_room: Id | None = None,
    preparation_room: Id | None = None,
) -> tuple[PlacedStep, ...]:
    """The steps of a passage; a phase without a start of its own follows the one before at once."""
    if set(starts) - {phase.kind for phase in route.phases}:
        raise UnlayableRoute(f"L’inscription {route.label} ne comporte pas l’une de ces épreuves.")
    laid: list[PlacedStep] = []
    rules = settings or Settings()
    rooms = {Place.JURY_ROOM: jury_room, Place.PREPARATION_ROOM: preparation_room}
    previous: Phase | None = None
    for phase in route.phases:
        free_from = max((step.end for step in laid), default=None)
        start = _phase_start(phase, starts.get(phase.kind), previous, free_from)
        laid.extend(_lay_out_phase(phase, start, extra_time or ExtraTime(), rules, rooms))
        previous = phase
    return tuple(laid)


def _phase_start(phase: Phase, asked: datetime | None, previous: Phase | None, free_from: datetime | None) -> datetime:
    if previous is None or free_from is None:
        if asked is None:
            raise UnlayableRoute(typeset(f"Donnez l’heure de début de l’épreuve « {phase.label} »."))
        return asked
    if asked is None:
        return free_from
    if asked < free_from:
        raise UnlayableRoute(
            f"{phase.label} commence à {clock(asked)}, avant la fin de {previous.label} à {clock(free_from)}. "
            f"Choisissez {clock(free_from)} ou plus tard."
        )
    return asked


def _lay_out_phase(
    phase: Phase, start: datetime, extra_time: ExtraTime, settings: Settings, rooms: Mapping[Place, Id | None]
) -> list[PlacedStep]:
    """What comes before the meeting ends together; the earliest of it starts the phase."""
    lengths = [timedelta(minutes=planned_minutes(step, extra_time, settings.grid_minutes)) for step in phase.steps]
    before = len(preparations(phase))
    clock_hand = start + max(lengths[:before], default=timedelta())
    laid = []
    for position, (step, length) in enumerate(zip(phase.steps, lengths, strict=True)):
        begins = clock_hand - length if position < before else clock_hand
        clock_hand = begins + length
        candidate = candidate_place(phase, step, settings)
        laid.append(
            PlacedStep(
                phase=phase.kind,
                kind=step.kind,
                start=begins,
                end=clock_hand,
                candidate_room=rooms[candidate] if candidate else None,
                jury_room=rooms[step.jury] if step.jury else None,
            )
        )
    return laid


def preparations(phase: Phase) -> tuple[Step, ...]:
    """The steps that open a phase and end together: the candidate prepares while the jury reads (RCT08 A)."""
    return tuple(takewhile(lambda step: step.kind in _BEFORE_MEETING, phase.steps))


def candidate_place(phase: Phase, step: Step, settings: Settings) -> Place | None:
    """Where the candidate is; nothing says where while the jury prepares the role-play, so the session does."""
    if phase.kind == PhaseKind.ROLE_PLAY and step.kind == StepKind.JURY_PREPARATION:
        return Place.PREPARATION_ROOM if settings.role_play_preparation_room else None
    return step.candidate


def route_minutes(
    route: Route, *, extra_time: ExtraTime | None = None, settings: Settings | None = None
) -> RouteMinutes:
    """Jury work is RCT10's 45 min + 2 h 15 for the title; with a reading longer than the preparation, both count."""
    grid = (settings or Settings()).grid_minutes
    jury = candidate = 0
    for phase in route.phases:
        before = len(preparations(phase))
        lengths = [planned_minutes(step, extra_time or ExtraTime(), grid) for step in phase.steps]
        jury += sum(length for step, length in zip(phase.steps, lengths, strict=True) if step.jury)
        candidate += max(lengths[:before], default=0) + sum(lengths[before:])
    return RouteMinutes(jury, candidate)


def merge_interview(steps: Sequence[PlacedStep]) -> tuple[PlacedStep, ...]:
    """The plan's steps: presentation and the exchanges after it become one `interview`."""
    result: list[PlacedStep] = []
    for step in steps:
        if step.kind == StepKind.EXCHANGES and result and result[-1].kind == StepKind.PRESENTATION:
            opening = result.pop()
            step = PlacedStep(step.phase, INTERVIEW, opening.start, step.end, opening.candidate_room, opening.jury_room)
        result.append(step)
    return tuple(result)


def split_interview(
    steps: Iterable[PlacedStep], route: Route, extra_time: ExtraTime, grid: int
) -> tuple[PlacedStep, ...]:
    """The way back: the presentation takes its own planned minutes, the exchanges take the rest."""
    result: list[PlacedStep] = []
    for step in steps:
        if step.kind == INTERVIEW:
            result.extend(_split(step, route, extra_time, grid))
        else:
            result.append(step)
    return tuple(result)


def _split(step: PlacedStep, route: Route, extra_time: ExtraTime, grid: int) -> tuple[PlacedStep, PlacedStep]:
    presentation = next(
        (
            s
            for phase in route.phases
            for s in phase.steps
            if s.kind == StepKind.PRESENTATION and phase.kind == step.phase
        ),
        None,
    )
    length = planned_minutes(presentation, extra_time, grid) if presentation else 0
    middle = step.start + timedelta(minutes=length)
    if presentation is None or middle >= step.end:
        raise UnlayableRoute(
            typeset(
                f"L’étape « {STEP_LABELS[INTERVIEW]} » de {clock(step.start)} à {clock(step.end)} ne laisse pas de "
            )
            + f"place aux échanges pour l’inscription {route.label}. Corrigez sa durée."
        )
    first = PlacedStep(step.phase, StepKind.PRESENTATION, step.start, middle, step.candidate_room, step.jury_room)
    second = PlacedStep(step.phase, StepKind.EXCHANGES, middle, step.end, step.candidate_room, step.jury_room)
    return first, second


def occupations(passage: Passage, juror_ids: Iterable[Id], settings: Settings) -> tuple[Occupation, ...]:
    """What the passage holds: each juror once, from the first jury step to the last; rooms and candidate as used."""
    span = passage.jury_span
    held = [Occupation(Held.JUROR, juror, span.start, span.end) for juror in dict.fromkeys(juror_ids)]
    for room, used in rooms_used(passage).items():
        held.extend(Occupation(Held.ROOM, room, part.start, part.end) for part in used)
    attended = passage.candidate_steps(settings)
    held.extend(
        Occupation(Held.CANDIDATE, passage.candidate_id, part.start, part.end)
        for part in merged(Interval(step.start, step.end) for step in attended)
    )
    return tuple(held)


def rooms_used(passage: Passage) -> dict[Id, tuple[Interval, ...]]:
    """Per room, when this passage is in it: its candidate and its jury in one room count once."""
    used: dict[Id, list[Interval]] = {}
    for step in passage.steps:
        span = Interval(step.start, step.end)
        if step.jury_room is not None:
            used.setdefault(step.jury_room, []).append(span)
        if step.candidate_room is not None and step.candidate_room != step.jury_room:
            used.setdefault(step.candidate_room, []).append(span)
    return {room: merged(parts) for room, parts in used.items()}
