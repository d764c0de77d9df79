"""A session's timetable as frozen values: what the rules read and what placing a candidate produces.

Datetimes are all naive, or all aware and already in the centre's zone: the rules compare them and read
their date and hour as they stand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Final, TypeAlias

from juries.eligibility import Finding
from titles.referentiel import Equipment, PhaseKind, Referentiel, StepKind

Id: TypeAlias = int | str

FORMATION: Final = "formation"
VAE: Final = "vae"


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` included to `end` excluded: two that touch do not overlap."""

    start: datetime
    end: datetime

    def overlaps(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end

    def contains(self, start: datetime, end: datetime) -> bool:
        return self.start <= start and end <= self.end


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same instants in the fewest intervals, in order; those that touch become one."""
    result: list[Interval] = []
    for interval in sorted(intervals, key=attrgetter("start")):
        if result and interval.start <= result[-1].end:
            if interval.end > result[-1].end:
                result[-1] = Interval(result[-1].start, interval.end)
        else:
            result.append(interval)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Booking:
    """Time already taken outside this session; `label` ends the sentence « déjà pris : … »."""

    start: datetime
    end: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Lunch:
    """Every juror at work that day has `minutes` free somewhere between `start` and `end`."""

    start: datetime
    end: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    opens: datetime
    closes: datetime
    lunch: Lunch | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """Receives one candidate and one jury of the same passage at a time (RCT08 2°)."""

    id: Id
    name: str
    is_jury: bool
    is_preparation: bool
    equipment: Equipment = Equipment.NONE
    closures: tuple[Interval, ...] = ()
    bookings: tuple[Booking, ...] = ()
    reference: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Juror:
    """`available` None means always; two windows that touch are given as one, for a step must fit inside one.

    `findings` holds what `juries.eligibility` says of this juror on each day of the session.
    """

    id: Id
    name: str
    available: tuple[Interval, ...] | None = None
    employer: str = ""
    training_centre: str = ""
    findings: Mapping[date, tuple[Finding, ...]] = field(default_factory=dict, hash=False)
    bookings: tuple[Booking, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A jury; without `room_id` it takes one jury room a day, for itself."""

    id: Id
    name: str
    juror_ids: tuple[Id, ...]
    room_id: Id | None = None
    reference: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ExtraTime:
    """A third more time, for the preparation, for what is spoken, for both or for neither."""

    preparation: bool = False
    oral: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the jury must hold before a candidate (RCT07, RCT08, RCT09); None is « non renseigné »."""

    dspp: bool | None = None
    proposal: bool | None = None
    client_masked: bool | None = None
    training_results: bool | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """`route` is a key of the référentiel's routes; `path` is FORMATION, VAE or empty for « non renseigné »."""

    id: Id
    name: str
    route: str
    extra_time: ExtraTime = ExtraTime()
    unavailable: tuple[Interval, ...] = ()
    employer: str = ""
    training_centre: str = ""
    path: str = ""
    dossier: Dossier = Dossier()
    bookings: tuple[Booking, ...] = ()
    reference: str = field(default="", compare=False, repr=False)
    person_id: Id = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """Something between two people that keeps the one from judging the other; « trainer » is a word of its own."""

    juror_id: Id
    candidate_id: Id
    reason: str


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """`kind` is a StepKind, or the plan's « interview » once presentation and exchanges are joined."""

    phase: str
    kind: str
    start: datetime
    end: datetime
    candidate_room: Id | None = None
    jury_room: Id | None = None

    @property
    def minutes(self) -> float:
        return (self.end - self.start).total_seconds() / 60

    @property
    def has_jury(self) -> bool:
        """The jury is at work in every step but the candidate's own preparation."""
        return self.kind != StepKind.PREPARATION

    def has_candidate(self, settings: "Settings") -> bool:
        """The candidate is expected, except while the jury prepares alone (RCT08 A, B)."""
        return self.kind != StepKind.JURY_PREPARATION or (
            self.phase == PhaseKind.ROLE_PLAY and settings.role_play_preparation_room
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """One candidate before one panel, all the steps of the route on one day."""

    candidate_id: Id
    panel_id: Id | None
    steps: tuple[PlacedStep, ...]
    is_locked: bool = field(default=False, compare=False, repr=False)

    @property
    def start(self) -> datetime:
        return min(step.start for step in self.steps)

    @property
    def end(self) -> datetime:
        return max(step.end for step in self.steps)

    @property
    def jury_span(self) -> Interval:
        """From the panel's first minute to its last: it finishes a candidate before the next (RCT09)."""
        steps = [step for step in self.steps if step.has_jury]
        return Interval(min(step.start for step in steps), max(step.end for step in steps))

    def candidate_steps(self, settings: "Settings") -> tuple[PlacedStep, ...]:
        return tuple(step for step in self.steps if step.has_candidate(settings))


@dataclass(frozen=True, slots=True)
class Settings:
    """The session's own rules; the defaults are those of a session made on screen."""

    min_jurors: int = 2
    gap_minutes: int = 15
    role_play_preparation_room: bool = True
    grid_minutes: int = 5


@dataclass(frozen=True, slots=True)
class Timetable:
    referentiel: Referentiel
    days: tuple[Day, ...]
    rooms: tuple[Room, ...]
    jurors: tuple[Juror, ...]
    panels: tuple[Panel, ...]
    candidates: tuple[Candidate, ...]
    links: tuple[Link, ...] = ()
    settings: Settings = Settings()
    passages: tuple[Passage, ...] = ()


def with_passages(timetable: Timetable, changed: Iterable[Passage]) -> Timetable:
    """The same timetable once these candidates have these passages."""
    changed = tuple(changed)
    moved = {passage.candidate_id for passage in changed}
    kept = tuple(passage for passage in timetable.passages if passage.candidate_id not in moved)
    return replace(timetable, passages=kept + changed)


class Held(StrEnum):
    """What a passage holds for a time."""

    JUROR = "juror"
    ROOM = "room"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Occupation:
    """One stretch during which a passage holds a juror, a room or its candidate."""

    held: Held
    id: Id
    start: datetime
    end: datetime
