"""What a juror writes during a passage: one transaction per act, and nothing once it is handed in or signed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.utils import timezone

from centres import journal
from centres.models import User
from evaluations import verdicts
from evaluations.cell_rows import write_cell
from evaluations.facts import jury_of, sheets_of
from evaluations.grids import Agreement, Sheet, cells, compare, filled
from evaluations.grids import Mark as MarkLetter
from evaluations.models import Answer, ClientChange, Evaluation, Grid, Operation, Presence, ProposalPart, RolePlay
from evaluations.operations import Kind, Outcome, clean
from evaluations.successions import seats_taken
from evaluations.tablet_holdings import pending_elsewhere
from juries.models import Juror
from ntc_cert.refusals import Refused, one_transaction
from ntc_cert.words import listing, plural
from sessions.models import Candidate
from titles.referentiel import PhaseKind, Route


class MarkingRefused(Refused):
    """A juror may not write this, here or now."""


class GridClosed(MarkingRefused):
    """Nothing more may be written there, whatever it is."""


def evaluation_of(candidate: Candidate) -> Evaluation:
    """The row everything hangs on, made at the first need."""
    return Evaluation.objects.get_or_create(candidate=candidate)[0]


def open_grid(candidate: Candidate, *, juror: Juror, phase: str) -> Grid:
    """The juror's sheet for one épreuve of this candidate's route, made when it is first opened."""
    if phase not in {each.kind for each in route_of(candidate).phases}:
        raise MarkingRefused("Cette épreuve ne fait pas partie de l’inscription du candidat.")
    with one_transaction(MarkingRefused):
        evaluation = evaluation_of(candidate)
        grid = Grid.objects.filter(evaluation=evaluation, juror=juror, phase=phase).first()
        if grid is None:
            if evaluation.sealed_at:
                raise GridClosed("Ce résultat est scellé : une grille jamais ouverte ne s’ouvre plus.")
            grid = Grid.objects.get_or_create(evaluation=evaluation, juror=juror, phase=phase)[0]
    return grid


def rate(grid: Grid, cell: str, *, value: str, by: User) -> None:
    """Keep one tick: `O`, `N`, or empty to set the cell back to untouched (never to « non »)."""
    if value not in {*(mark.value for mark in MarkLetter), ""}:
        raise MarkingRefused("Répondez Oui ou Non, ou laissez vide.")
    _check_cell(grid, cell, takes_mark=True)
    _keep(grid, cell, Kind.MARK, value, by=by)


def write_note(grid: Grid, cell: str, *, text: str, by: User) -> None:
    """Keep the note of one cell; the journal says that it changed, never what it says."""
    _check_cell(grid, cell, takes_mark=False)
    _keep(grid, cell, Kind.NOTE, clean(Kind.NOTE, text), by=by)


def submit(grid: Grid, *, by: User, device: str = "") -> None:
    """Hand the grid in, complete; with the last of the jury, the answers all jurors share become the common ones.

    `device` is the tablet that asks: what the juror's other tablets are known to hold of this grid is awaited.
    """
    with one_transaction(MarkingRefused):
        # The grid, then the evaluation: a tick's trigger takes them in this order, and the other way would deadlock.
        held = Grid.objects.select_for_update(of=("self",)).get(pk=grid.pk)
        evaluation = locked(grid.evaluation)
        if evaluation.presence == Presence.ABSENT:
            raise MarkingRefused("Absent(e) : il n’y a pas de grille à rendre.")
        if held.submitted_at:
            return
        left = pending_elsewhere(evaluation.candidate_id, juror=grid.juror_id, phase=grid.phase, device=device)
        if left:
            raise MarkingRefused(_awaited_elsewhere(left))
        disputed = {row.cell for row in grid.operations.open_conflicts()}
        if disputed:
            raise MarkingRefused(f"Deux tablettes diffèrent sur {listing(sorted(disputed))}. Choisissez, puis rendez.")
        marks = {row.criterion: row.value for row in grid.marks.all()}
        progress = filled(cells_of(grid), marks)
        if not progress.is_complete:
            raise MarkingRefused(f"Il manque {listing(list(progress.missing))}. Renseignez-les, puis rendez la grille.")
        Grid.objects.filter(pk=grid.pk).update(submitted_at=timezone.now())
        journal.record(by, "grid.submitted", grid, after={"phase": grid.phase, "filled": progress.filled})
        if not grids_awaited(evaluation):
            _agree_where_all_do(evaluation)
    grid.refresh_from_db(fields=["submitted_at"])


def play_client(candidate: Candidate, *, client: Juror, by: User) -> None:
    """Say which juror plays the client; the others observe (RCT08 B)."""
    if client.pk not in {juror.pk for juror in jury_of(candidate)}:
        raise MarkingRefused("Ce juré n’est pas du jury de ce candidat.")
    with one_transaction(MarkingRefused):
        evaluation = evaluation_of(candidate)
        row, _ = RolePlay.objects.update_or_create(evaluation=evaluation, defaults={"client": client})
        journal.record(by, "role_play.client_chosen", row, after={"juror": client.pk})


def write_change(candidate: Candidate, *, rank: int, field: str, text: str, by: User) -> None:
    """Write one of the client's changes before the role-play: its field and its text (RCT08 B, RCC06 B)."""
    referentiel = candidate.exam_session.referentiel
    if rank not in {change.rank for change in referentiel.written_changes}:
        raise MarkingRefused("Ce changement n’est pas prévu par le référentiel.")
    if field not in {"", *(item.code for item in referentiel.change_fields)}:
        raise MarkingRefused("Choisissez le champ dans la liste.")
    with one_transaction(MarkingRefused):
        row, _ = ClientChange.objects.update_or_create(
            evaluation=evaluation_of(candidate), rank=rank, defaults={"field": field, "text": text.strip()}
        )
        journal.record(by, "client_change.written", row, after={"rank": rank, "field": field})


def announce_change(candidate: Candidate, *, rank: int, announced: bool, by: User, at: datetime | None = None) -> None:
    """Mark a written change as said, at that moment or now, or take that back."""
    with one_transaction(MarkingRefused):
        row = ClientChange.objects.filter(evaluation__candidate=candidate, rank=rank).first()
        if row is None or not row.text:
            raise MarkingRefused("Écrivez d’abord ce changement.")
        row.announced_at = (at or timezone.now()) if announced else None
        row.save(update_fields=["announced_at"])
        journal.record(by, "client_change.announced", row, after={"rank": rank, "announced": announced})


def tick_proposal_parts(candidate: Candidate, *, present: Iterable[str], by: User) -> None:
    """Say which parts the written proposal holds; the others are not there (RCT08 A)."""
    known = [item.code for item in candidate.exam_session.referentiel.proposal_parts]
    kept = set(present)
    if kept - set(known):
        raise MarkingRefused("Cette partie n’est pas prévue par le référentiel.")
    with one_transaction(MarkingRefused):
        evaluation = evaluation_of(candidate)
        for code in known:
            ProposalPart.objects.update_or_create(
                evaluation=evaluation, code=code, defaults={"is_present": code in kept}
            )
        journal.record(by, "proposal.checked", evaluation, after={"present": sorted(kept)})


def grids_awaited(evaluation: Evaluation) -> dict[int, list[str]]:
    """By juror of the panel, the épreuves whose grid is not handed in; one keyed whole from paper has no grid.

    Whoever took a seat during the passage owes none for an épreuve that the juror before them has handed in.
    """
    candidate = evaluation.candidate
    paper = set(evaluation.answers.filter(source="paper", value__isnull=False).values_list("criterion", flat=True))
    handed_in = set(
        Grid.objects.filter(evaluation=evaluation, submitted_at__isnull=False).values_list("juror_id", "phase")
    )
    phases = [
        phase.kind.value for phase in route_of(candidate).phases if not _keyed_from_paper(candidate, phase, paper)
    ]
    taken = seats_taken(evaluation)
    seats = {juror.pk: {juror.pk} | taken.get(juror.pk, set()) for juror in jury_of(candidate)}
    awaited = {
        juror: [phase for phase in phases if not handed_in & {(one, phase) for one in seat}]
        for juror, seat in seats.items()
    }
    return {juror: left for juror, left in awaited.items() if left}


def locked(evaluation: Evaluation) -> Evaluation:
    """The row as it stands now, held until the transaction ends: sealing and writing never cross."""
    return Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)


def route_of(candidate: Candidate) -> Route:
    return candidate.exam_session.referentiel.routes[candidate.route]


def cells_of(grid: Grid):
    candidate = grid.evaluation.candidate
    return cells(candidate.exam_session.referentiel, candidate.route, grid.phase)


def _check_cell(grid: Grid, cell: str, *, takes_mark: bool) -> None:
    known = {each.code: each for each in cells_of(grid)}
    if cell not in known or (takes_mark and not known[cell].takes_mark):
        raise MarkingRefused(f"{cell} n’est pas sur cette grille.")
    if grid.evaluation.presence == verdicts.Presence.ABSENT:
        raise MarkingRefused("Absent(e) : retirez d’abord l’absence pour noter ce candidat.")


def _keep(grid: Grid, cell: str, kind: Kind, text: str, *, by: User) -> None:
    """Written over whatever stands: the page that asks has no tablet's memory, and shows what it finds."""
    with one_transaction(MarkingRefused):
        revision = write_cell(grid, kind, cell, text) or 0
        Operation.objects.create(
            id=uuid4(),
            grid=grid,
            kind=kind,
            cell=cell,
            value=text,
            base=revision - 1,
            outcome=Outcome.APPLIED,
            revision=revision,
        )
        told = {"cell": cell, "value": text or None} if kind is Kind.MARK else {"cell": cell, "note": True}
        journal.record(by, "mark.kept", grid, after=told)


def _awaited_elsewhere(left: int) -> str:
    verb = "attend" if left == 1 else "attendent"
    return (
        f"{plural(left, 'saisie')} de cette grille {verb} sur une autre de vos tablettes. Remettez-la en ligne, puis"
        " rendez la grille. Si elle est perdue, le responsable de session peut le déclarer."
    )


def _keyed_from_paper(candidate: Candidate, phase, paper: set[str]) -> bool:
    codes = [c.code for c in cells(candidate.exam_session.referentiel, candidate.route, phase.kind) if c.takes_mark]
    return bool(codes) and paper.issuperset(codes)


def _agree_where_all_do(evaluation: Evaluation) -> None:
    """Cells every juror answered alike, who left included; what the jury already answered, anywhere, stays."""
    written = sheets_of(evaluation)
    sheets = {juror.pk: written.pop(juror.pk, Sheet()) for juror in jury_of(evaluation.candidate)}
    kinds = [phase.kind for phase in route_of(evaluation.candidate).phases if phase.kind in set(PhaseKind)]
    candidate = evaluation.candidate
    grid = [cell for kind in kinds for cell in cells(candidate.exam_session.referentiel, candidate.route, kind)]
    answered = set(evaluation.answers.values_list("criterion", flat=True))
    Answer.objects.bulk_create(
        Answer(evaluation=evaluation, criterion=each.criterion, value=each.common)
        for each in compare(grid, sheets, left=written)
        if each.state is Agreement.AGREED and each.criterion not in answered
    )
