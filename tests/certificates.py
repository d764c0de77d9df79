"""Throw-away certificates, and a centre that signs with one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

OWNER = "Cachet du centre d’essai"
PASSWORD = "un mot de passe, œ"
SIGNS, NOT_SIGNS = "digital_signature", "key_encipherment"
USES = (
    *(SIGNS, "content_commitment", NOT_SIGNS, "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def a_certificate(owner: str, *, starts: datetime, days: int, use: str | None, key: Any) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, owner)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(starts + timedelta(days=days))
    )
    if use:
        made = made.add_extension(x509.KeyUsage(**{each: each == use for each in USES}), critical=True)
    return made.sign(key, hashes.SHA256())


def a_p12(
    folder: Path,
    *,
    owner: str = OWNER,
    password: str = PASSWORD,
    age: int = 1,
    days: int = 365,
    use: str | None = SIGNS,
    is_rsa: bool = False,
    has_key: bool = True,
) -> Path:
    """A PKCS#12 file `age` days old, and its certificate alone beside it (`.pem`)."""
    key = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())
    made = a_certificate(owner, starts=datetime.now(UTC) - timedelta(days=age), days=days, use=use, key=key)
    path = folder / f"{owner}.p12"
    locked = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    if has_key:
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"centre", key, made, None, locked))
    else:
        path.write_bytes(pkcs12.serialize_java_truststore([pkcs12.PKCS12Certificate(made, b"centre")], locked))
    path.with_suffix(".pem").write_bytes(made.public_bytes(Encoding.PEM))
    return path


def sign_with(settings: Any, path: Path, password: str = PASSWORD) -> None:
    """The installation has this certificate."""
    settings.PDF_CERTIFICATE, settings.PDF_CERTIFICATE_PASSWORD = str(path), password
