"""A centre's own deadlines, and what somebody said was done before a session."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from centres.models import Centre, User
from sessions.models.exam_session import ExamSession
from sessions.readiness_rules import BY_HAND, MOST_DAYS, Subject

SUBJECTS = [subject.value for subject in Subject]


class Deadline(models.Model):
    """What a centre writes over one rule of `readiness_rules`; without a row the rule is as it comes."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="deadlines", verbose_name="centre")
    subject = models.CharField("échéance", max_length=20)
    days = models.PositiveSmallIntegerField("jours avant la première journée")
    is_active = models.BooleanField("suivie", default=True)
    source = models.CharField("source", max_length=200, blank=True)

    class Meta:
        verbose_name = "échéance du centre"
        verbose_name_plural = "échéances du centre"
        constraints = [
            models.UniqueConstraint(fields=("centre", "subject"), name="deadline_is_set_once_a_centre"),
            models.CheckConstraint(condition=Q(subject__in=SUBJECTS), name="deadline_subject_is_known"),
            models.CheckConstraint(condition=Q(days__lte=MOST_DAYS), name="deadline_is_within_two_years"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, J-{self.days}"


class ReadinessTick(models.Model):
    """What the application can't see by itself, told by a person or by the print room; taken back, the row goes."""

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.CASCADE, related_name="readiness_ticks", verbose_name="session"
    )
    subject = models.CharField("échéance", max_length=20)
    told_at = models.DateTimeField("dit le", default=timezone.now)
    told_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="readiness_ticks", verbose_name="dit par"
    )

    class Meta:
        verbose_name = "préparation faite"
        verbose_name_plural = "préparations faites"
        constraints = [
            models.UniqueConstraint(fields=("exam_session", "subject"), name="readiness_is_told_once_a_session"),
            models.CheckConstraint(
                condition=Q(subject__in=sorted(BY_HAND)), name="readiness_is_told_of_what_is_not_seen"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_session}, {self.subject}"
