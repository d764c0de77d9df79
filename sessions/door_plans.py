"""What each door shows, day by day: who is expected there, when, and where they are sent next (RCT08 3°)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from ntc_cert.words import listing
from sessions.plan_reading import PlannedPassage, Stay

HERE = "ici"


@dataclass(frozen=True, slots=True)
class DoorLine:
    """`moves` says where to be at each time; a line without a name is the jury's own time."""

    start: datetime
    end: datetime
    name: str
    number: str
    route: str
    moves: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Door:
    day: date
    room: str
    juries: tuple[str, ...]  # « Jury A, Claire Vasseur et Marc Thiébaut »
    lines: tuple[DoorLine, ...]
    preparation_rooms: tuple[str, ...]
    is_preparation: bool


def door_plans(passages: Iterable[PlannedPassage], *, gap_minutes: int) -> list[Door]:
    """Day by day, the doors of the juries, then those of the preparation rooms."""
    days: dict[date, list[PlannedPassage]] = defaultdict(list)
    for passage in passages:
        days[passage.day].append(passage)
    return [
        door
        for day, own in sorted(days.items())
        for door in (*_jury_doors(day, own, gap_minutes), *_preparation_doors(day, own))
    ]


def _jury_doors(day: date, passages: list[PlannedPassage], gap_minutes: int) -> Iterator[Door]:
    rooms: dict[str, list[PlannedPassage]] = defaultdict(list)
    for passage in passages:
        rooms[passage.jury_room].append(passage)
    for room, own in sorted(rooms.items()):
        apart = sorted({stay.room for passage in own for stay in passage.stays if stay.room != room})
        juries = dict.fromkeys(_jury(passage) for passage in own)
        yield Door(day, room, tuple(juries), tuple(_with_deliberations(room, own, gap_minutes)), tuple(apart), False)


def _jury(passage: PlannedPassage) -> str:
    return ", ".join(filter(None, (passage.panel, listing(passage.jurors))))


def _with_deliberations(room: str, passages: list[PlannedPassage], gap_minutes: int) -> Iterator[DoorLine]:
    """The gap between two candidates is the jury's time to deliberate: whoever waits at the door sees it."""
    lines = sorted((_line(room, passage) for passage in passages), key=lambda line: line.start)
    for line, following in [*pairwise(lines), *((last, None) for last in lines[-1:])]:
        yield line
        end = line.end + timedelta(minutes=gap_minutes)
        if following is not None:
            end = min(end, following.start)
        if end > line.end:
            yield DoorLine(line.end, end, "", "", "")


def _line(room: str, passage: PlannedPassage) -> DoorLine:
    moves = tuple((stay.start, HERE if stay.room == room else stay.room) for stay in passage.stays)
    return DoorLine(passage.start, passage.end, passage.door_name, passage.number, passage.route, moves)


def _preparation_doors(day: date, passages: list[PlannedPassage]) -> Iterator[Door]:
    rooms: dict[str, list[tuple[Stay, PlannedPassage]]] = defaultdict(list)
    for passage in passages:
        for stay in passage.stays:
            if stay.room != passage.jury_room:
                rooms[stay.room].append((stay, passage))
    for room, stays in sorted(rooms.items()):
        lines = [_stay_line(stay, passage) for stay, passage in sorted(stays, key=lambda pair: pair[0].start)]
        yield Door(day, room, (), tuple(lines), (), True)


def _stay_line(stay: Stay, passage: PlannedPassage) -> DoorLine:
    """Then where: the door of a preparation room sends one to the jury's."""
    following = [(other.start, other.room) for other in passage.stays if other.start >= stay.end]
    return DoorLine(stay.start, stay.end, passage.door_name, passage.number, passage.route, tuple(following[:1]))
