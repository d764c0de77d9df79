"""What a candidate's dossier takes and when a juror reads it, with no Django."""

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from ntc_cert.words import NBSP, number

LARGEST: Final = 5_000_000  # bytes: a scan of thirty pages, and a day's dossiers still fit on a tablet
TRAINED: Final = "formation"  # the one path with in-training results (RCT07 3°)
_EVE: Final = timedelta(days=1)
_OPENINGS: Final = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
FORMATS: Final = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}
_ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}

EMPTY: Final = "Ce fichier est vide. Choisissez-en un autre."
TOO_LARGE: Final = (
    f"Ce fichier dépasse 5{NBSP}Mo. Enregistrez-le en plus petit{NBSP}: numérisation en noir et blanc, ou 150 points "
    "par pouce."
)
UNKNOWN: Final = (
    "Ce fichier n’est ni un PDF, ni une image JPEG ou PNG, quel que soit son nom. Enregistrez-le en PDF, puis "
    "déposez-le."
)
NOT_TRAINED: Final = "Les résultats en formation ne valent que pour le parcours formation (RCT07 3°)."


class Kind(StrEnum):
    """The pieces of a dossier; `Candidate.<kind>_received` says whether the centre has each."""

    PROPOSAL = "proposal"
    DSPP = "dspp"
    TRAINING_RESULTS = "training_results"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def flag(self) -> str:
        return f"{self}_received"


_LABELS: Final = {
    Kind.PROPOSAL: "Proposition commerciale",
    Kind.DSPP: "Dossier (DSPP)",
    Kind.TRAINING_RESULTS: "Résultats en formation",
}


def kinds_of(path: str) -> tuple[Kind, ...]:
    """What the dossier of somebody of this path may hold, in reading order."""
    return tuple(kind for kind in Kind if kind != Kind.TRAINING_RESULTS or path == TRAINED)


def media_type_of(content: bytes) -> str | None:
    """Told by the first bytes: the name and the type a browser announces are whatever one likes."""
    return next((media_type for opening, media_type in _OPENINGS if content.startswith(opening)), None)


def refusal_of(content: bytes) -> str | None:
    """Why a file is not taken; `content` may stop one byte after the largest."""
    if not content:
        return EMPTY
    if len(content) > LARGEST:
        return TOO_LARGE
    return None if media_type_of(content) else UNKNOWN


def is_read_on(today: date, passage: date) -> bool:
    """A juror prepares the day before and reads until the evening of the passage; days are the centre's."""
    return passage - _EVE <= today <= passage


def closes_on(passage: date) -> date:
    """The first day on which nobody of the jury reads it any more, nor keeps it."""
    return passage + timedelta(days=1)


def file_name(reference: str, kind: Kind, media_type: str) -> str:
    """ASCII, and nobody's name: « C003-dspp.pdf »."""
    bare = re.sub(r"[^A-Za-z0-9_-]+", "-", reference).strip("-") or "candidat"
    return f"{bare}-{kind.replace('_', '-')}.{_ENDINGS[media_type]}"


def size_words(size: int) -> str:
    """« 320 ko », « 1,2 Mo »; never « 0 ko »."""
    if size < 999_500:
        return f"{max(1, round(size / 1000))}{NBSP}ko"
    return f"{number(round(size / 1_000_000, 1))}{NBSP}Mo"
