"""« Registre des CCP »: who holds what, until when; one person; who may be invited to a session; the rules."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from centres.access import staff_only
from centres.models import Centre
from evaluations.ccp_listing import (
    ORIGINS,
    acquired_words,
    basis_words,
    filtered,
    limit_words,
    register_table,
    state_of,
)
from evaluations.ccp_reading import Entry, entries, entries_of, rules_of_centre
from evaluations.ccp_register import NotRegistered, add_elsewhere, remove_elsewhere, set_rules, title_codes
from evaluations.exporting import XLSX_TYPE
from evaluations.forms.ccps import ElsewhereForm, FilterForm, RulesForm
from evaluations.models import CcpElsewhere
from evaluations.results_table import table_csv
from evaluations.results_workbook import table_xlsx
from ntc_cert.http import AuthenticatedHttpRequest, page, reads, reads_or_writes, writes
from ntc_cert.words import plural
from sessions.models import ExamSession, Person
from sessions.views.candidates import candidate_context, managed_session
from titles.models import ProfessionalTitle

PER_PAGE: Final = 100
TO_INVITE: Final = "a-inviter"
FORMATS: Final = (("csv", "CSV"), ("xlsx", "Excel"))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the register, said in words."""

    entry: Entry
    state: tuple[str, str]
    held: tuple[tuple[str, str, str], ...]  # short label, when and where, how it is known
    limits: tuple[tuple[str, str], ...]

    @property
    def missing(self) -> list[str]:
        return [self.entry.referentiel.ccp(code).short_label for code in self.entry.standing.missing]


@dataclass(frozen=True, slots=True)
class Invitation:
    row: Row
    acts: tuple[tuple[str, str], ...]  # inscription, address of the form filled in


@staff_only
@reads
def ccp_register(request: AuthenticatedHttpRequest) -> HttpResponse:
    form, everyone = FilterForm(request.GET), _everyone(request)
    found = _asked(form, everyone)
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "candidates",
        "page": shown,
        "rows": [row_of(entry) for entry in shown],
        "total": len(everyone),
        "form": form,
        "only_invited": request.GET.get("montrer") == TO_INVITE,
        "query": request.GET.urlencode(),
        "formats": FORMATS,
        "centres": Centre.objects.visible_to(request.user),
    }
    return page(request, "evaluations/ccp_register.html", context, fragment="evaluations/_ccp_register.html")


@staff_only
@reads
def ccp_export(request: AuthenticatedHttpRequest, format_name: str) -> HttpResponse:
    """What the page shows, all of it."""
    table = register_table(_asked(FilterForm(request.GET), _everyone(request)))
    named = {"Content-Disposition": f'attachment; filename="registre-ccp.{format_name}"'}
    if format_name == "csv":
        return HttpResponse(table_csv(table), content_type="text/csv; charset=utf-8", headers=named)
    if format_name == "xlsx":
        content = table_xlsx(table, "Registre des CCP", sheet_name="Registre", repeated="C:D")
        return HttpResponse(content, content_type=XLSX_TYPE, headers=named)
    raise Http404


@staff_only
@reads_or_writes
def ccp_person(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Everything the register knows of somebody, and the form for what was acquired elsewhere."""
    person = get_object_or_404(Person.objects.visible_to(request.user).select_related("centre"), pk=pk)
    posted, today = request.POST if request.method == "POST" else None, timezone.localdate()
    form = ElsewhereForm(posted, titles=list(ProfessionalTitle.objects.all()), today=today)
    if form.is_bound and form.is_valid():
        try:
            add_elsewhere(person, form.entry, by=request.user)
        except NotRegistered as refusal:
            form.add_error(None, list(refusal.reasons))
        else:
            messages.success(request, "CCP inscrit au registre.")
            return redirect("evaluations:ccp_person", pk)
    context = {
        "section": "candidates",
        "person": person,
        "rows": [row_of(entry) for entry in entries_of(person, today=today)],
        "elsewhere": person.ccps_elsewhere.all(),
        "form": form,
    }
    return render(request, "evaluations/ccp_person.html", context, status=422 if form.errors else 200)


@staff_only
@writes
def ccp_remove(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    rows = CcpElsewhere.objects.visible_to(request.user).select_related("person__centre")
    row = get_object_or_404(rows, pk=pk)
    remove_elsewhere(row, by=request.user)
    messages.success(request, f"{row.ccp}, retiré du registre.")
    return redirect("evaluations:ccp_person", row.person_id)


@staff_only
@reads
def ccp_invitations(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Who of the centre may come to this session, each with the form of enrolment filled in."""
    exam_session = managed_session(request, pk)
    people = Person.objects.filter(centre=exam_session.centre).select_related("centre")
    enrolled = set(exam_session.candidates.values_list("person", flat=True))
    first = min((day.date for day in exam_session.days.all()), default=timezone.localdate())
    # Judged on the first day: a limit that falls before it closes the door.
    found = [
        one
        for one in entries(people, today=first)
        if one.referentiel.code == exam_session.title.code and one.person.pk not in enrolled
    ]
    context = candidate_context(
        exam_session,
        invitations=[_invitation(exam_session, one) for one in found if one.standing.is_to_invite],
        over=[row_of(one) for one in found if one.standing.is_over],
        first=first,
    )
    return render(request, "evaluations/ccp_invitations.html", context)


@staff_only
@reads_or_writes
def ccp_rules(request: AuthenticatedHttpRequest, centre: int) -> HttpResponse:
    place = get_object_or_404(Centre.objects.visible_to(request.user), pk=centre)
    ends = {row.title_code: (row.ends_on, row.source) for row in place.title_ends.all()}
    posted = request.POST if request.method == "POST" else None
    form = RulesForm(posted, rules=rules_of_centre(place.pk), titles=title_codes(), ends=ends)
    if form.is_bound and form.is_valid():
        changed = set_rules(place, form.asked, form.ends, by=request.user)
        messages.success(request, f"{plural(changed, 'règle modifiée', 'règles modifiées', 'aucune').capitalize()}.")
        return redirect("evaluations:ccp_rules", centre)
    context = {"section": "candidates", "centre": place, "form": form}
    return render(request, "evaluations/ccp_rules.html", context, status=422 if form.errors else 200)


def row_of(entry: Entry) -> Row:
    short = {ccp.code: ccp.short_label for ccp in entry.referentiel.ccps}
    held = tuple((short[one.ccp], acquired_words(one), ORIGINS[one.origin]) for one in entry.standing.held)
    limits = tuple((limit_words(limit), basis_words(limit)) for limit in entry.standing.limits)
    return Row(entry, state_of(entry), held, limits)


def _invitation(exam_session: ExamSession, entry: Entry) -> Invitation:
    held = [one.ccp for one in entry.standing.held]
    form, routes = reverse("sessions:candidate_add", args=[exam_session.pk]), exam_session.referentiel.routes
    known = [key for key in entry.standing.routes if key in routes]
    asked = [(routes[key].label, {"personne": entry.person.pk, "inscription": key, "acquis": held}) for key in known]
    return Invitation(row_of(entry), tuple((label, f"{form}?{urlencode(query, doseq=True)}") for label, query in asked))


def _everyone(request: AuthenticatedHttpRequest) -> list[Entry]:
    people = Person.objects.visible_to(request.user).select_related("centre")
    return entries(people, today=timezone.localdate())


def _asked(form: FilterForm, everyone: list[Entry]) -> list[Entry]:
    form.is_valid()
    values = form.cleaned_data
    before: date | None = values.get("avant")
    only = values.get("montrer") == TO_INVITE
    return filtered(everyone, words=values.get("q", ""), before=before, only_invited=only)
