"""What the planner is asked, what it found, and what it said of the plan that was kept."""

from django.db import models
from django.db.models import Q
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


class PlanJob(models.Model):
    """A search asked on screen: another process works on it and writes here what it finds, never in the draft."""

    class State(models.TextChoices):
        RUNNING = "running", "en cours"
        FOUND = "found", "planning proposé"
        KEPT = "kept", "planning gardé"
        UNDONE = "undone", "planning annulé"
        DROPPED = "dropped", "abandonné"
        FAILED = "failed", "interrompu"

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.CASCADE, related_name="plan_jobs", verbose_name="session"
    )
    state = models.CharField("état", max_length=10, choices=State, default=State.RUNNING)
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    asked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="plan_jobs", verbose_name="demandé par"
    )
    seconds = models.PositiveSmallIntegerField("secondes")
    least_change = models.BooleanField("changer le moins possible", default=True)
    replan_from = models.DateTimeField("replanifier à partir de", null=True)
    stop_asked = models.BooleanField("arrêt demandé", default=False)
    # The process: it is gone when its machine no longer knows it, or when it has not written for long.
    host = models.CharField("machine", max_length=255, blank=True)
    pid = models.PositiveIntegerField("processus", null=True)
    seen_at = models.DateTimeField("vu le", default=timezone.now)
    # What it found; `fingerprint` is of the session as it read it.
    fingerprint = models.CharField("empreinte", max_length=64, blank=True)
    elapsed = models.FloatField("secondes écoulées", default=0)
    levels = models.JSONField("niveaux", default=list)  # [{"name", "value", "bound"}], in order
    proposal = models.JSONField("proposition", default=list)  # passages, under primary keys
    reasons = models.JSONField("raisons", default=dict)  # candidate's primary key: why there is no passage
    advice = models.TextField("conseil", blank=True)
    # Once kept: what it replaced, and the revision it made. Undoing is possible while the session stands there.
    run = models.OneToOneField(PlanRun, null=True, on_delete=models.SET_NULL, related_name="job")
    before = models.JSONField("brouillon remplacé", null=True)
    kept_revision = models.PositiveIntegerField("révision gardée", null=True)

    class Meta:
        verbose_name = "recherche de planning"
        verbose_name_plural = "recherches de planning"
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("exam_session",),
                condition=Q(state="running"),
                name="one_plan_is_searched_for_at_a_time",
                violation_error_message="Un planning est déjà en cours de calcul pour cette session. Attendez-le, ou "
                "arrêtez-le.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "found", "kept", "undone", "dropped", "failed"]),
                name="plan_job_is_in_a_known_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_session}, {self.asked_at:%d/%m/%Y %H:%M}"
