"""What each tablet last told of the work it holds, and what was given up with a tablet that will never tell again."""

from django.db import models
from django.db.models import F, Q

from centres.models import User
from evaluations.models.evaluation import Evaluation, OfEvaluation
from juries.models import Juror
from ntc_cert.constraints import AppendOnly, Frozen
from sessions.models import Candidate
from titles.referentiel import PhaseKind

LONGEST_DEVICE = 36


class TabletState(models.Model):
    """One juror's unsent work on one device, as last told; `report` grows with each telling of that device."""

    device = models.CharField("tablette", max_length=LONGEST_DEVICE)
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="tablets", verbose_name="juré")
    heard_at = models.DateTimeField("vue à")
    changed_at = models.DateTimeField("compte changé à")
    report = models.PositiveIntegerField("numéro d’envoi")
    pending = models.PositiveIntegerField("saisies à synchroniser", default=0)
    refused = models.PositiveIntegerField("saisies refusées gardées", default=0)
    given_up_at = models.DateTimeField("n’attend plus rien depuis", null=True, blank=True)

    class Meta:
        verbose_name = "état de tablette"
        verbose_name_plural = "états de tablettes"
        ordering = ("-heard_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("device", "juror"), name="tablet_has_one_state_per_juror"),
            models.CheckConstraint(condition=~Q(device=""), name="tablet_state_names_its_device"),
            models.CheckConstraint(
                condition=Q(heard_at__gte=F("changed_at")), name="tablet_count_changes_when_it_is_heard"
            ),
        ]

    def __str__(self) -> str:
        return f"tablette de {self.juror}"

    @property
    def held(self) -> int:
        return self.pending + self.refused


class TabletHolding(models.Model):
    """Of a state, what one grid has there; a grid of which nothing waits has no row."""

    state = models.ForeignKey(TabletState, on_delete=models.CASCADE, related_name="holdings", verbose_name="tablette")
    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="tablet_holdings", verbose_name="candidat"
    )
    phase = models.CharField("épreuve", max_length=30)
    pending = models.PositiveIntegerField("saisies à synchroniser")
    refused = models.PositiveIntegerField("saisies refusées gardées")

    class Meta:
        verbose_name = "saisies gardées"
        verbose_name_plural = "saisies gardées"
        constraints = [
            models.UniqueConstraint(fields=("state", "candidate", "phase"), name="tablet_holding_is_one_per_grid"),
            models.CheckConstraint(
                condition=Q(pending__gt=0) | Q(refused__gt=0), name="tablet_holding_holds_something"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=[kind.value for kind in PhaseKind]), name="tablet_holding_phase_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state}, {self.phase}"


class TabletGivenUp(OfEvaluation, models.Model):
    """Of one result, what a tablet held when somebody declared that nothing more is to be awaited of it."""

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="tablets_given_up", verbose_name="évaluation"
    )
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="+", verbose_name="juré")
    device = models.CharField("tablette", max_length=LONGEST_DEVICE)
    pending = models.PositiveIntegerField("saisies jamais reçues")
    refused = models.PositiveIntegerField("saisies refusées jamais relues")
    heard_at = models.DateTimeField("vue pour la dernière fois à")
    reason = models.TextField("motif")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="par")
    at = models.DateTimeField("déclaré à")

    class Meta:
        verbose_name = "tablette qui n’attend plus rien"
        verbose_name_plural = "tablettes qui n’attendent plus rien"
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="tablet_is_given_up_with_a_reason"),
            models.CheckConstraint(
                condition=Q(pending__gt=0) | Q(refused__gt=0), name="tablet_given_up_held_something"
            ),
            Frozen(
                name="tablet_is_given_up_before_the_seal",
                query="SELECT e.sealed_at FROM evaluations_evaluation e WHERE e.id = {row}.evaluation_id",
                events=("INSERT",),
                lock="e",
                message="Ce résultat est scellé : il n’attend plus aucune tablette.",
            ),
            AppendOnly(
                name="tablet_given_up_is_never_rewritten",
                message="Ce qui a été déclaré d’une tablette reste écrit.",
            ),
        ]

    def __str__(self) -> str:
        return f"tablette de {self.juror}, {self.evaluation}"
