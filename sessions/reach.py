"""Where somebody held in the hand could be put on one day of the board: every start, every column, worked out at once.

A rule that blocks forbids an open stretch of starts, found from what it guards instead of trying each start. What is
possible here is what `placing.effect_of` finds nothing to say against, and nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from sessions.bans import Around, Attempt, painted
from sessions.board_grid import Scale, jury_room, scale_of
from sessions.placing import Placement, laid_out, needs_preparation_room, placement_of, rooms_by_fitness
from sessions.sittings import Sitting, Sittings, room_name
from sessions.timetable import Candidate, Id, Panel, Passage, Room, Timetable

NO_ROOM_FREE: Final = "Aucune salle de préparation n’est libre"
NO_PANEL_THERE: Final = "Aucun jury ne siège dans cette salle"


@dataclass(frozen=True, slots=True)
class Target:
    """A column of the board, and what being put in it means for the one who is held."""

    key: Id
    panel: Panel | None
    jury_room: Id | None = None


@dataclass(frozen=True, slots=True)
class Starts:
    """Rows from `first` to `last` where one may start, in this preparation room, or why one may not."""

    first: int
    last: int
    reason: str
    preparation_room: Id | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The one who is held: the starts of the phases that stand apart, the room where they prepare today."""

    candidate: Candidate
    passage: Passage | None
    apart: tuple[tuple[str, timedelta], ...] = ()
    preparation_room: Id | None = None

    @classmethod
    def of(cls, timetable: Timetable, candidate: Candidate) -> "Held":
        passage = next((one for one in timetable.passages if one.candidate_id == candidate.id), None)
        if passage is None:
            return cls(candidate, None)
        known = placement_of(timetable, passage)
        apart = tuple((phase, start - passage.start) for phase, start in known.phase_starts.items())
        return cls(candidate, passage, apart, known.preparation_room)

    def placement(self, target: Target, start: datetime, preparation_room: Id | None) -> Placement:
        """What waits between two phases keeps its length."""
        panel = target.panel.id if target.panel else 0
        starts = {phase: start + after for phase, after in self.apart}
        return Placement(panel, start, starts, preparation_room, target.jury_room)


def targets(timetable: Timetable, held: Held, day: date, *, by_room: bool) -> list[Target]:
    """Each panel in its room; or each room with the panel that sits there, else with the panel one has already."""
    if not by_room:
        return [Target(panel.id, panel, _room_kept(timetable, held, panel, day)) for panel in timetable.panels]
    now = next((panel for panel in timetable.panels if held.passage and panel.id == held.passage.panel_id), None)
    return [Target(room.id, *_in_room(timetable, room, now)) for room in timetable.rooms]


def _in_room(timetable: Timetable, room: Room, now: Panel | None) -> tuple[Panel | None, Id | None]:
    usual = [panel for panel in timetable.panels if panel.room_id == room.id]
    panel = now if now in usual else next(iter(usual), now)
    return panel, None if panel and panel.room_id == room.id else room.id


def _room_kept(timetable: Timetable, held: Held, panel: Panel, day: date) -> Id | None:
    """Another room than the panel's own, chosen before; for a panel without one, where it sits that day."""
    own = held.passage
    if own and own.panel_id == panel.id and (kept := jury_room(own)) is not None:
        return None if kept == panel.room_id else kept
    if panel.room_id is not None:
        return None
    seated = (one for one in timetable.passages if one.panel_id == panel.id and one.start.date() == day)
    return next((room for one in seated if (room := jury_room(one)) is not None), None)


def reach_of(
    timetable: Timetable, candidate: Candidate, day: date, *, by_room: bool = False
) -> list[tuple[Target, list[Starts]]]:
    """For each column of the day, the rows of the board where this candidate may start, and why not elsewhere."""
    sittings = Sittings.of(timetable)
    held = Held.of(timetable, candidate)
    scale = scale_of(sittings, day)
    last = scale.moment(scale.rows) + timedelta(days=1)
    others = (
        one for one in sittings.all if one.candidate.id != candidate.id and one.start < last and scale.start < one.end
    )
    around = Around(sittings, others)
    return [
        (target, _starts(around, held, target, scale, day)) for target in targets(timetable, held, day, by_room=by_room)
    ]


def _starts(around: Around, held: Held, target: Target, scale: Scale, day: date) -> list[Starts]:
    if why := _never(around.sittings, target):
        return [Starts(0, scale.rows - 1, why)]
    rooms = _preparation_rooms(around.sittings.timetable, held)
    attempts = [Attempt(around, _laid(around.sittings, held, target, scale, room), room) for room in rooms]
    # Where the jury's own room could serve to prepare, another one tells what the jury's room alone forbids.
    plain = next((one for one in attempts if one.room != one.jury_room), attempts[0])
    told = painted(scale.rows, plain.bans(day))
    in_rooms = [painted(scale.rows, one.room_bans()) for one in attempts]
    rows = [_row(told[row], [banned[row] for banned in in_rooms], rooms) for row in range(scale.rows)]
    return list(_joined(rows))


def _never(sittings: Sittings, target: Target) -> str:
    """Why nobody is ever judged there, when it takes no more than a look."""
    room = sittings.rooms.get(target.jury_room) if target.jury_room is not None else None
    if target.panel is None:
        return NO_PANEL_THERE
    return f"La {room_name(room)} n’est pas une salle de jury" if room and not room.is_jury else ""


def _laid(sittings: Sittings, held: Held, target: Target, scale: Scale, room: Id | None) -> Sitting:
    placement = held.placement(target, scale.start, room)
    return sittings.sit(
        Passage(held.candidate.id, placement.panel, laid_out(sittings.timetable, held.candidate, placement))
    )


def _preparation_rooms(timetable: Timetable, held: Held) -> list[Id | None]:
    """The one they have first; none at all for a route without a preparation."""
    if not needs_preparation_room(timetable, held.candidate):
        return [None]
    fit = [room.id for room in rooms_by_fitness(timetable, held.candidate)]
    kept = [] if held.preparation_room is None else [held.preparation_room]
    return list(dict.fromkeys([*kept, *fit])) or [None]


def _row(told: str, banned: Sequence[str], rooms: Sequence[Id | None]) -> tuple[str, Id | None]:
    free = next((room for room, why in zip(rooms, banned, strict=True) if not why), None)
    if told:
        return told, None
    if all(banned):
        return (banned[0] if len(set(banned)) == 1 else NO_ROOM_FREE), None
    return "", free


def _joined(rows: Sequence[tuple[str, Id | None]]) -> Iterator[Starts]:
    first = 0
    for (why, room), same in groupby(rows):
        last = first + sum(1 for _ in same) - 1
        yield Starts(first, last, why, None if why else room)
        first = last + 1
