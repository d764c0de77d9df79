"""What the planner is asked of a session, read at one moment: the same question has the same answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from sessions.day_record import Record, as_recorded
from sessions.day_tellers import record_at
from sessions.models import ExamSession, Panel, Room
from sessions.models import Passage as PassageRow
from sessions.planning.framing import problem_of
from sessions.planning.problem import Problem
from sessions.snapshot import timetable_of
from sessions.timetable import Passage, PlacedStep, Timetable


@dataclass(frozen=True, slots=True)
class Question:
    timetable: Timetable
    pinned: frozenset[int]  # candidates whose passage stays
    now: datetime | None  # nothing else is placed before it
    baseline: tuple[Passage, ...]  # what is to change the least
    record: Record  # of the day, up to `now`

    def problem(self, *, begin_from: Sequence[Passage] = ()) -> Problem:
        """`begin_from` is a plan found before, which the search is to better; what stays is as it stands now."""
        passages = self.timetable.passages
        if begin_from:
            stay = (one for one in passages if one.candidate_id in self.pinned)
            passages = (*stay, *(one for one in begin_from if one.candidate_id not in self.pinned))
        timetable = replace(self.timetable, passages=passages)
        if self.now:
            timetable = as_recorded(timetable, self.record, self.now)
        asked = {candidate.id for candidate in timetable.candidates}
        baseline = [
            one for one in self.baseline if one.candidate_id in asked or one.candidate_id not in self.record.gone
        ]
        return problem_of(timetable, pinned=self.pinned, now=self.now, baseline=baseline)

    @property
    def fingerprint(self) -> str:
        return _digest((self.timetable, sorted(self.pinned), self.now, self.baseline, self.record.told))


def question_of(exam_session: ExamSession, *, least_change: bool, replan_from: datetime | None = None) -> Question:
    """Least change is measured against the last version, or against the draft while nothing is published.

    From `replan_from` on, what was recorded of the day tells who stays.
    """
    moment = replan_from or exam_session.replan_from
    now = moment and moment.astimezone(exam_session.zone)
    timetable = timetable_of(exam_session)
    record = record_at(exam_session, timetable, now) if now else Record()
    baseline = (tuple(_published(exam_session, timetable)) or timetable.passages) if least_change else ()
    return Question(
        timetable=timetable,
        pinned=_pinned(exam_session, timetable, record),
        now=now,
        baseline=baseline,
        record=record,
    )


def _pinned(exam_session: ExamSession, timetable: Timetable, record: Record) -> frozenset[int]:
    """Those whose passage is locked, or has a sealed result, or stays by what was recorded; the gone leave theirs."""
    rows = PassageRow.objects.filter(
        Q(is_locked=True) | Q(candidate__sealed_at__isnull=False), panel__exam_session=exam_session
    )
    placed = {int(passage.candidate_id) for passage in timetable.passages}
    return frozenset(rows.values_list("candidate_id", flat=True)) | (placed & (record.staying | record.gone))


def fingerprint(timetable: Timetable) -> str:
    """The same for two readings of a session that nobody touched."""
    return _digest(timetable)


def _digest(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()


def _published(exam_session: ExamSession, timetable: Timetable) -> Iterator[Passage]:
    """The version last published, under primary keys; somebody withdrawn since keeps a reference nobody has."""
    version = exam_session.versions.first()
    if version is None:
        return
    candidates = dict(exam_session.candidates.values_list("reference", "pk"))
    panels = dict(Panel.objects.filter(exam_session=exam_session).values_list("reference", "pk"))
    known = {room.id for room in timetable.rooms}
    rooms = dict(Room.objects.filter(pk__in=known).values_list("reference", "pk"))
    for told in version.plan["passages"]:
        candidate = candidates.get(told["candidate"], told["candidate"])
        steps = tuple(_step(step, rooms, exam_session.zone) for step in told["steps"])
        yield Passage(candidate, panels.get(told["panel"], told["panel"]), steps)


def _step(told: dict[str, Any], rooms: dict[str, int], zone: ZoneInfo) -> PlacedStep:
    start, end = (datetime.fromisoformat(told[key]).replace(tzinfo=zone) for key in ("start", "end"))
    candidate, jury = (rooms.get(told[key]) for key in ("candidate_room", "jury_room"))
    return PlacedStep(told["phase"], told["kind"], start, end, candidate, jury)
