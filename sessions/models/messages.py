"""Messages prepared for candidates and jurors, read again by a person before anything is sent."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from juries.models import Juror
from ntc_cert.constraints import Frozen
from sessions.models.bookings import PublishedVersion
from sessions.models.enrolment import Candidate
from sessions.models.exam_session import ExamSession


class MessageQuerySet(models.QuerySet):
    def to_send(self) -> "MessageQuerySet":
        return self.filter(sent_at=None, removed_at=None)


class Message(models.Model):
    """What one person is told of one version. Names and free text stand here alone, and go with a purge."""

    class Kind(models.TextChoices):
        PLACED = "placed", "premier horaire"
        CHANGED = "changed", "changement"
        REMOVED = "removed", "passage retiré"

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.CASCADE, related_name="messages", verbose_name="session"
    )
    version = models.ForeignKey(
        PublishedVersion, on_delete=models.CASCADE, related_name="messages", verbose_name="version"
    )
    candidate = models.ForeignKey(
        Candidate, null=True, on_delete=models.CASCADE, related_name="messages", verbose_name="candidat"
    )
    juror = models.ForeignKey(Juror, null=True, on_delete=models.CASCADE, related_name="messages", verbose_name="juré")
    kind = models.CharField("motif", max_length=10, choices=Kind)
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte")
    prepared_at = models.DateTimeField("préparé le", default=timezone.now)
    edited_at = models.DateTimeField("modifié le", null=True, blank=True)
    removed_at = models.DateTimeField("retiré le", null=True, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message"
        ordering = ("version", "pk")
        constraints = [
            models.UniqueConstraint(fields=("version", "candidate"), name="candidate_gets_one_message_a_version"),
            models.UniqueConstraint(fields=("version", "juror"), name="juror_gets_one_message_a_version"),
            models.CheckConstraint(
                condition=Q(candidate__isnull=False, juror=None) | Q(candidate=None, juror__isnull=False),
                name="message_is_for_one_person",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["placed", "changed", "removed"]), name="message_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(removed_at=None), name="message_removed_is_never_sent"
            ),
            Frozen(
                name="message_keeps_its_text_once_sent",
                query="SELECT m.sent_at FROM certification_sessions_message AS m WHERE m.id = {row}.id",
                events=("UPDATE",),
                columns=("version", "candidate", "juror", "kind", "subject", "body", "removed_at", "sent_at"),
                message="Ce message est parti : il ne change plus.",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
