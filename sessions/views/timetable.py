"""The planning page: a day of the draft, who is left to place, what is left to settle."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.utils import timezone

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, reads
from sessions.board import board_of, days_to_show
from sessions.board_grid import ROW, grid_of
from sessions.conflicts import Conflict, blocking, find_conflicts
from sessions.day_tellers import record_at
from sessions.models import ExamSession
from sessions.placing import minutes_of, unplaced_candidates
from sessions.publication import changed_in
from sessions.readiness import last_version
from sessions.snapshot import timetable_of
from sessions.timetable import Id, Timetable
from sessions.views.candidates import managed_session
from sessions.views.session_pages import levels, session_page, told


@staff_only
@reads
def timetable(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    return timetable_page(request, managed_session(request, pk))


def timetable_page(
    request: AuthenticatedHttpRequest, exam_session: ExamSession, *, reasons: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """Also what a refused act comes back to, with the reasons above."""
    value = timetable_of(exam_session)
    conflicts = find_conflicts(value)
    days = days_to_show(value)
    day = shown_day(request.GET.get("jour", ""), days)
    version = last_version(exam_session)
    context = {
        "days": days,
        "day": day,
        **_view_of(request, value, day, conflicts),
        "gone": _gone(exam_session, value, day),
        "to_place": _to_place(value),
        "to_settle": told(exam_session, conflicts),
        "warnings": len(conflicts) - len(blocking(conflicts)),
        "states": levels(conflicts),
        "is_blocked": bool(blocking(conflicts)),
        "version": version,
        "changes": len(changed_in(value, version)) if version else 0,
        "tab_counts": {"candidates": len(value.candidates), "panels": len(value.panels)},
        "reasons": reasons,
    }
    return session_page(request, exam_session, "sessions/timetable.html", context, tab="timetable", status=status)


def _view_of(
    request: AuthenticatedHttpRequest, value: Timetable, day: date | None, conflicts: Sequence[Conflict]
) -> dict[str, object]:
    """The day as a grid, by jury or by room; as a list when it is asked for."""
    as_list, by_room = wants_list(request), request.GET.get("par") == "salle"
    grid = board = None
    if day and as_list:
        board = board_of(value, day, locked=locked_in(value), conflicts=conflicts)
    elif day:
        grid = grid_of(value, day, conflicts=conflicts, by_room=by_room)
    keep = "&vue=liste" if as_list else "&par=salle" if by_room else ""
    return {"as_list": as_list, "board": board, "grid": grid, "keep_view": keep}


def _gone(exam_session: ExamSession, value: Timetable, day: date | None) -> frozenset[Id]:
    """Of a day that has come, whoever is absent or has left: their stretch is free."""
    now = timezone.now().astimezone(exam_session.zone)
    return record_at(exam_session, value, now).gone if day and day <= now.date() else frozenset()


def wants_list(request: AuthenticatedHttpRequest) -> bool:
    return "liste" in (request.GET.get("vue"), request.POST.get("vue"))


def shown_day(asked: str, days: Sequence[date]) -> date | None:
    """The day of the address when the session has it, else the first."""
    return next((day for day in days if day.isoformat() == asked), days[0] if days else None)


def locked_in(value: Timetable) -> set[Id]:
    return {passage.candidate_id for passage in value.passages if passage.is_locked}


def _to_place(value: Timetable) -> list[dict[str, object]]:
    lengths = ((candidate, minutes_of(value, candidate)) for candidate in unplaced_candidates(value))
    return [
        {
            "candidate": candidate,
            "route": value.referentiel.routes[candidate.route].label,
            "length": length,
            "rows": -(-length // ROW),
        }
        for candidate, length in lengths
    ]
