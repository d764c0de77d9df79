"""The jury's agreed answers keyed from paper by one person, which count once another has keyed the same."""

from django.db import models
from django.db.models import F, Q

from centres.models import User
from evaluations.models.evaluation import Evaluation, OfEvaluation, frozen_once_signed
from ntc_cert.constraints import Frozen

BY_ANOTHER = "La vérification revient à une autre personne que la saisie."


class PaperKeying(OfEvaluation, models.Model):
    """`answers` is `{cell: "O" | "N" | ""}`, every cell of the route; kept as keyed, whatever becomes of it."""

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="paper_keyings", verbose_name="évaluation"
    )
    answers = models.JSONField("réponses lues")
    keyed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="saisi par")
    keyed_at = models.DateTimeField("saisi à")
    checked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="vérifié par"
    )
    checked_at = models.DateTimeField("vérifié à", null=True, blank=True)
    set_aside_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="écarté par"
    )
    set_aside_at = models.DateTimeField("écarté à", null=True, blank=True)

    class Meta:
        verbose_name = "saisie du papier"
        verbose_name_plural = "saisies du papier"
        ordering = ("keyed_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("evaluation",),
                condition=Q(checked_at=None, set_aside_at=None),
                name="paper_keying_waits_alone",
                violation_error_message="Une saisie de ce papier attend déjà sa vérification. Rechargez la page.",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("keyed_by")),
                name="paper_is_checked_by_another",
                violation_error_message=BY_ANOTHER,
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None)
                | Q(checked_by__isnull=False, checked_at__gte=F("keyed_at")),
                name="paper_is_checked_by_somebody_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_by=None, set_aside_at=None)
                | Q(set_aside_by__isnull=False, set_aside_at__gte=F("keyed_at"), checked_at=None),
                name="paper_is_set_aside_unless_checked",
            ),
            Frozen(
                name="paper_keying_is_written_once",
                query="SELECT k.keyed_at FROM evaluations_paperkeying k WHERE k.id = {row}.id",
                events=("UPDATE", "DELETE"),
                columns=("evaluation", "answers", "keyed_by", "keyed_at"),
                message="Ce qui a été lu du papier ne se récrit pas : écartez cette saisie, puis recommencez.",
            ),
            Frozen(
                name="paper_keying_ends_once",
                query=(
                    "SELECT COALESCE(k.checked_at, k.set_aside_at) FROM evaluations_paperkeying k WHERE k.id = {row}.id"
                ),
                events=("UPDATE",),
                message="Cette saisie est déjà vérifiée ou écartée. Rechargez la page.",
            ),
            frozen_once_signed("paper_keying_does_not_change_once_signed"),
        ]

    def __str__(self) -> str:
        return f"papier, {self.evaluation}"
