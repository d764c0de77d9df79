"""Beside the grid, for a page without JavaScript: who plays the client, the written changes, the proposal's parts.

A tablet sends its own to `evaluations:synchronise`.
"""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from evaluations.marking import MarkingRefused
from evaluations.operations import SharedKind
from evaluations.shared_cells import PHASE_OF, PRESENT
from evaluations.sharing import write
from evaluations.synchronising import Sender
from evaluations.views.marking import refused
from evaluations.views.seats import Seat, seat_or_404
from ntc_cert.http import AuthenticatedHttpRequest, writes


@writes
def play_client(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    return _written(request, pk, SharedKind.CLIENT, [("client", request.POST.get("client", ""))])


@writes
def write_change(request: AuthenticatedHttpRequest, pk: int, rank: int) -> HttpResponse:
    wanted = [(f"{rank}.{name}", request.POST.get(name, "")) for name in ("field", "text")]
    return _written(request, pk, SharedKind.CHANGE, wanted)


@writes
def announce_change(request: AuthenticatedHttpRequest, pk: int, rank: int) -> HttpResponse:
    moment = timezone.now().isoformat() if request.POST.get("announced") == "1" else ""
    return _written(request, pk, SharedKind.ANNOUNCED, [(str(rank), moment)])


@writes
def check_proposal(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    seat = seat_or_404(request, pk)
    codes = [item.code for item in seat.candidate.exam_session.referentiel.proposal_parts]
    present = set(request.POST.getlist("parts"))
    wanted = [(code, PRESENT if code in present else "") for code in [*codes, *sorted(present - set(codes))]]
    return _written(request, pk, SharedKind.PART, wanted)


def _written(
    request: AuthenticatedHttpRequest, pk: int, kind: SharedKind, wanted: Iterable[tuple[str, str]]
) -> HttpResponse:
    seat: Seat = seat_or_404(request, pk)
    phase = PHASE_OF[kind].value
    sender = Sender(seat.juror.pk, request.user.pk, request.user)
    try:
        for cell, value in wanted:
            write(seat.candidate, sender, phase=phase, kind=kind, cell=cell, value=value)
    except MarkingRefused as refusal:
        return refused(request, pk, phase, refusal)
    return redirect("evaluations:grid", pk, phase)
