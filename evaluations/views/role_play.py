"""Beside the grid: who plays the client, the written changes, the parts of the proposal."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render

from evaluations import marking
from evaluations.marking import MarkingRefused
from evaluations.views.marking import proposal_parts, refused, role_play_context
from evaluations.views.seats import Seat, evaluation_or_none, seat_or_404
from juries.models import Juror
from ntc_cert.http import AuthenticatedHttpRequest, writes
from titles.referentiel import PhaseKind


@writes
def play_client(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    seat = seat_or_404(request, pk)
    chosen = request.POST.get("client", "")
    client = next((juror for juror in (seat.juror, *seat.others) if str(juror.pk) == chosen), Juror())
    return _role_play(request, seat, lambda: marking.play_client(seat.candidate, client=client, by=request.user))


@writes
def write_change(request: AuthenticatedHttpRequest, pk: int, rank: int) -> HttpResponse:
    seat = seat_or_404(request, pk)
    field, text = request.POST.get("field", ""), request.POST.get("text", "")
    return _role_play(
        request,
        seat,
        lambda: marking.write_change(seat.candidate, rank=rank, field=field, text=text, by=request.user),
    )


@writes
def announce_change(request: AuthenticatedHttpRequest, pk: int, rank: int) -> HttpResponse:
    seat = seat_or_404(request, pk)
    announced = request.POST.get("announced") == "1"
    return _role_play(
        request,
        seat,
        lambda: marking.announce_change(seat.candidate, rank=rank, announced=announced, by=request.user),
    )


@writes
def check_proposal(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    seat = seat_or_404(request, pk)
    try:
        marking.tick_proposal_parts(seat.candidate, present=request.POST.getlist("parts"), by=request.user)
    except MarkingRefused as refusal:
        return refused(request, pk, PhaseKind.TECHNICAL_INTERVIEW.value, refusal)
    if not request.htmx:
        return redirect("evaluations:grid", pk, PhaseKind.TECHNICAL_INTERVIEW.value)
    parts = proposal_parts(seat.candidate, evaluation_or_none(seat.candidate))
    return render(request, "evaluations/_proposal.html", {"candidate": seat.candidate, "proposal_parts": parts})


def _role_play(request: AuthenticatedHttpRequest, seat: Seat, act: Callable[[], None]) -> HttpResponse:
    phase = PhaseKind.ROLE_PLAY.value
    try:
        act()
    except MarkingRefused as refusal:
        return refused(request, seat.candidate.pk, phase, refusal)
    if not request.htmx:
        return redirect("evaluations:grid", seat.candidate.pk, phase)
    context = role_play_context(seat, evaluation_or_none(seat.candidate))
    return render(request, "evaluations/_role_play.html", {"candidate": seat.candidate, "seat": seat, **context})
