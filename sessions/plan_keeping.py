"""Command: a plan becomes the draft, and what the planner said of it is kept. No solver is needed for that."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from centres import journal
from centres.models import User
from sessions.bookings import summary, with_passages, write
from sessions.models import ExamSession, PlanRun
from sessions.models import Passage as PassageRow
from sessions.plan_question import fingerprint
from sessions.planning.figures import Level
from sessions.snapshot import timetable_of
from sessions.timetable import Id, Passage, Timetable


def keep_plan(
    exam_session: ExamSession,
    timetable: Timetable,
    passages: Iterable[Passage],
    *,
    levels: list[dict[str, Any]],
    reasons: Mapping[str, str],
    seconds: float,
    by: User | None,
) -> PlanRun:
    """Inside the caller's hold on the session, whose timetable was read under it."""
    after = become_draft(timetable, passages)
    run = PlanRun.objects.create(
        exam_session=exam_session,
        planned_by=by,
        seconds=round(seconds, 2),
        fingerprint=fingerprint(timetable_of(exam_session)),
        levels=levels,
        reasons=dict(reasons),
    )
    journal.record(by, "session.planned", exam_session, after=after, centre=exam_session.centre)
    return run


def become_draft(timetable: Timetable, passages: Iterable[Passage]) -> dict[str, Any]:
    """Only what differs is written: a plan that was right already leaves every row as it is. Says what it changed."""
    wanted = tuple(passages)
    before = {passage.candidate_id: passage for passage in timetable.passages}
    changed = [passage for passage in wanted if before.get(passage.candidate_id) != passage]
    gone = PassageRow.objects.filter(candidate__in=set(before) - {one.candidate_id for one in wanted})
    removed = list(gone.values_list("candidate_id", flat=True))
    gone.delete()
    if changed:
        moved = {passage.candidate_id for passage in changed}
        write(with_passages(_without(timetable, removed), changed), moved)
    return {"passages": [summary(passage) for passage in changed], "removed": sorted(removed)}


def level_rows(levels: Iterable[Level]) -> list[dict[str, Any]]:
    return [{"name": level.name, "value": level.value, "bound": level.bound} for level in levels]


def _without(timetable: Timetable, candidates: Iterable[Id]) -> Timetable:
    gone = set(candidates)
    return replace(timetable, passages=tuple(p for p in timetable.passages if p.candidate_id not in gone))
