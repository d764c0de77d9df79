"""Deciding and signing: the page after the deliberation, closed by the last signature."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from evaluations import deliberation
from evaluations.decisions import Code, Decision, as_proposed
from evaluations.deliberation import DeliberationRefused, standing_refusals
from evaluations.explaining import cell_word, outcome_word, value_word
from evaluations.facts import CandidateRecord, jury_of
from evaluations.results import short
from evaluations.verdicts import Outcome, propose
from evaluations.views.chain import OUTCOMES, chain_of
from evaluations.views.deliberation import judged_or_404, own_seat, record_or_404
from evaluations.views.pages import candidate_page
from ntc_cert.http import AuthenticatedHttpRequest, reads, writes


@reads
def show(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    record = record_or_404(request, pk)
    return candidate_page(request, record.candidate, "evaluations/decision.html", decision_context(request, record))


@writes
def decide(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    candidate, _ = judged_or_404(request, pk)
    try:
        deliberation.decide(candidate, decision=_read(request), by=request.user)
    except DeliberationRefused as refusal:
        return _again(request, pk, refusal)
    return redirect("evaluations:decision", pk)


@writes
def sign(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    candidate, juror = judged_or_404(request, pk)
    try:
        deliberation.sign(candidate, juror=juror, code=request.POST.get("code", ""), by=request.user)
    except DeliberationRefused as refusal:
        return _again(request, pk, refusal)
    return redirect("evaluations:decision", pk)


@writes
def withdraw(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    candidate, juror = judged_or_404(request, pk)
    try:
        deliberation.withdraw_signature(candidate, juror=juror, by=request.user)
    except DeliberationRefused as refusal:
        return _again(request, pk, refusal)
    return redirect("evaluations:deliberation", pk)


def _read(request: AuthenticatedHttpRequest) -> Decision:
    """The decision as typed; an unknown outcome is no decision, and is refused as such."""
    known = {outcome.value: outcome for outcome in Outcome}
    return Decision(
        known.get(request.POST.get("outcome", ""), Outcome.INCOMPLETE),
        tuple(request.POST.getlist("ccps")),
        request.POST.get("reason", "").strip() or None,
    )


def _again(request: AuthenticatedHttpRequest, pk: int, refusal: DeliberationRefused) -> HttpResponse:
    """The same page with the reasons, and everything typed still there."""
    record = record_or_404(request, pk)
    context = decision_context(request, record)
    context |= {"refusals": refusal.refusals, "reasons": refusal.reasons}
    if "outcome" in request.POST:
        context["typed"] = _read(request)
    return candidate_page(request, record.candidate, "evaluations/decision.html", context, status=422)


def decision_context(request: AuthenticatedHttpRequest, record: CandidateRecord) -> dict[str, object]:
    candidate, evaluation = record.candidate, record.evaluation
    referentiel = candidate.exam_session.referentiel
    proposal = propose(referentiel, record.facts)
    rows = evaluation.signatures.filter(withdrawn_at=None) if evaluation else []
    signatures = {row.juror_id: row for row in rows}
    standing = () if record.is_sealed else standing_refusals(candidate)
    own = own_seat(request, candidate)
    return {
        "candidate": candidate,
        "exam_session": candidate.exam_session,
        "record": record,
        "own_seat": own,
        "jury": [{"juror": juror, "signature": signatures.get(juror.pk)} for juror in jury_of(candidate)],
        "has_signed": own is not None and own.pk in signatures,
        "is_signed": bool(signatures),
        "outcomes": OUTCOMES,
        "ccps": [ccp for ccp in referentiel.ccps if ccp.code in proposal.newly_validated],
        "typed": record.decision or as_proposed(proposal),
        "decision_word": decision_word(record),
        "standing": [each for each in standing if each.code != Code.SIGNATURE_MISSING],
        "refusals": (),
        "reasons": (),
        "digits": short(current_fingerprint(record)) if record.is_sealed else "",
        "amendments": [amendment_line(record, row) for row in record.amendments],
        "deliberation_url": reverse("evaluations:deliberation", args=[candidate.pk]),
        **chain_of(record, proposal),
    }


def decision_word(record: CandidateRecord) -> str:
    if record.decision is None:
        return ""
    referentiel = record.candidate.exam_session.referentiel
    return outcome_word(referentiel, record.decision.outcome, record.decision.ccps)


def current_fingerprint(record: CandidateRecord) -> str:
    """Of the result as amended since."""
    return record.amendments[-1].fingerprint if record.amendments else record.evaluation.fingerprint


def amendment_line(record: CandidateRecord, row) -> dict[str, object]:
    """One rectification in words: number, date, author, what changed and why."""
    referentiel = record.candidate.exam_session.referentiel
    return {
        "row": row,
        "changes": [
            {
                "cell": cell_word(change["cell"]),
                "before": value_word(referentiel, change["cell"], change["before"]),
                "after": value_word(referentiel, change["cell"], change["after"]),
            }
            for change in row.changes
        ],
    }
