"""The register of jurors: who they are, what they are habilitated for, when they are free."""

from django.db import models
from django.db.models import F, Q

from centres.models import Centre, User
from ntc_cert.constraints import NoOverlap


class JurorQuerySet(models.QuerySet):
    def visible_to(self, user) -> "JurorQuerySet":
        """The staff see the jurors of their centres; a juror sees their own file."""
        if user.is_administrator:
            return self
        if user.is_staff_member:
            return self.filter(centre__in=Centre.objects.visible_to(user))
        return self.filter(user=user)

    def of_register(self) -> "JurorQuerySet":
        """Jurors of the centre, without those an imported session brought for itself."""
        return self.filter(scope="")


class Juror(models.Model):
    """A member of juries. `scope` is empty in the centre's register, else the reference of the one
    imported session this juror belongs to: two imports never match one another's people."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="jurors", verbose_name="centre")
    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="juror", verbose_name="compte"
    )
    scope = models.CharField("session importée", max_length=120, blank=True)
    reference = models.CharField("identifiant", max_length=120, blank=True)
    last_name = models.CharField("nom", max_length=200)
    first_names = models.CharField("prénoms", max_length=200, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    employer = models.CharField("employeur", max_length=200, blank=True)
    training_centre = models.CharField(
        "organisme de formation", max_length=200, blank=True, help_text="S’il ou elle y enseigne."
    )
    itinerant_sales = models.BooleanField("professionnel(le) de la vente itinérante", null=True, blank=True)
    team_lead = models.BooleanField("expérience de l’animation d’équipes commerciales", null=True, blank=True)
    administration_reference = models.CharField("référence de l’administration", max_length=80, blank=True)
    evaluation_training_on = models.DateField("formation à l’évaluation suivie le", null=True, blank=True)
    last_practice_on = models.DateField("dernier exercice du métier", null=True, blank=True)
    charter_accepted_on = models.DateField("charte acceptée le", null=True, blank=True)

    objects = JurorQuerySet.as_manager()

    class Meta:
        verbose_name = "juré"
        ordering = ("last_name", "first_names", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("centre", "scope", "reference"),
                condition=~Q(reference=""),
                name="juror_reference_is_unique_in_its_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_names} {self.last_name}".strip()


class Habilitation(models.Model):
    """The administration's leave to sit for a title, between two dates included; national, renewable."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="habilitations", verbose_name="juré")
    title_code = models.CharField("code du titre", max_length=40)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")

    class Meta:
        verbose_name = "habilitation"
        ordering = ("title_code", "-ends_on")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="habilitation_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.title_code}, {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"


class Availability(models.Model):
    """A stretch when a juror can sit; a juror without any is taken to be always free."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="availabilities", verbose_name="juré")
    starts_at = models.DateTimeField("de")
    ends_at = models.DateTimeField("à")

    class Meta:
        verbose_name = "disponibilité"
        ordering = ("starts_at",)
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="availability_ends_after_start"),
            NoOverlap(
                name="availability_is_said_once",
                scope="juror",
                message="Cette disponibilité en recouvre une autre. Modifiez l’une des deux.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d/%m/%Y %H:%M} – {self.ends_at:%H:%M}"
