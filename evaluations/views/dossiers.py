"""A candidate's dossier on a juror's tablet: its page, and what « Ma journée » says of those to keep for the day."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractUser
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from evaluations.views.pages import candidate_page
from evaluations.views.seats import seat_or_404
from ntc_cert.http import AuthenticatedHttpRequest, reads
from sessions.dossier import closes_at, is_open_to_jury
from sessions.dossier_rules import size_words
from sessions.models import DossierDocument, Passage


@dataclass(frozen=True, slots=True)
class Dossier:
    """What there is to read of one candidate."""

    candidate: int
    count: int
    size: int
    until: int  # milliseconds since 1970: from then on no tablet keeps it

    @property
    def size_told(self) -> str:
        return size_words(self.size)


@dataclass(frozen=True, slots=True)
class Dossiers:
    """All those a tablet keeps today."""

    each: tuple[Dossier, ...]

    @property
    def count(self) -> int:
        return sum(dossier.count for dossier in self.each)

    @property
    def size_told(self) -> str:
        return size_words(sum(dossier.size for dossier in self.each))

    @property
    def written(self) -> str:
        """« 12@1733698800000 13@1733785200000 », for the tablet's script."""
        return " ".join(f"{dossier.candidate}@{dossier.until}" for dossier in self.each)


@gzip_page
@reads
def dossier(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Outside its days the page says when the dossier is read, and names no document."""
    seat = seat_or_404(request, pk)
    is_open = is_open_to_jury(seat.candidate, now=timezone.now())
    rows = DossierDocument.objects.visible_to(request.user).filter(candidate=seat.candidate).order_by("pk")
    documents = list(rows.defer("content")) if is_open else []
    context = {
        "candidate": seat.candidate,
        "juror": seat.juror,
        "is_open": is_open,
        "documents": documents,
        "size_told": size_words(sum(document.size for document in documents)),
        "until": _milliseconds(seat.candidate),
    }
    return candidate_page(request, seat.candidate, "evaluations/dossier.html", context)


def dossiers_of(passages: Iterable[Passage], user: AbstractUser) -> dict[int, Dossier]:
    """By candidate, for those of these passages whose dossier is read today and holds something: one query."""
    now = timezone.now()
    candidates = {passage.candidate_id: passage for passage in passages}
    rows = DossierDocument.objects.visible_to(user).filter(candidate__in=candidates)
    found = {}
    for pk, count, size in rows.values_list("candidate").annotate(Count("pk"), Sum("size")).order_by("candidate"):
        candidate = _with_session(candidates[pk])
        if is_open_to_jury(candidate, now=now):
            found[pk] = Dossier(pk, count, size, _milliseconds(candidate))
    return found


def _with_session(passage: Passage):
    """The candidate of a passage that came with its panel's session, which is the candidate's own."""
    candidate = passage.candidate
    candidate.passage, candidate.exam_session = passage, passage.panel.exam_session
    return candidate


def _milliseconds(candidate) -> int:
    return int(closes_at(candidate).timestamp() * 1000)
