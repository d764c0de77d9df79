"""« Impression »: what there is to print of a session, and each kind as one PDF."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers

from centres.access import staff_only
from evaluations.documents import KINDS, Folder, Kind
from evaluations.documents.cases import Case
from evaluations.documents.kept import Papers
from evaluations.documents.wording import decision_word
from evaluations.exporting import FORMATS, exported
from evaluations.forms.printing import PrintForm
from evaluations.views.print_preview import preview_of
from evaluations.views.print_progress import jobs_context
from ntc_cert.checks import can_make_pdf
from ntc_cert.documents import APT_LINE, PdfUnavailable, ascii_name
from ntc_cert.http import AuthenticatedHttpRequest, reads
from ntc_cert.site import site_address
from sessions.leaves import PrintFile, joined, of_candidate, or_nothing
from sessions.models import Candidate, ExamSession
from sessions.views.session_pages import session_page

FROM_THE_BROWSER = "navigateur"  # the same sheets as a page to print, where no PDF can be made


@dataclass(frozen=True, slots=True)
class KindRow:
    kind: Kind
    leaves: int  # none while there is nothing to print
    is_draft: bool

    @property
    def waits(self) -> str:
        """What it still waits for, if anything."""
        if not self.leaves:
            return self.kind.waits
        awaited = "le scellement" if self.kind.is_after else "la publication"
        return f"brouillon, attend {awaited}" if self.is_draft else ""


@dataclass(frozen=True, slots=True)
class CandidateRow:
    case: Case
    decision: str


@staff_only
@reads
def documents(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """A part of the page asks for another sheet of the preview."""
    exam_session = session_or_404(request, pk)
    folder = Folder(exam_session, site=site_address(request))
    if not request.htmx:
        return documents_page(request, exam_session, folder)
    context = {"exam_session": exam_session, "preview": preview_of(folder, request.GET), "can_make_pdf": can_make_pdf()}
    answer = render(request, "evaluations/_preview.html", context)
    patch_vary_headers(answer, ("HX-Request",))
    return answer


def documents_page(
    request: AuthenticatedHttpRequest,
    exam_session: ExamSession,
    folder: Folder,
    *,
    form: PrintForm | None = None,
    reasons: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """The print room: `form` is what was asked and refused, if anything was."""
    found = folder.cases
    rows = [_kind_row(kind, folder) for kind in KINDS.values()]
    ready = next((row.kind.key for row in rows if row.leaves), "")
    context = {
        "preview": preview_of(folder, request.GET, first=ready),
        "before": [row for row in rows if not row.kind.is_after],
        "after": [row for row in rows if row.kind.is_after],
        "people": [CandidateRow(case, decision_word(case)) for case in found],
        "sealed": sum(case.record.is_sealed for case in found),
        "tab_counts": {"candidates": len(found), "panels": exam_session.panels.count()},
        "form": form or PrintForm(folder=folder),
        "reasons": reasons,
        "formats": FORMATS,
        "can_make_pdf": can_make_pdf(),
        "apt_line": APT_LINE,
        **jobs_context(request, exam_session),
    }
    return session_page(request, exam_session, "evaluations/documents.html", context, tab="documents", status=status)


@staff_only
@reads
def document(request: AuthenticatedHttpRequest, pk: int, kind: str) -> HttpResponse:
    """One kind for the whole session, in one file."""
    exam_session, chosen = session_or_404(request, pk), _kind_or_404(kind)
    files = chosen.make(Folder(exam_session, site=site_address(request)))
    return _sent(request, exam_session, ascii_name(kind, exam_session.reference), files)


@staff_only
@reads
def candidate_document(request: AuthenticatedHttpRequest, pk: int, kind: str) -> HttpResponse:
    """One kind for one candidate."""
    candidate = get_object_or_404(Candidate.objects.managed_by(request.user), pk=pk)
    exam_session, chosen = session_or_404(request, candidate.exam_session_id), _kind_or_404(kind)
    if not chosen.is_personal:
        raise Http404
    files = chosen.make(Folder(exam_session, Candidate.objects.filter(pk=pk)))
    own = [file for file in files if file.person == of_candidate(pk)]
    only = or_nothing(chosen.key, chosen.label, exam_session, own)
    return _sent(request, exam_session, only[0].name, only)


@staff_only
@reads
def results_file(request: AuthenticatedHttpRequest, pk: int, format_name: str) -> HttpResponse:
    exam_session = session_or_404(request, pk)
    if format_name not in FORMATS:
        raise Http404
    name = ascii_name("results", exam_session.reference)
    named = {"Content-Disposition": f'attachment; filename="{name}.{format_name}"'}
    content = exported(exam_session, format_name)
    return HttpResponse(content, content_type=FORMATS[format_name].content_type, headers=named)


def session_or_404(request: AuthenticatedHttpRequest, pk: int) -> ExamSession:
    sessions = ExamSession.objects.managed_by(request.user).select_related("centre", "title")
    return get_object_or_404(sessions, pk=pk)


def _kind_or_404(key: str) -> Kind:
    if key not in KINDS:
        raise Http404
    return KINDS[key]


def _kind_row(kind: Kind, folder: Folder) -> KindRow:
    leaves = [leaf for file in kind.make(folder) for leaf in file.leaves if not file.is_empty]
    return KindRow(kind, len(leaves), any(leaf.is_draft for leaf in leaves))


def _sent(
    request: AuthenticatedHttpRequest, exam_session: ExamSession, name: str, files: list[PrintFile]
) -> HttpResponse:
    if FROM_THE_BROWSER in request.GET:
        return HttpResponse(joined(name, files).html())
    try:
        content = Papers(files, keeps=False).joined(files)
    except PdfUnavailable:
        context = {"apt_line": APT_LINE, "title": files[0].leaves[0].heading, "instead": f"?{FROM_THE_BROWSER}"}
        return session_page(request, exam_session, "evaluations/no_pdf.html", context, tab="documents", status=503)
    named = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=named)
