"""What happens on the day: who came and when, when each stage really began and ended, and what undoes each act."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from centres.models import User
from ntc_cert.constraints import Frozen
from sessions.models import Candidate, ExamSession
from titles.referentiel import PhaseKind, StepKind

INTERVIEW, DELIBERATION = "interview", "deliberation"  # a presentation and its exchanges; what follows the épreuves
ABSENT = (
    "SELECT CASE WHEN e.presence = 'absent'%s THEN 1 END"
    " FROM evaluations_evaluation e WHERE e.candidate_id = {row}.candidate_id"
)
ABSENT_MESSAGE = "Ce candidat est noté absent : annulez d’abord l’absence."


class Attendance(models.Model):
    """When a candidate came, or is expected if late, and what was decided of the end of their passage."""

    candidate = models.OneToOneField(
        Candidate, on_delete=models.PROTECT, related_name="attendance", verbose_name="candidat"
    )
    arrived_at = models.DateTimeField("sur place à", null=True, blank=True)
    expected_at = models.DateTimeField("attendu à", null=True, blank=True)
    keeps_end = models.BooleanField("garde l’heure de fin", null=True, blank=True)
    reason = models.TextField("motif de la décision", blank=True)

    class Meta:
        verbose_name = "arrivée"
        constraints = [
            models.CheckConstraint(
                condition=Q(keeps_end=None) | (Q(expected_at__isnull=False) & ~Q(reason="")),
                name="attendance_decides_of_a_delay_with_a_reason",
                violation_error_message="Écrivez le motif de la décision.",
            ),
            Frozen(
                name="attendance_of_nobody_absent",
                query=ABSENT % " AND {row}.arrived_at IS NOT NULL",
                events=("INSERT", "UPDATE"),
                lock="e",
                message=ABSENT_MESSAGE,
            ),
        ]

    def __str__(self) -> str:
        return str(self.candidate)


class StageTaken(models.Model):
    """When one stage of a passage really began and ended; it hangs on the candidate, whatever becomes of the plan."""

    candidate = models.ForeignKey(
        Candidate, on_delete=models.PROTECT, related_name="stages_taken", verbose_name="candidat"
    )
    phase = models.CharField("épreuve", max_length=30, blank=True)
    kind = models.CharField("étape", max_length=30)
    began_at = models.DateTimeField("commencée à")
    ended_at = models.DateTimeField("terminée à", null=True, blank=True)

    class Meta:
        verbose_name = "étape faite"
        verbose_name_plural = "étapes faites"
        ordering = ("began_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=("candidate", "phase", "kind"), name="stage_is_taken_once"),
            models.UniqueConstraint(
                fields=("candidate",),
                condition=Q(ended_at=None),
                name="stage_under_way_is_one_at_a_time",
                violation_error_message="Une étape de ce passage est déjà en cours. Rechargez la page.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="stage_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(phase__in=["", *(kind.value for kind in PhaseKind)])
                & Q(kind__in=[INTERVIEW, DELIBERATION, *(kind.value for kind in StepKind)]),
                name="stage_is_of_a_known_kind",
            ),
            Frozen(
                name="stage_of_nobody_absent",
                query=ABSENT % "",
                events=("INSERT", "UPDATE"),
                lock="e",
                message=ABSENT_MESSAGE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.began_at:%H:%M}"


class ActKind(models.TextChoices):
    ARRIVAL = "arrival", "arrivée"
    STAGE = "stage", "étape"
    DELAY = "delay", "retard annoncé"
    ABSENCE = "absence", "absence"
    ABANDON = "abandon", "abandon"
    SHIFT = "shift", "passages décalés"
    JUROR = "juror", "juré remplacé"
    ROOM = "room", "salle changée"


class DayAct(models.Model):
    """One gesture of the organiser: `changes` holds each thing it touched, before and after, so that it is undone."""

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.PROTECT, related_name="day_acts", verbose_name="session"
    )
    kind = models.CharField("geste", max_length=20, choices=ActKind)
    told = models.CharField("ce qui a été fait", max_length=300)
    at = models.DateTimeField("fait à", default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="day_acts", verbose_name="par")
    changes = models.JSONField("changements")
    undone_at = models.DateTimeField("annulé à", null=True, blank=True)

    class Meta:
        verbose_name = "geste du jour"
        verbose_name_plural = "gestes du jour"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ActKind.values), name="day_act_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(undone_at__gte=F("at")), name="day_act_is_undone_after_it_was_done"
            ),
            Frozen(
                name="day_act_is_written_once",
                query="SELECT a.at FROM evaluations_dayact a WHERE a.id = {row}.id",
                events=("UPDATE", "DELETE"),
                columns=("exam_session", "kind", "told", "at", "by", "changes"),
                message="Un geste du jour ne se récrit pas : annulez-le.",
            ),
            Frozen(
                name="day_act_is_undone_once",
                query="SELECT a.undone_at FROM evaluations_dayact a WHERE a.id = {row}.id",
                events=("UPDATE",),
                message="Ce geste est déjà annulé.",
            ),
        ]

    def __str__(self) -> str:
        return self.told
