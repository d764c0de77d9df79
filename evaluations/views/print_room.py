"""The print room's acts: have what is chosen prepared apart, stop it, take it up again, fetch the file."""

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from centres.access import staff_only
from evaluations import print_jobs
from evaluations.documents import Folder
from evaluations.documents.selection import chosen, sheets, told_of
from evaluations.documents.signing import refusals
from evaluations.forms.printing import PrintForm
from evaluations.models import PrintJob
from evaluations.views.documents import documents_page, session_or_404
from evaluations.views.print_progress import jobs_context
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes, writes
from ntc_cert.refusals import Refused
from ntc_cert.site import site_address
from sessions.models import ExamSession

NOTHING: Final = "Rien à imprimer dans ce choix : changez de documents, de journées ou de personnes."
TYPES: Final = {"pdf": "application/pdf", "zip": "application/zip"}


@staff_only
@reads_or_writes
def print_room(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """A GET is what stands at the top of the page: how far the last one is, and the files that are ready."""
    exam_session = session_or_404(request, pk)
    if request.method != "POST":
        if not request.htmx:
            return redirect("evaluations:documents", pk)
        return render(request, "evaluations/_print_jobs.html", jobs_context(request, exam_session))
    folder = Folder(exam_session)
    form = PrintForm(request.POST, folder=folder, site=site_address(request))
    if not form.is_valid():
        return documents_page(request, exam_session, folder, form=form, status=422)
    files = chosen(folder, form.choice)
    count = sheets(files)
    if not count:
        form.add_error("kinds", NOTHING)
    elif form.choice.is_signed and (motives := refusals(form.choice.kinds, files)):
        form.add_error("is_signed", motives)
    if form.errors:
        return documents_page(request, exam_session, folder, form=form, status=422)
    try:
        told = told_of(form.choice, count)
        print_jobs.ask(exam_session, form.choice.written(), told=told, total=count, by=request.user)
    except Refused as refusal:
        return documents_page(request, exam_session, folder, form=form, reasons=refusal.reasons, status=409)
    return redirect("evaluations:documents", pk)


@staff_only
@writes
def print_stop(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    job = _job_or_404(request, pk)
    print_jobs.stop(job)
    return redirect("evaluations:documents", job.exam_session_id)


@staff_only
@writes
def print_again(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Pressed, or asked by the page itself where a preparation has died."""
    job = _job_or_404(request, pk)
    try:
        print_jobs.take_up(job, by_itself=bool(request.htmx))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
    if request.htmx:
        return render(request, "evaluations/_print_jobs.html", jobs_context(request, job.exam_session))
    return redirect("evaluations:documents", job.exam_session_id)


@staff_only
@reads
def print_file(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    job = _job_or_404(request, pk)
    if job.state != PrintJob.State.DONE:
        raise Http404
    named = {"Content-Disposition": f'attachment; filename="{job.name}"'}
    return HttpResponse(bytes(job.content), content_type=TYPES[job.name.rpartition(".")[2]], headers=named)


def _job_or_404(request: AuthenticatedHttpRequest, pk: int) -> PrintJob:
    """One's own, while one still manages the session."""
    return get_object_or_404(
        PrintJob, pk=pk, asked_by=request.user, exam_session__in=ExamSession.objects.managed_by(request.user)
    )
