"""What each juror's tablets said of themselves when they were last tested."""

from django.db import models
from django.utils import timezone

from juries.models import Juror


class TabletTest(models.Model):
    """The last test of one tablet by one juror; `device` is empty when the tablet keeps nothing, not even its name."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="tablet_tests", verbose_name="juré")
    device = models.CharField("tablette", max_length=36, blank=True)
    tested_at = models.DateTimeField("testée le", default=timezone.now)
    passed = models.BooleanField("prête")
    lines = models.JSONField("lignes du test")  # of `Line`, a `Found`
    figures = models.JSONField("mesures", default=dict)

    class Meta:
        verbose_name = "test de tablette"
        verbose_name_plural = "tests de tablettes"
        ordering = ("-tested_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("juror", "device"), name="tablet_test_is_the_last_of_its_tablet"),
        ]

    def __str__(self) -> str:
        return f"{self.juror}, {self.tested_at:%d/%m/%Y}"
