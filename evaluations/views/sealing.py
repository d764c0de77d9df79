"""Deciding and signing: the page after the deliberation, closed by the last signature."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from evaluations import deliberation
from evaluations.decisions import DECISION, Code, Decision, Refusal, as_proposed
from evaluations.deliberation import DeliberationRefused, standing_refusals
from evaluations.explaining import cell_word, outcome_word, value_word
from evaluations.facts import CandidateRecord, jury_of
from evaluations.grids import answers_needed
from evaluations.models import PaperKeying, TabletHolding
from evaluations.results import short
from evaluations.successions import replaced_of
from evaluations.verdicts import Outcome, Presence, propose
from evaluations.views.chain import OUTCOMES, chain_of
from evaluations.views.deliberation import judged_or_404, own_seat, record_or_404
from evaluations.views.pages import candidate_page
from juries.models import Juror
from ntc_cert.http import AuthenticatedHttpRequest, reads, writes
from ntc_cert.words import plural
from sessions.models import Candidate


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
        deliberation.sign(
            candidate,
            juror=juror,
            code=request.POST.get("code", ""),
            drawing=request.POST.get("drawing", ""),
            by=request.user,
        )
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
    told = _told(refusal.refusals, pk)
    context |= {"refusals": told, "reasons": refusal.reasons, "missing": [each for each in told if each["short"]]}
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
    replaced = replaced_of(evaluation)
    left = [row.leaving for row in replaced]
    papers = PaperKeying.objects.filter(evaluation=evaluation, checked_at__isnull=False)
    standing = [each for each in standing if each.code != Code.SIGNATURE_MISSING]
    return {
        "candidate": candidate,
        "exam_session": candidate.exam_session,
        "record": record,
        "own_seat": own,
        "jury": [{"juror": juror, "signature": signatures.get(juror.pk)} for juror in jury_of(candidate)],
        "replaced": replaced,
        "has_signed": own is not None and own.pk in signatures,
        "is_signed": bool(signatures),
        "outcomes": OUTCOMES,
        "ccps": [ccp for ccp in referentiel.ccps if ccp.code in proposal.newly_validated],
        "typed": record.decision or as_proposed(proposal),
        "decision_word": decision_word(record),
        "standing": _told(standing, candidate.pk),
        "missing": [],
        "checks": _checks(standing, len(answers_needed(referentiel, candidate.route)), record),
        "tablets": _tablets_of(candidate, left),
        "given_up": evaluation.tablets_given_up.select_related("juror", "by") if evaluation else (),
        "papers": papers.select_related("keyed_by", "checked_by") if evaluation else (),
        "refusals": (),
        "reasons": (),
        "digits": short(current_fingerprint(record)) if record.is_sealed else "",
        "amendments": [amendment_line(record, row) for row in record.amendments],
        "deliberation_url": reverse("evaluations:deliberation", args=[candidate.pk]),
        **chain_of(record, proposal),
    }


def _told(found: Iterable[Refusal], candidate: int) -> list[dict[str, str]]:
    """Each with the place that mends it: a row of this page, or a cell of the deliberation."""
    deliberation_url = reverse("evaluations:deliberation", args=[candidate])
    return [
        {
            "sentence": each.sentence,
            "source": each.source,
            "short": each.short,
            "href": each.anchor and f"{'' if _is_here(each.anchor) else deliberation_url}#{each.anchor}",
        }
        for each in found
    ]


def _is_here(anchor: str) -> bool:
    return anchor == DECISION or anchor.startswith("juror-")


def _checks(standing: list[Refusal], cells: int, record: CandidateRecord) -> list[str]:
    """What is in order already, of what a seal asks for."""
    missing = {each.code for each in standing}
    checks = []
    if Code.BLANK not in missing and record.facts.presence is Presence.PRESENT:
        checks.append(f"{plural(cells, 'réponse')} de la décision commune")
    if Code.MOTIVE_MISSING not in missing and record.motives:
        checks.append("motifs écrits")
    if not missing & {Code.TABLET_AWAITED, Code.TABLETS_DIFFER}:
        checks.append("aucune saisie attendue d’une tablette")
    return checks


def _tablets_of(candidate: Candidate, left: Iterable[Juror]) -> list[dict[str, object]]:
    """Each tablet of the jury, or of who left it, on which something of this candidate waits."""
    rows = TabletHolding.objects.filter(candidate=candidate, state__given_up_at=None).select_related("state")
    tablets: dict[int, dict[str, object]] = {}
    for row in rows.filter(state__juror__in=[*jury_of(candidate), *left]):
        tablets.setdefault(row.state_id, {"juror": row.state.juror_id, "state": row.state})
    return list(tablets.values())


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
