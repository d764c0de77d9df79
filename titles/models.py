"""The professional titles and their versions: the wording is law, the aids beside it are the centre's."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from ntc_cert.constraints import Frozen
from titles.document import version_rank
from titles.referentiel import Referentiel

# A process reads the law of a version once; another law has another digest, so a reload is seen at once.
_READ: dict[str, Referentiel] = {}


class ProfessionalTitleQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ProfessionalTitleQuerySet":
        """A référentiel is public law: whoever logs in may consult it."""
        return self if user.is_authenticated else self.none()

    def newest(self, code: str) -> "ProfessionalTitle | None":
        """The highest version of a title."""
        return max(self.filter(code=code), key=lambda title: version_rank(title.version), default=None)


class ProfessionalTitle(models.Model):
    """One version of one title, written by `titles.loading` alone."""

    code = models.CharField("code", max_length=40)
    version = models.CharField("version", max_length=40)
    label = models.TextField("intitulé")
    law = models.JSONField("texte officiel")
    law_digest = models.CharField("empreinte du texte", max_length=64)
    observation_fields = models.JSONField("champs d’observation", default=dict)
    interview_guide = models.JSONField("guide d’entretien", default=list)
    frozen_at = models.DateTimeField("utilisé depuis", null=True)

    objects = ProfessionalTitleQuerySet.as_manager()

    class Meta:
        verbose_name = "titre"
        ordering = ("code", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("code", "version"), name="title_version_is_loaded_once"),
            models.CheckConstraint(condition=~Q(law_digest=""), name="title_law_has_a_digest"),
            # The row as it stood: `{row}` alone would be the new one too, and nothing could ever be frozen.
            Frozen(
                name="title_law_is_frozen_once_used",
                query="SELECT used.frozen_at FROM titles_professionaltitle AS used WHERE used.id = {row}.id",
                events=("UPDATE", "DELETE"),
                columns=("code", "version", "label", "law", "law_digest", "frozen_at"),
                message="Cette version du référentiel sert à une session : son texte ne change plus. "
                "Chargez le nouveau texte sous un nouveau numéro de version.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def referentiel(self) -> Referentiel:
        if self.law_digest not in _READ:
            _READ[self.law_digest] = Referentiel.parse(self.law)
        return _READ[self.law_digest]

    def observation_fields_of(self, criterion_code: str) -> list[str]:
        return self.observation_fields.get(criterion_code, [])

    def freeze(self) -> None:
        """From now on the wording can't change: a session uses this version. Freezing twice keeps the first moment."""
        self._meta.model.objects.filter(pk=self.pk, frozen_at=None).update(frozen_at=timezone.now())
        self.refresh_from_db(fields=["frozen_at"])
