"""« Impression »: what there is to print of a session, and each kind as one PDF."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from centres.access import staff_only
from evaluations.documents import KINDS, Kind
from evaluations.documents.cases import Case, cases
from evaluations.documents.wording import decision_word
from ntc_cert.checks import can_make_pdf
from ntc_cert.documents import APT_LINE, PdfUnavailable, ascii_name
from ntc_cert.http import AuthenticatedHttpRequest, reads
from sessions.documents import DOOR_PLANS
from sessions.leaves import PrintFile, joined
from sessions.models import Candidate, ExamSession
from sessions.views.session_pages import session_page

FROM_THE_BROWSER = "navigateur"  # the same sheets as a page to print, where no PDF can be made


@dataclass(frozen=True, slots=True)
class KindRow:
    kind: Kind
    leaves: int  # none while there is nothing to print
    is_draft: bool


@dataclass(frozen=True, slots=True)
class CandidateRow:
    case: Case
    decision: str


@staff_only
@reads
def documents(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = _session_or_404(request, pk)
    found = cases(exam_session)
    rows = [_kind_row(kind, exam_session, found) for kind in KINDS.values()]
    context = {
        "before": [row for row in rows if not row.kind.is_after],
        "after": [row for row in rows if row.kind.is_after],
        "people": [CandidateRow(case, decision_word(case)) for case in found],
        "sealed": sum(case.record.is_sealed for case in found),
        "tab_counts": {"candidates": len(found), "panels": exam_session.panels.count()},
        "can_make_pdf": can_make_pdf(),
        "apt_line": APT_LINE,
    }
    return session_page(request, exam_session, "evaluations/documents.html", context, tab="documents")


@staff_only
@reads
def document(request: AuthenticatedHttpRequest, pk: int, kind: str) -> HttpResponse:
    """One kind for the whole session, in one file."""
    exam_session, chosen = _session_or_404(request, pk), _kind_or_404(kind)
    files = chosen.make(exam_session, cases(exam_session))
    return _sent(request, exam_session, joined(ascii_name(kind, exam_session.reference), files))


@staff_only
@reads
def candidate_document(request: AuthenticatedHttpRequest, pk: int, kind: str) -> HttpResponse:
    """One kind for one candidate."""
    candidate = get_object_or_404(Candidate.objects.managed_by(request.user), pk=pk)
    exam_session, chosen = _session_or_404(request, candidate.exam_session_id), _kind_or_404(kind)
    if not chosen.is_personal:
        raise Http404
    (file,) = chosen.make(exam_session, cases(exam_session, Candidate.objects.filter(pk=pk)))
    return _sent(request, exam_session, file)


def _session_or_404(request: AuthenticatedHttpRequest, pk: int) -> ExamSession:
    sessions = ExamSession.objects.managed_by(request.user).select_related("centre", "title")
    return get_object_or_404(sessions, pk=pk)


def _kind_or_404(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _kind_row(kind: Kind, exam_session: ExamSession, found: list[Case]) -> KindRow:
    """What is printed of the whole session is counted without being read: the list stays cheap."""
    open_results = any(not case.record.is_sealed for case in found)
    if not kind.is_personal:
        leaves = len(_doors(exam_session, found)) if kind.key == DOOR_PLANS else min(len(found), 1)
        return KindRow(kind, leaves, kind.is_after and open_results)
    leaves = [leaf for file in kind.make(exam_session, found) for leaf in file.leaves if not file.is_empty]
    return KindRow(kind, len(leaves), any(leaf.is_draft for leaf in leaves))


def _doors(exam_session: ExamSession, found: list[Case]) -> set[tuple[int, date]]:
    return {
        (room, step.starts_at.astimezone(exam_session.zone).date())
        for case in found
        for step in case.steps
        for room in (step.candidate_room_id, step.jury_room_id)
        if room is not None
    }


def _sent(request: AuthenticatedHttpRequest, exam_session: ExamSession, file: PrintFile) -> HttpResponse:
    if FROM_THE_BROWSER in request.GET:
        return HttpResponse(file.html())
    try:
        content = file.pdf()
    except PdfUnavailable:
        context = {"apt_line": APT_LINE, "title": file.leaves[0].heading, "instead": f"?{FROM_THE_BROWSER}"}
        return session_page(request, exam_session, "evaluations/no_pdf.html", context, tab="documents", status=503)
    named = {"Content-Disposition": f'attachment; filename="{file.name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=named)
