"""Each act of a juror on a tablet, as received: what was asked, and what became of it."""

from django.db import models
from django.db.models import Q

from evaluations.models.marking import Grid
from evaluations.models.received import Received
from evaluations.operations import Kind, Outcome
from ntc_cert.constraints import AppendOnly


class Operation(Received):
    """Received once, whatever the number of times it was sent: its identifier is the tablet's own."""

    ONE_CELL = ("grid", "kind", "cell")

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="operations", verbose_name="grille")
    kind = models.CharField("nature", max_length=10)
    cell = models.CharField("critère", max_length=40)
    value = models.TextField("réponse ou note", blank=True)

    class Meta:
        verbose_name = "saisie reçue"
        verbose_name_plural = "saisies reçues"
        indexes = [models.Index(fields=("grid", "kind", "cell", "revision"), name="operation_by_cell")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="operation_is_a_mark_or_a_note"),
            models.CheckConstraint(condition=Q(outcome__in=list(Outcome)), name="operation_outcome_is_known"),
            models.CheckConstraint(
                condition=~Q(kind=Kind.MARK) | Q(value__in=("", "O", "N")) | Q(outcome=Outcome.REFUSED),
                name="operation_marks_yes_no_or_untouched",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=(Outcome.APPLIED, Outcome.CONFLICT), revision__isnull=False, reason="")
                | (Q(outcome__in=(Outcome.LOCKED, Outcome.REFUSED), revision=None) & ~Q(reason="")),
                name="operation_is_kept_or_says_why_not",
            ),
            models.UniqueConstraint(
                fields=("grid", "kind", "cell", "revision"),
                condition=Q(outcome=Outcome.CONFLICT),
                name="operation_conflicts_at_its_own_revision",
            ),
            AppendOnly(
                name="operation_is_never_rewritten",
                message="Une saisie reçue ne se récrit pas : faites-en une autre.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cell} {self.outcome}"
