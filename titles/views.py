"""The référentiel, to consult; and the centre's aids, to edit."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from centres.access import staff_only
from ntc_cert.drawings import Step
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes
from titles.aids import change_interview_guide, change_observation_fields
from titles.forms import LinesForm
from titles.models import ProfessionalTitle
from titles.referentiel import Ccp, Criterion, Referentiel, Route, StepKind
from titles.summaries import Summary, summary_of

MIDNIGHT = datetime(2000, 1, 1)  # a ribbon wants moments: only their distances are drawn
FIRST_STEPS = (StepKind.PREPARATION, StepKind.JURY_PREPARATION)


@reads
def title_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Every version; the only one opens by itself."""
    titles = list(ProfessionalTitle.objects.visible_to(request.user))
    if len(titles) == 1:
        return redirect("titles:detail", titles[0].pk)
    return render(request, "titles/list.html", {"section": "titles", "titles": titles})


@reads
def detail(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    title = get_object_or_404(ProfessionalTitle.objects.visible_to(request.user), pk=pk)
    referentiel = title.referentiel
    summary = summary_of(title.code, title.version)
    may_edit = request.user.is_staff_member
    context = {
        "section": "titles",
        "title": title,
        "referentiel": referentiel,
        "summary": summary,
        "ccps": [_ccp(title, ccp, summary) | {"title_pk": pk, "may_edit": may_edit} for ccp in referentiel.ccps],
        "routes": [(route, _ribbon(route)) for route in referentiel.routes.values()],
        "moments": _moments(referentiel),
        "may_edit": may_edit,
    }
    return render(request, "titles/detail.html", context)


@reads_or_writes
@staff_only
def edit_aids(request: AuthenticatedHttpRequest, pk: int, code: str = "") -> HttpResponse:
    """The observation fields of one criterion, or without a code the guide of the technical interview."""
    title = get_object_or_404(ProfessionalTitle.objects.visible_to(request.user), pk=pk)
    criterion = _criterion(title.referentiel, code) if code else None
    back = f"{reverse('titles:detail', args=[pk])}#{code or 'guide'}"
    kept = title.observation_fields_of(code) if criterion else title.interview_guide
    posted = request.POST if request.method == "POST" else None
    form = LinesForm(posted, initial={"lines": "\n".join(kept)}, back=back, **_words(criterion))
    if posted is not None and form.is_valid():
        _change(title, criterion)(lines=form.cleaned_data["lines"], by=request.user)
        messages.success(request, _said(criterion))
        return redirect(back)
    context = {"section": "titles", "title": title, "criterion": criterion, "form": form, "back": back}
    return render(request, "titles/edit_aids.html", context, status=422 if form.errors else 200)


def _words(criterion: Criterion | None) -> dict[str, str]:
    if criterion is None:
        return {"label": "Guide d’entretien", "hint": "Une question ou un thème par ligne."}
    return {"label": "Champs d’observation", "hint": "Un champ par ligne, dans l’ordre où la grille les montre."}


def _change(title: ProfessionalTitle, criterion: Criterion | None) -> Callable[..., ProfessionalTitle]:
    if criterion is None:
        return lambda **given: change_interview_guide(title, **given)
    return lambda **given: change_observation_fields(title, criterion=criterion.code, **given)


def _said(criterion: Criterion | None) -> str:
    if criterion is None:
        return "Guide d’entretien enregistré."
    return f"Champs d’observation de {criterion.code} enregistrés."


def _criterion(referentiel: Referentiel, code: str) -> Criterion:
    try:
        return referentiel.criterion(code)
    except KeyError as unknown:
        raise Http404 from unknown


def _ccp(title: ProfessionalTitle, ccp: Ccp, summary: Summary | None) -> dict[str, Any]:
    competences = [title.referentiel.competence(number) for number in ccp.competences]
    return {
        "ccp": ccp,
        "summary": summary.activities.get(ccp.code, "") if summary else "",
        "competences": [
            {
                "competence": competence,
                "criteria": [(one, title.observation_fields_of(one.code)) for one in competence.criteria],
            }
            for competence in competences
        ],
    }


def _moments(referentiel: Referentiel) -> list[tuple[int, list[tuple[Route, StepKind | None]], str]]:
    """For each written change, when it is said in the routes that have a role-play."""
    routes = [
        route for route in referentiel.routes.values() if any(phase.kind == "role_play" for phase in route.phases)
    ]
    return [
        (change.rank, [(route, change.said_during.get(route.key)) for route in routes], change.source)
        for change in referentiel.written_changes
    ]


def _ribbon(route: Route) -> SimpleNamespace:
    """The steps of a route one after the other; candidate and jury prepare together and end together."""
    steps, clock = [], 0
    for phase in route.phases:
        ready = max((step.minutes for step in phase.steps if step.kind in FIRST_STEPS), default=0)
        later = clock + ready
        for step in phase.steps:
            start = clock + ready - step.minutes if step.kind in FIRST_STEPS else later
            later = max(later, start + step.minutes)
            steps.append(_drawn(step.kind, phase.kind, start, step.minutes))
        clock += phase.minutes
    return SimpleNamespace(steps=steps)


def _drawn(kind: str, phase: str, start: int, minutes: int) -> Step:
    begins = MIDNIGHT + timedelta(minutes=start)
    return Step(kind, phase, begins, begins + timedelta(minutes=minutes), minutes)
