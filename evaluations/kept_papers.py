"""Commands on sealed sheets laid out once: found by their digest, kept; and made apart once sealed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone

from evaluations.models import KeptPaper
from ntc_cert.checks import can_make_pdf
from ntc_cert.processes import start
from sessions.models import Candidate

COMMAND: Final = "keep_papers"
KEPT_FOR: Final = timedelta(days=400)  # an appeal is long over; the sheet can still be laid out again


def found(digests: Iterable[str]) -> dict[str, bytes]:
    """Those kept among them, in one query."""
    rows = KeptPaper.objects.filter(digest__in=list(digests)).values_list("digest", "content")
    return {digest: bytes(content) for digest, content in rows}


def keep(candidate: int, kind: str, made: Mapping[str, bytes]) -> None:
    """Two processes may have made the same: the bytes are the same too."""
    KeptPaper.objects.bulk_create(
        [KeptPaper(candidate_id=candidate, kind=kind, digest=digest, content=pdf) for digest, pdf in made.items()],
        ignore_conflicts=True,
    )


def keep_only(candidate: int, digests: Iterable[str], now: datetime | None = None) -> None:
    """Sheets this candidate's facts no longer give, and anybody's older ones, are forgotten."""
    KeptPaper.objects.filter(candidate=candidate).exclude(digest__in=list(digests)).delete()
    KeptPaper.objects.filter(made_at__lt=(now or timezone.now()) - KEPT_FOR).delete()


def make_once_sealed(candidate: Candidate) -> None:
    """In a process apart, after this transaction; if it dies, the sheet is laid out when it is asked for."""
    transaction.on_commit(partial(_launch, candidate.pk))


def _launch(candidate: int) -> None:
    if can_make_pdf():
        start(COMMAND, candidate)
