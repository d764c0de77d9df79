"""« Statistiques » of a session and over sessions: pictures with their numbers, and the same figures as a file."""

from collections.abc import Mapping
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from centres.access import staff_only
from centres.models import Centre
from evaluations.exporting import FORMATS
from evaluations.figures_choice import Told, titles_in_use, told_of
from evaluations.figures_reading import figures_of
from evaluations.figures_table import MOMENT_WORDS, choice_words, figures_table, parts_of, told_table
from evaluations.forms.figures import ChoiceForm
from evaluations.results_table import ResultTable, table_csv
from evaluations.results_workbook import table_xlsx
from evaluations.views.figure_pictures import pictures, trends
from ntc_cert.documents import ascii_name
from ntc_cert.http import AuthenticatedHttpRequest, reads
from sessions.views.candidates import managed_session
from sessions.views.session_pages import session_page

SHEET: Final = "Statistiques"
WRITERS: Final = {
    "csv": table_csv,
    "xlsx": lambda table: table_xlsx(table, SHEET, sheet_name=SHEET, repeated="A:C"),
}


@staff_only
@reads
def figures(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    exam_session = managed_session(request, pk)
    context = pictures(figures_of(exam_session), exam_session.referentiel)
    return session_page(request, exam_session, "evaluations/figures.html", context, tab="figures")


@staff_only
@reads
def figures_file(request: AuthenticatedHttpRequest, pk: int, format_name: str) -> HttpResponse:
    exam_session = managed_session(request, pk)
    return _file(figures_table(figures_of(exam_session)), exam_session.reference, format_name)


@staff_only
@reads
def figures_over(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = _asked(request)
    context: dict[str, object] = {
        "section": "sessions",
        "form": form,
        "query": request.GET.urlencode(),
        "formats": [(name, FORMATS[name].label) for name in WRITERS],
    }
    if form.titles and form.is_valid():
        context |= _over(form, told_of(request.user, form.choice))
    return render(request, "evaluations/figures_over.html", context)


@staff_only
@reads
def figures_over_file(request: AuthenticatedHttpRequest, format_name: str) -> HttpResponse:
    """What was asked is in the address, as on the page; what cannot be answered is said there."""
    form = _asked(request)
    if not (form.titles and form.is_valid()):
        return redirect(f"{reverse('evaluations:figures_over')}?{request.GET.urlencode()}")
    table = told_table(told_of(request.user, form.choice), form.choice)
    return _file(table, timezone.localdate().isoformat(), format_name)


def _asked(request: AuthenticatedHttpRequest) -> ChoiceForm:
    return ChoiceForm(
        request.GET,
        titles=titles_in_use(request.user),
        centres=Centre.objects.visible_to(request.user),
        today=timezone.localdate(),
    )


def _over(form: ChoiceForm, told: Told) -> Mapping[str, object]:
    return {
        "told": told,
        "choice_words": choice_words(form.choice),
        "trends": trends(told.evolution) if told.sessions else [],
        "moments": [
            (exam_session, list(zip(MOMENT_WORDS, parts_of(moment), strict=True)))
            for exam_session, moment in zip(told.sessions, told.evolution, strict=True)
        ],
        "moment_words": MOMENT_WORDS,
        "last_day": told.sessions[-1].first_day if told.sessions else None,
        **pictures(told.figures, form.choice.title.referentiel),
    }


def _file(table: ResultTable, name: str, format_name: str) -> HttpResponse:
    if format_name not in WRITERS:
        raise Http404
    named = {"Content-Disposition": f'attachment; filename="{ascii_name("figures", name)}.{format_name}"'}
    content = WRITERS[format_name](table)
    return HttpResponse(content, content_type=FORMATS[format_name].content_type, headers=named)
