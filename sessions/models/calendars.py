"""The secret address at which a juror's calendar reads their passages."""

import uuid

from django.db import models
from django.utils import timezone

from juries.models import Juror


class CalendarAddress(models.Model):
    """One a juror. Its token cannot be read here: see `sessions/calendar_addresses.py`. Renewed, it has another."""

    juror = models.OneToOneField(Juror, on_delete=models.CASCADE, related_name="calendar_address", verbose_name="juré")
    serial = models.UUIDField("série", default=uuid.uuid4, unique=True, editable=False)
    token_digest = models.CharField("empreinte de l’adresse", max_length=64, unique=True)
    made_at = models.DateTimeField("donnée le", default=timezone.now)

    class Meta:
        verbose_name = "adresse de calendrier"
        verbose_name_plural = "adresses de calendrier"

    def __str__(self) -> str:
        return f"{self.juror}, {self.made_at:%d/%m/%Y}"
