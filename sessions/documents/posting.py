"""The work of the process apart: hand each message to the server, and write at once what became of it.

A message is taken in a transaction of its own before it leaves, and settled in another after: two processes never
send the same, and one that dies between the two leaves a message of which a person says whether it left.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from centres import journal
from ntc_cert.mail_delivery import Later, Never, NotDelivered, Post, Unknown, opened
from ntc_cert.mail_server import MailServer
from ntc_cert.pdf_certificate import CannotSign, is_configured
from sessions.documents.centre_seal import CentreSeal
from sessions.documents.envelopes import PDF, Attachment, Desk, ascii_address
from sessions.mailings import NO_ADDRESS, address_of, rows_of
from sessions.messages import about
from sessions.models import Mailing, Message
from sessions.superseding import superseded

PAUSES: Final = (0, 10, 30, 90, 300)  # seconds before each round: what failed for a while is tried again
HEARTBEAT: Final = 5  # seconds: while it waits, it still says that it is there
TRY_AGAIN: Final = "Renvoyez plus tard, ou vérifiez l’adresse et le serveur."
State = Message.State
Wait = Callable[[float], None]


class Stopped(RuntimeError):
    """The row no longer says that this is being sent."""


def send_all(mailing: Mailing, server: MailServer, *, wait: Wait = time.sleep) -> None:
    """A fault of one message stops none of the others; a fault of the server is waited for."""
    round_of = Rounds(mailing, server, wait)
    try:
        for pause in PAUSES:
            round_of.rest(pause)
            round_of.send_pending()
            if not round_of.pending():
                break
        round_of.give_up()
    except Stopped:
        return
    except NotDelivered as fault:  # no server at all
        round_of.give_up(fault.reason)
    except Exception:
        round_of.mine.update(state=Mailing.State.FAILED, waits_until=None)
        raise


class Rounds:
    def __init__(self, mailing: Mailing, server: MailServer, wait: Wait) -> None:
        self.mailing, self.server, self.wait = mailing, server, wait
        self.mine = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.RUNNING)
        self.desk = Desk(mailing.exam_session, server)
        self.last_version = 0

    def pending(self) -> list[int]:
        """Read anew: one may have been removed, or superseded, since."""
        rows = self.mailing.messages.filter(state=State.WAITING, removed_at=None)
        return list(rows.order_by("candidate_id", "juror_id", "pk").values_list("pk", flat=True))

    def rest(self, seconds: float) -> None:
        if seconds:
            self.say(waits_until=timezone.now() + timedelta(seconds=seconds))
        while seconds > 0:
            self.wait(min(seconds, HEARTBEAT))
            seconds -= HEARTBEAT
            self.say()

    def say(self, **fields: object) -> None:
        """That it is there; learns whether it was stopped."""
        if not self.mine.update(seen_at=timezone.now(), **fields):
            raise Stopped

    def send_pending(self) -> None:
        with opened(self.server) as post:
            for key in self.pending():
                self.say(waits_until=None)
                try:
                    self._send(key, post)
                except Later as fault:
                    self.say(trouble=fault.reason)
                    if fault.of_server:
                        return
                except CannotSign as fault:  # no convocation leaves unsigned where they are to be signed
                    self.say(trouble=str(fault))
                    self.give_up(str(fault))
                    return
                except Unknown as fault:
                    self.say(trouble=fault.reason)
                except Never as fault:
                    if fault.of_server:
                        self.say(trouble=fault.reason)
                        self.give_up(fault.reason)
                        return

    def give_up(self, reason: str = "") -> None:
        """The rounds are over: what still waits has failed, with the last thing the server said of it."""
        for message in self.mailing.messages.filter(state=State.WAITING, removed_at=None):
            said = reason or f"{message.reason or self._trouble()} {TRY_AGAIN}".strip()
            Message.objects.filter(pk=message.pk, state=State.WAITING).update(state=State.FAILED, reason=said)
        self.mine.update(state=Mailing.State.DONE, waits_until=None, seen_at=timezone.now())

    def _trouble(self) -> str:
        return Mailing.objects.values_list("trouble", flat=True).get(pk=self.mailing.pk)

    def _send(self, key: int, post: Post) -> None:
        message = rows_of(self.mailing.exam_session).filter(pk=key).first()
        if message is None:
            return
        recipient = address_of(message)
        if refusal := "" if recipient else NO_ADDRESS:
            self._fail(message, refusal)
            return
        if refusal := superseded(self.mailing.exam_session, [message]).get(message.pk, ""):
            self._fail(message, refusal)
            return
        # Before it is taken: nothing is held while a sheet is laid out and signed.
        attachments = [self._signed(one) for one in self.desk.attachments(message)]
        if not self._take(message, recipient):
            return
        message.refresh_from_db(fields=["subject", "body"])  # as it stands now that nobody can change it
        mail = self.desk.envelope(message, recipient, attachments)
        try:
            post.send(mail, ascii_address(recipient))
        except NotDelivered as fault:
            self._settle(message, _state_after(fault), reason=fault.reason)
            raise
        self._settle(message, State.SENT, sent_at=timezone.now(), reason="")

    def _signed(self, attachment: Attachment) -> Attachment:
        if attachment.subtype != PDF or not is_configured():
            return attachment
        return replace(attachment, content=self._seal.signed(attachment.content))

    @cached_property
    def _seal(self) -> CentreSeal:
        return CentreSeal(self.mailing.exam_session)

    def _take(self, message: Message, recipient: str) -> bool:
        free = Message.objects.filter(pk=message.pk, mailing=self.mailing, state=State.WAITING, removed_at=None)
        return bool(free.update(state=State.SENDING, taken_at=timezone.now(), tries=F("tries") + 1, sent_to=recipient))

    def _fail(self, message: Message, reason: str) -> None:
        Message.objects.filter(pk=message.pk, state=State.WAITING).update(state=State.FAILED, reason=reason)

    def _settle(self, message: Message, state: State, **fields: object) -> None:
        """Even if it was thought gone meanwhile: what the server answered is the truth."""
        with transaction.atomic():
            held = Message.objects.filter(pk=message.pk, mailing=self.mailing, state__in=(State.SENDING, State.UNSURE))
            if held.update(state=state, **fields) and state == State.SENT:
                by, centre = self.mailing.asked_by, self.mailing.exam_session.centre
                journal.record(by, "message.sent", message, after=about(message), centre=centre)


def _state_after(fault: NotDelivered) -> State:
    if isinstance(fault, Unknown):
        return State.UNSURE
    return State.WAITING if isinstance(fault, Later) else State.FAILED
