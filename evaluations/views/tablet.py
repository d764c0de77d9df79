"""What a juror's tablet asks in JSON; never a redirection, which it would take for a page of the network."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils import timezone

from evaluations.operations import Op, Unreadable, read_batch
from evaluations.shared_cells import Key, SharedCell, SharedRival, shared_cells
from evaluations.sharing import receive
from evaluations.synchronising import Reply, Sender, SomeoneElse
from evaluations.tablet_report import read_report
from evaluations.tablets import hear
from evaluations.views.seats import evaluation_or_none, seat_or_404
from juries.models import Juror
from ntc_cert.http import AuthenticatedHttpRequest, reads, writes

LOGGED_OUT = "Reconnectez-vous : rien n’a été perdu."
SOMEONE_ELSE = "Un autre juré est entré sur cette tablette. Ces saisies attendent le leur."
NOT_JSON = "Envoi illisible : ce n’est pas du JSON."


def answers_json(view: Callable[..., JsonResponse]) -> Callable[..., HttpResponseBase]:
    """Logged out is 401 and a sentence: the tablet keeps what it has."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return JsonResponse({"reason": LOGGED_OUT}, status=401)
        return view(request, *args, **kwargs)

    return guarded


@answers_json
@writes
def synchronise(request: AuthenticatedHttpRequest) -> JsonResponse:
    """Several operations, each applied or refused by itself; what is not even readable applies nothing."""
    try:
        batch = read_batch(json.loads(request.body))
    except (ValueError, RecursionError) as fault:
        juror_or_404(request)
        reason = f"Envoi illisible, {fault}" if isinstance(fault, Unreadable) else NOT_JSON
        return JsonResponse({"reason": reason}, status=400)
    sender = Sender(batch.juror, request.user.pk, request.user, batch.device)
    try:
        results = [_result(op, receive(op, sender)) for op in batch.operations]
    except SomeoneElse:
        juror_or_404(request)
        return JsonResponse({"reason": SOMEONE_ELSE}, status=409)
    return JsonResponse({"results": results})


@answers_json
@writes
def tell_state(request: AuthenticatedHttpRequest) -> JsonResponse:
    """How much a tablet holds, its own juror's and others'; no mark, no note."""
    juror = juror_or_404(request)
    try:
        report = read_report(json.loads(request.body))
    except (ValueError, RecursionError) as fault:
        reason = f"Envoi illisible, {fault}" if isinstance(fault, Unreadable) else NOT_JSON
        return JsonResponse({"reason": reason}, status=400)
    hear(report, juror=juror)
    return JsonResponse({})


@answers_json
@reads
def token(request: AuthenticatedHttpRequest) -> JsonResponse:
    """A new token for a tablet whose own is lost; it comes in its cookie."""
    juror = juror_or_404(request)
    get_token(request)
    return JsonResponse({"juror": juror.pk})


@answers_json
@reads
def shared(request: AuthenticatedHttpRequest, pk: int) -> JsonResponse:
    """What the panel shares about a candidate, and the server's hour, by which each tablet sets its own clock."""
    seat = seat_or_404(request, pk)
    cells = shared_cells(seat.candidate, evaluation_or_none(seat.candidate))
    return JsonResponse({"now": timezone.now().isoformat(), "cells": cells_told(cells)})


def juror_or_404(request: AuthenticatedHttpRequest) -> Juror:
    return get_object_or_404(Juror, user=request.user)


def _result(op: Op, reply: Reply) -> dict[str, object]:
    told: dict[str, object] = {"id": str(op.id), "outcome": reply.outcome, "reason": reply.reason}
    if reply.cell:
        told |= {"value": reply.cell.value, "revision": reply.cell.revision, "rivals": rivals_told(reply.rivals)}
    if reply.by:
        told |= {"by": reply.by, "late": reply.is_late}
    return told


def rivals_told(rivals: Iterable[Any]) -> list[dict[str, object]]:
    return [
        {
            "id": str(rival.id),
            "value": rival.value,
            "made_at": rival.made_at and rival.made_at.isoformat(),
            **({"by": rival.by} if isinstance(rival, SharedRival) else {}),
        }
        for rival in rivals
    ]


def cells_told(cells: Mapping[Key, SharedCell]) -> list[dict[str, object]]:
    """What a panel shares about one candidate, as each of its tablets shows it."""
    return [
        {
            "phase": phase,
            "kind": kind,
            "cell": code,
            "value": cell.value,
            "revision": cell.revision,
            "rivals": rivals_told(cell.rivals),
            "by": cell.by,
            "late": cell.is_late,
        }
        for (phase, kind, code), cell in cells.items()
    ]
