"""The certificate the centre signs its PDFs with: read, and judged fit to sign or not, without loading pyHanko.

`PDF_CERTIFICATE` is a PKCS#12 file, whose password is `PDF_CERTIFICATE_PASSWORD`. The uses that allow a signature are
those of RFC 5280, 4.2.1.3: digitalSignature, or nonRepudiation.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from ntc_cert.words import plain_date

SOON: Final = 30  # days before its end, an installation is warned


class CannotSign(RuntimeError):
    """Why nothing can be signed now, and what to do about it, in one French sentence or two."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """`owner` is the name it was issued to; `fingerprint`, the SHA-256 of the certificate, in hexadecimal."""

    owner: str
    starts: datetime
    ends: datetime
    fingerprint: str
    can_sign: bool
    has_key: bool = True

    @property
    def until(self) -> str:
        """« 8 décembre 2027 », its last day where the application is."""
        return plain_date(timezone.localtime(self.ends))

    def why_not(self, now: datetime | None = None) -> str:
        """Empty while it may sign."""
        moment = now or timezone.now()
        if not self.has_key:
            return "Le fichier de PDF_CERTIFICATE ne contient pas de clé privée. Exportez le certificat avec sa clé."
        if moment > self.ends:
            return f"Le certificat « {self.owner} » a expiré le {self.until}. Mettez-en un autre dans PDF_CERTIFICATE."
        if moment < self.starts:
            start = plain_date(timezone.localtime(self.starts))
            return f"Le certificat « {self.owner} » ne vaut qu’à partir du {start}. Vérifiez l’heure de la machine."
        if not self.can_sign:
            return (
                f"Le certificat « {self.owner} » n’est pas fait pour signer : ni « signature numérique », ni « non-"
                "répudiation » dans ses usages. Demandez un certificat de cachet ou de signature de documents."
            )
        return ""

    def ends_soon(self, now: datetime | None = None) -> bool:
        return (self.ends - (now or timezone.now())).days < SOON


def is_configured() -> bool:
    return bool(settings.PDF_CERTIFICATE)


def read_certificate() -> Certificate:
    """The certificate of this installation, even out of date; CannotSign where there is none to read."""
    return _read(_content(), settings.PDF_CERTIFICATE_PASSWORD)


def signing_certificate() -> Certificate:
    """The same, fit to sign now; CannotSign says what it lacks."""
    certificate = read_certificate()
    if motive := certificate.why_not():
        raise CannotSign(motive)
    return certificate


def certificate_file() -> tuple[bytes, bytes]:
    """The PKCS#12 file and its password, as a signing library takes them."""
    return _content(), settings.PDF_CERTIFICATE_PASSWORD.encode()


def certificate_of(content: bytes) -> Certificate:
    """A certificate without its key, PEM or DER; ValueError when it is neither."""
    from cryptography import x509  # noqa: PLC0415

    read = x509.load_pem_x509_certificate if content.lstrip().startswith(b"-----") else x509.load_der_x509_certificate
    return _described(read(content), has_key=False)


def _content() -> bytes:
    if not is_configured():
        raise CannotSign(
            "Aucun certificat n’est réglé sur cette machine. Donnez à PDF_CERTIFICATE le chemin d’un fichier PKCS#12 "
            "(.p12 ou .pfx)."
        )
    try:
        return Path(settings.PDF_CERTIFICATE).read_bytes()
    except (OSError, ValueError) as error:
        raise CannotSign(
            "Le fichier de PDF_CERTIFICATE est absent ou ne se lit pas. Vérifiez son chemin et ses droits."
        ) from error


@lru_cache(maxsize=1)
def _read(content: bytes, password: str) -> Certificate:
    """Deciphering takes a twentieth of a second: once for one content."""
    # Loaded where a certificate is configured only: a seventh of a second.
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: PLC0415

    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, password.encode() or None)
    except UnsupportedAlgorithm as error:
        raise CannotSign(
            "Le fichier de PDF_CERTIFICATE est chiffré d’une manière que cette machine ne connaît plus. Exportez-le à "
            "nouveau, en AES."
        ) from error
    except ValueError as error:
        if "password" in str(error):
            raise CannotSign("Le mot de passe du certificat est refusé. Vérifiez PDF_CERTIFICATE_PASSWORD.") from error
        raise CannotSign(
            "Le fichier de PDF_CERTIFICATE n’est pas un fichier PKCS#12. Exportez le certificat avec sa clé (.p12 ou "
            ".pfx)."
        ) from error
    if certificate is None:
        raise CannotSign("Le fichier de PDF_CERTIFICATE ne contient aucun certificat. Exportez-le avec sa clé.")
    return _described(certificate, has_key=key is not None)


def _described(certificate: Any, *, has_key: bool) -> Certificate:
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.x509.oid import NameOID  # noqa: PLC0415

    subject = certificate.subject
    named = subject.get_attributes_for_oid(NameOID.COMMON_NAME) or subject.get_attributes_for_oid(
        NameOID.ORGANIZATION_NAME
    )
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        can_sign = usage.digital_signature or usage.content_commitment
    except x509.ExtensionNotFound:
        can_sign = False
    return Certificate(
        owner=str(named[0].value) if named else certificate.serial_number.__format__("x"),
        starts=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(SHA256()).hex(),
        can_sign=can_sign,
        has_key=has_key,
    )
