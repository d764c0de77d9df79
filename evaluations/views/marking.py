"""The juror's grid: one épreuve on one page, each tick saved as it is made."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django_htmx.http import trigger_client_event

from evaluations import marking
from evaluations.grids import Cell, Progress, cells, filled
from evaluations.marking import MarkingRefused
from evaluations.models import ClientChange, Evaluation, Grid, Mark, ProposalPart, RolePlay
from evaluations.operations import Kind
from evaluations.shared_cells import shared_cells
from evaluations.synchronising import rivals_of
from evaluations.timers import TimedStep, timed_steps
from evaluations.views.pages import candidate_page
from evaluations.views.seats import Seat, evaluation_or_none, seat_or_404
from evaluations.views.tablet import cells_told, rivals_told
from ntc_cert.http import AuthenticatedHttpRequest, page, reads, writes
from sessions.models import Candidate
from sessions.snapshot_candidates import extra_time_of
from titles.referentiel import Competence, Criterion, Phase, PhaseKind


@dataclass(frozen=True, slots=True)
class Row:
    """One cell of the grid as the page shows it."""

    cell: Cell
    criterion: Criterion | None
    mark: Mark
    rivals: Mapping[Kind, str]  # JSON of what waits for a choice
    fields: tuple[str, ...]

    @property
    def value(self) -> str | None:
        return self.mark.value

    @property
    def note(self) -> str:
        return self.mark.note

    @property
    def value_revision(self) -> int:
        return self.mark.value_revision

    @property
    def note_revision(self) -> int:
        return self.mark.note_revision

    @property
    def value_rivals(self) -> str:
        return self.rivals[Kind.MARK]

    @property
    def note_rivals(self) -> str:
        return self.rivals[Kind.NOTE]

    @property
    def text(self) -> str:
        return self.criterion.short_label if self.criterion else self.cell.label


@dataclass(frozen=True, slots=True)
class Group:
    competence: Competence
    rows: tuple[Row, ...]

    @property
    def filled(self) -> int:
        return sum(1 for row in self.rows if row.value)


@gzip_page
@reads
def grid(request: AuthenticatedHttpRequest, pk: int, phase: str) -> HttpResponse:
    seat = seat_or_404(request, pk)
    chosen = phase_or_404(seat.candidate, phase)
    evaluation = evaluation_or_none(seat.candidate)
    row = Grid.objects.filter(evaluation=evaluation, juror=seat.juror, phase=phase).first() if evaluation else None
    context = grid_context(seat.candidate, chosen, row) | {
        "seat": seat,
        "presence": evaluation.presence if evaluation else "present",
        "is_sealed": bool(evaluation and evaluation.sealed_at),
        "shared_cells": json.dumps(cells_told(shared_cells(seat.candidate, evaluation))),
        "timer": json.dumps([asdict(step) for step in _timed(seat.candidate, chosen)]),
        "zone": str(seat.candidate.exam_session.zone),
    }
    if chosen.kind is PhaseKind.ROLE_PLAY:
        context |= role_play_context(seat, evaluation)
    if chosen.kind is PhaseKind.TECHNICAL_INTERVIEW:
        context |= {
            "proposal_parts": proposal_parts(seat.candidate, evaluation),
            "interview_guide": seat.candidate.exam_session.title.interview_guide,
        }
    return candidate_page(request, seat.candidate, "evaluations/grid.html", context)


@writes
def rate(request: AuthenticatedHttpRequest, pk: int, phase: str, cell: str) -> HttpResponse:
    """One tick of a page without JavaScript; a tablet sends its own to `evaluations:synchronise`."""
    value = request.POST.get("mark", "")
    try:
        marking.rate(writable_grid(request, pk, phase), cell, value=value, by=request.user)
    except MarkingRefused as refusal:
        return refused(request, pk, phase, refusal)
    return redirect("evaluations:grid", pk, phase)


@writes
def write_note(request: AuthenticatedHttpRequest, pk: int, phase: str, cell: str) -> HttpResponse:
    try:
        text = request.POST.get("note", "")
        marking.write_note(writable_grid(request, pk, phase), cell, text=text, by=request.user)
    except MarkingRefused as refusal:
        return refused(request, pk, phase, refusal)
    return redirect("evaluations:grid", pk, phase)


@writes
def submit(request: AuthenticatedHttpRequest, pk: int, phase: str) -> HttpResponse:
    try:
        device = request.headers.get("X-Tablet", "")
        marking.submit(writable_grid(request, pk, phase), by=request.user, device=device)
    except MarkingRefused as refusal:
        return refused(request, pk, phase, refusal)
    return redirect("evaluations:my_day")


def writable_grid(request: AuthenticatedHttpRequest, pk: int, phase: str) -> Grid:
    """The juror's own grid, opened at the first tick."""
    seat = seat_or_404(request, pk)
    phase_or_404(seat.candidate, phase)
    return marking.open_grid(seat.candidate, juror=seat.juror, phase=phase)


def refused(request: AuthenticatedHttpRequest, pk: int, phase: str, refusal: MarkingRefused) -> HttpResponse:
    """What was refused and why: a page, or an event for the line of the page that stays open."""
    if not request.htmx:
        context = {"reasons": refusal.reasons, "back": reverse("evaluations:grid", args=[pk, phase])}
        return page(request, "evaluations/refused.html", context, status=422)
    return trigger_client_event(HttpResponse(status=422), "grid:refused", {"reasons": refusal.reasons})


def phase_or_404(candidate: Candidate, kind: str) -> Phase:
    found = next((phase for phase in marking.route_of(candidate).phases if phase.kind == kind), None)
    if found is None:
        raise Http404
    return found


def grid_context(candidate: Candidate, phase: Phase, row: Grid | None) -> dict[str, object]:
    referentiel = candidate.exam_session.referentiel
    written = {mark.criterion: mark for mark in Mark.objects.filter(grid=row)} if row else {}
    marked = {code: mark.value for code, mark in written.items()}
    found = cells(referentiel, candidate.route, phase.kind)
    progress: Progress = filled(found, marked)
    rivals = rivals_of([row.pk]) if row else {}
    rows = [
        _row(
            candidate,
            cell,
            written.get(cell.code, Mark(criterion=cell.code)),
            {kind: json.dumps(rivals_told(rivals.get((row.pk, kind, cell.code), ()) if row else ())) for kind in Kind},
        )
        for cell in found
    ]
    return {
        "candidate": candidate,
        "phase": phase,
        "grid": row,
        "rows": rows,
        "groups": _groups(candidate, rows),
        "opinion": next((each for each in rows if each.cell.takes_mark and each.criterion is None), None),
        "themes": [each for each in rows if not each.cell.takes_mark],
        "progress": progress,
        "is_closed": bool(row and row.submitted_at),
    }


def _row(candidate: Candidate, cell: Cell, mark: Mark, rivals: Mapping[Kind, str]) -> Row:
    title = candidate.exam_session.title
    known = {criterion.code: criterion for criterion in title.referentiel.criteria}
    return Row(
        cell=cell,
        criterion=known.get(cell.code),
        mark=mark,
        rivals=rivals,
        fields=tuple(title.observation_fields_of(cell.code)),
    )


def _timed(candidate: Candidate, phase: Phase) -> tuple[TimedStep, ...]:
    return timed_steps(phase, extra_time_of(candidate), candidate.exam_session.grid_minutes)


def _groups(candidate: Candidate, rows: list[Row]) -> list[Group]:
    """The criteria under their compétence, in the référentiel's order."""
    referentiel = candidate.exam_session.referentiel
    by_code = {row.cell.code: row for row in rows if row.criterion}
    groups = [
        Group(competence, tuple(by_code[c.code] for c in competence.criteria if c.code in by_code))
        for competence in referentiel.competences
    ]
    return [group for group in groups if group.rows]


def role_play_context(seat: Seat, evaluation: Evaluation | None) -> dict[str, object]:
    """Who plays the client, and the changes written beforehand (RCT08 B)."""
    role_play = RolePlay.objects.filter(evaluation=evaluation).first() if evaluation else None
    client_id = role_play.client_id if role_play else None
    written = {row.rank: row for row in ClientChange.objects.filter(evaluation=evaluation)} if evaluation else {}
    referentiel = seat.candidate.exam_session.referentiel
    return {
        "jury": [seat.juror, *seat.others],
        "client_id": client_id,
        "plays_client": client_id == seat.juror.pk,
        "changes": [
            {
                "rank": change.rank,
                "moment": change.said_during.get(seat.candidate.route),
                "row": written.get(change.rank),
            }
            for change in referentiel.written_changes
        ],
        "change_fields": referentiel.change_fields,
    }


def proposal_parts(candidate: Candidate, evaluation: Evaluation | None) -> list[dict[str, object]]:
    rows = ProposalPart.objects.filter(evaluation=evaluation) if evaluation else ProposalPart.objects.none()
    present = dict(rows.values_list("code", "is_present"))
    return [
        {"item": item, "present": present.get(item.code, False)}
        for item in candidate.exam_session.referentiel.proposal_parts
    ]
