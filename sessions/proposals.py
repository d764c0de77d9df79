"""What the planner's page shows: before a search what is asked, after it what it found and would change."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from ntc_cert.folding import folded
from sessions.board import Board, board_of, days_to_show
from sessions.models import ExamSession, PlanJob
from sessions.passage_values import read
from sessions.plan_question import Question, question_of
from sessions.plan_words import LevelLine, level_lines, levels_from, summary
from sessions.planning.openings import Openings
from sessions.planning.reasons import asked_and_offered, capacity_sentence
from sessions.plans import passages_in
from sessions.publication import JURORS, changes_between, frozen_plan
from sessions.publication_diff import DiffLine, diff_lines
from sessions.sittings import panel_name
from sessions.timetable import Id, Timetable


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody whose passage the search leaves where it is."""

    name: str
    start: datetime
    panel: str
    why: str


@dataclass(frozen=True, slots=True)
class Preparation:
    """Said before anything is planned."""

    capacity: str
    is_short: bool  # more work is asked than the panels could ever do
    stays: tuple[Stay, ...]
    to_place: int


@dataclass(frozen=True, slots=True)
class ProposedDay:
    board: Board
    end: datetime | None  # of the last passage

    @property
    def day(self) -> date:
        return self.board.day


@dataclass(frozen=True, slots=True)
class Left:
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    summary: str
    levels: tuple[LevelLine, ...]
    left: tuple[Left, ...]
    advice: str
    days: tuple[ProposedDay, ...]
    changes: tuple[DiffLine, ...]  # against the draft
    is_optimal: bool
    is_stale: bool  # the session is no longer the one it was made for


def preparation_of(exam_session: ExamSession, *, replan_from: datetime | None) -> Preparation:
    question = question_of(exam_session, least_change=False, replan_from=replan_from)
    problem = question.problem()
    openings = Openings(problem)
    asked, offered = asked_and_offered(problem, openings)
    return Preparation(
        capacity=capacity_sentence(problem, openings),
        is_short=asked > offered,
        stays=tuple(_stays(question)),
        to_place=len(problem.tasks),
    )


def progress_of(job: PlanJob, candidates: int) -> str:
    return summary(levels_from(job.levels), candidates)


def proposal_of(exam_session: ExamSession, job: PlanJob) -> Proposal:
    question = question_of(exam_session, least_change=job.least_change, replan_from=job.replan_from)
    draft = question.timetable
    proposed = replace(draft, passages=read(job.proposal, exam_session.zone))
    is_stale = question.fingerprint != job.fingerprint
    levels = levels_from(job.levels)
    names = {str(candidate.id): candidate.name for candidate in draft.candidates}
    left = [Left(names[pk], reason) for pk, reason in job.reasons.items() if pk in names]
    return Proposal(
        summary=summary(levels, len(draft.candidates)),
        levels=tuple(level_lines(levels)),
        left=tuple(sorted(left, key=lambda one: folded(one.name))),
        advice=job.advice,
        days=() if is_stale else tuple(_days(proposed, question.pinned)),
        changes=() if is_stale else tuple(_changes(exam_session, draft, proposed)),
        is_optimal=all(level.is_proven for level in levels),
        is_stale=is_stale,
    )


def _stays(question: Question) -> Iterable[Stay]:
    names = {candidate.id: candidate.name for candidate in question.timetable.candidates}
    panels = {panel.id: panel_name(panel) for panel in question.timetable.panels}
    for passage in sorted(question.timetable.passages, key=lambda passage: passage.start):
        if passage.candidate_id in question.pinned:
            panel = panels.get(passage.panel_id, "") if passage.panel_id is not None else ""
            yield Stay(names.get(passage.candidate_id, ""), passage.start, panel, _why(question, passage.candidate_id))


def _why(question: Question, candidate: Id) -> str:
    if candidate in question.record.gone:
        return "ne sera pas replanifié"
    return "commencé" if candidate in question.record.staying else "verrouillé"


def _days(proposed: Timetable, pinned: frozenset[int]) -> Iterable[ProposedDay]:
    for day in days_to_show(proposed):
        ends = [passage.end for passage in proposed.passages if passage.start.date() == day]
        yield ProposedDay(board_of(proposed, day, locked=pinned, conflicts=()), max(ends, default=None))


def _changes(exam_session: ExamSession, draft: Timetable, proposed: Timetable) -> list[DiffLine]:
    now = frozen_plan(exam_session)
    after = {"passages": passages_in(proposed), JURORS: now[JURORS]}
    return diff_lines(exam_session, changes_between(now, after))
