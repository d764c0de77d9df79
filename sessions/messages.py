"""Commands: messages prepared when a version is published, then read again, edited, removed or put back."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from centres import journal
from centres.models import User
from ntc_cert.refusals import Refused, one_transaction
from sessions.last_told import readers_to_write
from sessions.message_words import Letter, Occasion, letter_to_candidate, letter_to_juror
from sessions.models import Candidate, ExamSession, Message, PublishedVersion
from sessions.plans import Plan
from sessions.publication import publish
from sessions.readers import Readers, appointment_of, readers_of


class NotWritable(Refused):
    """The message has been sent, or a person would be sent a blank one."""


def publish_and_prepare(
    exam_session: ExamSession, *, by: User | None, seen_revision: int | None = None
) -> tuple[PublishedVersion, int]:
    """The version, and how many messages wait to be read again: nothing is sent."""
    with transaction.atomic():
        version = publish(exam_session, by=by, seen_revision=seen_revision)
        before = version.exam_session.versions.filter(number__lt=version.number).order_by("-number").first()
        return version, prepare(version, before.plan if before else None, by=by)


def prepare(version: PublishedVersion, before: Plan | None, *, by: User | None) -> int:
    """One message for each person told something new, since what they were last told."""
    exam_session = version.exam_session
    readers = readers_of(exam_session, before, version.plan)
    readers = readers_to_write(exam_session, readers, version.plan, number=version.number)
    rows = list(_messages(readers, version, _occasion(exam_session, version)))
    Message.objects.bulk_create(rows)
    if rows:
        told = {
            "version": version.number,
            "candidates": sorted(one.candidate.pk for one in readers.candidates),
            "jurors": sorted(one.juror.pk for one in readers.jurors),
        }
        journal.record(by, "messages.prepared", version, after=told, centre=exam_session.centre)
    return len(rows)


def edit(message: Message, *, subject: str, body: str, by: User | None) -> None:
    subject, body = subject.strip(), body.strip()
    if not (subject and body):
        raise NotWritable("Un message a un objet et un texte. Écrivez-les, ou retirez ce message.")
    if (subject, body) == (message.subject, message.body):
        return
    message.subject, message.body, message.edited_at = subject, body, timezone.now()
    with one_transaction(NotWritable):
        message.save(update_fields=["subject", "body", "edited_at"])
        journal.record(by, "message.edited", message, after=about(message), centre=message.exam_session.centre)


def set_removed(message: Message, *, removed: bool, by: User | None) -> None:
    """A message removed stays in the list, to be put back."""
    if removed == bool(message.removed_at):
        return
    message.removed_at = timezone.now() if removed else None
    action = "message.removed" if removed else "message.restored"
    with one_transaction(NotWritable):
        message.save(update_fields=["removed_at"])
        journal.record(by, action, message, after=about(message), centre=message.exam_session.centre)


def about(message: Message) -> dict[str, int | None]:
    """Ids alone: the journal keeps nobody's name and no text."""
    return {"version": message.version_id, "candidate": message.candidate_id, "juror": message.juror_id}


def _messages(readers: Readers, version: PublishedVersion, occasion: Occasion) -> Iterator[Message]:
    for one in readers.candidates:
        letter = letter_to_candidate(
            str(one.candidate.person),
            appointment_of(one.was),
            appointment_of(one.now),
            occasion,
            missing=_missing(one.candidate),
        )
        yield _message(letter, version, candidate=one.candidate)
    for seat in readers.jurors:
        yield _message(letter_to_juror(str(seat.juror), seat.was, seat.now, occasion), version, juror=seat.juror)


def _message(letter: Letter, version: PublishedVersion, **person: object) -> Message:
    return Message(
        exam_session=version.exam_session,
        version=version,
        kind=letter.kind,
        subject=letter.subject[:200],
        body=letter.body,
        **person,
    )


def _occasion(exam_session: ExamSession, version: PublishedVersion) -> Occasion:
    return Occasion(
        title=f"Titre {exam_session.referentiel.short_label}",
        centre=exam_session.centre.name,
        place=exam_session.place.strip().rstrip("."),
        version=version.number,
    )


def _missing(candidate: Candidate) -> list[str]:
    """Only what somebody noted as missing: « non renseigné » asks nothing of the candidate."""
    pieces = (
        ("votre dossier (DSPP)", candidate.dspp_received),
        ("votre proposition commerciale", candidate.proposal_received),
    )
    return [piece for piece, received in pieces if received is False]
