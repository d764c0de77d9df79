"""Every conflict of a timetable, told once, what blocks first.

`find_conflicts` runs on every change, on import and at publication; the table of severities and sources is
`sessions.conflict_rules.RULES`.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import chain

from sessions.booking_conflicts import (
    juror_bookings,
    lunches,
    outside_bookings,
    panel_bookings,
    panel_rooms,
    placed_twice,
    room_bookings,
)
from sessions.conflict_rules import RULES, Conflict, Rule, conflict
from sessions.course_conflicts import course_conflicts, hour_conflicts, unreadable
from sessions.people_conflicts import (
    absence_conflicts,
    dossier_conflicts,
    eligibility_conflicts,
    link_conflicts,
    panel_conflicts,
)
from sessions.place_conflicts import place_conflicts
from sessions.sittings import Sitting, Sittings
from sessions.timetable import Id, Timetable

__all__ = ["RULES", "Conflict", "Rule", "blocking", "find_conflicts", "unplaced"]


def find_conflicts(timetable: Timetable, *, only: Collection[Id] | None = None) -> list[Conflict]:
    """What is wrong, blocks first, then in order of time; with `only`, what touches one of these candidates."""
    sittings = Sittings.of(timetable)
    wanted = None if only is None else frozenset(only)
    found = chain(
        _of_each_passage(sittings, wanted),
        (unreadable(sittings, passage) for passage in sittings.unreadable),
        _between_passages(sittings),
        _of_each_candidate(timetable, wanted),
    )
    kept = found if wanted is None else (c for c in found if not wanted.isdisjoint(c.candidate_ids))
    return in_order(kept)


def _of_each_passage(sittings: Sittings, wanted: frozenset[Id] | None) -> Iterator[Conflict]:
    for sitting in sittings.all:
        if wanted is None or sitting.candidate.id in wanted:
            yield from _of_passage(sittings, sitting)


def _of_passage(sittings: Sittings, sitting: Sitting) -> Iterator[Conflict]:
    yield from course_conflicts(sitting, sittings.settings.grid_minutes)
    yield from place_conflicts(sittings, sitting)
    yield from hour_conflicts(sittings, sitting)
    yield from absence_conflicts(sitting)
    yield from outside_bookings(sitting)


def _between_passages(sittings: Sittings) -> Iterator[Conflict]:
    if sittings.all and sittings.settings.gap_minutes == 0:
        yield conflict("no_gap", "Aucun temps n’est prévu entre deux candidats d’un même jury.")
    for rule in (
        placed_twice,
        panel_bookings,
        juror_bookings,
        room_bookings,
        panel_conflicts,
        eligibility_conflicts,
        link_conflicts,
        lunches,
        panel_rooms,
    ):
        yield from rule(sittings)


def _of_each_candidate(timetable: Timetable, wanted: frozenset[Id] | None) -> Iterator[Conflict]:
    for candidate in timetable.candidates:
        if wanted is None or candidate.id in wanted:
            yield from dossier_conflicts(candidate, timetable.referentiel)


def unplaced(timetable: Timetable) -> list[Conflict]:
    """Candidates without a passage: no fault while the timetable is being made, a warning when it is published."""
    placed = {passage.candidate_id for passage in timetable.passages}
    return [
        conflict("unplaced", f"{candidate.name} : aucun horaire.", candidates=(candidate.id,))
        for candidate in timetable.candidates
        if candidate.id not in placed
    ]


def blocking(conflicts: Iterable[Conflict]) -> list[Conflict]:
    return [found for found in conflicts if found.blocks]


def in_order(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Blocks first, then in order of time, those of no hour last; the same list whatever the order of the input."""
    unique = set(conflicts)
    return sorted(unique, key=_place_in_list)


def _place_in_list(found: Conflict) -> tuple[bool, bool, datetime | bool, str, str]:
    return not found.blocks, found.start is None, found.start or False, found.code, found.sentence
