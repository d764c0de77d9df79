"""A day of the timetable on a grid of five minutes: columns of juries or of rooms, passages to scale, closed ground."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from ntc_cert.words import NBSP, clock, listing, sentence
from sessions.board import Axis, passage_levels
from sessions.conflict_rules import Conflict
from sessions.shades import Shade, panel_shades, preparations, room_shades, shaded
from sessions.sittings import Sitting, Sittings, panel_name, room_name
from sessions.steps import STEP_LABELS, merge_interview
from sessions.timetable import Id, Passage, PlacedStep, Timetable
from titles.referentiel import StepKind

ROW: Final = timedelta(minutes=5)
MOST_ROWS: Final = int(timedelta(days=1) / ROW)
SAID: Final = f"{NBSP}: "  # between who and when, and what is wrong, in the sentence of a conflict


@dataclass(frozen=True, slots=True)
class Scale:
    """Rows of five minutes from a whole hour; what stands between two rows is drawn from the row it begins in."""

    start: datetime
    rows: int

    @classmethod
    def around(cls, moments: Collection[datetime]) -> "Scale":
        axis = Axis.around(moments)
        return cls(axis.start, min(int((axis.end - axis.start) / ROW), MOST_ROWS))

    def row(self, moment: datetime) -> int:
        return min(max((moment - self.start) // ROW, 0), self.rows)

    def height(self, start: datetime, end: datetime) -> int:
        """Up to the row the end falls in; never less than one."""
        return max(self.row(end + ROW - timedelta.resolution) - self.row(start), 1)

    def moment(self, row: int) -> datetime:
        return self.start + row * ROW

    @property
    def hours(self) -> list[tuple[int, str]]:
        each = int(timedelta(hours=1) / ROW)
        return [(row, f"{self.moment(row).hour}{NBSP}h") for row in range(0, self.rows, each)]


class Part(NamedTuple):
    """A step inside its passage; its row counts from the passage's own start."""

    kind: str
    label: str
    minutes: int
    row: int
    height: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A passage where it stands, with what is said in it."""

    sitting: Sitting
    row: int
    height: int
    parts: tuple[Part, ...]
    pause: int  # rows kept after it, to deliberate
    is_lapping: bool  # begins before the one above has ended: the candidate prepares meanwhile
    level: str
    why: str

    @property
    def is_locked(self) -> bool:
        return self.sitting.passage.is_locked

    @property
    def route(self) -> str:
        return self.sitting.course.route.label


@dataclass(frozen=True, slots=True)
class Column:
    key: Id
    name: str
    beside: str
    people: str
    shades: tuple[Shade, ...]
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    day: date
    scale: Scale
    columns: tuple[Column, ...]
    by_room: bool

    @property
    def count(self) -> int:
        return sum(len(column.slots) for column in self.columns)


def grid_of(timetable: Timetable, day: date, *, conflicts: Iterable[Conflict], by_room: bool = False) -> Grid:
    """Every panel, or every room, in its order; those at rest too, for somebody may be placed there."""
    sittings = Sittings.of(timetable)
    scale = scale_of(sittings, day)
    own = [sitting for sitting in sittings.all if sitting.day == day]
    drawn = _drawn(sittings, scale, list(conflicts))
    columns = _rooms if by_room else _panels
    return Grid(day, scale, tuple(columns(sittings, scale, day, own, drawn)), by_room)


def scale_of(sittings: Sittings, day: date) -> Scale:
    hours = sittings.days.get(day)
    bounds = [hours.opens, hours.closes] if hours else []
    return Scale.around(bounds + [end for one in sittings.all if one.day == day for end in (one.start, one.end)])


Drawing = Callable[[Sequence[Sitting]], tuple[Slot, ...]]


def _panels(sittings: Sittings, scale: Scale, day: date, own: Sequence[Sitting], drawn: Drawing) -> Iterator[Column]:
    for panel in sittings.timetable.panels:
        seated = [one for one in own if one.panel is panel]
        shades = shaded(scale, panel_shades(sittings, day, panel, seated))
        room = sittings.room_name(panel.room_id) if panel.room_id is not None else "salle à choisir"
        people = listing([sittings.jurors[juror].name for juror in panel.juror_ids])
        yield Column(panel.id, panel.name, room, people, shades, drawn(seated))


def _rooms(sittings: Sittings, scale: Scale, day: date, own: Sequence[Sitting], drawn: Drawing) -> Iterator[Column]:
    """A passage stands in the room of its jury; a room where one prepares is taken meanwhile."""
    for room in sittings.timetable.rooms:
        seated = [one for one in own if jury_room(one.passage) == room.id]
        shades = shaded(scale, [*room_shades(sittings, day, room), *preparations(own, room)])
        usual = [panel_name(panel) for panel in sittings.timetable.panels if panel.room_id == room.id]
        people = sentence(listing(usual)) or ("Préparation" if room.is_preparation else "")
        yield Column(room.id, sentence(room_name(room)), "", people, shades, drawn(seated))


def jury_room(passage: Passage) -> Id | None:
    return next((step.jury_room for step in passage.steps if step.jury_room is not None), None)


def _drawn(sittings: Sittings, scale: Scale, conflicts: Sequence[Conflict]) -> Drawing:
    levels, whys = passage_levels(conflicts), _whys(conflicts)
    pause = timedelta(minutes=sittings.settings.gap_minutes)

    def slots(seated: Sequence[Sitting]) -> tuple[Slot, ...]:
        found: list[Slot] = []
        last: datetime | None = None
        for one in seated:
            row, height = scale.row(one.start), scale.height(one.start, one.end)
            following = scale.height(one.end, one.end + pause) if pause else 0
            who, is_lapping = one.candidate.id, last is not None and one.start < last
            parts = tuple(_part(scale, one.start, step) for step in drawn_steps(one.passage))
            level = levels.get(who, "")
            found.append(
                Slot(one, row, height, parts, following, is_lapping, level, whys.get(who, "") if level else "")
            )
            last = max(one.end, last or one.end)
        return tuple(found)

    return slots


def _whys(conflicts: Sequence[Conflict]) -> Mapping[Id, str]:
    """The first that is told of each candidate's passage, without who and when: the passage says those."""
    said: dict[Id, str] = {}
    for found in conflicts:
        for candidate in found.candidate_ids:
            said.setdefault(candidate, reason(found))
    return said


def reason(found: Conflict) -> str:
    """« Marc Thiébaut a formé ce candidat »."""
    _, _, said = found.sentence.partition(SAID)
    return sentence((said or found.sentence).rstrip("."))


def drawn_steps(passage: Passage) -> list[PlacedStep]:
    """Presentation and exchanges are one interview; what the jury reads while the candidate prepares is not drawn."""
    merged = merge_interview(passage.steps)
    prepared = [step for step in merged if step.kind == StepKind.PREPARATION]
    return [
        step
        for step in merged
        if step.kind != StepKind.JURY_PREPARATION
        or not any(one.start < step.end and step.start < one.end for one in prepared)
    ]


def _part(scale: Scale, start: datetime, step: PlacedStep) -> Part:
    row = scale.row(step.start)
    own = row - scale.row(start)
    return Part(step.kind, LABELS[step.kind], int(step.minutes), own, scale.height(step.start, step.end))


LABELS: Final = {kind: sentence(label) for kind, label in STEP_LABELS.items()}


def between(start: datetime, end: datetime) -> str:
    """« 8 h 30 à 10 h 15 »."""
    return f"{clock(start)} à {clock(end)}"
