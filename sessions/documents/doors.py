"""Door plans on paper: for each room and day, who passes when and where to be meanwhile (RCT08 3°).

A door is read by everybody: a candidate is a first name, an initial and a number; no surname, no result, no reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Final

from ntc_cert.documents import ascii_name
from ntc_cert.words import clock, listing, long_date, sentence
from sessions.documents.editions import Edition
from sessions.documents.planned import Planned
from sessions.door_plans import Door, DoorLine
from sessions.door_plans import door_plans as doors_of
from sessions.leaves import Leaf, PrintFile, foot_line, or_nothing
from sessions.models import ExamSession
from sessions.plan_reading import read_plan

DOOR_PLANS: Final = "door-plans"
LABEL: Final = "Plannings de porte"
TEMPLATE: Final = "pdf/door_plans.html"
DELIBERATION: Final = "Délibération"
PAUSE: Final = "Pause"
SHORTEST_PAUSE: Final = timedelta(minutes=30)  # a shorter hole is not worth a line
MANY: Final = 7  # beyond, smaller letters keep a day on one page; so do they with rooms of many words
LONG_PLACE: Final = 50
LONG_NAME: Final = 12  # beyond, a name takes two lines
ROOM_FOR_ROWS: Final = 172  # millimetres of the page, above the notes
# Letters of a room's name that fit one line, by the class that sizes them.
SIZES: Final = ((12, ""), (28, "door-long"))
SMALLEST: Final = "door-longer"


@dataclass(frozen=True, slots=True)
class DoorRow:
    """A passage, or with no `name` what happens between two of them."""

    start: str
    end: str
    name: str
    number: str
    route: str
    places: tuple[str, ...]
    what: str = ""


@dataclass(frozen=True, slots=True)
class DoorSheet:
    day: str
    room: str
    size: str
    juries: tuple[str, ...]
    rows: tuple[DoorRow, ...]
    is_dense: bool
    preparation: str
    is_preparation: bool


def door_plans(planned: Planned) -> list[PrintFile]:
    """The plan as it stands; unless it is the last version published, each sheet says that it is a draft."""
    exam_session = planned.exam_session
    files = [
        PrintFile(
            ascii_name(DOOR_PLANS, exam_session.reference, door.day.isoformat(), door.room),
            TEMPLATE,
            (_leaf(exam_session, door, planned.edition),),
        )
        for door in doors_of(read_plan(exam_session, planned.plan), gap_minutes=exam_session.gap_minutes)
    ]
    return or_nothing(DOOR_PLANS, LABEL, exam_session, files)


def door_sheet(door: Door) -> DoorSheet:
    room, rows = sentence(door.room), tuple(_rows(door))
    passages = sum(bool(row.number) for row in rows)
    return DoorSheet(
        day=long_date(door.day),
        room=room,
        size=next((size for letters, size in SIZES if len(room) <= letters), SMALLEST),
        juries=door.juries,
        rows=rows,
        is_dense=passages > MANY
        or any(len(place) > LONG_PLACE for row in rows for place in row.places)
        or sum(map(_height, rows)) > ROOM_FOR_ROWS,
        preparation=listing(door.preparation_rooms),
        is_preparation=door.is_preparation,
    )


def _height(row: DoorRow) -> float:
    """Millimetres, in the large letters."""
    return 21 + 6 * len(row.places) + (10 if len(row.name) > LONG_NAME else 0) if row.name else 12


def _rows(door: Door) -> Iterator[DoorRow]:
    """The lines of the door, and before a jury's next candidate the pause that is left."""
    for line, following in pairwise((*door.lines, None)):
        yield _row(line, door)
        if following and not door.is_preparation and following.start - line.end >= SHORTEST_PAUSE:
            yield DoorRow(clock(line.end), clock(following.start), "", "", "", (), PAUSE)


def _row(line: DoorLine, door: Door) -> DoorRow:
    if not line.number:
        return DoorRow(clock(line.start), clock(line.end), "", "", "", (), DELIBERATION)
    if door.is_preparation:
        places = tuple(f"ensuite {room} à {clock(moment)}" for moment, room in line.moves)
    else:
        places = tuple(_by_two(f"{clock(moment)} {room}" for moment, room in line.moves))
    return DoorRow(clock(line.start), clock(line.end), line.name or line.number, line.number, line.route, places)


def _by_two(moves: Iterable[str]) -> Iterator[str]:
    told = list(moves)
    yield from (" · ".join(told[rank : rank + 2]) for rank in range(0, len(told), 2))


def _leaf(exam_session: ExamSession, door: Door, edition: Edition) -> Leaf:
    sheet = door_sheet(door)
    return Leaf(
        title=f"{sheet.room}, {sheet.day}, session {exam_session.reference}",
        heading=sheet.room,
        right=(),
        foot=foot_line(exam_session.reference, edition.word, edition.digits, f"{sheet.room}, {sheet.day}"),
        is_draft=edition.is_draft,
        day=door.day,
        body=sheet,
    )
