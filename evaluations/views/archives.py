"""Archives: a session taken out as a file, one brought in in two steps, and the journal it came with."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from centres.access import administrator_only, staff_only
from centres.models import Centre
from evaluations.archive.making import awaited_of, make_archive
from evaluations.archive.packing import UnreadableArchive, unpack
from evaluations.archive.telling import counted, line_of, weighed
from evaluations.archive.uploads import import_upload, keep_archive
from evaluations.forms.archives import ArchiveForm, ReceivingForm
from evaluations.models import ArchiveUpload, SessionOrigin
from evaluations.views.documents import session_or_404
from ntc_cert.documents import ascii_name
from ntc_cert.http import AuthenticatedHttpRequest, page, reads, reads_or_writes
from sessions.models import ExamSession
from sessions.views.session_pages import session_page

PER_PAGE: Final = 50


@staff_only
@reads_or_writes
def archive(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """A POST, although it is a download: the journal says who took the session out."""
    exam_session = session_or_404(request, pk)
    if request.method == "POST":
        made = make_archive(exam_session, by=request.user)
        name = ascii_name("archive", exam_session.reference)
        named = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
        return HttpResponse(made.content, content_type="application/zip", headers=named)
    about, size = weighed(exam_session)
    context = {
        "counts": counted(about),
        "size": size,
        "awaited": awaited_of(exam_session),
        "origin": _origins(exam_session).defer("journal").first(),
    }
    return session_page(request, exam_session, "evaluations/archive.html", context, tab="documents")


@staff_only
@reads
def archive_journal(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """What was done to the session before it came here, the latest first."""
    exam_session = session_or_404(request, pk)
    origin = _origins(exam_session).first()
    if origin is None:
        raise Http404
    shown = Paginator(origin.journal[::-1], PER_PAGE).get_page(request.GET.get("page"))
    context = {"origin": origin, "page": shown, "lines": [line_of(entry, exam_session) for entry in shown]}
    return session_page(request, exam_session, "evaluations/archive_journal.html", context, tab="documents")


@administrator_only
@reads_or_writes
def archives(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Choose an archive; once verified it is kept apart, and shown before anything is written."""
    form = ArchiveForm(request.POST, request.FILES) if request.method == "POST" else ArchiveForm()
    faults: tuple[Any, ...] = ()
    if form.is_bound and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            upload = keep_archive(uploaded.name, uploaded.read(), by=request.user)
        except UnreadableArchive as refusal:
            faults = refusal.faults
        else:
            return redirect("evaluations:archive_confirm", upload.pk)
    pending = ArchiveUpload.objects.filter(uploaded_by=request.user).defer("content").first()
    came = SessionOrigin.objects.select_related("exam_session", "imported_by").defer("journal").order_by("-imported_at")
    context = {"form": form, "section": "archives", "faults": faults, "pending": pending, "came": came[:PER_PAGE]}
    return page(request, "evaluations/archives.html", context, status=422 if form.is_bound else 200)


@administrator_only
@reads_or_writes
def archive_confirm(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    upload = get_object_or_404(ArchiveUpload, pk=pk, uploaded_by=request.user)
    contents = unpack(bytes(upload.content))
    code = contents.manifest["centre"]["code"]
    form = ReceivingForm(request.POST or None, first=Centre.objects.filter(code=code).first())
    faults: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            imported = import_upload(upload, centre=form.cleaned_data["centre"], by=request.user)
        except UnreadableArchive as refusal:
            faults = refusal.faults
        else:
            for note in imported.notes:
                messages.info(request, note)
            messages.success(request, f"Session {imported.exam_session.reference} reprise de son archive.")
            return redirect("sessions:overview", imported.exam_session.pk)
    context = {
        "section": "archives",
        "upload": upload,
        "manifest": contents.manifest,
        "digest": contents.digest,
        "counts": counted(contents.manifest),
        "papers": sum(name.startswith("papers/") for name in contents.files),
        "form": form,
        "faults": faults,
    }
    return page(request, "evaluations/archive_confirm.html", context, status=422 if request.method == "POST" else 200)


def _origins(exam_session: ExamSession) -> QuerySet[SessionOrigin]:
    return SessionOrigin.objects.filter(exam_session=exam_session).select_related("imported_by")
