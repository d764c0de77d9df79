"""The jury's one screen: disagreements first, every note beside them, and what the answers give."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from evaluations import deliberation
from evaluations.deliberation import DeliberationRefused, marks_are_shown
from evaluations.facts import CandidateRecord, jury_of, record_of, with_results
from evaluations.grids import answers_needed
from evaluations.marking import grids_awaited, route_of
from evaluations.successions import replaced_of, who_left
from evaluations.verdicts import propose
from evaluations.views.chain import chain_of
from evaluations.views.comparing import comparing
from evaluations.views.pages import candidate_page
from evaluations.views.seats import candidates_seen
from juries.models import Juror
from ntc_cert.http import AuthenticatedHttpRequest, reads, writes
from sessions.models import Candidate


@reads
def show(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The jury deliberates here; the staff reads the same page."""
    record = record_or_404(request, pk)
    return candidate_page(
        request, record.candidate, "evaluations/deliberation.html", deliberation_context(request, record)
    )


@writes
def answer(request: AuthenticatedHttpRequest, pk: int, cell: str) -> HttpResponse:
    candidate, _ = judged_or_404(request, pk)
    value = request.POST.get(f"answer-{cell}", "")
    return acted(request, candidate, lambda: deliberation.answer(candidate, cell, value=value, by=request.user))


@writes
def write_motive(request: AuthenticatedHttpRequest, pk: int, number: int) -> HttpResponse:
    candidate, _ = judged_or_404(request, pk)
    text = request.POST.get("motive", "")
    return acted(
        request,
        candidate,
        lambda: deliberation.write_motive(candidate, competence=number, text=text, by=request.user),
    )


@writes
def record_presence(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Juror or organiser: an absence is often seen at the desk first."""
    candidate = candidate_or_404(request, pk)
    presence = request.POST.get("presence", "")
    try:
        deliberation.record_presence(candidate, presence=presence, by=request.user)
    except DeliberationRefused as refusal:
        return refused(request, candidate, refusal)
    return redirect("evaluations:deliberation", pk)


def candidate_or_404(request: AuthenticatedHttpRequest, pk: int) -> Candidate:
    return get_object_or_404(candidates_seen(request.user), pk=pk)


def record_or_404(request: AuthenticatedHttpRequest, pk: int) -> CandidateRecord:
    rows = with_results(candidates_seen(request.user))
    candidate = get_object_or_404(rows, pk=pk)
    return record_of(candidate, candidate.exam_session.referentiel)


def judged_or_404(request: AuthenticatedHttpRequest, pk: int) -> tuple[Candidate, Juror]:
    """The candidate and the juror who asks; nobody else answers, decides or signs."""
    candidate = candidate_or_404(request, pk)
    juror = own_seat(request, candidate)
    if juror is None:
        raise Http404
    return candidate, juror


def own_seat(request: AuthenticatedHttpRequest, candidate: Candidate) -> Juror | None:
    return next((juror for juror in jury_of(candidate) if juror.user_id == request.user.pk), None)


def acted(request: AuthenticatedHttpRequest, candidate: Candidate, act: Callable[[], None]) -> HttpResponse:
    """Do it, then give htmx what changed beside the field, or a plain form the whole page again."""
    try:
        act()
    except DeliberationRefused as refusal:
        return refused(request, candidate, refusal)
    if not request.htmx:
        return redirect("evaluations:deliberation", candidate.pk)
    context = deliberation_context(request, record_or_404(request, candidate.pk))
    return candidate_page(request, candidate, "evaluations/_deliberation_state.html", context)


def refused(request: AuthenticatedHttpRequest, candidate: Candidate, refusal: DeliberationRefused) -> HttpResponse:
    context = {"reasons": refusal.reasons, "back": reverse("evaluations:deliberation", args=[candidate.pk])}
    return candidate_page(
        request, candidate, "evaluations/refused.html", context, fragment="evaluations/_refused.html", status=422
    )


def deliberation_context(request: AuthenticatedHttpRequest, record: CandidateRecord) -> dict[str, object]:
    candidate, evaluation = record.candidate, record.evaluation
    referentiel = candidate.exam_session.referentiel
    jury = jury_of(candidate)
    labels = {phase.kind.value: phase.label for phase in route_of(candidate).phases}
    awaited = grids_awaited(evaluation) if evaluation else {juror.pk: list(labels) for juror in jury}
    shown = marks_are_shown(evaluation) if evaluation else False
    proposal = propose(referentiel, record.facts)
    context = {
        "candidate": candidate,
        "exam_session": candidate.exam_session,
        "record": record,
        "evaluation": evaluation,
        "jury": jury,
        "own_seat": own_seat(request, candidate),
        "is_open": own_seat(request, candidate) is not None and shown and not _is_signed(record),
        "is_signed": _is_signed(record),
        "shown": shown,
        "awaited": [
            {"juror": juror, "phases": [labels[kind] for kind in awaited[juror.pk]]}
            for juror in jury
            if awaited.get(juror.pk)
        ],
        "replaced": replaced_of(evaluation),
        "presence": record.facts.presence.value,
        "blanks": [cell for cell in answers_needed(referentiel, candidate.route) if cell in proposal.blanks],
    }
    if shown:
        context |= comparing(record, jury, who_left(evaluation)) | chain_of(record, proposal)
    return context


def _is_signed(record: CandidateRecord) -> bool:
    evaluation = record.evaluation
    return evaluation is not None and evaluation.signatures.filter(withdrawn_at=None).exists()
