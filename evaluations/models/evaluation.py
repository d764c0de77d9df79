"""The evaluation of one candidate: presence, decision, seal. Everything else hangs on it."""

from django.db import models
from django.db.models import Q

from ntc_cert.constraints import Frozen
from sessions.models import Candidate

SIGNED = (
    "SELECT COALESCE(e.sealed_at, (SELECT MIN(s.signed_at) FROM evaluations_signature s"
    " WHERE s.evaluation_id = e.id AND s.withdrawn_at IS NULL))"
    " FROM evaluations_evaluation e WHERE e.id = {row}.%s"
)
SIGNED_MESSAGE = "Un juré a déjà signé : retirez d’abord la signature, ou rectifiez si le résultat est scellé."
SEALED = "SELECT e.sealed_at FROM evaluations_evaluation e WHERE e.id = {row}.%s"
SEALED_MESSAGE = "Ce résultat est scellé : seule une rectification peut le corriger."

CAME_ALL_THE_SAME = (
    "SELECT CASE WHEN {row}.presence = 'absent' AND"
    " (EXISTS (SELECT 1 FROM evaluations_stagetaken t WHERE t.candidate_id = {row}.candidate_id) OR EXISTS (SELECT 1"
    " FROM evaluations_attendance a WHERE a.candidate_id = {row}.candidate_id AND a.arrived_at IS NOT NULL)) THEN 1 END"
)

# What a tablet is known to hold counts while its juror sits before the candidate, or gave up that seat to somebody.
AWAITED = (
    "SELECT CASE WHEN {row}.sealed_at IS NOT NULL THEN h.id END FROM evaluations_tabletholding h"
    " JOIN evaluations_tabletstate t ON t.id = h.state_id"
    " WHERE h.candidate_id = {row}.candidate_id AND t.given_up_at IS NULL AND ("
    "EXISTS (SELECT 1 FROM certification_sessions_panelmember m JOIN certification_sessions_passage p"
    " ON p.panel_id = m.panel_id WHERE m.juror_id = t.juror_id AND p.candidate_id = h.candidate_id)"
    " OR EXISTS (SELECT 1 FROM evaluations_jurorreplaced r WHERE r.leaving_id = t.juror_id"
    " AND r.evaluation_id = {row}.id))"
)


def frozen_once_signed(name: str, *, key: str = "evaluation_id", **options) -> Frozen:
    return Frozen(name=name, query=SIGNED % key, lock="e", message=SIGNED_MESSAGE, **options)


class Presence(models.TextChoices):
    PRESENT = "present", "présence"
    ABSENT = "absent", "absence"
    ABANDONED = "abandoned", "abandon"


class Outcome(models.TextChoices):
    TITLE = "title", "Titre"
    CCPS = "ccps", "CCP"
    NONE = "none", "Aucun"
    ABSENT = "absent", "Absent(e)"
    ABANDONED = "abandoned", "Abandon"


class MarkValue(models.TextChoices):
    YES = "O", "Oui"
    NO = "N", "Non"


class EvaluationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "EvaluationQuerySet":
        return self.filter(candidate__in=Candidate.objects.visible_to(user))


class Evaluation(models.Model):
    candidate = models.OneToOneField(
        Candidate, on_delete=models.PROTECT, related_name="evaluation", verbose_name="candidat"
    )
    presence = models.CharField("présence", max_length=20, choices=Presence, default=Presence.PRESENT)
    presence_note = models.TextField("note sur la présence", blank=True)
    decision = models.CharField("décision du jury", max_length=20, choices=Outcome, blank=True)
    decision_ccps = models.JSONField("CCP accordés", default=list, blank=True)
    decision_reason = models.TextField("motif de l’écart", blank=True)
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    sealed_at = models.DateTimeField("scellé le", null=True, blank=True)
    fingerprint = models.CharField("empreinte", max_length=64, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = "évaluation"
        constraints = [
            models.CheckConstraint(condition=Q(presence__in=Presence.values), name="evaluation_presence_is_known"),
            models.CheckConstraint(
                condition=Q(decision__in=["", *Outcome.values]), name="evaluation_decision_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sealed_at=None) | (~Q(decision="") & ~Q(fingerprint="")),
                name="evaluation_is_sealed_with_a_decision",
            ),
            frozen_once_signed(
                "evaluation_does_not_change_once_signed",
                key="id",
                events=("UPDATE", "DELETE"),
                columns=(
                    "candidate_id",
                    "presence",
                    "presence_note",
                    "decision",
                    "decision_ccps",
                    "decision_reason",
                    "decided_at",
                ),
            ),
            Frozen(
                name="evaluation_is_of_nobody_absent_who_came",
                query=CAME_ALL_THE_SAME,
                events=("INSERT", "UPDATE"),
                columns=("presence",),
                message="Ce candidat est arrivé : ce n’est pas une absence. Annulez son arrivée, ou notez un abandon.",
            ),
            Frozen(
                name="evaluation_is_sealed_when_no_tablet_is_awaited",
                query=AWAITED,
                events=("UPDATE",),
                columns=("sealed_at",),
                message="Une tablette du jury garde des saisies de ce candidat : attendez-les avant de sceller.",
            ),
            Frozen(
                name="evaluation_is_sealed_once_and_for_all",
                query=SEALED % "id",
                events=("UPDATE", "DELETE"),
                message=SEALED_MESSAGE,
            ),
        ]

    def __str__(self) -> str:
        return str(self.candidate)

    @property
    def centre_id(self) -> int:
        """Where the journal files what happens to it."""
        return self.candidate.exam_session.centre_id


class OfEvaluation:
    """A row that hangs on an evaluation, and whose journal is its centre's."""

    @property
    def centre_id(self) -> int:
        return self.evaluation.centre_id
