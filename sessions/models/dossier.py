"""The documents of a candidate's dossier, as the organiser received them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

from ntc_cert.constraints import Frozen
from sessions.dossier_rules import FORMATS, LARGEST, Kind, file_name, size_words
from sessions.models.enrolment import Candidate


class DossierDocumentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DossierDocumentQuerySet":
        """Of the candidates one sees; on which days a juror reads them is `dossier.readable`'s to say."""
        return self.filter(candidate__in=Candidate.objects.visible_to(user))


class DossierDocument(models.Model):
    """In the database, as every file here: several machines serve it, one backup holds it, one transaction writes it.

    `content` goes with a row only when asked for by name: lists defer it.
    """

    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, related_name="documents", verbose_name="candidat"
    )
    kind = models.CharField("document", max_length=20, choices=[(kind.value, kind.label) for kind in Kind])
    media_type = models.CharField("format", max_length=20)
    size = models.PositiveIntegerField("taille")
    content = models.BinaryField("contenu")
    received_at = models.DateTimeField("déposé le", default=timezone.now)

    objects = DossierDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document du dossier"
        verbose_name_plural = "documents du dossier"
        constraints = [
            models.UniqueConstraint(
                fields=("candidate", "kind"),
                name="dossier_document_is_one_of_its_kind",
                violation_error_message="Ce document est déjà dans le dossier. Remplacez-le.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="dossier_document_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(media_type__in=[*FORMATS]), name="dossier_document_format_is_known"),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=LARGEST, size=Length("content")),
                name="dossier_document_has_its_size",
                violation_error_message="Un document du dossier n’est ni vide, ni de plus de 5 Mo.",
            ),
            Frozen(
                name="dossier_document_is_received_by_its_candidate",
                query="SELECT c.id FROM certification_sessions_candidate AS c WHERE c.id = {row}.candidate_id AND ("
                "({row}.kind = 'dspp' AND c.dspp_received IS NOT TRUE) "
                "OR ({row}.kind = 'proposal' AND c.proposal_received IS NOT TRUE) "
                "OR ({row}.kind = 'training_results' "
                "AND (c.training_results_received IS NOT TRUE OR c.path <> 'formation')))",
                events=("INSERT", "UPDATE"),
                message="Un document du dossier est d’abord reçu ; les résultats en formation ne valent que pour le "
                "parcours formation (RCT07 3°).",
            ),
        ]

    def __str__(self) -> str:
        return Kind(self.kind).label

    @property
    def version(self) -> str:
        """Another one for another content: what a tablet keeps is compared with it."""
        return f"{self.received_at.timestamp():.6f}"

    @property
    def format_name(self) -> str:
        return FORMATS[self.media_type]

    @property
    def size_told(self) -> str:
        return size_words(self.size)

    @property
    def file_name(self) -> str:
        """Needs the candidate."""
        return file_name(self.candidate.reference, Kind(self.kind), self.media_type)
