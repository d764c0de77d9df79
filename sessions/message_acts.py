"""Commands on one message that left, or may have: what a person knows of it, written with its reason."""

from centres import journal
from centres.models import User
from ntc_cert.refusals import one_transaction
from sessions.mailings import settle
from sessions.messages import NotWritable, about
from sessions.models import Message

State = Message.State
LONGEST_REASON = 300


def say_it_left(message: Message, *, by: User | None) -> None:
    """Somebody knows that it arrived."""
    _settle_unsure(message, "message.said_sent", by, state=State.SENT, sent_at=message.taken_at, reason="")


def let_it_leave_again(message: Message, *, by: User | None) -> None:
    """It waits again; should both arrive, they have one identifier and a mail program shows one."""
    _settle_unsure(message, "message.said_not_sent", by, state=State.WAITING, sent_to="", reason="")


def say_it_came_back(message: Message, *, reason: str, by: User | None) -> None:
    """A server says so hours later, by an e-mail that only a person reads."""
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise NotWritable("Écrivez pourquoi le message est revenu, par exemple « adresse inconnue ».")
    with one_transaction(NotWritable):
        changed = Message.objects.filter(pk=message.pk, state=State.SENT).update(state=State.RETURNED, reason=reason)
        if not changed:
            raise NotWritable("Seul un message envoyé peut revenir. Rechargez la page.")
        journal.record(by, "message.returned", message, after=about(message), centre=message.exam_session.centre)


def prepare_again(message: Message, *, by: User | None) -> Message:
    """The same text in a new message; what came back stays as it was."""
    if message.state != State.RETURNED or not (message.candidate_id or message.juror_id):
        raise NotWritable("Seul un message revenu se prépare à nouveau. Rechargez la page.")
    again = Message(
        exam_session=message.exam_session,
        version=message.version,
        candidate=message.candidate,
        juror=message.juror,
        kind=message.kind,
        subject=message.subject,
        body=message.body,
    )
    with one_transaction(NotWritable):
        again.save()
        journal.record(by, "message.prepared_again", again, after=about(again), centre=again.exam_session.centre)
    return again


def _settle_unsure(message: Message, action: str, by: User | None, **fields: object) -> None:
    with one_transaction(NotWritable):
        settle(message.exam_session)
        if not Message.objects.filter(pk=message.pk, state=State.UNSURE).update(**fields):
            raise NotWritable("On sait déjà si ce message est parti. Rechargez la page.")
        journal.record(by, action, message, after=about(message), centre=message.exam_session.centre)
