"""People, and their enrolment as candidates of a session."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from centres.models import Centre, User
from juries.models import Juror
from ntc_cert.constraints import Frozen
from sessions.models.exam_session import ExamSession


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PersonQuerySet":
        if user.is_administrator:
            return self
        return self.filter(centre__in=Centre.objects.visible_to(user))


class Person(models.Model):
    """Someone known to a centre, apart from any session."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="people", verbose_name="centre")
    civility = models.CharField("civilité", max_length=20, blank=True)
    birth_name = models.CharField("nom de naissance", max_length=200)
    used_name = models.CharField("nom d’usage", max_length=200, blank=True)
    first_names = models.CharField("prénoms", max_length=200, blank=True)
    born_on = models.DateField("date de naissance", null=True, blank=True)
    birth_place = models.CharField("lieu de naissance", max_length=200, blank=True)
    address = models.CharField("adresse", max_length=400, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "personne"
        ordering = ("birth_name", "first_names", "pk")
        indexes = [models.Index(fields=("centre", "birth_name", "first_names"), name="person_by_name")]

    def __str__(self) -> str:
        return f"{self.first_names} {self.last_name}".strip()

    @property
    def last_name(self) -> str:
        """The name used day to day."""
        return self.used_name or self.birth_name

    @property
    def sorted_name(self) -> str:
        """« Bœuf-Lacroix, Amélie », as lists and the procès-verbal show it."""
        return f"{self.last_name}, {self.first_names}" if self.first_names else self.last_name


class ExamPath(models.TextChoices):
    """How a candidate came; empty means « non renseigné » (RCT07 3°: in-training results are not for VAE)."""

    FORMATION = "formation", "formation"
    VAE = "vae", "VAE"


class CandidateQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CandidateQuerySet":
        """The staff see their centres' candidates; a juror only those of the panels they sit on."""
        if user.is_staff_member:
            return self.filter(exam_session__in=ExamSession.objects.visible_to(user))
        return self.filter(passage__panel__members__juror__user=user)

    def managed_by(self, user) -> "CandidateQuerySet":
        return self.visible_to(user) if user.is_staff_member else self.none()


class Candidate(models.Model):
    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.PROTECT, related_name="candidates", verbose_name="session"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments", verbose_name="personne")
    reference = models.CharField("identifiant", max_length=120)
    route = models.CharField("inscription", max_length=20)
    path = models.CharField("parcours", max_length=20, choices=ExamPath, blank=True)
    extra_time_preparation = models.BooleanField("tiers-temps en préparation", default=False)
    extra_time_oral = models.BooleanField("tiers-temps à l’oral", default=False)
    # The administration's decision; why it was asked is kept nowhere.
    extra_time_granted_on = models.DateField("tiers-temps accordé le", null=True, blank=True)
    extra_time_decision = models.CharField("référence de la décision", max_length=80, blank=True)
    employer = models.CharField("employeur", max_length=200, blank=True)
    training_centre = models.CharField("organisme de formation", max_length=200, blank=True)
    held_ccps = models.JSONField("CCP acquis", default=list, blank=True)
    dspp_received = models.BooleanField("dossier (DSPP) reçu", null=True, blank=True)
    proposal_received = models.BooleanField("proposition commerciale reçue", null=True, blank=True)
    client_masked = models.BooleanField("identité du client masquée", null=True, blank=True)
    training_results_received = models.BooleanField("résultats en formation reçus", null=True, blank=True)
    training_results = models.TextField("résultats en formation", blank=True)
    sealed_at = models.DateTimeField("résultat scellé le", null=True, editable=False)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = "candidat"
        ordering = ("reference", "pk")
        constraints = [
            models.UniqueConstraint(fields=("exam_session", "reference"), name="candidate_number_is_given_once"),
            models.UniqueConstraint(fields=("exam_session", "person"), name="candidate_is_enrolled_once_in_a_session"),
            models.CheckConstraint(condition=Q(path__in=["", *ExamPath.values]), name="candidate_path_is_known"),
            models.CheckConstraint(
                condition=~Q(path=ExamPath.VAE, training_results_received=True),
                name="candidate_of_vae_has_no_training_results",
                violation_error_message="Un parcours VAE n’a pas de résultats en formation (RCT07 3°).",
            ),
            # What a sealed result was computed from, and the name it is exported under.
            Frozen(
                name="candidate_does_not_change_once_sealed",
                query="SELECT c.sealed_at FROM certification_sessions_candidate AS c WHERE c.id = {row}.id",
                events=("UPDATE", "DELETE"),
                columns=("exam_session", "reference", "route", "held_ccps", "sealed_at"),
                message="Le résultat de ce candidat est scellé : son inscription, ses CCP acquis et son identifiant "
                "ne changent plus.",
            ),
            # The ticks and the documents are one notion: what the dossier keeps is received.
            Frozen(
                name="candidate_has_received_what_the_dossier_keeps",
                query="SELECT d.id FROM certification_sessions_dossierdocument AS d "
                "WHERE d.candidate_id = {row}.id AND ("
                "(d.kind = 'dspp' AND {row}.dspp_received IS NOT TRUE) "
                "OR (d.kind = 'proposal' AND {row}.proposal_received IS NOT TRUE) "
                "OR (d.kind = 'training_results' "
                "AND ({row}.training_results_received IS NOT TRUE OR {row}.path <> 'formation')))",
                events=("UPDATE",),
                columns=("dspp_received", "proposal_received", "training_results_received", "path"),
                message="Ce document est dans le dossier du candidat : il est reçu, et garde le parcours formation "
                "si ce sont ses résultats. Retirez-le d’abord du dossier.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.person}"


class CandidateUnavailability(models.Model):
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, related_name="unavailabilities", verbose_name="candidat"
    )
    starts_at = models.DateTimeField("de")
    ends_at = models.DateTimeField("à")

    class Meta:
        verbose_name = "indisponibilité"
        ordering = ("starts_at",)
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="unavailability_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%d/%m/%Y %H:%M} – {self.ends_at:%H:%M}"


class Link(models.Model):
    """Something between a juror and a candidate that keeps the one from judging the other (charte du jury)."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="links", verbose_name="candidat")
    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="links", verbose_name="juré")
    reason = models.CharField("lien", max_length=120)

    class Meta:
        verbose_name = "lien"
        constraints = [
            models.UniqueConstraint(fields=("candidate", "juror"), name="link_is_declared_once"),
        ]

    def __str__(self) -> str:
        return f"{self.juror} – {self.candidate} : {self.reason}"


class CandidateFileQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CandidateFileQuerySet":
        """Nobody but who chose the file, and only while they manage the session."""
        return self.filter(uploaded_by=user, exam_session__in=ExamSession.objects.managed_by(user))


class CandidateFile(models.Model):
    """A candidates file between its reading and its import; then only its refused lines, for a day."""

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.CASCADE, related_name="candidate_files", verbose_name="session"
    )
    uploaded_by = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="candidate_files", verbose_name="choisi par"
    )
    uploaded_at = models.DateTimeField("choisi le", default=timezone.now)
    name = models.CharField("nom du fichier", max_length=200)
    content = models.BinaryField("contenu")
    imported_at = models.DateTimeField("importé le", null=True, blank=True)

    objects = CandidateFileQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier de candidats"
        verbose_name_plural = "fichiers de candidats"
        constraints = [
            models.UniqueConstraint(fields=("exam_session", "uploaded_by"), name="candidate_file_is_one_per_person"),
        ]

    def __str__(self) -> str:
        return self.name
