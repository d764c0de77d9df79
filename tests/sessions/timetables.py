"""A session of two days, two juries and two candidates, clean until a test spoils it."""

from dataclasses import replace
from datetime import date, datetime, time

from sessions.conflict_rules import Conflict
from sessions.conflicts import find_conflicts
from sessions.steps import lay_out
from sessions.timetable import (
    FORMATION,
    Candidate,
    Day,
    Dossier,
    Id,
    Interval,
    Juror,
    Lunch,
    Panel,
    Passage,
    PlacedStep,
    Room,
    Settings,
    Timetable,
)
from tests.evaluations.referentiels import NTC
from titles.referentiel import Equipment

DAY, NEXT_DAY = date(2026, 12, 8), date(2026, 12, 9)
COMPLETE = Dossier(dspp=True, proposal=True, client_masked=True, training_results=True)
PHASES = ("technical_interview", "role_play", "final_interview")


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute))


def between(start: tuple[int, int], end: tuple[int, int]) -> Interval:
    return Interval(at(*start), at(*end))


def a_day(day: date = DAY) -> Day:
    lunch = Lunch(at(11, 30, day), at(14, 0, day), 60)
    return Day(day, at(8, 30, day), at(18, 0, day), lunch)


def a_room(name: str, *, jury: bool = True) -> Room:
    equipment = Equipment.SPEAKER_PHONE if jury else Equipment.PHONE
    return Room(id=name, name=name, is_jury=jury, is_preparation=not jury, equipment=equipment)


def a_candidate(name: str, route: str = "title", **facts: object) -> Candidate:
    return replace(Candidate(id=name, name=name, route=route, path=FORMATION, dossier=COMPLETE), **facts)


def a_timetable(*candidates: Candidate, **parts: object) -> Timetable:
    """Amélie and Karim unless others are given; jury A in room 101, jury B in 102, preparation in 104 and 105."""
    timetable = Timetable(
        referentiel=NTC,
        days=(a_day(), a_day(NEXT_DAY)),
        rooms=(a_room("101"), a_room("102"), a_room("104", jury=False), a_room("105", jury=False)),
        jurors=tuple(Juror(name, name) for name in ("Claire", "Marc", "Hélène", "Sofia")),
        panels=(Panel("A", "A", ("Claire", "Marc"), "101"), Panel("B", "B", ("Hélène", "Sofia"), "102")),
        candidates=candidates or (a_candidate("Amélie"), a_candidate("Karim")),
        settings=Settings(),
    )
    return replace(timetable, **parts)


def placed(
    timetable: Timetable,
    candidate: str,
    start: datetime,
    *,
    panel: str = "A",
    room: Id | None = None,
    preparation_room: Id | None = "104",
    **starts: datetime,
) -> Timetable:
    """The same timetable with one more passage, laid out from its start; further phases may be given theirs."""
    who = next(c for c in timetable.candidates if c.id == candidate)
    route = timetable.referentiel.routes[who.route]
    steps = lay_out(
        route,
        starts={route.phases[0].kind: start, **starts},
        extra_time=who.extra_time,
        settings=timetable.settings,
        jury_room=room or next(p.room_id for p in timetable.panels if p.id == panel),
        preparation_room=preparation_room,
    )
    return replace(timetable, passages=(*timetable.passages, Passage(candidate, panel, steps)))


def with_step(timetable: Timetable, position: int, **changes: object) -> Timetable:
    """The first passage with one of its steps changed."""
    passage = timetable.passages[0]
    steps: list[PlacedStep] = list(passage.steps)
    steps[position] = replace(steps[position], **changes)
    return replace(timetable, passages=(replace(passage, steps=tuple(steps)), *timetable.passages[1:]))


def with_one(timetable: Timetable, collection: str, wanted: Id, **changes: object) -> Timetable:
    """The timetable with one room, juror, panel or candidate changed, found by its id."""
    things = getattr(timetable, collection)
    assert any(thing.id == wanted for thing in things)
    changed = tuple(replace(thing, **changes) if thing.id == wanted else thing for thing in things)
    return replace(timetable, **{collection: changed})


def codes(timetable: Timetable) -> set[str]:
    return {conflict.code for conflict in find_conflicts(timetable)}


def the(code: str, timetable: Timetable) -> Conflict:
    """The one conflict with this code."""
    (found,) = [conflict for conflict in find_conflicts(timetable) if conflict.code == code]
    return found
