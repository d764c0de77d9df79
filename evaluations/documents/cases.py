"""Everything the printed sheets tell of a session's candidates, in as many queries for forty as for ten."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from evaluations.facts import CandidateRecord, records, result_document
from evaluations.grids import Mark as MarkLetter
from evaluations.grids import Sheet
from evaluations.models import ClientChange, Evaluation, Grid, Mark, ProposalPart, RolePlay, Signature
from evaluations.results import fingerprint, short
from evaluations.verdicts import Proposal, propose
from evaluations.verifying import current_codes
from juries.models import Juror
from sessions.models import Candidate, ExamSession, Panel, PanelMember, Passage, PassageStep
from titles.referentiel import Referentiel, Route


@dataclass(frozen=True, slots=True)
class FilledGrid:
    grid: Grid
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Beside:
    """What the jury wrote together for the role-play: who plays the client, the changes, the parts it saw."""

    client: Juror | None = None
    changes: Mapping[int, ClientChange] = field(default_factory=dict)
    parts: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One candidate, the jury before them, what each juror wrote and what was decided."""

    exam_session: ExamSession
    record: CandidateRecord
    proposal: Proposal
    panel: Panel | None
    sitting: tuple[Juror, ...]
    jurors: tuple[Juror, ...]  # those, then who sat before and left a grid or a signature
    steps: tuple[PassageStep, ...]
    grids: Mapping[tuple[int, str], FilledGrid]  # by juror and épreuve
    signatures: Mapping[int, Signature]
    beside: Beside
    code: str = ""  # of the result sheet, once sealed

    @property
    def candidate(self) -> Candidate:
        return self.record.candidate

    @property
    def referentiel(self) -> Referentiel:
        return self.exam_session.referentiel

    @property
    def route(self) -> Route:
        return self.referentiel.routes[self.candidate.route]

    @property
    def day(self) -> date | None:
        """Of the passage, in the centre's hours."""
        zone = self.exam_session.zone
        return min((step.starts_at.astimezone(zone).date() for step in self.steps), default=None)

    @property
    def deciding(self) -> tuple[Juror, ...]:
        """Who decided together: the jury, and whoever signed; not who left before, whose grid is printed beside."""
        sitting = {juror.pk for juror in self.sitting}
        kept = tuple(juror for juror in self.jurors if juror.pk in sitting or juror.pk in self.signatures)
        return kept if self.sitting else self.jurors

    @property
    def is_marked(self) -> bool:
        """Somebody wrote something, or the jury sealed an absence: there is a grid to print."""
        return bool(self.grids) or self.is_answered

    @property
    def is_answered(self) -> bool:
        return any(self.record.facts.answers.values()) or self.record.is_sealed

    @property
    def digits(self) -> str:
        """Of this candidate's result as it stands: the band of a sealed result shows the same."""
        return short(fingerprint(result_document(self.record, self.referentiel)))


def cases(exam_session: ExamSession, candidates: QuerySet[Candidate] | None = None) -> list[Case]:
    """The candidates of a session in the order of their numbers, or the given ones of it."""
    prefetch_related_objects([exam_session], "days")
    chosen = exam_session.candidates.all() if candidates is None else candidates
    # The text of the law is the session's, read once; each row would bring its own copy.
    found = records(exam_session, chosen.defer("exam_session__title__law"))
    ids = [record.evaluation.pk for record in found if record.evaluation]
    passages = _passages(exam_session)
    codes = current_codes(exam_session)
    grids, signatures, beside = _grids(ids), _signatures(ids), _beside(ids)
    return [
        _case(
            exam_session,
            record,
            passages.get(record.candidate.pk),
            grids.get(_key(record.evaluation), {}),
            signatures.get(_key(record.evaluation), {}),
            beside.get(_key(record.evaluation), Beside()),
            codes.get(record.candidate.pk, ""),
        )
        for record in found
    ]


def _key(evaluation: Evaluation | None) -> int | None:
    return evaluation.pk if evaluation else None


def _case(
    exam_session: ExamSession,
    record: CandidateRecord,
    passage: Passage | None,
    grids: Mapping[tuple[int, str], FilledGrid],
    signatures: Mapping[int, Signature],
    beside: Beside,
    code: str,
) -> Case:
    sitting = tuple(member.juror for member in passage.panel.members.all()) if passage else ()
    before = [filled.grid.juror for filled in grids.values()] + [row.juror for row in signatures.values()]
    return Case(
        exam_session=exam_session,
        record=record,
        proposal=propose(exam_session.referentiel, record.facts),
        panel=passage.panel if passage else None,
        sitting=sitting,
        jurors=tuple({juror.pk: juror for juror in (*sitting, *before)}.values()),
        steps=tuple(passage.steps.all()) if passage else (),
        grids=grids,
        signatures=signatures,
        beside=beside,
        code=code,
    )


def seated(exam_session: ExamSession) -> QuerySet[PanelMember]:
    """Who sits on the session's panels, with what the register says of them."""
    members = PanelMember.objects.filter(panel__exam_session=exam_session).order_by("panel__reference", "rank", "pk")
    return members.select_related("juror", "panel").prefetch_related("juror__habilitations")


def _passages(exam_session: ExamSession) -> dict[int, Passage]:
    rows = Passage.objects.filter(candidate__exam_session=exam_session).select_related("panel__room")
    members = PanelMember.objects.order_by("rank", "pk").select_related("juror")
    steps = PassageStep.objects.order_by("position").select_related("jury_room")
    prefetched = rows.prefetch_related(Prefetch("panel__members", queryset=members), Prefetch("steps", queryset=steps))
    return {passage.candidate_id: passage for passage in prefetched}


def _grids(evaluations: list[int]) -> dict[int, dict[tuple[int, str], FilledGrid]]:
    found: dict[int, dict[tuple[int, str], FilledGrid]] = defaultdict(dict)
    rows = Grid.objects.filter(evaluation__in=evaluations).order_by("opened_at", "pk").select_related("juror")
    for grid in rows.prefetch_related(Prefetch("marks", queryset=Mark.objects.order_by("pk"))):
        marks = list(grid.marks.all())
        sheet = Sheet(
            {row.criterion: MarkLetter(row.value) if row.value else None for row in marks},
            {row.criterion: row.note for row in marks if row.note},
        )
        found[grid.evaluation_id][grid.juror_id, grid.phase] = FilledGrid(grid, sheet)
    return found


def _signatures(evaluations: list[int]) -> dict[int, dict[int, Signature]]:
    found: dict[int, dict[int, Signature]] = defaultdict(dict)
    rows = Signature.objects.filter(evaluation__in=evaluations, withdrawn_at=None).select_related("juror")
    for row in rows.order_by("signed_at", "pk"):
        found[row.evaluation_id][row.juror_id] = row
    return found


def _beside(evaluations: list[int]) -> dict[int, Beside]:
    role_plays = RolePlay.objects.filter(evaluation__in=evaluations).select_related("client")
    clients = {row.evaluation_id: row.client for row in role_plays}
    changes: dict[int, dict[int, ClientChange]] = defaultdict(dict)
    for change in ClientChange.objects.filter(evaluation__in=evaluations).order_by("rank"):
        changes[change.evaluation_id][change.rank] = change
    parts: dict[int, dict[str, bool]] = defaultdict(dict)
    for part in ProposalPart.objects.filter(evaluation__in=evaluations).order_by("pk"):
        parts[part.evaluation_id][part.code] = part.is_present
    return {key: Beside(clients.get(key), changes[key], parts[key]) for key in evaluations}
