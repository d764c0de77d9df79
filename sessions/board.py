"""A day of the timetable as it is drawn: one lane a panel, every passage to the scale of the day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from ntc_cert.words import NBSP, clock, duration, listing, sentence, typeset
from sessions.conflict_rules import Conflict
from sessions.sittings import Sitting, Sittings, room_name
from sessions.steps import STEP_LABELS
from sessions.tasks import KIND_OF, Where
from sessions.timetable import Day, Id, Lunch, Panel, Passage, Timetable

HOUR: Final = timedelta(hours=1)
NO_PANEL: Final = Panel(0, "Sans jury", ())


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole hours around everything that is drawn; places are shares of its length, as SVG takes them."""

    start: datetime
    end: datetime

    @classmethod
    def around(cls, moments: Collection[datetime]) -> "Axis":
        first, last = min(moments), max(moments)
        start = first.replace(minute=0, second=0, microsecond=0)
        end = last.replace(minute=0, second=0, microsecond=0)
        return cls(start, end if end == last else end + HOUR)

    def at(self, moment: datetime) -> str:
        return f"{100 * ((moment - self.start) / (self.end - self.start)):.3f}%"

    def long(self, start: datetime, end: datetime) -> str:
        return f"{100 * ((end - start) / (self.end - self.start)):.3f}%"

    @property
    def hours(self) -> list[tuple[str, str]]:
        """Where each whole hour stands, and how it is said; the last one closes the axis."""
        count = int((self.end - self.start) / HOUR)
        moments = [self.start + HOUR * rank for rank in range(count)]
        return [(self.at(moment), f"{moment.hour}{NBSP}h") for moment in moments]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One passage where it stands on the axis, with what is said beside it."""

    sitting: Sitting
    at: str
    long: str
    where: str
    is_locked: bool
    level: str  # « bloq », « avert » or nothing

    @property
    def is_short(self) -> bool:
        return self.sitting.end - self.sitting.start < HOUR

    @property
    def label(self) -> str:
        """A short passage has room for a first name, which may stand out of it."""
        name = self.sitting.candidate.name
        return name.split()[0] if self.is_short and name else name

    @property
    def route(self) -> str:
        return self.sitting.course.route.label


@dataclass(frozen=True, slots=True)
class Lane:
    panel: Panel
    room: str
    jurors: str
    passages: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class Board:
    day: date
    axis: Axis
    closed: tuple[tuple[str, str], ...]  # before opening and after closing
    lunch: tuple[str, str] | None
    lunch_words: str
    lanes: tuple[Lane, ...]

    @property
    def count(self) -> int:
        return sum(len(lane.passages) for lane in self.lanes)


def board_of(timetable: Timetable, day: date, *, locked: Collection[Id], conflicts: Iterable[Conflict]) -> Board:
    """Panels in their order, those at rest that day included; a passage without a panel has a lane of its own."""
    sittings = Sittings.of(timetable)
    own = [sitting for sitting in sittings.all if sitting.day == day]
    hours = sittings.days.get(day)
    axis = Axis.around([moment for sitting in own for moment in (sitting.start, sitting.end)] + _hours(hours))
    levels = passage_levels(conflicts)
    lanes = []
    for panel in (*timetable.panels, NO_PANEL):
        seated = [one for one in own if (one.panel or NO_PANEL).id == panel.id]
        if seated or panel is not NO_PANEL:
            drawn = tuple(
                _drawn(sittings, axis, one, one.candidate.id in locked, levels.get(one.candidate.id, ""))
                for one in seated
            )
            lanes.append(_lane(sittings, panel, drawn))
    return Board(
        day=day,
        axis=axis,
        closed=_closed(axis, hours),
        lunch=_stretch(axis, hours.lunch) if hours and hours.lunch else None,
        lunch_words=_lunch_words(hours.lunch) if hours and hours.lunch else "",
        lanes=tuple(lanes),
    )


def days_to_show(timetable: Timetable) -> list[date]:
    """The session's days, and any other on which somebody is placed."""
    return sorted({day.date for day in timetable.days} | {passage.start.date() for passage in timetable.passages})


def _hours(day: Day | None) -> list[datetime]:
    return [day.opens, day.closes] if day else []


def _closed(axis: Axis, day: Day | None) -> tuple[tuple[str, str], ...]:
    if day is None:
        return ()
    stretches = ((axis.start, day.opens), (day.closes, axis.end))
    return tuple((axis.at(start), axis.long(start, end)) for start, end in stretches if start < end)


def _stretch(axis: Axis, lunch: Lunch) -> tuple[str, str]:
    return axis.at(lunch.start), axis.long(lunch.start, lunch.end)


def _lunch_words(lunch: Lunch) -> str:
    between = f"entre {clock(lunch.start)} et {clock(lunch.end)}"
    return typeset(f"Déjeuner : {duration(lunch.minutes)} {between}")


def passage_levels(conflicts: Iterable[Conflict]) -> Mapping[Id, str]:
    """The worst that is told of each candidate's passage; a dossier to complete says nothing of a passage."""
    levels: dict[Id, str] = {}
    for found in conflicts:
        if found.blocks or KIND_OF[found.code].where is Where.PASSAGE:
            for candidate in found.candidate_ids:
                levels[candidate] = "bloq" if found.blocks or levels.get(candidate) == "bloq" else "avert"
    return levels


def _lane(sittings: Sittings, panel: Panel, passages: tuple[Drawn, ...]) -> Lane:
    room = "" if panel.room_id is None else sittings.room_name(panel.room_id)
    return Lane(panel, room, listing([sittings.jurors[juror].name for juror in panel.juror_ids]), passages)


def _drawn(sittings: Sittings, axis: Axis, sitting: Sitting, is_locked: bool, level: str) -> Drawn:
    start, end = axis.at(sitting.start), axis.long(sitting.start, sitting.end)
    return Drawn(sitting, start, end, _where(sittings, sitting), is_locked, level)


def _where(sittings: Sittings, sitting: Sitting) -> str:
    """« salle 101, préparation en salle 104 »."""
    steps = sitting.passage.steps
    jury = dict.fromkeys(sittings.room_name(step.jury_room) for step in steps if step.jury_room is not None)
    meeting = {step.jury_room for step in steps}
    apart = dict.fromkeys(
        sittings.room_name(step.candidate_room)
        for step in steps
        if step.candidate_room is not None and step.candidate_room not in meeting
    )
    said = [listing(list(jury))] if jury else ["salle à choisir"]
    return ", ".join([*said, *([f"préparation en {listing(list(apart))}"] if apart else [])])


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as a passage's own page tells it: when, what, where the candidate is expected."""

    start: datetime
    end: datetime
    label: str
    room: str


def step_lines(timetable: Timetable, passage: Passage) -> list[StepLine]:
    rooms = {room.id: room_name(room) for room in timetable.rooms}
    return [
        StepLine(step.start, step.end, sentence(STEP_LABELS[step.kind]), rooms.get(step.candidate_room, ""))
        for step in passage.steps
    ]
