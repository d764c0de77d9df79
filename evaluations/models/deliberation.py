"""What the jury agrees, signs and later amends."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from centres.models import User
from evaluations.drawn_signatures import drawing_image
from evaluations.models.evaluation import (
    SEALED,
    SEALED_MESSAGE,
    Evaluation,
    MarkValue,
    OfEvaluation,
    frozen_once_signed,
)
from juries.models import Juror
from ntc_cert.constraints import AppendOnly, Frozen


class Answer(models.Model):
    """The jury's agreed answer to one cell; null is untouched. `FINAL` is the final interview's."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="answers")
    criterion = models.CharField("critère", max_length=40)
    value = models.CharField("réponse", max_length=1, choices=MarkValue, null=True)  # noqa: DJ001 null is « untouched »
    note = models.TextField("note", blank=True)
    source = models.CharField("origine", max_length=20, default="screen")

    class Meta:
        verbose_name = "décision commune"
        constraints = [
            models.UniqueConstraint(fields=("evaluation", "criterion"), name="answer_is_one_per_criterion"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__in=MarkValue.values), name="answer_is_yes_no_or_untouched"
            ),
            models.CheckConstraint(condition=Q(source__in=("screen", "paper")), name="answer_source_is_known"),
            frozen_once_signed("answer_does_not_change_once_signed"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.value or '–'}"


class Motive(models.Model):
    """Why a competence is not validated, as printed on the result sheet."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="motives")
    competence = models.PositiveSmallIntegerField("compétence")
    text = models.TextField("motif")

    class Meta:
        verbose_name = "motif"
        ordering = ("competence",)
        constraints = [
            models.UniqueConstraint(fields=("evaluation", "competence"), name="motive_is_one_per_competence"),
            frozen_once_signed("motive_does_not_change_once_signed"),
        ]

    def __str__(self) -> str:
        return f"C{self.competence}"


class Signature(OfEvaluation, models.Model):
    """A juror's simple signature; withdrawn before sealing, it stays on record and a new one is given."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="signatures")
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="signatures", verbose_name="juré")
    signed_at = models.DateTimeField("signé le", default=timezone.now)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    fingerprint = models.CharField("empreinte du résultat signé", max_length=64)
    drawing = models.TextField("tracé", blank=True)  # as `evaluations/drawn_signatures.py` reads it

    class Meta:
        verbose_name = "signature"
        ordering = ("signed_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("evaluation", "juror"),
                condition=Q(withdrawn_at=None),
                name="signature_is_given_once_by_each_juror",
            ),
            Frozen(
                name="signature_does_not_change_once_sealed",
                query=SEALED % "evaluation_id",
                lock="e",
                message=SEALED_MESSAGE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.juror}, {self.signed_at:%d/%m/%Y %H:%M}"

    @property
    def picture(self) -> str:
        """The address of what was drawn, or nothing."""
        return drawing_image(self.drawing)


class Amendment(OfEvaluation, models.Model):
    """A numbered correction of a sealed result: laid over it, never written into it.

    `changes` is a list of `{"cell", "before", "after"}`; cells as in `evaluations/amending.py`.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField("numéro")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="amendments", verbose_name="auteur")
    reason = models.TextField("motif")
    changes = models.JSONField("changements")
    made_at = models.DateTimeField("faite le", default=timezone.now)
    fingerprint = models.CharField("empreinte du résultat rectifié", max_length=64)

    class Meta:
        verbose_name = "rectification"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("evaluation", "number"), name="amendment_has_its_own_number"),
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_has_a_reason"),
            AppendOnly(
                name="amendment_is_never_rewritten",
                message="Une rectification ne change plus : faites-en une nouvelle.",
            ),
        ]

    def __str__(self) -> str:
        return f"rectification {self.number}"
