"""What a plan must decide, in ticks of the day: blocks of a passage, seats, places, what is fixed already.

A tick is the session's grid; each day counts its own from its opening. Durations, rooms and equipment come from the
référentiel through the timetable: nothing here knows a title.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from sessions.timetable import ExtraTime, Id, Passage, Timetable
from titles.referentiel import Place, Route


@dataclass(frozen=True, slots=True)
class Use:
    """One step, from the first tick of its block."""

    start: int
    end: int
    has_jury: bool
    is_attended: bool
    candidate: Place | None
    jury: Place | None

    @property
    def prepares(self) -> bool:
        return self.candidate is Place.PREPARATION_ROOM


@dataclass(frozen=True)
class Block:
    """A phase: its steps follow at once; the jury is there from `jury_from` to the end (RCT08, RCT09)."""

    phase: str
    length: int
    jury_from: int
    uses: tuple[Use, ...]

    @property
    def jury(self) -> int:
        return self.length - self.jury_from

    @cached_property
    def preparations(self) -> tuple[Use, ...]:
        return tuple(use for use in self.uses if use.prepares)

    @cached_property
    def stays(self) -> tuple[tuple[int, int, int], ...]:
        """Preparations that follow at once are one stay in one room: first tick, last, how many they are."""
        found: list[tuple[int, int, int]] = []
        for use in self.preparations:
            if found and found[-1][1] == use.start:
                found[-1] = (found[-1][0], use.end, found[-1][2] + 1)
            else:
                found.append((use.start, use.end, 1))
        return tuple(found)


@dataclass(frozen=True)
class Shape:
    """What every candidate of one route and one extra time asks."""

    route: Route = field(hash=False)
    extra_time: ExtraTime
    blocks: tuple[Block, ...]
    preparation_rank: int
    jury_rank: int

    @cached_property
    def jury(self) -> int:
        return sum(block.jury for block in self.blocks)

    @cached_property
    def length(self) -> int:
        return sum(block.length for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Base:
    """What was published for a candidate: a passage is unchanged with this panel, this start and this end."""

    passage: Passage
    panel: int | None
    day: int | None
    start: int | None  # tick of the first step; None off the grid or off the days
    end: int | None


@dataclass(frozen=True, slots=True)
class Task:
    """A candidate to place; `panels` are those that may receive them, `away` a mask for each day."""

    index: int
    id: Id
    name: str
    shape: Shape
    panels: frozenset[int]
    away: tuple[int, ...]
    base: Base | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    start: int
    end: int
    length: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A day: tick 0 is its first moment on the grid; nothing of the plan starts before `earliest`."""

    date: date
    origin: datetime
    length: int
    late: int  # minutes between the opening and tick 0
    earliest: int
    lunch: Pause | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A room: what it is for, its equipment's rank, the ticks of each day when it is free."""

    index: int
    id: Id
    is_jury: bool
    is_preparation: bool
    rank: int
    free: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A panel: the groups of jurors on it, its room, the ticks of each day when all of it is free.

    `taken` are those when one of them sits in another session: not even a wait of this one may cross them.
    """

    index: int
    id: Id
    groups: tuple[int, ...]
    room: int | None
    free: tuple[int, ...]
    taken: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Jurors who sit on the same panels: one timetable for all of them."""

    index: int
    panels: frozenset[int]
    jurors: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """A passage that stays as it is, in ticks of its day, rounded outwards."""

    passage: Passage
    panel: int | None
    day: int
    jury: tuple[tuple[int, int], ...]
    rooms: tuple[tuple[int, int, int], ...]
    jury_room: int | None
    end: int
    minutes: int

    @property
    def span(self) -> tuple[int, int]:
        return min(start for start, _ in self.jury), max(end for _, end in self.jury)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one task goes: the start of each block, the rooms of its preparations in order."""

    task: int
    panel: int
    day: int
    starts: tuple[int, ...]
    jury_room: int
    rooms: tuple[int, ...]


Solution = dict[int, Placement]


@dataclass(frozen=True)
class Problem:
    timetable: Timetable
    unit: int  # minutes in a tick
    gap: int
    days: tuple[Frame, ...]
    rooms: tuple[Spot, ...]
    seats: tuple[Seat, ...]
    groups: tuple[Group, ...]
    tasks: tuple[Task, ...]
    fixed: tuple[Fixed, ...]
    baseline: tuple[Passage, ...]
    # (panel, day) -> room, for the panels that chose one by being somewhere already
    settled_rooms: dict[tuple[int, int], int]

    @property
    def is_free(self) -> bool:
        """Nothing stays and nothing is published: panels and candidates may be counted instead of named."""
        return not self.fixed and not self.baseline

    @cached_property
    def preparation_rooms(self) -> tuple[Spot, ...]:
        return tuple(room for room in self.rooms if room.is_preparation)

    def moment(self, day: int, tick: int) -> datetime:
        return self.days[day].origin + timedelta(minutes=tick * self.unit)

    def seats_of(self, task: Task) -> Iterator[Seat]:
        return (self.seats[panel] for panel in sorted(task.panels))

    def fixed_on(self, day: int) -> Iterator[Fixed]:
        return (fixed for fixed in self.fixed if fixed.day == day)


def jury_span(shape: Shape, starts: tuple[int, ...]) -> tuple[int, int]:
    """From the panel's first tick with this candidate to its last: it finishes one before the next (RCT09)."""
    return starts[0] + shape.blocks[0].jury_from, end_of(shape, starts)


def end_of(shape: Shape, starts: tuple[int, ...]) -> int:
    return starts[-1] + shape.blocks[-1].length


def jury_parts(shape: Shape, starts: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    for block, start in zip(shape.blocks, starts, strict=True):
        yield start + block.jury_from, start + block.length


def preparations(shape: Shape, starts: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """When the candidate holds a preparation room, in the order of the steps."""
    for block, start in zip(shape.blocks, starts, strict=True):
        for use in block.preparations:
            yield start + use.start, start + use.end
