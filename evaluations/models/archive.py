"""Archives of sessions: one chosen and not imported yet, and where an imported session came from."""

from django.db import models
from django.utils import timezone

from centres.models import User
from ntc_cert.constraints import AppendOnly
from sessions.models import ExamSession


class ArchiveUpload(models.Model):
    """An archive between its reading and its import; one a person, the next replaces it."""

    uploaded_by = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="archive_upload", verbose_name="choisie par"
    )
    uploaded_at = models.DateTimeField("choisie le", default=timezone.now)
    name = models.CharField("nom du fichier", max_length=200)
    content = models.BinaryField("contenu")

    class Meta:
        verbose_name = "archive à reprendre"
        verbose_name_plural = "archives à reprendre"

    def __str__(self) -> str:
        return self.name


class SessionOrigin(models.Model):
    """A session that came in an archive: which one, and the journal it had there, never mixed with ours."""

    exam_session = models.OneToOneField(
        ExamSession, on_delete=models.PROTECT, related_name="origin", verbose_name="session"
    )
    digest = models.CharField("empreinte de l’archive", max_length=64)
    centre_name = models.CharField("centre d’origine", max_length=200)
    imported_at = models.DateTimeField("reprise le", default=timezone.now)
    imported_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="reprise par"
    )
    journal = models.JSONField("journal d’origine")

    class Meta:
        verbose_name = "origine d’une session"
        verbose_name_plural = "origines de sessions"
        constraints = [
            AppendOnly(
                name="session_origin_is_never_rewritten",
                message="L’origine d’une session reprise d’une archive ne change plus.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_session}, reprise le {self.imported_at:%d/%m/%Y}"
