"""The session's deliberations, for the organiser and the administrator: who is where, and the amendments."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from centres.access import staff_only
from evaluations import amending, deliberation
from evaluations.decisions import DECISION, PRESENCE
from evaluations.deliberation import DeliberationRefused
from evaluations.explaining import outcome_word
from evaluations.facts import CandidateRecord, records
from evaluations.grids import FINAL
from evaluations.models import Grid, PaperKeying, Signature
from evaluations.sealing import MOTIVE_PREFIX
from evaluations.verdicts import Presence, propose
from evaluations.views.chain import OUTCOMES
from evaluations.views.deliberation import record_or_404
from evaluations.views.pages import candidate_page
from evaluations.views.sealing import decision_word
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes
from sessions.models import Candidate, ExamSession
from sessions.views.session_pages import session_page


@staff_only
@reads
def show(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    sessions = ExamSession.objects.managed_by(request.user).select_related("centre", "title")
    exam_session = get_object_or_404(sessions.prefetch_related("days"), pk=pk)
    candidates = Candidate.objects.filter(exam_session=exam_session).select_related("passage__panel")
    found = records(exam_session, candidates)
    context = {"lines": _lines(found)}
    return session_page(request, exam_session, "evaluations/deliberations.html", context, tab="deliberations")


@staff_only
@reads_or_writes
def amend(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """A numbered correction of a sealed result; anything left as it was is no change."""
    record = record_or_404(request, pk)
    if not record.is_sealed:
        raise Http404
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            deliberation.amend(
                record.candidate,
                changes=_changes(request, record),
                reason=request.POST.get("reason", ""),
                code=request.POST.get("code", ""),
                by=request.user,
            )
            return redirect("evaluations:decision", pk)
        except DeliberationRefused as refusal:
            reasons = refusal.reasons
    context = _amend_context(request, record, reasons)
    return candidate_page(request, record.candidate, "evaluations/amend.html", context, status=422 if reasons else 200)


def _lines(found: list[CandidateRecord]) -> list[dict[str, object]]:
    ids = [record.evaluation.pk for record in found if record.evaluation]
    handed_in: dict[int, int] = {}
    for pk in Grid.objects.filter(evaluation__in=ids, submitted_at__isnull=False).values_list("evaluation", flat=True):
        handed_in[pk] = handed_in.get(pk, 0) + 1
    signed: dict[int, int] = {}
    for pk in Signature.objects.filter(evaluation__in=ids, withdrawn_at=None).values_list("evaluation", flat=True):
        signed[pk] = signed.get(pk, 0) + 1
    waiting = PaperKeying.objects.filter(evaluation__in=ids, checked_at=None, set_aside_at=None)
    paper = set(waiting.values_list("evaluation", flat=True))
    return [_line(record, handed_in, signed, paper) for record in found]


def _line(
    record: CandidateRecord, handed_in: dict[int, int], signed: dict[int, int], paper: set[int]
) -> dict[str, object]:
    referentiel = record.candidate.exam_session.referentiel
    proposal = propose(referentiel, record.facts)
    pk = record.evaluation.pk if record.evaluation else None
    state, word = _state(record, handed_in.get(pk, 0), signed.get(pk, 0))
    return {
        "candidate": record.candidate,
        "route": referentiel.routes[record.candidate.route].label,
        "panel": getattr(getattr(record.candidate, "passage", None), "panel", None),
        "state": state,
        "word": word,
        "proposal": outcome_word(referentiel, proposal.outcome, proposal.newly_validated),
        "decision": decision_word(record),
        "amendments": len(record.amendments),
        "paper": pk in paper,
    }


def _state(record: CandidateRecord, handed_in: int, signed: int) -> tuple[str, str]:
    if record.is_sealed:
        return "scelle", f"Scellé, version {record.version}" if record.amendments else "Scellé"
    if record.facts.presence is Presence.ABSENT:
        return "absent", "Absent(e)"
    if record.facts.presence is Presence.ABANDONED:
        return "absent", "Abandon"
    if signed:
        return "cours", "Signatures en cours"
    if record.decision is not None:
        return "cours", "Décision prise"
    if handed_in or any(record.facts.answers.values()):
        return "cours", "En cours"
    return "libre", "Non ouverte"


def _changes(request: AuthenticatedHttpRequest, record: CandidateRecord) -> dict[str, amending.Value]:
    """The cells whose typed value is not the current one."""
    referentiel = record.candidate.exam_session.referentiel
    standing = amending.Record(record.facts, record.decision, record.motives)
    current = amending.cells_of(referentiel, standing)
    typed = {cell: _typed(request, cell, value) for cell, value in current.items()}
    return {cell: typed[cell] for cell in current if typed[cell] != current[cell]}


def _typed(request: AuthenticatedHttpRequest, cell: str, current: amending.Value) -> amending.Value:
    if cell == DECISION:
        if "outcome" not in request.POST:
            return current
        return {
            "outcome": request.POST["outcome"],
            "ccps": request.POST.getlist("ccps"),
            "reason": request.POST.get("decision_reason", "").strip() or None,
        }
    if cell not in request.POST:
        return current
    return request.POST[cell].strip() or None


def _amend_context(
    request: AuthenticatedHttpRequest, record: CandidateRecord, reasons: tuple[str, ...]
) -> dict[str, object]:
    referentiel = record.candidate.exam_session.referentiel
    cells = amending.cells_of(referentiel, amending.Record(record.facts, record.decision, record.motives))
    typed = {cell: _typed(request, cell, value) for cell, value in cells.items()} if reasons else cells
    known = {criterion.code: criterion.short_label for criterion in referentiel.criteria}
    return {
        "candidate": record.candidate,
        "record": record,
        "section": "sessions",
        "number": len(record.amendments) + 1,
        "reasons": reasons,
        "typed_reason": request.POST.get("reason", ""),
        "marks": [
            {
                "cell": cell,
                "text": known.get(cell, "avis de l’entretien final"),
                "before": cells[cell],
                "after": typed[cell],
            }
            for cell in cells
            if cell in known or cell == FINAL
        ],
        "motives": [
            {"cell": cell, "number": cell.removeprefix(MOTIVE_PREFIX), "after": typed[cell] or ""}
            for cell in cells
            if cell.startswith(MOTIVE_PREFIX)
        ],
        "presence": typed[PRESENCE],
        "decision": typed[DECISION],
        "outcomes": OUTCOMES,
        "ccps": referentiel.ccps,
    }
