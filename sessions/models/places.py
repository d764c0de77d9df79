"""Where a session happens and who sits together: rooms and panels."""

from django.db import models
from django.db.models import F, Q

from centres.models import Centre
from juries.models import Juror
from ntc_cert.constraints import Frozen
from sessions.models.exam_session import ExamSession
from titles.referentiel import Equipment


class RoomEquipment(models.TextChoices):
    NONE = Equipment.NONE.value, "sans téléphone"
    PHONE = Equipment.PHONE.value, "téléphone"
    SPEAKER_PHONE = Equipment.SPEAKER_PHONE.value, "téléphone avec haut-parleur"


class RoomQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RoomQuerySet":
        if user.is_administrator:
            return self
        return self.filter(centre__in=Centre.objects.visible_to(user))

    def of_centre(self) -> "RoomQuerySet":
        """Rooms entered on screen: shared by all the centre's sessions."""
        return self.filter(exam_session=None)

    def open_to(self, exam_session: ExamSession) -> "RoomQuerySet":
        """The rooms a session may use: its own, when it was imported with some, else its centre's."""
        own = self.filter(exam_session=exam_session)
        return own if own.exists() else self.of_centre().filter(centre=exam_session.centre_id)


class Room(models.Model):
    """A room of the centre, or, with `exam_session`, one that an imported session brought for itself."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="rooms", verbose_name="centre")
    exam_session = models.ForeignKey(
        ExamSession, null=True, blank=True, on_delete=models.CASCADE, related_name="own_rooms", verbose_name="session"
    )
    reference = models.CharField("identifiant", max_length=120)
    name = models.CharField("nom", max_length=120)
    is_jury = models.BooleanField("salle de jury", default=True)
    is_preparation = models.BooleanField("salle de préparation", default=False)
    equipment = models.CharField("équipement", max_length=20, choices=RoomEquipment, default=RoomEquipment.NONE)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = "salle"
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("centre", "reference"), condition=Q(exam_session=None), name="room_is_named_once_in_its_centre"
            ),
            models.UniqueConstraint(fields=("exam_session", "reference"), name="room_is_named_once_in_its_session"),
            models.CheckConstraint(
                condition=Q(equipment__in=[e.value for e in Equipment]), name="room_equipment_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoomClosure(models.Model):
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="closures", verbose_name="salle")
    starts_at = models.DateTimeField("de")
    ends_at = models.DateTimeField("à")

    class Meta:
        verbose_name = "fermeture de salle"
        ordering = ("starts_at",)
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="room_closure_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.room}, {self.starts_at:%d/%m/%Y %H:%M}"


class PanelQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PanelQuerySet":
        if user.is_staff_member:
            return self.filter(exam_session__in=ExamSession.objects.visible_to(user))
        return self.filter(members__juror__user=user)


class Panel(models.Model):
    """A jury of one session; two panels may share a room or a juror."""

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.CASCADE, related_name="panels", verbose_name="session"
    )
    reference = models.CharField("identifiant", max_length=120)
    name = models.CharField("nom", max_length=120)
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="panels", verbose_name="salle de jury"
    )
    jurors = models.ManyToManyField(Juror, through="PanelMember", related_name="panels")

    objects = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = "jury"
        ordering = ("reference", "pk")
        constraints = [
            models.UniqueConstraint(fields=("exam_session", "reference"), name="panel_is_named_once_in_its_session"),
        ]

    def __str__(self) -> str:
        return self.name


class PanelMember(models.Model):
    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="members", verbose_name="jury")
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="memberships", verbose_name="juré")
    rank = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "membre du jury"
        verbose_name_plural = "membres du jury"
        ordering = ("rank", "pk")
        constraints = [
            models.UniqueConstraint(fields=("panel", "juror"), name="panel_member_sits_once_on_a_panel"),
            # Whoever signed a sealed result is its jury for good.
            Frozen(
                name="panel_member_stays_once_a_result_is_sealed",
                query=(
                    "SELECT c.sealed_at FROM certification_sessions_passage p"
                    " JOIN certification_sessions_candidate c ON c.id = p.candidate_id"
                    " WHERE p.panel_id = {row}.panel_id"
                ),
                lock="c",
                message="Ce jury a scellé un résultat : il ne change plus. Pour la suite, remplacez dans Jour J.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.juror}, {self.panel}"
