"""What the planner said of the plan it made."""

from django.db import models
from django.utils import timezone

from centres.models import User
from sessions.models.exam_session import ExamSession


class PlanRun(models.Model):
    """One run of the planner. What it says holds for as long as the session is what it was: `fingerprint`."""

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.CASCADE, related_name="plan_runs", verbose_name="session"
    )
    planned_at = models.DateTimeField("planifiée le", default=timezone.now)
    planned_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="plan_runs", verbose_name="planifiée par"
    )
    seconds = models.FloatField("secondes")
    fingerprint = models.CharField("empreinte", max_length=64)
    levels = models.JSONField("niveaux")  # [{"name", "value", "bound"}], in order
    reasons = models.JSONField("raisons")  # candidate's primary key: why there is no passage

    class Meta:
        verbose_name = "calcul du planning"
        verbose_name_plural = "calculs du planning"
        ordering = ("-planned_at", "-pk")

    def __str__(self) -> str:
        return f"{self.exam_session}, {self.planned_at:%d/%m/%Y %H:%M}"

    @property
    def is_optimal(self) -> bool:
        """Every level stands at its bound."""
        return all(level["bound"] == level["value"] for level in self.levels)
