"""Importing candidates in two steps: the file is read and shown, then confirmed; nothing is written in between."""

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes
from ntc_cert.words import plural
from sessions.candidates_file import MAX_BYTES, UnreadableFile
from sessions.candidates_import import ImportRefused, import_candidates, keep_file, plan_of
from sessions.candidates_template import column_guides, template_csv, template_xlsx
from sessions.forms.candidates import CandidateFileForm
from sessions.import_plan import Effect, ImportPlan
from sessions.import_preview import SHOWN, preview
from sessions.models import CandidateFile, ExamSession
from sessions.views.candidates import candidate_context, managed_session

SHOWN_AT_FIRST: Final = 50
CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PILLS: Final = (
    ("acceptees", "Acceptées", (Effect.NEW, Effect.CHANGED)),
    ("nouvelles", "Nouvelles", (Effect.NEW,)),
    ("modifiees", "Modifiées", (Effect.CHANGED,)),
    ("inchangees", "Inchangées", (Effect.UNCHANGED,)),
)
GONE: Final = "Ce fichier n’est plus là. Choisissez-le à nouveau."


@staff_only
@reads_or_writes
def candidates_import(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Choose a file; once read it is kept apart, and shown before anything is written."""
    exam_session = managed_session(request, pk)
    form = CandidateFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            kept = keep_file(exam_session, uploaded.name, uploaded.read(MAX_BYTES + 1), by=request.user)
        except UnreadableFile as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("sessions:candidates_import_confirm", pk, kept.pk)
    pending = CandidateFile.objects.visible_to(request.user).filter(exam_session=exam_session, imported_at=None)
    context = candidate_context(
        exam_session,
        form=form,
        guides=column_guides(exam_session.referentiel),
        pending=pending.defer("content").first(),
    )
    return render(request, "sessions/candidates_import.html", context, status=422 if form.errors else 200)


@staff_only
@reads_or_writes
def candidates_import_confirm(request: AuthenticatedHttpRequest, pk: int, file: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    kept = _kept_file(request, exam_session, file)
    if kept is None or kept.imported_at:
        messages.warning(request, GONE)
        return redirect("sessions:candidates_import", pk)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            plan = import_candidates(kept, seen=request.POST.get("seen", ""), by=request.user)
        except ImportRefused as refusal:
            reasons = refusal.reasons
        except CandidateFile.DoesNotExist:
            messages.warning(request, GONE)
            return redirect("sessions:candidates_import", pk)
        else:
            messages.success(request, _done(len(plan.accepted)))
            return redirect("sessions:candidates", pk)
    context = _confirm_context(request, kept, plan_of(kept)) | {"reasons": reasons}
    return render(request, "sessions/candidates_import_confirm.html", context, status=409 if reasons else 200)


def _confirm_context(request: AuthenticatedHttpRequest, kept: CandidateFile, plan: ImportPlan) -> dict[str, Any]:
    chosen = request.GET.get("effet", "acceptees")
    counted = [(key, label, plan.having(*effects)) for key, label, effects in PILLS]
    changes = next((found for key, _, found in counted if key == chosen), plan.accepted)
    limit = None if "tout" in request.GET else SHOWN_AT_FIRST
    return candidate_context(
        kept.exam_session,
        kept=kept,
        plan=plan,
        read_count=len(plan.table.lines),
        pills=[(key, label, len(found), key == chosen) for key, label, found in counted if found],
        lines=preview(changes[:limit], kept.exam_session.referentiel),
        shown=SHOWN.values(),
        line_count=len(changes),
        chosen=chosen,
    )


@staff_only
@reads
def candidates_refused(request: AuthenticatedHttpRequest, pk: int, file: int) -> HttpResponse:
    """The refused lines as a file to correct: before the import and, for a day, after it."""
    kept = _kept_file(request, managed_session(request, pk), file)
    if kept is None:
        raise Http404
    content = bytes(kept.content) if kept.imported_at else plan_of(kept).refused_file()
    return _download(content, CSV, "candidats-refuses.csv")


@staff_only
@reads
def candidates_template(request: AuthenticatedHttpRequest, pk: int, kind: str) -> HttpResponse:
    exam_session = managed_session(request, pk)
    if kind == "csv":
        return _download(template_csv(), CSV, "candidats-modele.csv")
    if kind == "xlsx":
        return _download(template_xlsx(exam_session.referentiel), XLSX, "candidats-modele.xlsx")
    raise Http404


def _kept_file(request: AuthenticatedHttpRequest, exam_session: ExamSession, pk: int) -> CandidateFile | None:
    kept = CandidateFile.objects.visible_to(request.user).filter(exam_session=exam_session, pk=pk).first()
    if kept:
        kept.exam_session = exam_session
    return kept


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _done(count: int) -> str:
    return f"{plural(count, 'candidat')} {'importé' if count == 1 else 'importés'}."
