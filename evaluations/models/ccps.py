"""CCPs acquired outside the application, and what a centre writes over the rules of their deadlines."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from centres.models import Centre, User
from evaluations.ccp_deadlines import Key
from sessions.models import Person


class CcpElsewhereQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CcpElsewhereQuerySet":
        return self.filter(person__in=Person.objects.visible_to(user)) if user.is_staff_member else self.none()


class CcpElsewhere(models.Model):
    """A CCP whose result is not here: the paper that shows it, and its date when it is known."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ccps_elsewhere", verbose_name="personne")
    title_code = models.CharField("code du titre", max_length=40)
    ccp = models.CharField("CCP", max_length=40)
    acquired_on = models.DateField("acquis le", null=True, blank=True)
    reference = models.CharField("référence du procès-verbal ou du livret", max_length=120)
    added_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="ccps_elsewhere", verbose_name="saisi par"
    )
    added_at = models.DateTimeField("saisi le", default=timezone.now)

    objects = CcpElsewhereQuerySet.as_manager()

    class Meta:
        verbose_name = "CCP acquis ailleurs"
        verbose_name_plural = "CCP acquis ailleurs"
        ordering = ("acquired_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("person", "title_code", "ccp"),
                name="ccp_elsewhere_is_written_once",
                violation_error_message="Ce CCP est déjà inscrit pour cette personne. Retirez-le d’abord.",
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="ccp_elsewhere_has_its_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.ccp}, {self.reference}"


class CcpRule(models.Model):
    """What a centre writes over one rule of `ccp_deadlines`; without a row the rule is as it comes."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="ccp_rules", verbose_name="centre")
    key = models.CharField("règle", max_length=20)
    number = models.PositiveSmallIntegerField("nombre", default=0)
    day = models.DateField("date", null=True, blank=True)
    is_active = models.BooleanField("suivie", default=True)
    source = models.CharField("source", max_length=200)

    class Meta:
        verbose_name = "règle sur les CCP"
        verbose_name_plural = "règles sur les CCP"
        constraints = [
            models.UniqueConstraint(fields=("centre", "key"), name="ccp_rule_is_set_once_a_centre"),
            models.CheckConstraint(condition=Q(key__in=[key.value for key in Key]), name="ccp_rule_is_known"),
            models.CheckConstraint(condition=Q(number__lte=240), name="ccp_rule_is_within_twenty_years"),
        ]

    def __str__(self) -> str:
        return self.key


class TitleEnd(models.Model):
    """Until when a title is granted, as a centre read it: no text here says so."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="title_ends", verbose_name="centre")
    title_code = models.CharField("code du titre", max_length=40)
    ends_on = models.DateField("fin du titre")
    source = models.CharField("source", max_length=200, blank=True)

    class Meta:
        verbose_name = "fin d’un titre"
        verbose_name_plural = "fins des titres"
        constraints = [models.UniqueConstraint(fields=("centre", "title_code"), name="title_ends_once_a_centre")]

    def __str__(self) -> str:
        return f"{self.title_code}, {self.ends_on:%d/%m/%Y}"
