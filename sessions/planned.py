"""Command: a session planned, or planned again with the least change, and what the planner said of it kept."""

from dataclasses import dataclass

from centres.models import User
from sessions.bookings import Outdated, rescheduling, told_after_a_race
from sessions.models import ExamSession, PlanRun
from sessions.plan_keeping import keep_plan, level_rows
from sessions.plan_question import fingerprint, question_of
from sessions.planning.outcome import Outcome
from sessions.planning.planner import plan
from sessions.planning.search import Watch
from sessions.plans import NOT_PLANNED, Plan, plan_of
from sessions.snapshot import timetable_of

CHANGED_MEANWHILE = "La session a changé pendant le calcul. Relancez la planification."


@dataclass(frozen=True, slots=True)
class Planned:
    run: PlanRun
    outcome: Outcome


@told_after_a_race
def plan_session(exam_session: ExamSession, *, seconds: float, by: User | None, watch: Watch | None = None) -> Planned:
    """The search holds no lock; its plan is refused when the session changed meanwhile. Locked passages stay."""
    least_change = exam_session.versions.exists()
    question = question_of(exam_session, least_change=least_change)
    outcome = plan(question.problem(), seconds=seconds, watch=watch)
    with rescheduling(exam_session) as locked:
        if question_of(locked, least_change=least_change) != question:
            raise Outdated(CHANGED_MEANWHILE)
        run = keep_plan(
            locked,
            question.timetable,
            outcome.passages,
            levels=level_rows(outcome.levels),
            reasons={str(candidate): reason for candidate, reason in outcome.unplaced.items()},
            seconds=outcome.seconds,
            by=by,
        )
    return Planned(run, outcome)


def exported_plan(exam_session: ExamSession) -> Plan:
    """The draft, with what the last run says of it for as long as nothing else changed it."""
    document = plan_of(exam_session)
    run = exam_session.plan_runs.first()
    if run is None:
        return document
    references = dict(exam_session.candidates.values_list("reference", "pk"))
    for one in document["unplaced"]:
        one["reason"] = run.reasons.get(str(references[one["candidate"]]), NOT_PLANNED)
    measured = [level["name"] for level in run.levels] == list(document["bound"])
    if measured and run.fingerprint == fingerprint(timetable_of(exam_session)):
        document["status"] = "optimal" if run.is_optimal else "feasible"
        document["bound"] = {level["name"]: level["bound"] for level in run.levels}
        document["seconds"] = run.seconds
    return document
