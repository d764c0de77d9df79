"""Commands on what is sent: who would be written, ask for it, stop it, take it up again after an accident."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from socket import gethostname
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from centres import journal
from centres.models import User
from ntc_cert.checks import can_make_pdf
from ntc_cert.documents import PdfUnavailable
from ntc_cert.mail_server import MailServer
from ntc_cert.processes import is_there, start
from ntc_cert.refusals import Refused, one_transaction
from sessions.models import ExamSession, Mailing, Message
from sessions.superseding import superseded

COMMAND: Final = "send_mailing"
SILENT: Final = timedelta(minutes=3)  # it writes before each message; a server that hangs holds it for some steps
CUT_OFF: Final = (
    "L’envoi s’est interrompu pendant que ce message était remis au serveur : il est peut-être parti. Demandez à la "
    "personne, ou lisez le journal du serveur, puis dites s’il est parti."
)
NO_SERVER: Final = (
    "Aucun serveur d’envoi n’est réglé : rien ne peut partir. L’administrateur donne EMAIL_URL et EMAIL_FROM, puis "
    "relance l’application."
)
NO_ADDRESS: Final = "Pas d’adresse électronique. Ajoutez-la sur la fiche, puis envoyez."
NOTHING_TO_SEND: Final = "Aucun message à envoyer. Publiez une version, ou ajoutez les adresses qui manquent."
State = Message.State


class NotSent(Refused):
    """There is no server, nothing to send, or something on its way already."""


@dataclass(frozen=True, slots=True)
class Sendable:
    """What would leave, and what stays behind with its reason."""

    leaving: tuple[Message, ...]
    without_address: tuple[Message, ...]
    superseded: tuple[Message, ...]


def server() -> MailServer:
    return settings.MAIL_SERVER


def address_of(message: Message) -> str:
    person = message.candidate.person if message.candidate else message.juror
    return person.email if person else ""


def rows_of(exam_session: ExamSession) -> QuerySet[Message]:
    return exam_session.messages.select_related("version", "exam_session__centre", "candidate__person", "juror")


def sendable(exam_session: ExamSession, messages: Iterable[Message] | None = None) -> Sendable:
    """Of all versions: somebody whom a later one changes nothing for still waits for an earlier message."""
    found = list(rows_of(exam_session).to_send() if messages is None else messages)
    over = superseded(exam_session, found)
    standing = [message for message in found if message.pk not in over]
    return Sendable(
        leaving=tuple(message for message in standing if address_of(message)),
        without_address=tuple(message for message in standing if not address_of(message)),
        superseded=tuple(message for message in found if message.pk in over),
    )


def last_mailing(exam_session: ExamSession) -> Mailing | None:
    return exam_session.mailings.select_related("asked_by").first()


def ask(exam_session: ExamSession, *, by: User | None, only: Message | None = None) -> Mailing:
    """Another process sends; nothing has left when this returns."""
    mailing = prepare_mailing(exam_session, by=by, only=only)
    launch(mailing)
    return mailing


def prepare_mailing(exam_session: ExamSession, *, by: User | None, only: Message | None = None) -> Mailing:
    if not server().can_send:
        raise NotSent(NO_SERVER)
    if not can_make_pdf():
        raise NotSent(str(PdfUnavailable()))
    mailing = Mailing(exam_session=exam_session, asked_by=by)
    with one_transaction(NotSent):
        settle(exam_session)
        chosen = sendable(exam_session, None if only is None else rows_of(exam_session).to_send().filter(pk=only.pk))
        if not chosen.leaving:
            raise NotSent(_why_not(exam_session, chosen))
        mailing.save()
        keys = [message.pk for message in chosen.leaving]
        Message.objects.filter(pk__in=keys).to_send().update(mailing=mailing, state=State.WAITING, reason="")
        told = {"messages": sorted(keys)}
        journal.record(by, "messages.sending_asked", mailing, after=told, centre=exam_session.centre)
    return mailing


def _why_not(exam_session: ExamSession, chosen: Sendable) -> str:
    if chosen.superseded:
        return superseded(exam_session, chosen.superseded)[chosen.superseded[0].pk]
    return NO_ADDRESS if len(chosen.without_address) == 1 else NOTHING_TO_SEND


def stop(mailing: Mailing) -> None:
    """The process sees it before its next message; the one on its way ends."""
    Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.RUNNING).update(
        state=Mailing.State.STOPPED, waits_until=None
    )


def take_up(mailing: Mailing) -> None:
    """What was stopped or cut off goes on with those that wait; one that may have left waits for a person's word."""
    with one_transaction(NotSent):
        if mailing.state == Mailing.State.RUNNING and not is_gone(mailing):
            return
        settle(mailing.exam_session)
        again = Mailing.objects.filter(pk=mailing.pk).exclude(state=Mailing.State.DONE)
        now = timezone.now()
        if again.update(state=Mailing.State.RUNNING, pid=None, asked_at=now, seen_at=now, waits_until=None):
            transaction.on_commit(partial(launch, mailing))


def launch(mailing: Mailing) -> None:
    pid = start(COMMAND, mailing.pk)
    running = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.RUNNING)
    if pid is None:
        running.update(state=Mailing.State.FAILED)
    else:
        running.update(pid=pid, host=gethostname())


def is_gone(mailing: Mailing, now: datetime | None = None) -> bool:
    """Whether a mailing that says it runs has nobody working at it any more."""
    if mailing.state != Mailing.State.RUNNING:
        return False
    return has_nobody(mailing, now)


def has_nobody(mailing: Mailing, now: datetime | None = None) -> bool:
    if mailing.pid and mailing.host == gethostname() and not is_there(mailing.pid):
        return True
    return (now or timezone.now()) - mailing.seen_at > SILENT


def settle(exam_session: ExamSession) -> None:
    """A message left in the hands of a process that died may have left: nobody sends it again without a word."""
    for mailing in exam_session.mailings.filter(messages__state=State.SENDING).distinct():
        if has_nobody(mailing):
            mailing.messages.filter(state=State.SENDING).update(state=State.UNSURE, reason=CUT_OFF)
    for mailing in exam_session.mailings.filter(state=Mailing.State.RUNNING):
        if is_gone(mailing):
            Mailing.objects.filter(pk=mailing.pk).update(state=Mailing.State.FAILED, waits_until=None)
