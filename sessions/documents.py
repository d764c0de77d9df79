"""Door plans: for each room and day, who passes when and where to be meanwhile (RCT08 3°).

A door is read by everybody: a candidate is a first name, an initial and a number; no surname, no result, no reason.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from textwrap import wrap
from typing import Final

from ntc_cert.documents import ascii_name
from ntc_cert.words import clock, listing, long_date, sentence
from sessions.leaves import Leaf, PrintFile, foot_line, or_nothing
from sessions.models import ExamSession, Panel, Person, Room
from sessions.plans import plan_of
from sessions.publication import changed_since
from sessions.snapshot import passages_of
from sessions.timetable import Id, Passage

DOOR_PLANS: Final = "door-plans"
LABEL: Final = "Plannings de porte"
TEMPLATE: Final = "pdf/door_plans.html"
PAUSE: Final = timedelta(minutes=30)  # a shorter hole is not worth a line
MANY: Final = 7  # beyond, smaller letters keep a day on one page
LONG_NAME: Final = 12
VERY_LONG_NAME: Final = 28


@dataclass(frozen=True, slots=True)
class Edition:
    """Which plan a sheet shows: the last published version, or a draft that has moved since."""

    version: int | None
    digits: str

    @property
    def word(self) -> str:
        return f"version {self.version}" if self.version else "brouillon"


@dataclass(frozen=True, slots=True)
class Stay:
    """The candidate in one room without a break."""

    start: datetime
    end: datetime
    room: Id


@dataclass(frozen=True, slots=True)
class DoorRow:
    """A passage, or with no `name` what happens between two of them."""

    start: str
    end: str
    what: str
    name: str = ""
    number: str = ""
    route: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Door:
    day: str
    room: str
    size: str  # class of the room's letters
    juries: tuple[str, ...]
    rows: tuple[DoorRow, ...]
    is_dense: bool
    preparation: str
    is_jury: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What the passages only know by id."""

    candidates: dict[Id, tuple[str, str, str]]  # name on a door, number, route
    rooms: dict[Id, str]
    juries: dict[Id, str]


def edition_of(exam_session: ExamSession) -> Edition:
    last = exam_session.versions.order_by("-number").first()
    plan = json.dumps(plan_of(exam_session)["passages"], sort_keys=True, ensure_ascii=False)
    digits = " ".join(wrap(hashlib.sha256(plan.encode()).hexdigest()[:12], 4))
    return Edition(last.number if last and not changed_since(last) else None, digits)


def door_plans(exam_session: ExamSession) -> list[PrintFile]:
    passages = passages_of(exam_session)
    names, edition = _names(exam_session, passages), edition_of(exam_session)
    files = []
    for day in sorted({passage.start.date() for passage in passages}):
        own = [passage for passage in passages if passage.start.date() == day]
        used = {room for passage in own for step in passage.steps for room in (step.candidate_room, step.jury_room)}
        for room in sorted(used - {None}, key=lambda each: names.rooms[each]):
            door = _door(exam_session, day, room, own, names)
            name = ascii_name(DOOR_PLANS, exam_session.reference, day.isoformat(), names.rooms[room])
            files.append(PrintFile(name, TEMPLATE, (_leaf(exam_session, door, edition),)))
    return or_nothing(DOOR_PLANS, LABEL, exam_session, files)


def name_on_a_door(person: Person) -> str:
    """« Amélie B. »; nothing for a name that came whole, since it would be a surname."""
    first = person.first_names.split()[:1]
    initial = next((letter.upper() for letter in person.last_name if letter.isalpha()), "")
    return " ".join([*first, *([f"{initial}."] if initial else [])]) if first else ""


def stays(passage: Passage) -> tuple[Stay, ...]:
    """Where to be, in order; a wait or another room starts a new stay."""
    found: list[Stay] = []
    steps = sorted((step for step in passage.steps if step.candidate_room is not None), key=lambda step: step.start)
    for step in steps:
        if found and (found[-1].room, found[-1].end) == (step.candidate_room, step.start):
            found[-1] = Stay(found[-1].start, step.end, step.candidate_room)
        else:
            found.append(Stay(step.start, step.end, step.candidate_room))
    return tuple(found)


def _names(exam_session: ExamSession, passages: Iterable[Passage]) -> Names:
    routes = exam_session.referentiel.routes
    candidates = exam_session.candidates.select_related("person")
    steps = [step for passage in passages for step in passage.steps]
    used = {room for step in steps for room in (step.candidate_room, step.jury_room)} - {None}
    panels = Panel.objects.filter(exam_session=exam_session).prefetch_related("members__juror")
    return Names(
        {row.pk: (name_on_a_door(row.person), row.reference, routes[row.route].label) for row in candidates},
        dict(Room.objects.filter(pk__in=used).values_list("pk", "name")),
        {row.pk: _jury(row) for row in panels},
    )


def _jury(panel: Panel) -> str:
    jurors = ", ".join(str(member.juror) for member in panel.members.all())
    return f"{panel.name} · {jurors}" if jurors else panel.name


def _door(exam_session: ExamSession, day: date, room: Id, passages: list[Passage], names: Names) -> Door:
    judged = [passage for passage in passages if room in {step.jury_room for step in passage.steps}]
    waiting = [passage for passage in passages if passage not in judged]
    entries = [
        *((passage.start, passage.end, _passage_row(passage, room, names)) for passage in judged),
        *((stay.start, stay.end, row) for passage in waiting for stay, row in _stay_rows(passage, room, names)),
    ]
    rows = sorted(entries, key=lambda entry: (entry[0], entry[2].number))
    between = _between(judged, timedelta(minutes=exam_session.gap_minutes))
    every = sorted([*((start, row) for start, _, row in rows), *between], key=lambda entry: entry[0])
    elsewhere = {stay.room for passage in judged for stay in stays(passage)} - {room}
    label = sentence(names.rooms[room])
    return Door(
        day=long_date(day),
        room=label,
        size="" if len(label) <= LONG_NAME else "door-long" if len(label) <= VERY_LONG_NAME else "door-longer",
        juries=tuple(dict.fromkeys(names.juries[each.panel_id] for each in judged if each.panel_id is not None)),
        rows=tuple(row for _, row in every),
        is_dense=len(rows) > MANY,
        is_jury=bool(judged),
        preparation=listing(sorted(names.rooms[each] for each in elsewhere)),
    )


def _passage_row(passage: Passage, room: Id, names: Names) -> DoorRow:
    name, number, route = names.candidates[passage.candidate_id]
    places = [f"{clock(stay.start)} {_place(stay, room, names)}" for stay in stays(passage)]
    lines = tuple(" · ".join(places[rank : rank + 2]) for rank in range(0, len(places), 2))
    return DoorRow(clock(passage.start), clock(passage.end), "passage", name or number, number, route, lines)


def _place(stay: Stay, room: Id, names: Names) -> str:
    return "ici" if stay.room == room else names.rooms[stay.room]


def _stay_rows(passage: Passage, room: Id, names: Names) -> Iterator[tuple[Stay, DoorRow]]:
    """On the door of a preparation room: who comes, and where they go next."""
    name, number, route = names.candidates[passage.candidate_id]
    ordered = stays(passage)
    for stay, following in [*pairwise(ordered), *((last, None) for last in ordered[-1:])]:
        if stay.room == room:
            then = (f"ensuite {names.rooms[following.room]} à {clock(following.start)}",) if following else ()
            yield stay, DoorRow(clock(stay.start), clock(stay.end), "stay", name or number, number, route, then)


def _between(passages: list[Passage], gap: timedelta) -> Iterator[tuple[datetime, DoorRow]]:
    """The deliberation after each passage, then the pause that is left before the next one."""
    ordered = sorted(passages, key=lambda passage: passage.start)
    for passage, following in [*pairwise(ordered), *((last, None) for last in ordered[-1:])]:
        freed = passage.end + gap
        limit = following.start if following else freed
        if gap and passage.end < limit:
            end = min(freed, limit)
            yield passage.end, DoorRow(clock(passage.end), clock(end), "Délibération")
        if following and limit - freed >= PAUSE:
            yield freed, DoorRow(clock(freed), clock(limit), "Pause")


def _leaf(exam_session: ExamSession, door: Door, edition: Edition) -> Leaf:
    return Leaf(
        title=f"{door.room}, {door.day}, session {exam_session.reference}",
        heading=door.room,
        right=(),
        foot=foot_line(exam_session.reference, edition.word, edition.digits, f"{door.room}, {door.day}"),
        is_draft=edition.version is None,
        body=door,
    )
