"""Rows of the evaluations floor as the values its rules read: one candidate, or a session in as many queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from evaluations import amending, verdicts
from evaluations.decisions import Decision
from evaluations.grids import Mark, Sheet
from evaluations.models import Evaluation, Grid
from evaluations.models import Mark as MarkRow
from evaluations.results import candidate_result as result_of
from evaluations.results import fingerprint, session_results
from juries.models import Juror
from sessions.models import Candidate, ExamSession, PanelMember
from titles.referentiel import Referentiel


@dataclass(frozen=True, slots=True)
class CandidateRecord:
    """Everything known of one candidate's result: as it stands now, amendments laid over."""

    candidate: Candidate
    evaluation: Evaluation | None
    facts: verdicts.Facts
    decision: Decision | None
    motives: Mapping[int, str] = field(default_factory=dict)
    answer_notes: Mapping[str, str] = field(default_factory=dict)
    paper_cells: frozenset[str] = frozenset()
    amendments: tuple = ()

    @property
    def is_sealed(self) -> bool:
        return self.evaluation is not None and self.evaluation.sealed_at is not None

    @property
    def version(self) -> int:
        return 1 + len(self.amendments)


def with_results(candidates) -> object:
    """The candidates with every row a result needs: a fixed number of queries, whatever their number."""
    return candidates.select_related(
        "person", "exam_session__centre", "exam_session__title", "evaluation"
    ).prefetch_related("evaluation__answers", "evaluation__motives", "evaluation__amendments__author")


def record_of(candidate: Candidate, referentiel: Referentiel, *, amended: bool = True) -> CandidateRecord:
    """One candidate of `with_results`, as amended or as first sealed."""
    evaluation = getattr(candidate, "evaluation", None)
    if evaluation is None:
        facts = verdicts.Facts(route=candidate.route, held_ccps=frozenset(candidate.held_ccps))
        return CandidateRecord(candidate, None, facts, None)
    answers = list(evaluation.answers.all())
    sealed = amending.Record(
        facts=verdicts.Facts(
            route=candidate.route,
            presence=verdicts.Presence(evaluation.presence),
            answers={row.criterion: Mark(row.value) if row.value else None for row in answers},
            held_ccps=frozenset(candidate.held_ccps),
        ),
        decision=decision_of(evaluation),
        motives={row.competence: row.text for row in evaluation.motives.all()},
    )
    amendments = tuple(evaluation.amendments.all()) if amended else ()
    current = amending.apply(referentiel, sealed, list(map(amendment_value, amendments))) if amendments else sealed
    return CandidateRecord(
        candidate=candidate,
        evaluation=evaluation,
        facts=current.facts,
        decision=current.decision,
        motives=current.motives,
        answer_notes={row.criterion: row.note for row in answers if row.note},
        paper_cells=frozenset(row.criterion for row in answers if row.source == "paper"),
        amendments=amendments,
    )


def decision_of(evaluation: Evaluation) -> Decision | None:
    if not evaluation.decision:
        return None
    return Decision(
        verdicts.Outcome(evaluation.decision), tuple(evaluation.decision_ccps), evaluation.decision_reason or None
    )


def amendment_value(row) -> amending.Amendment:
    changes = tuple(amending.Change(each["cell"], each["before"], each["after"]) for each in row.changes)
    return amending.Amendment(row.number, str(row.author_id), row.reason, changes)


def records(exam_session: ExamSession, candidates: QuerySet[Candidate] | None = None) -> list[CandidateRecord]:
    """Every candidate of a session in the order of their numbers, or the given ones."""
    chosen = exam_session.candidates.all() if candidates is None else candidates
    referentiel = exam_session.referentiel
    return [record_of(candidate, referentiel) for candidate in with_results(chosen)]


def result_document(record: CandidateRecord, referentiel: Referentiel, *, sealed: bool | None = None) -> dict:
    """One candidate's entry of the results; `sealed` foresees the seal a signature is about to set."""
    return result_of(
        referentiel,
        record.facts,
        candidate=record.candidate.reference,
        decision=record.decision,
        sealed=record.is_sealed if sealed is None else sealed,
    )


def results_document(exam_session: ExamSession, found: Iterable[CandidateRecord] | None = None) -> dict:
    """The results of a session as `export_results` writes them."""
    referentiel = exam_session.referentiel
    rows = records(exam_session) if found is None else found
    return session_results(
        session=exam_session.reference,
        title=exam_session.title.code,
        candidates=[result_document(record, referentiel) for record in rows],
    )


def session_fingerprint(exam_session: ExamSession, found: Iterable[CandidateRecord] | None = None) -> str:
    """SHA-256 of the results' canonical JSON, printed on the procès-verbal."""
    return fingerprint(results_document(exam_session, found))


def sheets_of(evaluation: Evaluation, phase: str | None = None) -> dict[int, Sheet]:
    """Each juror's marks and notes, all phases together or one, by juror id."""
    grids = Grid.objects.filter(evaluation=evaluation).prefetch_related(
        Prefetch("marks", queryset=MarkRow.objects.order_by("pk"))
    )
    if phase is not None:
        grids = grids.filter(phase=phase)
    marks: dict[int, dict[str, Mark | None]] = {}
    notes: dict[int, dict[str, str]] = {}
    for grid in grids:
        for row in grid.marks.all():
            marks.setdefault(grid.juror_id, {})[row.criterion] = Mark(row.value) if row.value else None
            if row.note:
                notes.setdefault(grid.juror_id, {})[row.criterion] = row.note
    return {juror: Sheet(marks.get(juror, {}), notes.get(juror, {})) for juror in {*marks, *notes}}


def jury_of(candidate: Candidate) -> list[Juror]:
    """The jurors of the panel this candidate passes before, in their order; none while not placed."""
    members = PanelMember.objects.filter(panel__passages__candidate=candidate).select_related("juror")
    return [member.juror for member in members.order_by("rank", "pk")]
