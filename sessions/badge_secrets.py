"""What opens a badge: its number, the token of its QR, its six-digit code.

The token is derived from the server's key and the badge's serial, so that a card printed again is the same card
while the database holds nothing but a SHA-256 of it.
"""

import base64
import hashlib
import re
import secrets
from typing import Final
from uuid import UUID

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils.crypto import salted_hmac

TOKEN_BYTES: Final = 16
CODE_DIGITS: Final = 6
NUMBER: Final = re.compile(r"(\d{4})[\s.-]*(\d{4})")


class CodeHasher(PBKDF2PasswordHasher):
    """Six digits fall to whoever has their hash, however slow it is: the server's key is mixed in first.

    What is left to slow down is a try, and a session of sixty jurors must be prepared within seconds.
    """

    iterations = 60_000


_HASHER: Final = CodeHasher()


def token_of(serial: UUID) -> str:
    """128 bits that nobody without the server's key can compute, as 22 characters of an address."""
    digest = salted_hmac("sessions.badge.token", serial.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).rstrip(b"=").decode()


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_number() -> str:
    """« 1234-5678 »."""
    digits = f"{secrets.randbelow(10**8):08}"
    return f"{digits[:4]}-{digits[4:]}"


def typed_number(text: str) -> str | None:
    """The number as it is kept, however it was typed; nothing when it cannot be one."""
    found = NUMBER.fullmatch(text.strip())
    return f"{found[1]}-{found[2]}" if found else None


def new_code() -> str:
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def is_badge_code(text: str) -> bool:
    """Whether it can be one at all."""
    return len(text) == CODE_DIGITS and text.isascii() and text.isdigit()


def hashed_code(serial: UUID, code: str) -> str:
    return _HASHER.encode(_with_key(serial, code), _HASHER.salt())


def is_code(serial: UUID, code: str, hashed: str) -> bool:
    return _HASHER.verify(_with_key(serial, code), hashed)


def _with_key(serial: UUID, code: str) -> str:
    return salted_hmac("sessions.badge.code", f"{serial.hex}/{code}", algorithm="sha256").hexdigest()
