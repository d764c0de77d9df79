"""What is being printed in a process of its own, and the file it leaves for a while."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from centres.models import User
from ntc_cert.constraints import AppendOnly
from sessions.models import Candidate, ExamSession


class PrintJob(models.Model):
    """A choice of documents asked on screen. Asked again after an accident, it gives the same bytes: `digest`."""

    class State(models.TextChoices):
        RUNNING = "running", "en préparation"
        DONE = "done", "prêt"
        STOPPED = "stopped", "arrêté"
        FAILED = "failed", "interrompu"

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.CASCADE, related_name="print_jobs", verbose_name="session"
    )
    asked_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="print_jobs", verbose_name="demandé par")
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    choice = models.JSONField("choix")  # {"kinds", "days", "people", "is_split", "is_signed", "site"}
    told = models.CharField("contenu", max_length=400)
    state = models.CharField("état", max_length=10, choices=State, default=State.RUNNING)
    done = models.PositiveIntegerField("feuilles prêtes", default=0)
    total = models.PositiveIntegerField("feuilles", default=0)
    signed = models.PositiveIntegerField("fichiers signés", default=0)
    trouble = models.CharField("ennui", max_length=400, blank=True)  # why it stopped, when a sentence can say so
    # The process: it is gone when its machine no longer knows it, or when it has not written for long.
    restarts = models.PositiveSmallIntegerField("reprises d’elle-même", default=0)
    host = models.CharField("machine", max_length=255, blank=True)
    pid = models.PositiveIntegerField("processus", null=True)
    seen_at = models.DateTimeField("vu le", default=timezone.now)
    digest = models.CharField("empreinte du contenu", max_length=64, blank=True)
    name = models.CharField("nom du fichier", max_length=200, blank=True)
    content = models.BinaryField("fichier", null=True)

    class Meta:
        verbose_name = "impression"
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("exam_session", "asked_by"),
                condition=Q(state="running"),
                name="one_print_is_prepared_at_a_time",
                violation_error_message="Une impression est déjà en préparation. Attendez-la, ou arrêtez-la.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "stopped", "failed"]), name="print_job_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(content__isnull=False), name="print_job_done_has_its_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_session}, {self.told}"

    @property
    def is_signed(self) -> bool:
        return bool(self.choice.get("is_signed"))


class KeptPaper(models.Model):
    """A sealed sheet as it was laid out once. `digest` holds all that makes its bytes: it is never out of date.

    Nothing is lost with one: a sheet that is not kept is laid out when it is asked for.
    """

    digest = models.CharField("empreinte", max_length=64, unique=True)
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, related_name="kept_papers", verbose_name="candidat"
    )
    kind = models.CharField("document", max_length=40)
    content = models.BinaryField("fichier")
    made_at = models.DateTimeField("gardé le", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "feuille gardée"
        verbose_name_plural = "feuilles gardées"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(digest=""), name="kept_paper_has_its_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.digest[:12]}"


class PaperVersion(models.Model):
    """What a printed code leads to: a procès-verbal of the session, or the result sheet of one candidate.

    A procès-verbal carries its results' fingerprint. A result sheet carries a drawn code: the fingerprint of one
    candidate could be found by trying every result.
    """

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.CASCADE, related_name="paper_versions", verbose_name="session"
    )
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, null=True, related_name="paper_versions", verbose_name="candidat"
    )
    version = models.PositiveIntegerField("version")
    digest = models.CharField("empreinte", max_length=64, db_index=True)
    made_at = models.DateTimeField("faite le", default=timezone.now)

    class Meta:
        verbose_name = "version d’un document"
        verbose_name_plural = "versions des documents"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(condition=~Q(digest=""), name="paper_version_has_its_digest"),
            models.CheckConstraint(condition=Q(version__gte=1), name="paper_version_is_numbered"),
            AppendOnly(
                name="paper_version_never_changes",
                events=("UPDATE",),
                message="Un code imprimé reste ce qu’il est : une rectification en donne un autre.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_session}, version {self.version}"
