"""What jurors write during a passage: grids, marks, the role-play, the proposal's parts."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from evaluations.models.evaluation import (
    SEALED,
    SEALED_MESSAGE,
    Evaluation,
    MarkValue,
    OfEvaluation,
    frozen_once_signed,
)
from juries.models import Juror
from ntc_cert.constraints import Frozen
from titles.referentiel import PhaseKind


class Grid(OfEvaluation, models.Model):
    """One juror's sheet for one phase; handed in, its marks no longer change."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="grids")
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="grids", verbose_name="juré")
    phase = models.CharField("épreuve", max_length=30)
    opened_at = models.DateTimeField("ouverte le", default=timezone.now)
    submitted_at = models.DateTimeField("rendue le", null=True, blank=True)

    class Meta:
        verbose_name = "grille"
        constraints = [
            models.UniqueConstraint(fields=("evaluation", "juror", "phase"), name="grid_is_one_per_juror_and_phase"),
            models.CheckConstraint(condition=Q(phase__in=[k.value for k in PhaseKind]), name="grid_phase_is_known"),
            Frozen(
                name="grid_does_not_change_once_sealed",
                query=SEALED % "evaluation_id",
                lock="e",
                message=SEALED_MESSAGE,
            ),
            Frozen(
                name="grid_is_handed_in_once",
                query="SELECT g.submitted_at FROM evaluations_grid g WHERE g.id = {row}.id",
                events=("UPDATE", "DELETE"),
                message="Cette grille est rendue : elle ne change plus.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation}, {self.phase}, {self.juror}"


class Mark(models.Model):
    """One cell of a grid: O, N or untouched (null), and a note. `FINAL` and `THEME.x` are cells too."""

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="marks", verbose_name="grille")
    criterion = models.CharField("critère", max_length=40)
    value = models.CharField("réponse", max_length=1, choices=MarkValue, null=True)  # noqa: DJ001 null is « untouched »
    note = models.TextField("note", blank=True)
    changed_at = models.DateTimeField("saisie le", default=timezone.now)
    value_revision = models.PositiveIntegerField("révision de la réponse", default=0)
    note_revision = models.PositiveIntegerField("révision de la note", default=0)

    class Meta:
        verbose_name = "saisie"
        constraints = [
            models.UniqueConstraint(fields=("grid", "criterion"), name="mark_is_one_per_criterion_of_a_grid"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__in=MarkValue.values), name="mark_is_yes_no_or_untouched"
            ),
            Frozen(
                name="mark_does_not_change_once_handed_in",
                query=(
                    "SELECT COALESCE(g.submitted_at, e.sealed_at) FROM evaluations_grid g"
                    " JOIN evaluations_evaluation e ON e.id = g.evaluation_id WHERE g.id = {row}.grid_id"
                ),
                lock="g, e",
                message="Cette grille est rendue : ses réponses ne changent plus.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.value or '–'}"


class RolePlay(OfEvaluation, models.Model):
    """Who plays the client; every other juror of the panel observes (RCT08 B)."""

    evaluation = models.OneToOneField(Evaluation, on_delete=models.PROTECT, related_name="role_play")
    client = models.ForeignKey(
        Juror, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="joue le client"
    )

    class Meta:
        verbose_name = "mise en situation"
        constraints = [frozen_once_signed("role_play_does_not_change_once_signed")]

    def __str__(self) -> str:
        return str(self.evaluation)


class ClientChange(OfEvaluation, models.Model):
    """A change the jury writes beforehand: its field and its text (RCT08 B, RCC06 B)."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="client_changes")
    rank = models.PositiveSmallIntegerField("rang")
    field = models.CharField("champ", max_length=40, blank=True)
    text = models.TextField("changement", blank=True)
    announced_at = models.DateTimeField("annoncé le", null=True, blank=True)

    class Meta:
        verbose_name = "changement"
        ordering = ("rank",)
        constraints = [
            models.UniqueConstraint(fields=("evaluation", "rank"), name="client_change_is_written_once"),
            frozen_once_signed("client_change_does_not_change_once_signed"),
        ]

    def __str__(self) -> str:
        return f"changement {self.rank}"


class ProposalPart(models.Model):
    """One of the parts the commercial proposal must hold, seen by the jury or not (RCT08 A)."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="proposal_parts")
    code = models.CharField("partie", max_length=40)
    is_present = models.BooleanField("présente")

    class Meta:
        verbose_name = "partie de la proposition"
        constraints = [
            models.UniqueConstraint(fields=("evaluation", "code"), name="proposal_part_is_ticked_once"),
            frozen_once_signed("proposal_part_does_not_change_once_signed"),
        ]

    def __str__(self) -> str:
        return self.code
