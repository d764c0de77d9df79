"""Who is where and when: passages, their steps, what they occupy, and the versions published."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from centres.models import User
from juries.models import Juror
from ntc_cert.constraints import AppendOnly, Frozen, NoOverlap
from sessions.models.enrolment import Candidate, Person
from sessions.models.exam_session import ExamSession
from sessions.models.places import Panel, Room
from titles.referentiel import PhaseKind, StepKind


class PassageQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PassageQuerySet":
        if user.is_staff_member:
            return self.filter(panel__exam_session__in=ExamSession.objects.visible_to(user))
        return self.filter(panel__members__juror__user=user)


class Passage(models.Model):
    """A candidate before a panel: one per candidate, its steps timed to the minute (RCT08, RCC06)."""

    candidate = models.OneToOneField(
        Candidate, on_delete=models.CASCADE, related_name="passage", verbose_name="candidat"
    )
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="passages", verbose_name="jury")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    is_locked = models.BooleanField("verrouillé", default=False)

    objects = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = "passage"
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="passage_ends_after_start"),
            # The jury that signed is the one it passed before; its hours tell nothing of the result.
            Frozen(
                name="passage_keeps_its_jury_once_sealed",
                query="SELECT c.sealed_at FROM certification_sessions_candidate AS c WHERE c.id = {row}.candidate_id",
                events=("UPDATE", "DELETE"),
                columns=("candidate", "panel"),
                lock="c",
                message="Le résultat de ce candidat est scellé : son passage garde son jury. Laissez-le à sa place.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate}, {self.panel}"


class PassageStep(models.Model):
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="steps", verbose_name="passage")
    position = models.PositiveSmallIntegerField("rang")
    phase = models.CharField("épreuve", max_length=30)
    kind = models.CharField("étape", max_length=30)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    candidate_room = models.ForeignKey(
        Room, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="salle du candidat"
    )
    jury_room = models.ForeignKey(
        Room, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="salle du jury"
    )

    class Meta:
        verbose_name = "étape"
        ordering = ("passage", "position")
        constraints = [
            models.UniqueConstraint(fields=("passage", "position"), name="passage_step_has_its_own_rank"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="passage_step_ends_after_start"),
            models.CheckConstraint(
                condition=Q(phase__in=[k.value for k in PhaseKind], kind__in=[k.value for k in StepKind]),
                name="passage_step_is_of_a_known_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%H:%M}"


class Occupation(models.Model):
    """One stretch during which a passage holds a juror, a room or a person; drafts hold them too."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="occupations", verbose_name="passage")
    juror = models.ForeignKey(Juror, null=True, on_delete=models.PROTECT, related_name="occupations")
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="occupations")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="occupations")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")

    class Meta:
        verbose_name = "occupation"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="occupation_ends_after_start"),
            models.CheckConstraint(
                condition=Q(juror__isnull=False, room=None, person=None)
                | Q(juror=None, room__isnull=False, person=None)
                | Q(juror=None, room=None, person__isnull=False),
                name="occupation_holds_one_thing",
            ),
            NoOverlap(
                name="juror_sits_in_one_place_at_a_time",
                scope="juror",
                message="Ce juré siège déjà à ce moment. Choisissez une autre heure ou un autre jury.",
            ),
            NoOverlap(
                name="room_receives_one_passage_at_a_time",
                scope="room",
                message="Cette salle est déjà occupée à ce moment. Choisissez une autre heure ou une autre salle.",
            ),
            NoOverlap(
                name="person_is_in_one_place_at_a_time",
                scope="person",
                message="Ce candidat est déjà attendu ailleurs à ce moment. Choisissez une autre heure.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d/%m/%Y %H:%M} – {self.ends_at:%H:%M}"


class PublishedVersion(models.Model):
    """A timetable as it was published: numbered, frozen. `plan` has the shape of `export_plan`, ids only."""

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.PROTECT, related_name="versions", verbose_name="session"
    )
    number = models.PositiveIntegerField("numéro")
    published_at = models.DateTimeField("publiée le", default=timezone.now)
    published_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="published_versions", verbose_name="publiée par"
    )
    plan = models.JSONField("planning")

    class Meta:
        verbose_name = "version publiée"
        ordering = ("exam_session", "-number")
        constraints = [
            models.UniqueConstraint(fields=("exam_session", "number"), name="published_version_has_its_own_number"),
            AppendOnly(
                name="published_version_is_never_changed",
                message="Une version publiée ne change plus : publiez la suivante.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_session}, version {self.number}"
