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
from django.db.models import F, QuerySet

from centres.models import User
from ntc_cert.constraints import explain, violated
from ntc_cert.refusals import Refused
from ntc_cert.written import WrittenChange, WrittenObjects, WrittenRows
from sessions.conflicts import Conflict, find_conflicts
from sessions.models import ExamSession, Occupation, PassageStep
from sessions.models import Passage as PassageRow
from sessions.steps import occupations
from sessions.timetable import Held, Id, Passage, PlacedStep, Timetable
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


_WHEN: Final = ("starts_at", "ends_at")
PASSAGES: Final = WrittenRows(
    PassageRow, "candidate", "panel", *_WHEN, "is_locked", unique=["candidate"], kept=["is_locked"]
)
STEPS: Final = WrittenRows(PassageStep, "passage", "position", "phase", "kind", *_WHEN, "candidate_room", "jury_room")
OCCUPATIONS: Final = WrittenRows(Occupation, "passage", "juror", "room", "person", *_WHEN)
FREED: Final = WrittenChange(lambda passages: Occupation.objects.filter(passage__in=passages))
UNSTEPPED: Final = WrittenChange(lambda passages: PassageStep.objects.filter(passage__in=passages).order_by())


def _locked(exam_session: int, centres: tuple[int, ...] | None) -> QuerySet:
    rows = ExamSession.objects.select_related("centre", "title").defer("title__law")  # long, read once by each process
    rows = rows.filter(pk=exam_session) if centres is None else rows.filter(pk=exam_session, centre__in=centres)
    return rows.order_by().select_for_update(of=("self", "centre"), no_key=True)


LOCKED: Final = WrittenObjects(_locked)
RESCHEDULED: Final = WrittenChange(lambda pk: ExamSession.objects.filter(pk=pk).order_by(), revision=F("revision") + 1)


@contextmanager
def held(
    exam_session: ExamSession, *, seen_revision: int | None = None, managed_by: User | None = None
) -> Iterator[ExamSession]:
    """One transaction on a session's timetable, alone in its centre: its jurors and rooms serve other sessions too.

    `ExamSession.DoesNotExist` when it is none of those that `managed_by` manages.
    """
    with transaction.atomic():
        locked = next(iter(LOCKED.objects(exam_session.pk, managed_by and managed_by.managed_centres)), None)
        if locked is None:
            raise ExamSession.DoesNotExist
        if seen_revision is not None and seen_revision != locked.revision:
            raise Outdated(
                "Le planning a changé depuis l’affichage de cette page. Rechargez-la, puis recommencez si besoin."
            )
        yield locked


@contextmanager
def rescheduling(
    exam_session: ExamSession, *, seen_revision: int | None = None, managed_by: User | None = None
) -> Iterator[ExamSession]:
    """The same, for a change: whoever looks at the timetable will have seen an older revision."""
    with held(exam_session, seen_revision=seen_revision, managed_by=managed_by) as locked:
        yield locked
        RESCHEDULED(locked.pk)
        locked.revision += 1


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


def written(timetable: Timetable, candidates: Iterable[Id]) -> tuple[list[Conflict], dict[Id, int]]:
    """The same, with the key of each candidate's passage."""
    chosen = set(candidates)
    conflicts = find_conflicts(timetable, only=chosen)
    if clashes := [found for found in conflicts if found.code in DOUBLE_BOOKINGS]:
        raise DoubleBooked(clashes)
    passages = {p.candidate_id: p for p in timetable.passages if p.candidate_id in chosen}
    keys = _put_passages(passages)
    for emptied in (FREED, UNSTEPPED):
        emptied(tuple(keys.values()))
    STEPS([_step(keys[one], rank, step) for one, own in passages.items() for rank, step in enumerate(own.steps)])
    OCCUPATIONS(list(_occupations(timetable, passages, keys)))
    return conflicts, keys


def _put_passages(passages: dict[Id, Passage]) -> dict[Id, int]:
    """The key of each candidate's passage, kept when there was one: its lock and its address stay."""
    rows = [(candidate, own.panel_id, own.start, own.end, False) for candidate, own in passages.items()]
    return dict(zip(passages, PASSAGES(rows), strict=True))


def _step(passage: int, position: int, step: PlacedStep) -> tuple[object, ...]:
    return passage, position, step.phase, step.kind, step.start, step.end, step.candidate_room, step.jury_room


def _occupations(
    timetable: Timetable, passages: dict[Id, Passage], keys: dict[Id, int]
) -> Iterator[tuple[object, ...]]:
    people = {candidate.id: candidate.person_id for candidate in timetable.candidates}
    members = {panel.id: panel.juror_ids for panel in timetable.panels}
    for candidate, passage in passages.items():
        for held in occupations(passage, members[passage.panel_id], timetable.settings):
            who = (
                held.id if held.held is Held.JUROR else None,
                held.id if held.held is Held.ROOM else None,
                people[held.id] if held.held is Held.CANDIDATE else None,
            )
            yield keys[candidate], *who, held.start, held.end


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
