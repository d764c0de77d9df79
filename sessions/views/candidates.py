"""The candidates of a session, and the people of the centres."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, page, reads
from ntc_cert.sorting import heads
from sessions.candidate_list import list_candidates, list_people
from sessions.models import CandidateFile, ExamSession, Person
from sessions.plan_jobs import with_last_search
from sessions.views.session_pages import session_context

# In the order of the table; those with a key sort it.
HEADS: Final = (
    ("identifiant", "N°"),
    ("nom", "Nom, prénom"),
    ("inscription", "Inscription"),
    ("", "Parcours"),
    ("", "Tiers-temps"),
    ("", "Dossier"),
    ("passage", "Passage"),
    ("", "Liens"),
)


def managed_session(request: AuthenticatedHttpRequest, pk: int) -> ExamSession:
    """The session with what its heading reads, or 404 for whoever does not manage it."""
    sessions = ExamSession.objects.managed_by(request.user)
    found = with_last_search(sessions.select_related("centre", "title").prefetch_related("days"))
    return get_object_or_404(found, pk=pk)


def candidate_context(exam_session: ExamSession, **more: Any) -> dict[str, Any]:
    return session_context(exam_session, tab="candidates", **more)


@staff_only
@reads
def candidates(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    listing = list_candidates(exam_session, request.GET)
    files = CandidateFile.objects.visible_to(request.user).filter(exam_session=exam_session).defer("content")
    context = candidate_context(
        exam_session,
        tab_counts={"candidates": listing.total, "panels": exam_session.panels.count()},
        listing=listing,
        heads=heads(HEADS, request.GET.get("tri", "identifiant")),
        kept=files.first(),
        query=request.GET.get("q", ""),
        route=request.GET.get("inscription", ""),
    )
    with timezone.override(exam_session.zone):
        return page(request, "sessions/candidates.html", context, fragment="sessions/_candidates.html")


@staff_only
@reads
def people(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Everybody known to the centres of whoever asks, with their enrolments."""
    found, total = list_people(Person.objects.visible_to(request.user), request.GET)
    context = {"section": "candidates", "page": found, "total": total, "query": request.GET.get("q", "")}
    return page(request, "sessions/people.html", context, fragment="sessions/_people.html")
