"""Passages as rows: what they hold is checked, then written, in one transaction that no other organiser shares.

Every command that places, moves or seats goes through here. Nobody is held twice: the pure rule refuses with its
sentence, and the database refuses whatever slipped between the two.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.db import IntegrityError, transaction

from ntc_cert.constraints import explain, violated
from ntc_cert.refusals import Refused
from sessions.conflicts import Conflict, find_conflicts
from sessions.models import ExamSession, Occupation, PassageStep
from sessions.models import Passage as PassageRow
from sessions.steps import occupations
from sessions.timetable import Held, Id, Passage, Timetable
from sessions.timetable import with_passages as with_passages

DOUBLE_BOOKINGS: Final = frozenset(
    {
        "panel_double_booked",
        "juror_double_booked",
        "candidate_double_booked",
        "candidate_placed_twice",
        "room_double_booked",
    }
)
KEPT_BY_DATABASE: Final = frozenset(
    {
        "juror_sits_in_one_place_at_a_time",
        "room_receives_one_passage_at_a_time",
        "person_is_in_one_place_at_a_time",
    }
)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Outdated(Refused):
    """Another change came between what the organiser saw and what they asked."""


class DoubleBooked(Refused):
    """Somebody or some room would be in two places at once; the sentences say who, where, when and with whom."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__([f"{found.sentence} {found.cure}" for found in self.conflicts])


@contextmanager
def held(exam_session: ExamSession, *, seen_revision: int | None = None) -> Iterator[ExamSession]:
    """One transaction on a session's timetable, alone in its centre: its jurors and rooms serve other sessions too."""
    with transaction.atomic():
        locked = (
            ExamSession.objects.select_related("centre", "title")
            .defer("title__law")  # long, and read once by each process
            .select_for_update(of=("self", "centre"), no_key=True)
            .get(pk=exam_session.pk)
        )
        if seen_revision is not None and seen_revision != locked.revision:
            raise Outdated(
                "Le planning a changé depuis l’affichage de cette page. Rechargez-la, puis recommencez si besoin."
            )
        yield locked


@contextmanager
def rescheduling(exam_session: ExamSession, *, seen_revision: int | None = None) -> Iterator[ExamSession]:
    """The same, for a change: whoever looks at the timetable will have seen an older revision."""
    with held(exam_session, seen_revision=seen_revision) as locked:
        yield locked
        locked.revision += 1
        locked.save(update_fields=["revision"])


def told_after_a_race(command: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """A writer who does not come through here may win a race the rule could not see: asked again, it can say who."""

    @wraps(command)
    def attempted(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except IntegrityError as error:
            if violated(error) not in KEPT_BY_DATABASE:
                raise Refused(explain(error)) from error
        try:
            return command(*args, **kwargs)
        except IntegrityError as error:
            raise Refused(explain(error)) from error

    return attempted


def write(timetable: Timetable, candidates: Iterable[Id]) -> list[Conflict]:
    """Write the passages these candidates have in the timetable; what they held goes first, then all is held anew.

    A double booking that touches them is refused; every other conflict is given back and prevents nothing.
    """
    return written(timetable, candidates)[0]


def written(timetable: Timetable, candidates: Iterable[Id]) -> tuple[list[Conflict], dict[Id, PassageRow]]:
    """The same, with the row of each candidate's passage: its key, where and when; nothing else is known of it."""
    chosen = set(candidates)
    conflicts = find_conflicts(timetable, only=chosen)
    if clashes := [found for found in conflicts if found.code in DOUBLE_BOOKINGS]:
        raise DoubleBooked(clashes)
    passages = {p.candidate_id: p for p in timetable.passages if p.candidate_id in chosen}
    rows = _passage_rows(passages)
    held = [row.pk for row in rows.values()]
    Occupation.objects.filter(passage__in=held).delete()
    PassageStep.objects.filter(passage__in=held).delete()
    PassageStep.objects.bulk_create(step for passage in passages.values() for step in _step_rows(passage, rows))
    Occupation.objects.bulk_create(_occupation_rows(timetable, passages, rows))
    return conflicts, rows


def _passage_rows(passages: dict[Id, Passage]) -> dict[Id, PassageRow]:
    """The row of each candidate's passage, kept when there was one: its lock and its address stay."""
    rows = [
        PassageRow(candidate_id=candidate, panel_id=passage.panel_id, starts_at=passage.start, ends_at=passage.end)
        for candidate, passage in passages.items()
    ]
    changed = ("panel", "starts_at", "ends_at")
    PassageRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["candidate"], update_fields=changed)
    return {row.candidate_id: row for row in rows}


def _step_rows(passage: Passage, rows: dict[Id, PassageRow]) -> Iterator[PassageStep]:
    for position, step in enumerate(passage.steps):
        yield PassageStep(
            passage=rows[passage.candidate_id],
            position=position,
            phase=step.phase,
            kind=step.kind,
            starts_at=step.start,
            ends_at=step.end,
            candidate_room_id=step.candidate_room,
            jury_room_id=step.jury_room,
        )


def _occupation_rows(timetable: Timetable, passages: dict[Id, Passage], rows: dict[Id, PassageRow]) -> list[Occupation]:
    people = {candidate.id: candidate.person_id for candidate in timetable.candidates}
    members = {panel.id: panel.juror_ids for panel in timetable.panels}
    return [
        Occupation(
            passage=rows[candidate],
            juror_id=held.id if held.held is Held.JUROR else None,
            room_id=held.id if held.held is Held.ROOM else None,
            person_id=people[held.id] if held.held is Held.CANDIDATE else None,
            starts_at=held.start,
            ends_at=held.end,
        )
        for candidate, passage in passages.items()
        for held in occupations(passage, members[passage.panel_id], timetable.settings)
    ]


def summary(passage: Passage) -> dict[str, Any]:
    """What the journal keeps of a passage: ids, and times in UTC like the database's."""
    rooms = {room for step in passage.steps for room in (step.candidate_room, step.jury_room) if room is not None}
    return {
        "candidate": passage.candidate_id,
        "panel": passage.panel_id,
        "start": passage.start.astimezone(UTC).isoformat(),
        "end": passage.end.astimezone(UTC).isoformat(),
        "rooms": sorted(rooms),
    }
