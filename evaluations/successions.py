"""Who sat before a candidate and does so no more: what they wrote stays theirs, shown and never taken as the jury's."""

from evaluations.facts import jury_of
from evaluations.models import Evaluation, Grid, JurorReplaced
from juries.models import Juror
from sessions.models import Candidate, PanelMember


def replaced_of(evaluation: Evaluation | None) -> list[JurorReplaced]:
    rows = JurorReplaced.objects.filter(evaluation=evaluation).select_related("leaving", "joining")
    return list(rows) if evaluation else []


def seats_taken(evaluation: Evaluation) -> dict[int, set[int]]:
    """By juror, those whose seat they took, one after the other."""
    taken: dict[int, set[int]] = {}
    for row in replaced_of(evaluation):
        taken.setdefault(row.joining_id, set()).update({row.leaving_id} | taken.get(row.leaving_id, set()))
    return taken


def who_left(evaluation: Evaluation | None) -> list[Juror]:
    """Jurors who gave up their seat, or left a grid there, in the order they came."""
    if evaluation is None:
        return []
    jury = {juror.pk for juror in jury_of(evaluation.candidate)}
    grids = Grid.objects.filter(evaluation=evaluation).select_related("juror").order_by("opened_at", "pk")
    found = [grid.juror for grid in grids] + [row.leaving for row in replaced_of(evaluation)]
    return list({juror.pk: juror for juror in found if juror.pk not in jury}.values())


def has_sat(candidate: Candidate, juror: Juror) -> bool:
    """Before this candidate, now or until somebody took their seat during the passage."""
    if PanelMember.objects.filter(panel__passages__candidate=candidate, juror=juror).exists():
        return True
    return JurorReplaced.objects.filter(evaluation__candidate=candidate, leaving=juror).exists()
