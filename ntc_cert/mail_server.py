"""Which server takes the e-mails and in whose name: `EMAIL_URL` and `EMAIL_FROM` as values, with no Django."""

import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

FORMS: Final = (
    "Écrivez smtp+tls://utilisateur:motdepasse@serveur:587, smtp+ssl://utilisateur:motdepasse@serveur:465, "
    "smtp://serveur:25, console: ou file:///dossier."
)
FROM_FORMS: Final = "Écrivez jury@example.org, ou « Centre <jury@example.org> »."
ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;:\"()\[\]]+")
TRIAL_SENDER: Final = "ntc_cert@localhost.localdomain"  # of the console and of a folder, where nothing leaves
SECONDS: Final = 20.0


class Unreadable(ValueError):
    """A French sentence: what was read, and what to write."""


class Kind(StrEnum):
    NONE = "none"
    CONSOLE = "console"
    FILE = "file"
    SMTP = "smtp"


class Security(StrEnum):
    NONE = "none"
    STARTTLS = "starttls"
    SSL = "ssl"


SCHEMES: Final = {"smtp": Security.NONE, "smtp+tls": Security.STARTTLS, "smtp+ssl": Security.SSL}
PORTS: Final = {Security.NONE: 25, Security.STARTTLS: 587, Security.SSL: 465}
SECURITIES: Final = {"starttls": Security.STARTTLS, "ssl": Security.SSL, "none": Security.NONE}


@dataclass(frozen=True, slots=True)
class MailServer:
    kind: Kind
    sender: str = ""  # the address alone
    sender_name: str = ""
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    security: Security = Security.NONE
    timeout: float = SECONDS
    folder: Path = Path()

    @property
    def can_send(self) -> bool:
        return self.kind is not Kind.NONE

    @property
    def is_trial(self) -> bool:
        """Nothing leaves the machine."""
        return self.kind in (Kind.CONSOLE, Kind.FILE)

    @property
    def told(self) -> str:
        """Where e-mails go, for a sentence; never the password nor the account."""
        return {
            Kind.NONE: "aucun serveur",
            Kind.CONSOLE: "la console du serveur (essai, rien ne part)",
            Kind.FILE: f"le dossier {self.folder} (essai, rien ne part)",
            Kind.SMTP: f"{self.host}:{self.port}",
        }[self.kind]

    def origin(self, name: str = "") -> str:
        """Who writes, for a sentence: the name that was set, else this one."""
        return f"{self.sender_name or name} <{self.sender}>"


def read_server(url: str, sender: str = "", *, debug: bool = False) -> MailServer:
    """Without an address nothing is sent, but on one's own machine it is shown on the console."""
    url = url.strip()
    if not url:
        return MailServer(Kind.CONSOLE, *_sender(sender or TRIAL_SENDER)) if debug else MailServer(Kind.NONE)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise Unreadable(f"EMAIL_URL ne se lit pas. {FORMS}") from fault
    options = dict(parse_qsl(parts.query))
    asked = sender or options.get("from", "")
    if parts.scheme == "console":
        return MailServer(Kind.CONSOLE, *_sender(asked or TRIAL_SENDER))
    if parts.scheme == "file":
        return MailServer(Kind.FILE, *_sender(asked or TRIAL_SENDER), folder=_folder(parts))
    if parts.scheme in SCHEMES:
        return _smtp(parts, port, options, asked)
    raise Unreadable(f"EMAIL_URL commence par « {parts.scheme or url.split(':')[0][:20]} ». {FORMS}")


def _smtp(parts: SplitResult, port: int | None, options: dict[str, str], asked: str) -> MailServer:
    if unknown := sorted(set(options) - {"tls", "timeout", "from"}):
        raise Unreadable(f"EMAIL_URL a un réglage inconnu, « {unknown[0]} ». Les réglages sont tls, timeout et from.")
    if not parts.hostname:
        raise Unreadable(f"EMAIL_URL ne nomme aucun serveur. {FORMS}")
    if not asked:
        raise Unreadable(f"EMAIL_URL est donné sans adresse d’expédition. Donnez EMAIL_FROM : {FROM_FORMS}")
    security = SCHEMES[parts.scheme]
    if "tls" in options:
        if options["tls"] not in SECURITIES:
            raise Unreadable(f"EMAIL_URL : tls vaut « {options['tls']} ». Écrivez starttls, ssl ou none.")
        security = SECURITIES[options["tls"]]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and security is Security.NONE and "tls" not in options:
        raise Unreadable(
            "EMAIL_URL enverrait un mot de passe en clair. Écrivez smtp+tls:// ou smtp+ssl://, ou ajoutez ?tls=none si "
            "ce serveur est sur la même machine."
        )
    address, name = _sender(asked)
    return MailServer(
        Kind.SMTP,
        address,
        name,
        host=parts.hostname,
        port=port or PORTS[security],
        user=user,
        password=password,
        security=security,
        timeout=_seconds(options.get("timeout")),
    )


def _folder(parts: SplitResult) -> Path:
    path = unquote(parts.path)
    if parts.netloc or not path.startswith("/") or path == "/":
        raise Unreadable(
            "EMAIL_URL : le dossier s’écrit en entier, avec trois barres. Écrivez file:///srv/ntc_cert/mail."
        )
    return Path(path)


def _seconds(text: str | None) -> float:
    if text is None:
        return SECONDS
    if not re.fullmatch(r"\d{1,3}", text) or not int(text):
        raise Unreadable(f"EMAIL_URL : timeout vaut « {text} ». Écrivez un nombre de secondes, de 1 à 999.")
    return float(text)


def _sender(text: str) -> tuple[str, str]:
    """Address, then name."""
    name, address = parseaddr(text)
    if not ADDRESS.fullmatch(address) or not address.isascii() or "\n" in text or "\r" in text:
        raise Unreadable(f"EMAIL_FROM vaut « {text} », qui n’est pas une adresse. {FROM_FORMS}")
    return address, name
