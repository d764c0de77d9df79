"""A message as an e-mail: its text, the person's own convocation, their own calendar file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cached_property
from typing import Final

from django.utils import timezone
from django.utils.crypto import salted_hmac

from ntc_cert.documents import ascii_name
from ntc_cert.mail_server import MailServer
from sessions.calendar_file import calendar_file
from sessions.calendars import Almanac
from sessions.documents.convocations import candidate_file, juror_file
from sessions.documents.published import PublishedPlan, published
from sessions.leaves import PrintFile
from sessions.models import ExamSession, Message

LINES: Final = re.compile(r"[\r\n]+")  # a header has one
PDF: Final = "pdf"
CALENDAR: Final = "ics"


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    subtype: str  # PDF or CALENDAR


class Desk:
    """What the messages of one session are made from, read once for each version."""

    def __init__(self, exam_session: ExamSession, server: MailServer) -> None:
        self.exam_session, self.server = exam_session, server
        self._plans: dict[int, PublishedPlan] = {}

    @cached_property
    def almanac(self) -> Almanac:
        return Almanac(self.exam_session)

    def attachments(self, message: Message) -> list[Attachment]:
        """Neither where nothing is left to come to, nor where nothing was told that has to be taken back."""
        makers: dict[str, Callable[[Message], Attachment | None]] = {PDF: self.convocation, CALENDAR: self.calendar}
        return [made for make in makers.values() if (made := make(message))]

    def convocation(self, message: Message) -> Attachment | None:
        """In the version the message speaks of, wherever the draft has gone since."""
        sheet = self.sheet(message)
        return Attachment(f"{sheet.name}.pdf", sheet.pdf(), PDF) if sheet else None

    def sheet(self, message: Message) -> PrintFile | None:
        plan = self._plan(message)
        if message.juror_id:
            bench = next((one for one in plan.benches if one.juror.pk == message.juror_id), None)
            return juror_file(plan, bench) if bench else None
        course = next((one for one in plan.courses if one.candidate.pk == message.candidate_id), None)
        return candidate_file(plan, course) if course else None

    def calendar(self, message: Message) -> Attachment | None:
        events = self.almanac.of_message(message)
        if not events:
            return None
        name = ascii_name("calendrier", self.exam_session.reference, f"v{message.version.number}")
        return Attachment(f"{name}.ics", calendar_file(events, organizer=self.server.sender), CALENDAR)

    def envelope(self, message: Message, recipient: str, attachments: list[Attachment]) -> EmailMessage:
        mail = EmailMessage(policy=SMTP)
        name = self.server.sender_name or self.exam_session.centre.name
        mail["From"] = Address(LINES.sub(" ", name), addr_spec=self.server.sender)
        mail["To"] = Address(addr_spec=ascii_address(recipient))
        mail["Subject"] = LINES.sub(" ", message.subject)
        mail["Date"] = format_datetime(timezone.localtime())
        mail["Message-ID"] = message_id(message, self.server)
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office replies are not wanted
        mail.set_content(message.body, charset="utf-8", cte="quoted-printable")
        for one in attachments:
            if one.subtype == PDF:
                mail.add_attachment(one.content, maintype="application", subtype="pdf", filename=one.name)
            else:
                text = one.content.decode()
                method = "CANCEL" if "\r\nMETHOD:CANCEL\r\n" in text else "PUBLISH"
                mail.add_attachment(text, subtype="calendar", filename=one.name, params={"method": method})
        return mail

    def _plan(self, message: Message) -> PublishedPlan:
        if message.version_id not in self._plans:
            self._plans[message.version_id] = published(self.exam_session, message.version)
        return self._plans[message.version_id]


def message_id(message: Message, server: MailServer) -> str:
    """The same at each try of one message: should it arrive twice, a mail program knows them for one."""
    about = f"{message.pk}/{message.prepared_at.isoformat()}"
    digest = salted_hmac("sessions.message.id", about, algorithm="sha256").hexdigest()[:32]
    return f"<{digest}@{server.sender.rpartition('@')[2]}>"


def ascii_address(address: str) -> str:
    """A domain with accents as the network writes it."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"
