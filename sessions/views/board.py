"""What the board asks: where somebody held could be put, and the acts of an organiser, each one a command."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from centres.access import staff_only
from ntc_cert.http import AuthenticatedHttpRequest, reads, writes
from ntc_cert.refusals import Refused
from ntc_cert.words import clock, long_date, plural, typeset
from sessions.arranging import Arranged, Places, arrange
from sessions.bookings import Outdated
from sessions.models import Candidate, ExamSession
from sessions.placing import Placement, candidate_of, minutes_of, placement_of
from sessions.reach import Held, reach_of
from sessions.scheduling import set_locked, swap
from sessions.snapshot import timetable_of
from sessions.timetable import Timetable
from sessions.views.candidates import managed_session
from sessions.views.desk import candidate_row
from sessions.views.timetable import shown_day


@staff_only
@reads
def board_reach(request: AuthenticatedHttpRequest, pk: int, candidate: int) -> HttpResponse:
    """For each column of the day: the rows where this candidate may start, and why not elsewhere."""
    exam_session = managed_session(request, pk)
    candidate_row(exam_session, candidate)
    value = timetable_of(exam_session)
    who = candidate_of(value, candidate)
    day = shown_day(request.GET.get("jour", ""), [one.date for one in value.days])
    found = reach_of(value, who, day, by_room=request.GET.get("par") == "salle") if day else []
    columns = {
        target.key: {
            "panel": target.panel and target.panel.id,
            "name": target.panel.name if target.panel else "",
            "jury_room": target.jury_room,
            "starts": [[one.first, one.last, one.reason, one.preparation_room] for one in starts],
        }
        for target, starts in found
    }
    minutes = {phase: int(after.total_seconds() // 60) for phase, after in Held.of(value, who).apart}
    length = int(minutes_of(value, who).total_seconds() // 60)
    return JsonResponse({"columns": columns, "apart": minutes, "minutes": length, "revision": exam_session.revision})


@staff_only
@writes
def board_act(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Move, exchange, lock, put back: the answer says what was done, and what would undo it and do it again."""
    try:
        asked = json.loads(request.body)
        act = {"move": _move, "restore": _restore, "swap": _swap, "lock": _lock}[asked["act"]]
        done = act(pk, asked, request)
    except ExamSession.DoesNotExist as unknown:
        raise Http404 from unknown
    except Refused as refusal:
        outdated = isinstance(refusal, Outdated)
        reasons = [typeset(reason) for reason in refusal.reasons]
        return JsonResponse({"reasons": reasons, "outdated": outdated}, status=409)
    except (KeyError, TypeError, ValueError):
        _managed(pk, request)
        return JsonResponse({"reasons": ["Ce geste n’a pas pu être lu. Rechargez la page."]}, status=422)
    return JsonResponse(done)


Asked = dict[str, Any]


def _move(pk: int, asked: Asked, request: AuthenticatedHttpRequest) -> Asked:
    return _arranged(pk, asked, request, sound=True)


def _restore(pk: int, asked: Asked, request: AuthenticatedHttpRequest) -> Asked:
    """Back to what was: a draft may have held what blocks, and may hold it again."""
    return _arranged(pk, asked, request, sound=False)


def _arranged(pk: int, asked: Asked, request: AuthenticatedHttpRequest, *, sound: bool) -> Asked:
    wanted = {int(one["candidate"]): _placement(one["place"]) for one in asked["places"]}
    done = arrange(ExamSession(pk=pk), wanted, by=request.user, seen_revision=int(asked["seen"]), sound=sound)
    return {
        "revision": int(asked["seen"]) + 1,
        "said": " ".join(_said(done, candidate) for candidate in wanted),
        "points": plural(len(done.conflicts), "point") if done.conflicts else "",
        "undo": {"act": "restore", "places": _written(done.before)},
        "redo": {"act": "restore", "places": _written(done.after)},
    }


def _swap(pk: int, asked: Asked, request: AuthenticatedHttpRequest) -> Asked:
    exam_session = _managed(pk, request)
    a, b = (_candidate(exam_session, one) for one in asked["candidates"])
    seen = int(asked["seen"])
    before = _places(timetable_of(exam_session), (a.pk, b.pk))
    swap(a, b, by=request.user, seen_revision=seen)
    return {
        "revision": seen + 1,
        "said": f"{a.person} et {b.person}, passages échangés.",
        "points": "",
        "undo": {"act": "restore", "places": _written(before)},
        "redo": {"act": "swap", "candidates": [a.pk, b.pk]},
    }


def _lock(pk: int, asked: Asked, request: AuthenticatedHttpRequest) -> Asked:
    row, locked, seen = _candidate(_managed(pk, request), asked["candidate"]), bool(asked["locked"]), int(asked["seen"])
    set_locked(row, locked=locked, by=request.user, seen_revision=seen)
    both = [{"act": "lock", "candidate": row.pk, "locked": one} for one in (not locked, locked)]
    said = f"{row.person}, passage {'verrouillé' if locked else 'déverrouillé'}."
    return {"revision": seen + 1, "said": said, "points": "", "undo": both[0], "redo": both[1]}


def _managed(pk: int, request: AuthenticatedHttpRequest) -> ExamSession:
    return get_object_or_404(ExamSession.objects.managed_by(request.user).select_related("centre"), pk=pk)


def _candidate(exam_session: ExamSession, pk: object) -> Candidate:
    return candidate_row(exam_session, int(str(pk)))


def _placement(place: Asked | None) -> Placement | None:
    """In the centre's own time."""
    if place is None:
        return None

    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=None)

    return Placement(
        panel=int(place["panel"]),
        start=moment(place["start"]),
        phase_starts={str(phase): moment(start) for phase, start in place.get("phases", {}).items()},
        preparation_room=place.get("preparation_room") and int(place["preparation_room"]),
        jury_room=place.get("jury_room") and int(place["jury_room"]),
    )


def _places(value: Timetable, candidates: Iterable[int]) -> dict[int, Placement | None]:
    now = {passage.candidate_id: passage for passage in value.passages}
    return {pk: placement_of(value, now[pk]) if pk in now else None for pk in candidates}


def _written(places: Places) -> list[Asked]:
    return [{"candidate": pk, "place": place and _place(place)} for pk, place in places.items()]


def _place(place: Placement) -> Asked:
    def local(moment: datetime) -> str:
        return moment.replace(tzinfo=None).isoformat(timespec="minutes")

    return {
        "panel": place.panel,
        "start": local(place.start),
        "phases": {phase: local(start) for phase, start in place.phase_starts.items()},
        "preparation_room": place.preparation_room,
        "jury_room": place.jury_room,
    }


def _said(done: Arranged, pk: int) -> str:
    """« Rachid Le Goff, Jury B à 13 h 00. », with the day when it is another one."""
    name = candidate_of(done.timetable, pk).name
    was, now = done.before[pk], done.after[pk]
    if now is None:
        return f"{name}, passage retiré. Il reste à placer."
    panel = next(panel.name for panel in done.timetable.panels if panel.id == now.panel)
    other_day = was is not None and was.start.date() != now.start.date()
    return f"{name}, {panel}{f', {long_date(now.start.date())}' if other_day else ''} à {clock(now.start)}."
