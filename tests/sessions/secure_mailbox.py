"""The mail server of a real installation, on loopback: STARTTLS under a certificate made here, and an account."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ntc_cert.mail_server import MailServer, read_server
from tests.sessions.mailbox import SENDER, Mailbox, free_port

LOOPBACK = "127.0.0.1"
ACCOUNT = ("jury", "mot-de-passe")


@dataclass(frozen=True)
class Certificate:
    path: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path, self.key)
        return context


def a_certificate(folder: Path) -> Certificate:
    """Of an hour, for this loopback, vouched for by itself: `SSL_CERT_FILE` has it trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LOOPBACK)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    one = Certificate(folder / "certificate.pem", folder / "key.pem")
    one.path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    one.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return one


class SecureMailbox(Mailbox):
    """Notes who logs in, and what came without encryption; « AUTH » may be planned as the other commands."""

    def __init__(self, certificate: Certificate, account: tuple[str, str] | None) -> None:
        super().__init__()
        self.certificate, self.account = certificate, account
        self.log_ins: list[tuple[str, str]] = []
        self.in_clear = 0
        self.dies_at = 0  # the text before which the server falls, counted from 1; 0 for never

    def listen(self, port: int) -> Controller:
        self.controller = Controller(
            self,
            hostname=LOOPBACK,
            port=port,
            tls_context=self.certificate.context(),
            require_starttls=True,
            authenticator=self._logged_in,
            auth_required=self.account is not None,
            auth_exclude_mechanism=["LOGIN"] if self.account else ["LOGIN", "PLAIN"],
        )
        self.controller.start()
        return self.controller

    def _logged_in(self, server: Any, session: Any, envelope: Any, mechanism: str, said: LoginPassword) -> AuthResult:
        self.log_ins.append((said.login.decode(), said.password.decode()))
        if reply := self._reply("AUTH"):
            return AuthResult(success=False, handled=False, message=reply)
        return AuthResult(success=self.log_ins[-1] == self.account, handled=False)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.in_clear += session.ssl is None
        if self.dies_at and len(self.mails) + 1 == self.dies_at:
            self.dies_at = 0
            self.controller.server.close()  # nobody listens any more
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"


@contextmanager
def listening_securely(
    certificate: Certificate, account: tuple[str, str] | None = ACCOUNT, *, dies_at: int = 0
) -> Iterator[tuple[SecureMailbox, MailServer, Callable[[], object]]]:
    """The last has it listen again once it has died."""
    box, port = SecureMailbox(certificate, account), free_port()
    with ExitStack() as ends:

        def listen() -> None:
            ends.callback(box.listen(port).stop)

        listen()
        box.dies_at = dies_at
        yield box, account_of(port), listen


def account_of(port: int, password: str = ACCOUNT[1], *, scheme: str = "smtp+tls") -> MailServer:
    return read_server(f"{scheme}://{ACCOUNT[0]}:{password}@{LOOPBACK}:{port}", SENDER)
