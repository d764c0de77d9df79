"""The centre, the people who work in it, the journal, and the door of a retention purge."""

from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from ntc_cert.constraints import AppendOnly
from ntc_cert.written import Written


class User(AbstractUser):
    """Someone who logs in; what they may see hangs on memberships and on the juror they are."""

    class Meta:
        verbose_name = "compte"

    @cached_property
    def _held(self) -> list[tuple[str, int | None, str | None]]:
        """Role, centre, its name: read once per request."""
        return MEMBERSHIPS(self.pk)

    @property
    def held_roles(self) -> frozenset[tuple[str, int | None]]:
        """(role, centre id) pairs."""
        return frozenset((role, centre) for role, centre, _ in self._held)

    @property
    def centre_names(self) -> list[str]:
        """Those an organiser works for, by name."""
        return [name for role, _, name in self._held if role == Role.ORGANISER and name]

    @property
    def managed_centres(self) -> tuple[int, ...] | None:
        """Those whose sessions and people they see to; None for all of them."""
        return None if self.is_administrator else tuple(pk for role, pk, _ in self._held if role == Role.ORGANISER)

    @property
    def is_administrator(self) -> bool:
        return (Role.ADMINISTRATOR, None) in self.held_roles

    @property
    def is_organiser(self) -> bool:
        return any(role == Role.ORGANISER for role, _ in self.held_roles)

    @property
    def is_staff_member(self) -> bool:
        """Works for a centre or for all of them; everyone else who logs in is a juror."""
        return bool(self.held_roles)

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class CentreQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CentreQuerySet":
        """An administrator sees every centre, an organiser the ones they belong to, a juror none."""
        centres = user.managed_centres
        return self if centres is None else self.filter(pk__in=centres)


class Centre(models.Model):
    code = models.CharField("code", max_length=40, unique=True)
    name = models.CharField("nom", max_length=200)
    agreement_number = models.CharField("numéro d’agrément", max_length=60, blank=True)
    address = models.CharField("adresse", max_length=300, blank=True)
    city = models.CharField("ville", max_length=120, blank=True)
    time_zone = models.CharField("fuseau horaire", max_length=60, default="Europe/Paris")

    objects = CentreQuerySet.as_manager()

    class Meta:
        verbose_name = "centre"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", "administrateur de tous les centres"
    ORGANISER = "organiser", "responsable de session"


class Membership(models.Model):
    """A role held in one centre; an administrator holds theirs in all, so in none by name."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name="personne")
    centre = models.ForeignKey(
        Centre, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships", verbose_name="centre"
    )
    role = models.CharField("rôle", max_length=20, choices=Role)

    class Meta:
        verbose_name = "rôle"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
            models.CheckConstraint(
                condition=Q(role=Role.ADMINISTRATOR, centre=None) | Q(role=Role.ORGANISER, centre__isnull=False),
                name="membership_organiser_has_a_centre_administrator_has_none",
            ),
            models.UniqueConstraint(fields=("user", "centre"), name="membership_is_given_once_per_centre"),
            models.UniqueConstraint(fields=("user",), condition=Q(centre=None), name="membership_of_all_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


def _memberships(user: int) -> models.QuerySet:
    rows = Membership.objects.filter(user=user).order_by("centre__name", "centre_id")
    return rows.values_list("role", "centre_id", "centre__name")


MEMBERSHIPS = Written(_memberships)


class LogInTries(models.Model):
    """Tries under one account name since the last time it opened, whether such an account exists or not."""

    name_digest = models.CharField("empreinte de l’identifiant", max_length=64, unique=True)
    tries = models.PositiveIntegerField("essais", default=0)
    last_at = models.DateTimeField("dernier essai", db_index=True)

    class Meta:
        verbose_name = "essais d’entrée"
        verbose_name_plural = "essais d’entrée"

    def __str__(self) -> str:
        return f"{self.tries}, {self.last_at:%d/%m/%Y %H:%M}"


class JournalEntryQuerySet(models.QuerySet):
    def visible_to(self, user) -> "JournalEntryQuerySet":
        """An administrator reads everything, an organiser what happened in their centres, a juror nothing."""
        if user.is_administrator:
            return self
        return self.filter(centre__in=Centre.objects.visible_to(user))


class JournalEntry(models.Model):
    """One business fact: ids and values only. Names and free text stand in rows that a purge may empty."""

    at = models.DateTimeField("quand", default=timezone.now)
    actor = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="journal_entries", verbose_name="auteur"
    )
    action = models.CharField("action", max_length=80)
    subject_type = models.CharField("objet", max_length=60)
    subject_id = models.CharField("identifiant de l’objet", max_length=80)
    centre = models.ForeignKey(Centre, null=True, on_delete=models.PROTECT, related_name="journal_entries")
    before = models.JSONField("avant", null=True)
    after = models.JSONField("après", null=True)

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "entrées du journal"
        ordering = ("-pk",)
        indexes = [models.Index(fields=("subject_type", "subject_id"), name="journal_by_subject")]
        constraints = [
            AppendOnly(
                name="journal_is_never_rewritten",
                message="Le journal ne se réécrit pas : ajoutez une nouvelle entrée.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"


class RetentionPurge(models.Model):
    """The audited door: while a row is open, inside one transaction, kept rows may be emptied or deleted."""

    opened_at = models.DateTimeField("ouverte le", default=timezone.now)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, verbose_name="ouverte par")
    reason = models.CharField("motif", max_length=300)
    closed_at = models.DateTimeField("refermée le", null=True)

    class Meta:
        verbose_name = "purge de conservation"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="retention_purge_has_a_reason"),
            AppendOnly(
                name="retention_purge_is_kept",
                message="Une purge refermée reste inscrite : ouvrez-en une autre.",
            ),
        ]

    def __str__(self) -> str:
        return f"purge du {self.opened_at:%d/%m/%Y}"
