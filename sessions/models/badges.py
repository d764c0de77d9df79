"""What a juror shows at a tablet's door: one badge per juror and session, the earlier ones kept, revoked."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from centres.models import User
from juries.models import Juror
from ntc_cert.constraints import Frozen
from sessions.badge_rules import MOST_WRONG_CODES
from sessions.models.exam_session import ExamSession


class BadgeQuerySet(models.QuerySet):
    def managed_by(self, user) -> "BadgeQuerySet":
        """Those of the sessions that the staff manage; a juror manages none."""
        return self.filter(exam_session__in=ExamSession.objects.managed_by(user))

    def standing(self) -> "BadgeQuerySet":
        """At most one per juror and session; it may be locked."""
        return self.filter(revoked_at=None)


class Badge(models.Model):
    """Neither its token nor its code can be read here: see `sessions/badge_secrets.py`."""

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.CASCADE, related_name="badges", verbose_name="session"
    )
    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="badges", verbose_name="juré")
    serial = models.UUIDField("série", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("numéro", max_length=9, unique=True)
    token_digest = models.CharField("empreinte du QR", max_length=64, unique=True)
    code = models.CharField("code", max_length=160)
    wrong_codes = models.PositiveSmallIntegerField("codes refusés", default=0)
    locked_at = models.DateTimeField("bloqué le", null=True, blank=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)
    made_at = models.DateTimeField("préparé le", default=timezone.now)
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="préparé par"
    )

    objects = BadgeQuerySet.as_manager()

    class Meta:
        verbose_name = "badge"
        ordering = ("-made_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("exam_session", "juror"),
                condition=Q(revoked_at=None),
                name="juror_has_one_badge_a_session",
                violation_error_message="Cette personne a déjà un badge pour cette session. Révoquez-le d’abord.",
            ),
            models.CheckConstraint(
                condition=Q(wrong_codes__lt=MOST_WRONG_CODES) | Q(locked_at__isnull=False),
                name="badge_is_locked_after_too_many_wrong_codes",
            ),
            Frozen(
                name="badge_revoked_never_comes_back",
                query="SELECT b.revoked_at FROM certification_sessions_badge AS b WHERE b.id = {row}.id",
                events=("UPDATE",),
                columns=(
                    *("exam_session", "juror", "serial", "number", "token_digest", "code"),
                    *("wrong_codes", "locked_at", "revoked_at"),
                ),
                message="Ce badge est révoqué : il ne revient pas. Préparez-en un autre.",
            ),
        ]

    def __str__(self) -> str:
        return self.number
