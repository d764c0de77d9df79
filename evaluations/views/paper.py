"""« Reprendre le papier »: the agreed answers of one candidate, keyed by one person, then by another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from centres.access import staff_only
from evaluations import paper
from evaluations.grids import answers_needed
from evaluations.models import PaperKeying
from evaluations.paper import PaperRefused
from evaluations.views.deliberation import candidate_or_404
from evaluations.views.pages import candidate_page
from ntc_cert.http import AuthenticatedHttpRequest, reads_or_writes
from ntc_cert.words import NBSP
from sessions.models import Candidate

SET_ASIDE = "set-aside"


@staff_only
@reads_or_writes
def key_paper(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The same empty grid for both: the second person sees nothing of what the first one read."""
    candidate = candidate_or_404(request, pk)
    waiting = paper.waiting_of(candidate)
    differing: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            differing = _act(request, candidate, waiting)
        except PaperRefused as refusal:
            reasons = refusal.reasons
        if not differing and not reasons:
            return redirect("evaluations:paper", pk)
    context = _context(request, candidate, waiting, differing) | {"reasons": reasons}
    status = 422 if differing or reasons else 200
    return candidate_page(request, candidate, "evaluations/paper.html", context, status=status)


def _act(request: AuthenticatedHttpRequest, candidate: Candidate, waiting: PaperKeying | None) -> tuple[str, ...]:
    """What the form was shown for is done, or refused where it no longer stands."""
    if request.POST.get("keying", "") != (str(waiting.pk) if waiting else ""):
        raise PaperRefused("Ce papier a été saisi ou vérifié entre-temps. Relisez l’état de la page.")
    answers = {name.removeprefix("cell-"): value for name, value in request.POST.items() if name.startswith("cell-")}
    if waiting is None:
        paper.key(candidate, answers, by=request.user)
        messages.success(request, "Saisie gardée. Elle comptera quand une autre personne aura saisi la même chose.")
        return ()
    if request.POST.get("act") == SET_ASIDE:
        paper.set_aside(waiting, by=request.user)
        messages.success(request, "Saisie écartée. Recommencez depuis le papier.")
        return ()
    differing = paper.check(waiting, answers, by=request.user)
    if not differing:
        messages.success(request, f"Les deux saisies sont pareilles{NBSP}: les réponses comptent.")
    return differing


def _context(
    request: AuthenticatedHttpRequest, candidate: Candidate, waiting: PaperKeying | None, differing: tuple[str, ...]
) -> dict[str, object]:
    referentiel = candidate.exam_session.referentiel
    known = {criterion.code: criterion.short_label for criterion in referentiel.criteria}
    evaluation = getattr(candidate, "evaluation", None)
    history = PaperKeying.objects.filter(evaluation__candidate=candidate)
    return {
        "candidate": candidate,
        "exam_session": candidate.exam_session,
        "section": "sessions",
        "is_sealed": bool(evaluation and evaluation.sealed_at),
        "waiting": waiting,
        "is_own": waiting is not None and waiting.keyed_by_id == request.user.pk,
        "differing": differing,
        "history": history.select_related("keyed_by", "checked_by", "set_aside_by"),
        "rows": [
            {
                "code": code,
                "text": known.get(code, f"Avis de l’entretien final (Oui{NBSP}: favorable)"),
                "value": request.POST.get(f"cell-{code}", ""),
                "differs": code in differing,
                "field": f"cell-{code}",
            }
            for code in answers_needed(referentiel, candidate.route)
        ],
    }
