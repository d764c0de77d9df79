"""A real mail server on loopback that answers as a test wants, and a session whose messages wait to leave."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller

from ntc_cert.mail_server import MailServer, read_server
from sessions.documents.posting import send_all
from sessions.mailings import prepare_mailing, server
from sessions.messages import publish_and_prepare
from sessions.models import ExamSession, Mailing, Message, Panel
from tests.builders import a_candidate, a_juror, a_panel, a_person, a_preparation_room, a_room, a_session
from tests.sessions.passages import put

SENDER = "jury@example.org"


class Mailbox:
    """Answers each command with the next reply planned for it, else takes everything."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.plans: dict[str, list[str]] = defaultdict(list)
        self.commands: list[str] = []
        self.holds, self.has_the_text = False, Event()  # a text it has and does not answer for

    def plan(self, command: str, *replies: str) -> None:
        """« RCPT », « RCPT zola@example.org » or « DATA »; the reply « drop » closes the connection without a word."""
        self.plans[command] += replies

    def _reply(self, *commands: str) -> str:
        self.commands.append(commands[-1].split()[0])
        return next((self.plans[one].pop(0) for one in commands if self.plans[one]), "")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if reply := self._reply(f"RCPT {address}", "RCPT"):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        reply = self._reply("DATA")
        self.has_the_text.set()
        while self.holds:
            await asyncio.sleep(0.02)
        if reply == "drop":
            server.transport.abort()
            return "250 OK"
        if not reply:
            self.mails.append(message_from_bytes(envelope.content, policy=default))
            self.recipients += envelope.rcpt_tos
        return reply or "250 OK"


@contextmanager
def listening() -> Iterator[tuple[Mailbox, MailServer]]:
    mailbox, port = Mailbox(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox, read_server(f"smtp://127.0.0.1:{port}", f"Centre d’essai <{SENDER}>")
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


NAMES = ("Zola", "Hugo", "Verne")


def a_jury(exam_session: ExamSession, letter: str = "A") -> Panel:
    jurors = [
        a_juror(exam_session.centre, first_names="Ana", last_name=f"Juré{letter}{n}", email=f"j{letter}{n}@example.org")
        for n in (1, 2)
    ]
    return a_panel(
        exam_session, *jurors, name=f"Jury {letter}", room=a_room(exam_session.centre, name=f"salle {letter}")
    )


def a_prepared_session(*names: str, **fields: Any) -> ExamSession:
    """Candidates of these names before one jury, published; the messages wait."""
    exam_session = a_session(place="12 rue des Trois-Rivières", **fields)
    exam_session.days.update(closes_at="22:00")
    jury, room = a_jury(exam_session), a_preparation_room(exam_session.centre, name="salle 104")
    for name, clock in zip(names or NAMES[:2], ("08:30", "13:00", "17:00"), strict=False):
        email = f"{name.lower()}@example.org"
        person = a_person(exam_session.centre, birth_name=name, first_names="Inès", email=email)
        put(a_candidate(exam_session, person=person), jury, clock, room)
    publish_and_prepare(exam_session, by=None)
    return exam_session


def states(exam_session: ExamSession) -> dict[str, str]:
    """By the name of whom they are for."""
    rows = exam_session.messages.select_related("candidate__person", "juror").order_by("version__number", "pk")
    return {whose(row): row.state for row in rows}


def whose(row: Message) -> str:
    return row.candidate.person.birth_name if row.candidate else row.juror.last_name if row.juror else ""


class Waits:
    """Stands for the clock: what is waited for is counted, and something may happen meanwhile."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.seconds, self.meanwhile = 0.0, meanwhile

    def __call__(self, seconds: float) -> None:
        self.seconds += seconds
        self.meanwhile()


def send(exam_session: ExamSession, wait: Waits | None = None) -> Mailing:
    """What the process apart does, here; nothing is waited for."""
    mailing = prepare_mailing(exam_session, by=None)
    send_all(mailing, server(), wait=wait or Waits())
    mailing.refresh_from_db()
    return mailing
