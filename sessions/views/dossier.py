"""The documents of a candidate's dossier: put in, replaced, removed, and given to who may read them."""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes
from sessions.dossier import DossierRefused, readable, receive, remove
from sessions.dossier_rules import Kind, kinds_of
from sessions.forms.dossier import DocumentForm
from sessions.models import Candidate, DossierDocument
from sessions.views.candidates import candidate_context

# What came from outside is shown as what it is, and runs nothing; it is kept by no cache.
HEADERS: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@reads
def dossier_document(request: AuthenticatedHttpRequest, pk: int, kind: str) -> HttpResponse:
    """For the staff of the session at any time; for the candidate's jury from the day before to the day itself."""
    rows = DossierDocument.objects.visible_to(request.user).select_related(
        "candidate__exam_session__centre", "candidate__passage"
    )
    document = get_object_or_404(rows.defer("content"), candidate=pk, kind=kind)
    if not readable([document], request.user, now=timezone.now()):
        raise Http404
    named = {"Content-Disposition": f'inline; filename="{document.file_name}"'}
    return HttpResponse(bytes(document.content), content_type=document.media_type, headers=HEADERS | named)


@staff_only
@reads_or_writes
def dossier_put(request: AuthenticatedHttpRequest, pk: int, kind: str) -> HttpResponse:
    """A first document, or another in its place: the page says which one goes."""
    candidate = managed_candidate(request, pk)
    chosen = _kind_or_404(candidate, kind)
    former = candidate.documents.filter(kind=chosen).defer("content").first()
    seen = former.version if former else ""
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    verb = "Remplacer le document" if former else "Déposer le document"
    form = DocumentForm(*given, initial={"seen": seen}, verb=verb, back=_back(candidate))
    if form.is_bound and form.is_valid():
        try:
            receive(candidate, chosen, form.cleaned_data["file"], seen=form.cleaned_data["seen"], by=request.user)
        except DossierRefused as refusal:
            form = DocumentForm(initial={"seen": seen}, verb=verb, back=_back(candidate))
            return _page(request, "sessions/dossier_put.html", candidate, chosen, former, form, refusal.reasons)
        messages.success(request, f"{chosen.label}, document déposé.")
        return redirect(_back(candidate))
    return _page(request, "sessions/dossier_put.html", candidate, chosen, former, form)


@staff_only
@reads_or_writes
def dossier_remove(request: AuthenticatedHttpRequest, pk: int, kind: str) -> HttpResponse:
    """Says what goes, then does it."""
    candidate = managed_candidate(request, pk)
    chosen = _kind_or_404(candidate, kind)
    former = get_object_or_404(candidate.documents.defer("content"), kind=chosen)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            remove(candidate, chosen, by=request.user)
        except DossierRefused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"{chosen.label}, document retiré.")
            return redirect(_back(candidate))
    return _page(request, "sessions/dossier_remove.html", candidate, chosen, former, None, reasons)


def managed_candidate(request: AuthenticatedHttpRequest, pk: int) -> Candidate:
    rows = Candidate.objects.managed_by(request.user).select_related(
        "person", "exam_session__centre", "exam_session__title", "passage__panel"
    )
    return get_object_or_404(rows, pk=pk)


def _kind_or_404(candidate: Candidate, kind: str) -> Kind:
    """In-training results are no part of the dossier of another path than formation."""
    if kind not in kinds_of(candidate.path):
        raise Http404
    return Kind(kind)


def _back(candidate: Candidate) -> str:
    return f"{reverse('sessions:candidate_edit', args=[candidate.pk])}#dossier"


def _page(
    request: AuthenticatedHttpRequest,
    template: str,
    candidate: Candidate,
    kind: Kind,
    former: DossierDocument | None,
    form: DocumentForm | None = None,
    reasons: Sequence[str] = (),
) -> HttpResponse:
    exam_session = candidate.exam_session
    context = candidate_context(
        exam_session, candidate=candidate, kind=kind, former=former, form=form, reasons=reasons, back=_back(candidate)
    )
    status = 409 if reasons else 422 if form and form.errors else 200
    with timezone.override(exam_session.zone):
        return render(request, template, context, status=status)
