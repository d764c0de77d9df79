"""The rows the figures of sessions are made of: a fixed number of queries, whatever their number.

Only sealed results count, as amended; a candidate absent or gone has no share in answers. Hours come from what was
recorded on the day, against the timetable in force. All sessions are under one version of a référentiel.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q

from evaluations.course import stages_of
from evaluations.facts import record_of, with_results
from evaluations.figures.agreement import Compared
from evaluations.figures.durations import Timed
from evaluations.figures.hiding import Rule, Scope
from evaluations.figures.load import Seat
from evaluations.figures.outcomes import Decided
from evaluations.figures.whole import Figures, Material, Wording, figures_from
from evaluations.grids import Mark
from evaluations.models import Answer, MarkValue, StageTaken
from evaluations.models import Mark as MarkRow
from evaluations.verdicts import Outcome, Presence
from sessions.models import Candidate, ExamSession, Occupation, PassageStep
from sessions.timetable import Passage, PlacedStep
from titles.referentiel import Referentiel

MINUTE = timedelta(minutes=1)
YES, NO = Count("pk", filter=Q(value=MarkValue.YES)), Count("pk", filter=Q(value=MarkValue.NO))


@dataclass(frozen=True, slots=True)
class Result:
    """What one sealed evaluation says, amendments laid over."""

    session: int
    candidate: int
    is_present: bool
    answers: dict[str, Mark | None] | None = None  # of an amended one; the others are counted by the database


def rule_in_force() -> Rule:
    return Rule(settings.FIGURES_SMALLEST_GROUP, settings.FIGURES_SMALLEST_UNANIMOUS)


def wording_of(referentiel: Referentiel) -> Wording:
    return Wording(
        {key: route.label for key, route in referentiel.routes.items()},
        {one.number: [criterion.code for criterion in one.criteria] for one in referentiel.competences},
    )


def figures_of(exam_session: ExamSession) -> Figures:
    """One session says what it can say by itself, the same as it says among others."""
    scope = Scope.alone(exam_session.pk, rule_in_force())
    return figures_from(material_of([exam_session]), wording_of(exam_session.referentiel), scope)


def material_of(sessions: Sequence[ExamSession], *, only_settled: bool = False) -> Material:
    """`only_settled`: results of the sessions where each is sealed; one more seal would tell who got it."""
    if not sessions:
        return Material()
    keys = [exam_session.pk for exam_session in sessions]
    decided, results = _results(keys, sessions[0].referentiel)
    if only_settled:
        waiting = {session for session, _, outcome in decided if outcome is None}
        decided = [one for one in decided if one[0] not in waiting]
        results = {key: result for key, result in results.items() if result.session not in waiting}
    timed, delays = _hours({exam_session.pk: exam_session.gap_minutes * MINUTE for exam_session in sessions})
    return Material(
        decided=decided,
        answered=_answered(keys, results),
        compared=list(_compared(keys, results)),
        timed=timed,
        delays=delays,
        seats=list(_seats(keys, tells_centre=len({one.centre_id for one in sessions}) > 1)),
    )


def _results(keys: Collection[int], referentiel: Referentiel) -> tuple[list[Decided], dict[int, Result]]:
    """The decision of each candidate, and each sealed evaluation by its key."""
    amended = {candidate.pk: candidate for candidate in _amended(keys)}
    decided, results = [], {}
    for session, candidate, route, evaluation, presence, decision, sealed_at in Candidate.objects.filter(
        exam_session__in=keys
    ).values_list(
        *("exam_session_id", "pk", "route", "evaluation__pk", "evaluation__presence", "evaluation__decision"),
        "evaluation__sealed_at",
    ):
        outcome = Outcome(decision) if sealed_at and decision else None
        if sealed_at:
            results[evaluation] = Result(session, candidate, presence == Presence.PRESENT)
        if sealed_at and candidate in amended:
            record = record_of(amended[candidate], referentiel)
            outcome = record.decision.outcome if record.decision else None
            is_present = record.facts.presence is Presence.PRESENT
            results[evaluation] = Result(session, candidate, is_present, dict(record.facts.answers))
        decided.append((session, route, outcome))
    return decided, results


def _amended(keys: Collection[int]) -> list[Candidate]:
    rows = Candidate.objects.filter(exam_session__in=keys, evaluation__amendments__isnull=False).distinct()
    return list(with_results(rows))


def _answered(keys: Collection[int], results: dict[int, Result]) -> dict[str, dict[int, tuple[int, int]]]:
    """How many « oui » and « non » to each criterion in each session; a cell left alone is neither."""
    found: dict[str, dict[int, tuple[int, int]]] = defaultdict(lambda: defaultdict(lambda: (0, 0)))
    rows = Answer.objects.filter(_sealed_in(keys, "evaluation__"), evaluation__presence=Presence.PRESENT)
    rows = rows.filter(evaluation__amendments=None, value__isnull=False).order_by()
    settled = {result.session for result in results.values()}
    for session, criterion, yes, no in rows.values_list("evaluation__candidate__exam_session_id", "criterion").annotate(
        yes=YES, no=NO
    ):
        if session in settled:
            found[criterion][session] = (yes, no)
    for result in results.values():
        for criterion, mark in (result.answers or {}).items() if result.is_present else ():
            yes, no = found[criterion][result.session]
            found[criterion][result.session] = (yes + (mark is Mark.YES), no + (mark is Mark.NO))
    return found


def _compared(keys: Collection[int], results: dict[int, Result]) -> Iterator[Compared]:
    """What each juror answered alone: grids handed in, of results sealed since."""
    rows = MarkRow.objects.filter(_sealed_in(keys, "grid__evaluation__"), grid__submitted_at__isnull=False)
    counted = rows.order_by().values_list("grid__evaluation_id", "criterion").annotate(yes=YES, no=NO)
    for evaluation, criterion, yes, no in counted:
        result = results.get(evaluation)
        if result and result.is_present and yes + no > 1:
            yield Compared(result.session, result.candidate, criterion, yes, no)


def _hours(gaps: dict[int, timedelta]) -> tuple[list[Timed], list[tuple[int, float]]]:
    """Each stage begun and ended, in the timetable's order; and each passage's delay at its beginning."""
    rows = StageTaken.objects.filter(candidate__exam_session__in=gaps).order_by()
    taken = {
        (candidate, phase, kind): (began, ended)
        for candidate, phase, kind, began, ended in rows.values_list(
            "candidate_id", "phase", "kind", "began_at", "ended_at"
        )
    }
    recorded = {candidate for candidate, _, _ in taken}
    timed, delays = [], []
    for session, passage in _passages(gaps):
        if passage.candidate_id not in recorded:
            continue
        for rank, stage in enumerate(stages_of(passage, gaps[session])):
            began, ended = taken.get((passage.candidate_id, *stage.key), (None, None))
            if began and rank == 0:
                delays.append((session, (began - stage.start) / MINUTE))
            if began and ended:
                timed.append(Timed(session, *stage.key, stage.minutes, (ended - began) / MINUTE))
    return timed, delays


def _passages(keys: Collection[int]) -> Iterator[tuple[int, Passage]]:
    """In order of time; the rooms do not matter here."""
    rows = PassageStep.objects.filter(passage__panel__exam_session__in=keys)
    held: dict[tuple[int, int, int], list[PlacedStep]] = defaultdict(list)
    for session, candidate, panel, *step in rows.order_by("passage__starts_at", "passage_id", "position").values_list(
        *("passage__panel__exam_session_id", "passage__candidate_id", "passage__panel_id"),
        *("phase", "kind", "starts_at", "ends_at"),
    ):
        held[session, candidate, panel].append(PlacedStep(*step))
    for (session, candidate, panel), steps in held.items():
        yield session, Passage(candidate, panel, tuple(steps))


def _seats(keys: Collection[int], *, tells_centre: bool) -> Iterator[Seat]:
    """Two centres may each know somebody of the same name."""
    rows = Occupation.objects.filter(passage__panel__exam_session__in=keys, juror__isnull=False).order_by("pk")
    for session, juror, last, first, centre, passage, start, end in rows.values_list(
        *("passage__panel__exam_session_id", "juror_id", "juror__last_name", "juror__first_names"),
        "juror__centre__name",
        *("passage_id", "starts_at", "ends_at"),
    ):
        name = f"{last}, {first}" if first else last
        told = f"{name} ({centre})" if tells_centre else name
        yield Seat(session, juror, told, passage, (end - start) // MINUTE)


def _sealed_in(keys: Collection[int], path: str) -> Q:
    return Q(**{f"{path}candidate__exam_session__in": keys, f"{path}sealed_at__isnull": False})
