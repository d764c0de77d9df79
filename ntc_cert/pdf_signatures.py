"""Read who signed a PDF, when, and whether anything changed since; and the texts that stand in for its pictures.

Nothing is asked of the network: no list of revoked certificates is read.
"""

import contextlib
import io
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, Final

from ntc_cert.pdf_certificate import Certificate, certificate_of
from ntc_cert.pdf_joining import OBJECT_STREAM

ALTERNATIVE: Final = re.compile(rb"/Alt (?:<([0-9a-fA-F]+)>|\(((?:[^()\\]|\\.)*)\))")
MOST_UNPACKED: Final = 50_000_000  # bytes of one object stream
HEAD: Final = 1024  # bytes among which « %PDF- » stands (ISO 32000-1, annex H.3.4.1)


class Unreadable(ValueError):
    """Why nothing can be said of this file, in one French sentence or two."""


class Since(Enum):
    """What came after a signature."""

    NOTHING = auto()
    SIGNED = auto()  # other signatures, which leave the document as it was
    CHANGED = auto()


@dataclass(frozen=True, slots=True)
class Signature:
    """`at` is what the machine that signed says; `stamped_at`, what a time stamp server says, when one was asked."""

    certificate: Certificate
    at: datetime | None
    stamped_at: datetime | None
    stamped_by: str
    is_intact: bool
    since: Since

    @property
    def moment(self) -> datetime | None:
        return self.stamped_at or self.at

    @property
    def was_in_force(self) -> bool:
        """Whether the certificate was valid when it signed."""
        return self.moment is not None and self.certificate.starts <= self.moment <= self.certificate.ends


@dataclass(frozen=True, slots=True)
class SignedFile:
    signatures: tuple[Signature, ...]
    alternatives: tuple[str, ...]  # of its pictures, in no order


def read_signed(content: bytes) -> SignedFile:
    """Unreadable for what is no PDF, or one that is encrypted, cut short or damaged."""
    if b"%PDF-" not in content[:HEAD]:
        raise Unreadable("Ce n’est pas un PDF. Donnez le fichier PDF lui-même.")
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    try:
        with _quiet():
            reader = PdfFileReader(io.BytesIO(content))
            if reader.encrypted:
                raise Unreadable(
                    "Ce PDF est chiffré. Retirez son mot de passe ; une copie ainsi faite n’est plus signée."
                )
            signatures = list(reader.embedded_regular_signatures)
            found = tuple(_signature(one, content, is_last=one is signatures[-1]) for one in signatures)
            return SignedFile(found, tuple(_alternatives(content)))
    except Unreadable:
        raise
    except Exception as error:  # a damaged file fails anywhere in the reader, and in any way
        raise Unreadable(
            "Ce PDF est abîmé, coupé ou retouché : il ne se lit plus. Demandez l’original à qui l’a remis."
        ) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """pyHanko writes tracebacks for what a sentence of ours says."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _signature(embedded: Any, content: bytes, *, is_last: bool) -> Signature:
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    # Whose certificate we know is told by its fingerprint: no authority is trusted here, and none is asked.
    status = validate_pdf_signature(embedded, ValidationContext(trust_roots=[], allow_fetching=False))
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.intact and stamp.valid):
        stamp = None
    return Signature(
        certificate=certificate_of(embedded.signer_cert.dump()),
        at=status.signer_reported_dt,
        stamped_at=stamp.timestamp if stamp else None,
        stamped_by=certificate_of(stamp.signing_cert.dump()).owner if stamp else "",
        is_intact=status.intact and status.valid and _holds_itself_alone(embedded, content),
        since=_since(status, is_last=is_last),
    )


def _since(status: Any, *, is_last: bool) -> Since:
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.validation import SignatureCoverageLevel  # noqa: PLC0415

    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Since.NOTHING
    # Behind the last signature nothing may stand at all; between two, what signing needs.
    is_signing = not is_last and status.docmdp_ok and status.modification_level <= ModificationLevel.FORM_FILLING
    return Since.SIGNED if is_signing else Since.CHANGED


def _holds_itself_alone(embedded: Any, content: bytes) -> bool:
    """The signature does not cover the room reserved for itself: something could be written there."""
    from asn1crypto.cms import ContentInfo  # noqa: PLC0415

    _, before, after, _ = embedded.byte_range
    room = content[before + 1 : after - 1]
    written = ContentInfo.load(embedded.pkcs7_content).dump().hex().ljust(len(room), "0")
    return room in {written.encode(), written.upper().encode()}


def _alternatives(content: bytes) -> Iterator[str]:
    """Of the pictures of a file that WeasyPrint wrote, signed since or not; of any other, none.

    Read in its object streams as they stand: pyHanko opens the whole stream again for each of its objects.
    """
    for packed in OBJECT_STREAM.finditer(content):
        start = packed.end() + len(b"stream\n")
        texts = zlib.decompressobj().decompress(content[start : start + int(packed[3])], MOST_UNPACKED)
        for found in ALTERNATIVE.finditer(texts):
            if found[1]:
                yield bytes.fromhex(found[1].decode()).decode("utf-16")
            else:
                yield found[2].decode("latin-1")
