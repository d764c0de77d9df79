"""Each act of a panel on what its jurors write together, as received, and what it made of it."""

from django.db import models
from django.db.models import Q

from evaluations.models.evaluation import Evaluation, OfEvaluation
from evaluations.models.received import Received
from evaluations.operations import Outcome, SharedKind
from juries.models import Juror
from ntc_cert.constraints import AppendOnly


class SharedOperation(OfEvaluation, Received):
    """Received once, whatever the number of times it was sent; `result` is what the cell became, null if it did not."""

    ONE_CELL = ("evaluation", "phase", "kind", "cell")

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="shared_operations", verbose_name="évaluation"
    )
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="+", verbose_name="juré")
    phase = models.CharField("épreuve", max_length=30)
    kind = models.CharField("nature", max_length=10)
    cell = models.CharField("quoi", max_length=40)
    value = models.TextField("valeur", blank=True)
    result = models.TextField("ce que c’est devenu", null=True)  # noqa: DJ001 null is « not written »

    class Meta:
        verbose_name = "saisie du jury reçue"
        verbose_name_plural = "saisies du jury reçues"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(SharedKind)), name="shared_operation_kind_is_known"),
            models.CheckConstraint(condition=Q(outcome__in=list(Outcome)), name="shared_operation_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=(Outcome.APPLIED, Outcome.CONFLICT), revision__isnull=False, reason="")
                | (Q(outcome__in=(Outcome.LOCKED, Outcome.REFUSED), revision=None, result=None) & ~Q(reason="")),
                name="shared_operation_is_kept_or_says_why_not",
            ),
            models.UniqueConstraint(
                fields=("evaluation", "phase", "kind", "cell", "revision"),
                condition=Q(result__isnull=False) | Q(outcome=Outcome.CONFLICT),
                name="shared_operation_has_its_own_revision",
            ),
            AppendOnly(
                name="shared_operation_is_never_rewritten",
                message="Une saisie reçue ne se récrit pas : faites-en une autre.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.cell} {self.outcome}"
