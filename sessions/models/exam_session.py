"""A session of examination, its days, what happened on them."""

from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from centres.models import Centre, User
from ntc_cert.constraints import Frozen
from titles.models import ProfessionalTitle


class ExamSessionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ExamSessionQuerySet":
        """The staff see their centres' sessions; a juror those where they sit on a panel."""
        if user.is_administrator:
            return self
        if user.is_staff_member:
            return self.filter(centre__in=Centre.objects.visible_to(user))
        return self.filter(panels__members__juror__user=user).distinct()

    def managed_by(self, user) -> "ExamSessionQuerySet":
        """Those the staff may change; a juror changes none."""
        return self.visible_to(user) if user.is_staff_member else self.none()


class ExamSession(models.Model):
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="exam_sessions", verbose_name="centre")
    title = models.ForeignKey(
        ProfessionalTitle, on_delete=models.PROTECT, related_name="exam_sessions", verbose_name="référentiel"
    )
    reference = models.CharField(
        "référence", max_length=120, unique=True, error_messages={"unique": "Une session porte déjà cette référence."}
    )
    ministry_number = models.CharField("numéro CERES", max_length=60, blank=True)
    agreement_number = models.CharField("numéro d’agrément", max_length=60, blank=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    supervisor = models.CharField("responsable de session", max_length=200, blank=True)
    is_remote = models.BooleanField("à distance", default=False)
    gap_minutes = models.PositiveSmallIntegerField(
        "minutes entre deux candidats", default=15, validators=[MaxValueValidator(240)]
    )
    role_play_preparation_room = models.BooleanField(
        "salle de préparation pendant la préparation de la mise en situation", default=True
    )
    min_jurors = models.PositiveSmallIntegerField("jurés par jury, au moins", default=2)
    grid_minutes = models.PositiveSmallIntegerField("pas du planning, en minutes", default=5)
    comment = models.TextField("remarque", blank=True)
    replan_from = models.DateTimeField("replanifier à partir de", null=True, blank=True)
    # Two organisers at once: a change names the revision it saw, and is refused when another came between.
    revision = models.PositiveIntegerField("révision du planning", default=0)
    created_at = models.DateTimeField("créée le", default=timezone.now)

    objects = ExamSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "session"
        ordering = ("-created_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(reference=""), name="exam_session_has_a_reference"),
            models.CheckConstraint(condition=Q(min_jurors__gte=2), name="exam_session_panels_have_two_jurors_or_more"),
            models.CheckConstraint(condition=Q(grid_minutes__in=(1, 5)), name="exam_session_grid_divides_five"),
            # The fingerprint on the procès-verbal is computed from both.
            Frozen(
                name="exam_session_keeps_its_name_once_a_result_is_sealed",
                query="SELECT MIN(c.sealed_at) FROM certification_sessions_candidate AS c"
                " WHERE c.exam_session_id = {row}.id",
                events=("UPDATE", "DELETE"),
                columns=("reference", "title"),
                message="Un résultat de cette session est scellé : sa référence et son référentiel ne changent plus.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.centre.time_zone)

    @property
    def referentiel(self):
        return self.title.referentiel


class SessionDay(models.Model):
    """One day of a session, in the centre's local time."""

    exam_session = models.ForeignKey(ExamSession, on_delete=models.CASCADE, related_name="days", verbose_name="session")
    date = models.DateField("date")
    opens_at = models.TimeField("ouverture")
    closes_at = models.TimeField("fermeture")
    lunch_from = models.TimeField("déjeuner, à partir de", null=True, blank=True)
    lunch_to = models.TimeField("déjeuner, jusqu’à", null=True, blank=True)
    lunch_minutes = models.PositiveSmallIntegerField("minutes de déjeuner", null=True, blank=True)

    class Meta:
        verbose_name = "journée"
        ordering = ("date",)
        constraints = [
            models.UniqueConstraint(fields=("exam_session", "date"), name="session_day_is_entered_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="session_day_closes_after_opening"),
            models.CheckConstraint(
                condition=Q(lunch_from=None, lunch_to=None, lunch_minutes=None)
                | Q(lunch_from__isnull=False, lunch_minutes__isnull=False, lunch_to__gt=F("lunch_from")),
                name="session_day_lunch_is_whole_or_absent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}"


class Incident(models.Model):
    """Something the procès-verbal must tell, written by whom and when (RCT08 3°, règlement général)."""

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.PROTECT, related_name="incidents", verbose_name="session"
    )
    happened_at = models.DateTimeField("survenu le")
    text = models.TextField("récit")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="incidents", verbose_name="auteur")
    written_at = models.DateTimeField("écrit le", default=timezone.now)

    class Meta:
        verbose_name = "incident"
        ordering = ("happened_at", "pk")

    def __str__(self) -> str:
        return self.text[:60]
