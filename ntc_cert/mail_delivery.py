"""Hands one e-mail after the other to the server, and says in French what became of it.

`smtplib`'s own `sendmail` cannot tell a message lost from one whose receipt was lost: the steps are taken one by one.
"""

import contextlib
import re
import smtplib
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP as CRLF
from typing import Final, Protocol

from django.core.mail.utils import DNS_NAME

from ntc_cert.mail_server import Kind, MailServer, Security
from ntc_cert.words import quoted

CHECK_SETTINGS: Final = "Vérifiez EMAIL_URL, puis renvoyez."
LONGEST_REPLY: Final = 300


class NotDelivered(Exception):
    """The reason is a French sentence; `of_server` when every other message would meet the same fault."""

    def __init__(self, reason: str, *, of_server: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.of_server = reason, of_server


class Later(NotDelivered):
    """The same message may pass in a while."""


class Never(NotDelivered):
    """It will not pass until somebody changes something."""


class Unknown(NotDelivered):
    """The server had the whole message and its receipt never came: it may have left."""


class Post(Protocol):
    def send(self, mail: EmailMessage, recipient: str) -> None:
        """Return once the server has answered for it, else raise `NotDelivered`."""


@contextmanager
def opened(server: MailServer) -> Iterator[Post]:
    """One connection for many messages, made at the first of them."""
    if server.kind is Kind.SMTP:
        post = SmtpPost(server)
        try:
            yield post
        finally:
            post.close()
    elif server.kind is Kind.FILE:
        yield FolderPost(server)
    elif server.kind is Kind.CONSOLE:
        yield ConsolePost()
    else:
        raise Never("Aucun serveur d’envoi n’est réglé. Donnez EMAIL_URL, puis relancez l’application.", of_server=True)


class ConsolePost:
    """On the error stream: a process apart has no other that anybody reads."""

    def send(self, mail: EmailMessage, recipient: str) -> None:
        body = mail.get_body(("plain",))
        text = body.get_content() if body else ""
        names = ", ".join(part.get_filename() or part.get_content_type() for part in mail.iter_attachments())
        sys.stderr.write(f"--- {recipient}\n{mail['Subject']}\n\n{text}\n[{names}]\n")
        sys.stderr.flush()


class FolderPost:
    """One `.eml` a message, that a mail program opens."""

    def __init__(self, server: MailServer) -> None:
        self.folder = server.folder

    def send(self, mail: EmailMessage, recipient: str) -> None:
        name = re.sub(r"[^A-Za-z0-9.-]+", "-", str(mail["Message-ID"])).strip("-")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{name}.eml").write_bytes(mail.as_bytes(policy=CRLF))
        except OSError as fault:
            reason = f"Le dossier {self.folder} ne s’écrit pas : {fault.strerror}. {CHECK_SETTINGS}"
            raise Never(reason, of_server=True) from fault


class SmtpPost:
    def __init__(self, server: MailServer) -> None:
        self.server, self.smtp = server, None
        self.name = f"{server.host}:{server.port}"

    smtp: smtplib.SMTP | None

    def send(self, mail: EmailMessage, recipient: str) -> None:
        handed = False
        try:
            smtp = self._connected()
            self._accepted(smtp.mail(self.server.sender), f"l’expéditeur {self.server.sender}", of_server=True)
            self._accepted(smtp.rcpt(recipient), f"l’adresse {recipient}", "Corrigez-la sur la fiche, puis renvoyez.")
            self._accepted(smtp.docmd("DATA"), "le message", wanted=3)
            handed = True
            smtp.send(_stuffed(mail.as_bytes(policy=CRLF)))
            self._accepted(smtp.getreply(), "le message")
        except NotDelivered:
            self._start_afresh()
            raise
        except (OSError, smtplib.SMTPException) as fault:
            self.close()
            if handed:
                raise Unknown(
                    f"La connexion à {self.name} est tombée après l’envoi du message, avant la réponse du serveur : le "
                    "message est peut-être parti."
                ) from fault
            raise Later(_unreachable(self.name, fault), of_server=True) from fault

    def close(self) -> None:
        """A polite end where one is possible."""
        if self.smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.smtp.quit()
            self.smtp.close()
            self.smtp = None

    def _start_afresh(self) -> None:
        """The next message owes nothing to this one."""
        if self.smtp is not None:
            try:
                code, _ = self.smtp.rset()
            except (OSError, smtplib.SMTPException):
                code = 0
            if code != 250:
                self.close()

    def _connected(self) -> smtplib.SMTP:
        if self.smtp is None:
            try:
                self.smtp = self._connection()
                self.smtp.ehlo_or_helo_if_needed()
                if self.server.security is Security.STARTTLS:
                    self.smtp.starttls(context=ssl.create_default_context())
                    self.smtp.ehlo()
            except (ssl.SSLError, smtplib.SMTPNotSupportedError) as fault:
                if isinstance(fault, ssl.SSLEOFError | ssl.SSLZeroReturnError):  # it fell while it was greeting
                    raise
                self.close()
                raise Never(f"{self.name} {_not_safe(fault)} {CHECK_SETTINGS}", of_server=True) from fault
            if self.server.user:
                self._log_in(self.smtp)
        return self.smtp

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.login(self.server.user, self.server.password)
        except smtplib.SMTPAuthenticationError as fault:
            self.close()
            kind = Never if fault.smtp_code >= 500 else Later
            told = _told(fault.smtp_code, fault.smtp_error)
            raise kind(f"{self.name} refuse le compte d’envoi : {told}. {CHECK_SETTINGS}", of_server=True) from fault
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException):
            raise
        except smtplib.SMTPException as fault:  # it asks for none, or in no way known here
            self.close()
            reason = f"{self.name} n’accepte pas de compte d’envoi, ou d’une façon qui n’est pas connue ici."
            raise Never(f"{reason} {CHECK_SETTINGS}", of_server=True) from fault

    def _connection(self) -> smtplib.SMTP:
        place = {"timeout": self.server.timeout, "local_hostname": DNS_NAME.get_fqdn()}
        if self.server.security is Security.SSL:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.server.host, self.server.port, context=context, **place)
        return smtplib.SMTP(self.server.host, self.server.port, **place)

    def _accepted(
        self, reply: tuple[int, bytes], what: str, cure: str = "", *, of_server: bool = False, wanted: int = 2
    ) -> None:
        code, said = reply
        if code // 100 == wanted:
            return
        if code == 421:
            self.close()
        kind = Never if code >= 500 else Later
        advice = (cure or CHECK_SETTINGS * of_server) if kind is Never else ""  # the rest is tried again by itself
        reason = f"{self.name} refuse {what} : {_told(code, said)}. {advice}".strip()
        raise kind(reason, of_server=of_server or code == 421)


def _stuffed(content: bytes) -> bytes:
    """A line that is a dot would end the message (RFC 5321, 4.5.2)."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"


def _told(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return quoted(" ".join(f"{code} {text}".split())[:LONGEST_REPLY])


def _not_safe(fault: Exception) -> str:
    if isinstance(fault, ssl.SSLCertVerificationError):
        return "a un certificat qui n’est pas sûr : rien ne lui a été confié."
    return "n’offre pas la connexion chiffrée demandée : rien ne lui a été confié."


def _unreachable(name: str, fault: Exception) -> str:
    if isinstance(fault, ConnectionRefusedError):
        why = "la connexion est refusée"
    elif isinstance(fault, TimeoutError):
        why = "il ne répond pas à temps"
    elif isinstance(fault, socket.gaierror):
        why = "ce nom ne se trouve pas sur le réseau"
    elif isinstance(fault, smtplib.SMTPResponseException):
        why = _told(fault.smtp_code, fault.smtp_error)
    else:
        why = "la connexion est tombée"
    return f"Le serveur {name} n’est pas joignable : {why}. {CHECK_SETTINGS}"
