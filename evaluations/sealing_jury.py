"""The jurors a seal waits for, as its rules read them: those who sit, and those whose tablets may still hold work."""

from evaluations.facts import jury_of
from evaluations.marking import grids_awaited, route_of
from evaluations.models import Evaluation, Signature
from evaluations.sealing import PanelJuror
from evaluations.successions import replaced_of
from evaluations.tablet_holdings import NOTHING, awaited_of
from sessions.models import Candidate


def sitting(candidate: Candidate, evaluation: Evaluation | None) -> list[PanelJuror]:
    awaited = grids_awaited(evaluation) if evaluation else {}
    rows = evaluation.signatures.filter(withdrawn_at=None) if evaluation else Signature.objects.none()
    signed = set(rows.values_list("juror_id", flat=True))
    labels = {phase.kind.value: phase.label for phase in route_of(candidate).phases}
    jury = jury_of(candidate)
    held = awaited_of(candidate.pk, [juror.pk for juror in jury])
    return [
        PanelJuror(
            anchor=f"juror-{juror.pk}",
            name=str(juror),
            has_signed=juror.pk in signed,
            not_submitted=tuple(labels[phase] for phase in awaited.get(juror.pk, ())),
            unsent=held.get(juror.pk, NOTHING).pending,
            unread=held.get(juror.pk, NOTHING).refused,
            disputed=held.get(juror.pk, NOTHING).disputed,
        )
        for juror in jury
    ]


def gone(candidate: Candidate, evaluation: Evaluation | None) -> list[PanelJuror]:
    """Whoever gave up their seat there signs nothing and hands nothing in; what their tablets hold is still awaited."""
    left = [row.leaving for row in replaced_of(evaluation)]
    held = awaited_of(candidate.pk, [juror.pk for juror in left]) if left else {}
    return [
        PanelJuror(
            anchor=f"juror-{juror.pk}",
            name=str(juror),
            has_signed=True,
            unsent=held.get(juror.pk, NOTHING).pending,
            unread=held.get(juror.pk, NOTHING).refused,
        )
        for juror in left
    ]
