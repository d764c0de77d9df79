"""A juror's calendar at its secret address, and the pages that show, renew and withdraw that address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from centres.access import staff_only
from juries.models import Juror
from ntc_cert.http import AuthenticatedHttpRequest, reads, reads_or_writes
from ntc_cert.site import site_address
from sessions import calendar_addresses
from sessions.calendar_file import TYPE, followed_calendar
from sessions.calendars import juror_events


@login_not_required
@reads
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """A calendar program asks without a log-in: the address is the secret. No candidate has a name here."""
    juror = calendar_addresses.juror_at(token)
    if juror is None:
        raise Http404
    content = followed_calendar(juror_events(juror), name="Jurys")
    headers = {
        "Cache-Control": "private, max-age=900",
        "Content-Disposition": 'inline; filename="jurys.ics"',
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(content, content_type=TYPE, headers=headers)


@never_cache
@reads_or_writes
def own_calendar(request: AuthenticatedHttpRequest) -> HttpResponse:
    juror = Juror.objects.filter(user=request.user).select_related("centre").first()
    if juror is None:
        raise Http404
    return _page(request, juror, reverse("sessions:own_calendar"), back=reverse("evaluations:my_day"))


@staff_only
@never_cache
@reads_or_writes
def juror_calendar(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    jurors = Juror.objects.visible_to(request.user).select_related("centre")
    juror = get_object_or_404(jurors, pk=pk)
    return _page(
        request, juror, reverse("sessions:juror_calendar", args=[pk]), back=reverse("juries:detail", args=[pk])
    )


def _page(request: AuthenticatedHttpRequest, juror: Juror, here: str, *, back: str) -> HttpResponse:
    """A POST gives a new address, or withdraws it when it says so."""
    if request.method == "POST":
        if request.POST.get("act") == "withdraw":
            calendar_addresses.withdraw(juror, by=request.user)
            messages.success(request, "Adresse retirée : elle ne mène plus nulle part.")
        else:
            calendar_addresses.give(juror, by=request.user)
            messages.success(request, "Adresse donnée. Celle d’avant, s’il y en avait une, ne mène plus nulle part.")
        return redirect(here)
    token = calendar_addresses.token_shown(juror)
    path = reverse("sessions:calendar", args=[token]) if token else ""
    context = {
        "juror": juror,
        "address": f"{site_address(request)}{path}" if path else "",
        "back": back,
        "is_own": juror.user_id == request.user.pk,
        "section": "juries",
    }
    return render(request, "sessions/juror_calendar.html", context)
