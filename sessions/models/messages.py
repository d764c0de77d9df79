"""Messages prepared for candidates and jurors, read again by a person, then sent by a process of its own."""

from django.db import models
from django.db.models import CASCADE, SET_NULL, Field, Q, QuerySet
from django.db.models.deletion import Collector
from django.utils import timezone

from centres.models import User
from juries.models import Juror
from ntc_cert.constraints import Frozen
from sessions.models.bookings import PublishedVersion
from sessions.models.enrolment import Candidate
from sessions.models.exam_session import ExamSession


def keep_what_left(collector: Collector, field: Field, rows: QuerySet, using: str) -> None:
    """Somebody taken off the session: what they were written stays, what they were to be written goes."""
    CASCADE(collector, field, rows.filter(sent_at=None), using)
    SET_NULL(collector, field, rows.exclude(sent_at=None), using)


class Mailing(models.Model):
    """Messages asked to be sent: another process takes them one by one, and writes here how far it is."""

    class State(models.TextChoices):
        RUNNING = "running", "en cours"
        DONE = "done", "terminé"
        STOPPED = "stopped", "arrêté"
        FAILED = "failed", "interrompu"

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.CASCADE, related_name="mailings", verbose_name="session"
    )
    asked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="mailings", verbose_name="demandé par"
    )
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    state = models.CharField("état", max_length=10, choices=State, default=State.RUNNING)
    waits_until = models.DateTimeField("nouvel essai à", null=True)
    trouble = models.TextField("dernière difficulté", blank=True)
    # The process: it is gone when its machine no longer knows it, or when it has not written for long.
    host = models.CharField("machine", max_length=255, blank=True)
    pid = models.PositiveIntegerField("processus", null=True)
    seen_at = models.DateTimeField("vu le", default=timezone.now)

    class Meta:
        verbose_name = "envoi"
        ordering = ("-asked_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("exam_session",),
                condition=Q(state="running"),
                name="one_mailing_leaves_at_a_time",
                violation_error_message="Un envoi est déjà en cours pour cette session. Attendez-le, ou arrêtez-le.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done", "stopped", "failed"]), name="mailing_is_in_a_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exam_session}, {self.asked_at:%d/%m/%Y %H:%M}"


ALREADY_PREPARED = "Un message de cette version attend déjà cette personne."


class MessageQuerySet(models.QuerySet):
    def to_send(self) -> "MessageQuerySet":
        """Those that wait, and those that failed; somebody says of the others."""
        return self.filter(state__in=(Message.State.WAITING, Message.State.FAILED), removed_at=None)

    def that_left(self) -> "MessageQuerySet":
        """What the person has, or may have, in their mailbox."""
        return self.filter(state__in=THAT_LEFT)


class Message(models.Model):
    """What one person is told of one version. Names and free text stand here alone, and go with a purge."""

    class Kind(models.TextChoices):
        PLACED = "placed", "premier horaire"
        CHANGED = "changed", "changement"
        REMOVED = "removed", "passage retiré"

    class State(models.TextChoices):
        WAITING = "waiting", "à envoyer"
        SENDING = "sending", "envoi en cours"
        SENT = "sent", "envoyé"
        FAILED = "failed", "échec"
        UNSURE = "unsure", "peut-être parti"
        RETURNED = "returned", "revenu"

    exam_session = models.ForeignKey(
        ExamSession, on_delete=models.CASCADE, related_name="messages", verbose_name="session"
    )
    version = models.ForeignKey(
        PublishedVersion, on_delete=models.CASCADE, related_name="messages", verbose_name="version"
    )
    candidate = models.ForeignKey(
        Candidate, null=True, on_delete=keep_what_left, related_name="messages", verbose_name="candidat"
    )
    juror = models.ForeignKey(Juror, null=True, on_delete=keep_what_left, related_name="messages", verbose_name="juré")
    kind = models.CharField("motif", max_length=10, choices=Kind)
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte")
    prepared_at = models.DateTimeField("préparé le", default=timezone.now)
    edited_at = models.DateTimeField("modifié le", null=True, blank=True)
    removed_at = models.DateTimeField("retiré le", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    mailing = models.ForeignKey(
        Mailing, null=True, on_delete=models.SET_NULL, related_name="messages", verbose_name="envoi"
    )
    tries = models.PositiveSmallIntegerField("essais", default=0)
    taken_at = models.DateTimeField("pris le", null=True, blank=True)  # by the process that hands it to the server
    reason = models.TextField("difficulté", blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    sent_to = models.CharField("envoyé à", max_length=254, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message"
        ordering = ("version", "pk")
        constraints = [
            # One that came back stays as it was: another is prepared in its place.
            models.UniqueConstraint(
                fields=("version", "candidate"),
                condition=~Q(state="returned"),
                name="candidate_gets_one_message_a_version",
                violation_error_message=ALREADY_PREPARED,
            ),
            models.UniqueConstraint(
                fields=("version", "juror"),
                condition=~Q(state="returned"),
                name="juror_gets_one_message_a_version",
                violation_error_message=ALREADY_PREPARED,
            ),
            models.CheckConstraint(
                condition=Q(candidate__isnull=False, juror=None)
                | Q(candidate=None, juror__isnull=False)
                | Q(candidate=None, juror=None, sent_at__isnull=False),
                name="message_is_for_one_person",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["placed", "changed", "removed"]), name="message_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "failed"], sent_at=None)
                | Q(state__in=["sending", "unsure"], sent_at=None, taken_at__isnull=False)
                | Q(state__in=["sent", "returned"], sent_at__isnull=False),
                name="message_is_in_a_state_that_stands",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(state__in=["waiting", "failed"]),
                name="message_removed_is_never_sent",
                violation_error_message="Ce message est en train de partir, ou peut-être parti : il ne se retire plus.",
            ),
            Frozen(
                name="message_keeps_its_text_once_sent",
                query="SELECT m.sent_at FROM certification_sessions_message AS m WHERE m.id = {row}.id",
                events=("UPDATE", "DELETE"),
                columns=("exam_session", "version", "kind", "subject", "body", "removed_at", "sent_at", "sent_to"),
                message="Ce message est parti : il ne change plus.",
            ),
            # Somebody taken off the session leaves it with nobody; it never becomes another's.
            Frozen(
                name="message_sent_never_becomes_another_person_s",
                query="SELECT m.sent_at FROM certification_sessions_message AS m WHERE m.id = {row}.id AND ("
                "({row}.candidate_id IS NOT NULL AND (m.candidate_id IS NULL OR m.candidate_id <> {row}.candidate_id))"
                " OR ({row}.juror_id IS NOT NULL AND (m.juror_id IS NULL OR m.juror_id <> {row}.juror_id)))",
                events=("UPDATE",),
                columns=("candidate", "juror"),
                message="Ce message est parti : il ne change plus.",
            ),
            # Its text is on its way: what is kept here is what the server was handed.
            Frozen(
                name="message_keeps_its_text_while_it_leaves",
                query="SELECT m.taken_at FROM certification_sessions_message AS m "
                "WHERE m.id = {row}.id AND m.state IN ('sending', 'unsure')",
                events=("UPDATE",),
                columns=("subject", "body"),
                message="Ce message est en train de partir, ou peut-être parti : il ne change plus.",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


# What the person has, or may have, in their mailbox.
THAT_LEFT = (Message.State.SENT, Message.State.SENDING, Message.State.UNSURE)
