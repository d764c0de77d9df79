"""The planning page: a day of the draft, who is left to place, what is left to settle."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, reads
from sessions.board import board_of, days_to_show
from sessions.conflicts import blocking, find_conflicts
from sessions.models import ExamSession, Passage
from sessions.placing import minutes_of, unplaced_candidates
from sessions.publication import changed_since
from sessions.readiness import last_version
from sessions.snapshot import timetable_of
from sessions.timetable import Timetable
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
        "board": board_of(value, day, locked=locked_in(exam_session), conflicts=conflicts) if day else None,
        "to_place": _to_place(value),
        "to_settle": told(exam_session, conflicts),
        "warnings": len(conflicts) - len(blocking(conflicts)),
        "states": levels(conflicts),
        "is_blocked": bool(blocking(conflicts)),
        "version": version,
        "changes": len(changed_since(version)) if version else 0,
        "tab_counts": {"candidates": len(value.candidates), "panels": len(value.panels)},
        "reasons": reasons,
    }
    return session_page(request, exam_session, "sessions/timetable.html", context, tab="timetable", status=status)


def shown_day(asked: str, days: Sequence[date]) -> date | None:
    """The day of the address when the session has it, else the first."""
    return next((day for day in days if day.isoformat() == asked), days[0] if days else None)


def locked_in(exam_session: ExamSession) -> set[int]:
    rows = Passage.objects.filter(candidate__exam_session=exam_session, is_locked=True)
    return set(rows.values_list("candidate_id", flat=True))


def _to_place(value: Timetable) -> list[dict[str, object]]:
    return [
        {
            "candidate": candidate,
            "route": value.referentiel.routes[candidate.route].label,
            "length": minutes_of(value, candidate),
        }
        for candidate in unplaced_candidates(value)
    ]
