"""The register of jurors: the list, one file, its changes, its account."""

from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from centres.access import staff_only
from centres.accounts import Told, free_username
from centres.models import Centre
from juries.facts import facts_of, known_titles, rules_in_force
from juries.forms import DayForm, JurorAccountForm, JurorForm
from juries.listing import list_jurors, verdict_on
from juries.models import Juror
from juries.register import JurorRefused, add_juror, change_juror, open_account, renew_account_code
from juries.standing import standing
from ntc_cert.http import AuthenticatedHttpRequest, page, reads, reads_or_writes
from ntc_cert.sorting import heads

SECTION: Final = {"section": "juries"}


@staff_only
@reads
def juror_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    jurors = Juror.objects.visible_to(request.user).of_register()
    rows = jurors.select_related("centre", "user").prefetch_related("habilitations")
    listing = list_jurors(rows, request.GET, day=timezone.localdate())
    columns = [("nom", "Nom, prénom"), ("employeur", "Employeur"), ("habilitation", "Habilitation")]
    columns += [("siege", f"{title.label}, aujourd’hui") for title in listing.titles]
    context = {
        **SECTION,
        "listing": listing,
        "heads": [*heads(columns, request.GET.get("tri", "nom")), *heads([("", "Compte")], "")],
        "query": request.GET.get("q", ""),
        "has_centre": Centre.objects.visible_to(request.user).exists(),
    }
    return page(request, "juries/list.html", context, fragment="juries/_jurors.html")


@staff_only
@reads
def juror_detail(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The file, and where it stands on the day asked for, today unless told."""
    juror = _juror(request, pk)
    with timezone.override(juror.centre.zone):
        form = DayForm(request.GET, titles=known_titles(), today=timezone.localdate())
        context = {**SECTION, "juror": juror, "form": form, **_judged(juror, form)}
        return render(request, "juries/detail.html", context, status=422 if form.errors else 200)


@staff_only
@reads_or_writes
def juror_add(request: AuthenticatedHttpRequest) -> HttpResponse:
    if not Centre.objects.visible_to(request.user).exists():
        messages.warning(request, "Ajoutez d’abord un centre\u00a0: chaque juré est au registre d’un centre.")
        return redirect("centres:list")
    with timezone.override(_zone_to_add_in(request)):
        form = _form(request, back=reverse("juries:list"))
        if form.is_bound and form.is_valid():
            try:
                juror = add_juror(form.centre, form.entry, by=request.user)
            except JurorRefused as refusal:
                form.add_error(None, list(refusal.reasons))
            else:
                messages.success(request, f"{juror} est au registre.")
                return redirect("juries:detail", juror.pk)
        return render(request, "juries/add.html", {**SECTION, "form": form}, status=422 if form.errors else 200)


@staff_only
@reads_or_writes
def juror_edit(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Saving keeps the place: spare rows come back empty."""
    juror = _juror(request, pk)
    with timezone.override(juror.centre.zone):
        form = _form(request, back=reverse("juries:detail", args=[pk]), juror=juror)
        if form.is_bound and form.is_valid():
            try:
                change_juror(juror, form.entry, by=request.user)
            except JurorRefused as refusal:
                form.add_error(None, list(refusal.reasons))
            else:
                messages.success(request, "Fiche enregistrée.")
                return redirect("juries:edit", pk)
        context = {**SECTION, "form": form, "juror": juror}
        return render(request, "juries/edit.html", context, status=422 if form.errors else 200)


@staff_only
@never_cache
@reads_or_writes
def juror_account(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Proposes an identifier, then opens the account and shows its code once."""
    juror = _juror(request, pk)
    form = JurorAccountForm(
        request.POST if request.method == "POST" else None,
        suggested=free_username(juror.first_names, juror.last_name),
        back=reverse("juries:detail", args=[pk]),
    )
    if form.is_bound and form.is_valid():
        try:
            told = open_account(juror, by=request.user, username=form.cleaned_data["username"])
            return _told(request, juror, told, "Compte ouvert")
        except JurorRefused as refusal:
            form.add_error("username", list(refusal.reasons))
    context = {**SECTION, "form": form, "juror": juror}
    return render(request, "juries/account.html", context, status=422 if form.errors else 200)


@staff_only
@never_cache
@reads_or_writes
def juror_code(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Says what a new code changes, then gives it."""
    juror = _juror(request, pk)
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            return _told(request, juror, renew_account_code(juror, by=request.user), "Nouveau code")
        except JurorRefused as refusal:
            reasons = refusal.reasons
    context = {**SECTION, "juror": juror, "reasons": reasons}
    return render(request, "juries/code.html", context, status=409 if reasons else 200)


def _juror(request: AuthenticatedHttpRequest, pk: int) -> Juror:
    """Those of an imported session too: what its timetable warns of is mended in their file."""
    rows = Juror.objects.visible_to(request.user).select_related("centre", "user")
    return get_object_or_404(rows.prefetch_related("habilitations", "availabilities"), pk=pk)


def _judged(juror: Juror, form: DayForm) -> dict[str, Any]:
    if not form.is_valid():
        return {"verdict": None, "points": (), "day": None}
    day: date = form.cleaned_data["jour"]
    title = next(one for one in known_titles() if one.code == form.cleaned_data["titre"])
    rules = rules_in_force()
    return {
        "verdict": verdict_on(juror, title, day, rules),
        "points": standing(facts_of(juror), title_code=title.code, day=day, rules=rules),
        "day": day,
    }


def _form(request: AuthenticatedHttpRequest, *, back: str, juror: Juror | None = None) -> JurorForm:
    return JurorForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        titles=known_titles(),
        today=timezone.localdate(),
        back=back,
        juror=juror,
    )


def _zone_to_add_in(request: AuthenticatedHttpRequest) -> ZoneInfo:
    """Hours are typed at the clock of the centre chosen in the same form."""
    centres = list(Centre.objects.visible_to(request.user))
    chosen = [centre for centre in centres if str(centre.pk) == request.POST.get("centre")]
    return (chosen or centres)[0].zone


def _told(request: AuthenticatedHttpRequest, juror: Juror, told: Told, heading: str) -> HttpResponse:
    return render(request, "juries/told.html", {**SECTION, "juror": juror, "told": told, "heading": heading})
