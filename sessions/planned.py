"""Command: a session planned, or planned again with the least change, and what the planner said of it kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from centres import journal
from centres.models import User
from sessions.bookings import Outdated, rescheduling, summary, told_after_a_race, with_passages, write
from sessions.models import ExamSession, Panel, PlanRun, Room
from sessions.models import Passage as PassageRow
from sessions.planning.framing import problem_of
from sessions.planning.planner import Outcome, plan
from sessions.planning.search import Watch
from sessions.plans import NOT_PLANNED, Plan, plan_of
from sessions.snapshot import timetable_of
from sessions.timetable import Id, Passage, PlacedStep, Timetable


@dataclass(frozen=True, slots=True)
class Planned:
    run: PlanRun
    outcome: Outcome


@told_after_a_race
def plan_session(exam_session: ExamSession, *, seconds: float, by: User | None, watch: Watch | None = None) -> Planned:
    """The search holds no lock; its plan is refused when the session changed meanwhile. Locked passages stay."""
    timetable = timetable_of(exam_session)
    pinned = pinned_candidates(exam_session)
    problem = problem_of(
        timetable,
        pinned=pinned,
        now=exam_session.replan_from and exam_session.replan_from.astimezone(exam_session.zone),
        baseline=tuple(_baseline(exam_session, timetable)),
    )
    outcome = plan(problem, seconds=seconds, watch=watch)
    with rescheduling(exam_session) as locked:
        if timetable_of(locked) != timetable or pinned_candidates(locked) != pinned:
            raise Outdated("La session a changé pendant le calcul. Relancez la planification.")
        run = _keep(locked, timetable, outcome, by)
    return Planned(run, outcome)


def pinned_candidates(exam_session: ExamSession) -> frozenset[int]:
    """Those whose passage is locked, or had begun when the session is planned again."""
    rows = PassageRow.objects.filter(panel__exam_session=exam_session)
    begun = rows.filter(starts_at__lt=exam_session.replan_from) if exam_session.replan_from else rows.none()
    return frozenset((rows.filter(is_locked=True) | begun).values_list("candidate_id", flat=True))


def exported_plan(exam_session: ExamSession) -> Plan:
    """The draft, with what the last run says of it for as long as nothing else changed it."""
    document = plan_of(exam_session)
    run = exam_session.plan_runs.first()
    if run is None:
        return document
    references = dict(exam_session.candidates.values_list("reference", "pk"))
    for one in document["unplaced"]:
        one["reason"] = run.reasons.get(str(references[one["candidate"]]), NOT_PLANNED)
    if run.fingerprint == _fingerprint(timetable_of(exam_session)):
        document["status"] = "optimal" if run.is_optimal else "feasible"
        document["bound"] = {level["name"]: level["bound"] for level in run.levels}
        document["seconds"] = run.seconds
    return document


def _keep(exam_session: ExamSession, timetable: Timetable, outcome: Outcome, by: User | None) -> PlanRun:
    """Only what differs is written: a plan that was right already leaves every row as it is."""
    before = {passage.candidate_id: passage for passage in timetable.passages}
    changed = [passage for passage in outcome.passages if before.get(passage.candidate_id) != passage]
    gone = PassageRow.objects.filter(candidate__in=set(before) - {one.candidate_id for one in outcome.passages})
    removed = list(gone.values_list("candidate_id", flat=True))
    gone.delete()
    if changed:
        moved = {passage.candidate_id for passage in changed}
        write(with_passages(_without(timetable, removed), changed), moved)
    run = PlanRun.objects.create(
        exam_session=exam_session,
        planned_by=by,
        seconds=round(outcome.seconds, 2),
        fingerprint=_fingerprint(timetable_of(exam_session)),
        levels=[{"name": level.name, "value": level.value, "bound": level.bound} for level in outcome.levels],
        reasons={str(candidate): reason for candidate, reason in outcome.unplaced.items()},
    )
    after = {"passages": [summary(passage) for passage in changed], "removed": sorted(removed)}
    journal.record(by, "session.planned", exam_session, after=after, centre=exam_session.centre)
    return run


def _without(timetable: Timetable, candidates: Iterable[Id]) -> Timetable:
    gone = set(candidates)
    return replace(timetable, passages=tuple(p for p in timetable.passages if p.candidate_id not in gone))


def _fingerprint(timetable: Timetable) -> str:
    """The same for two readings of a session that nobody touched."""
    return sha256(repr(timetable).encode()).hexdigest()


def _baseline(exam_session: ExamSession, timetable: Timetable) -> Iterator[Passage]:
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
