"""What every act received from a tablet is kept with, whoever it belongs to: one juror's grid, or the whole panel."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from centres.models import User
from evaluations.operations import Outcome


class ReceivedQuerySet(models.QuerySet):
    def open_conflicts(self) -> "ReceivedQuerySet":
        """Those nobody has settled: no write since, and their own tablet has not changed its mind."""
        alike = self.model.objects.filter(**{name: OuterRef(name) for name in self.model.ONE_CELL})
        written = alike.filter(outcome=Outcome.APPLIED, revision__gte=OuterRef("revision"))
        followed = alike.filter(outcome__in=(Outcome.APPLIED, Outcome.CONFLICT), after=OuterRef("pk"))
        return self.filter(~Exists(written), ~Exists(followed), outcome=Outcome.CONFLICT).order_by("revision")


class Received(models.Model):
    """Received once, whatever the number of times it was sent: its identifier is the tablet's own."""

    ONE_CELL: tuple[str, ...]  # the fields that tell one cell from another

    id = models.UUIDField("identifiant", primary_key=True)
    base = models.PositiveIntegerField("révision vue")
    after = models.UUIDField("à la suite de", null=True, blank=True)
    device = models.CharField("tablette", max_length=36, blank=True)
    made_at = models.DateTimeField("faite à, selon la tablette", null=True, blank=True)
    received_at = models.DateTimeField("reçue à", default=timezone.now)
    outcome = models.CharField("suite donnée", max_length=10)
    revision = models.PositiveIntegerField("révision connue ensuite", null=True, blank=True)
    reason = models.TextField("motif du refus", blank=True)
    uploaded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="déposée par"
    )

    objects = ReceivedQuerySet.as_manager()

    class Meta:
        abstract = True
