"""Who gave up their seat before one candidate, and to whom, once that candidate had begun to be heard."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from evaluations.models.evaluation import Evaluation, OfEvaluation, frozen_once_signed
from juries.models import Juror


class JurorReplaced(OfEvaluation, models.Model):
    """`joining` judges this candidate in the place of `leaving`, whose marks stay theirs and are only shown."""

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="jurors_replaced", verbose_name="évaluation"
    )
    leaving = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="+", verbose_name="ne siège plus")
    joining = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="+", verbose_name="siège à sa place")
    at = models.DateTimeField("depuis", default=timezone.now)

    class Meta:
        verbose_name = "juré remplacé"
        verbose_name_plural = "jurés remplacés"
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("evaluation", "leaving"), name="juror_gives_up_a_seat_once"),
            models.CheckConstraint(condition=~Q(leaving=F("joining")), name="juror_is_replaced_by_somebody_else"),
            frozen_once_signed("juror_is_replaced_before_anybody_signs"),
        ]

    def __str__(self) -> str:
        return f"{self.joining} à la place de {self.leaving}"
