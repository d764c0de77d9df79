"""From rows to the value the rules read: one session's timetable, and what its people and rooms do elsewhere.

Ids are primary keys: jurors, rooms and people are shared by the sessions of a centre, and two imported sessions may
give the same identifier to different rows. Moments are aware, in the centre's zone. Seven queries, whatever the size
of the session, when it comes with its centre and its title; one less when it comes with its days.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import CharField, Q, QuerySet, Value

from juries.models import Availability
from ntc_cert.words import of
from sessions import models
from sessions.snapshot_candidates import candidates_and_links
from sessions.snapshot_jurors import panels_and_jurors
from sessions.timetable import (
    Booking,
    Day,
    Id,
    Interval,
    Lunch,
    Panel,
    Passage,
    PlacedStep,
    Room,
    Settings,
    Timetable,
    merged,
)
from titles.referentiel import Equipment

CLOSURE, AVAILABILITY, ABSENCE = "closure", "availability", "absence"
JUROR, ROOM, PERSON = "juror", "room", "person"
AROUND: Final = timedelta(days=1)

Stretches = dict[tuple[str, int], list[Interval]]
Bookings = dict[tuple[str, int], list[Booking]]
Found = TypeVar("Found", Interval, Booking)


def timetable_of(exam_session: models.ExamSession) -> Timetable:
    return _read(exam_session, passages_of(exam_session))


def timetable_around(
    exam_session: models.ExamSession, *, candidates: Collection[int], panels: Collection[int], rooms: Collection[int]
) -> Timetable:
    """What these candidates can meet before these panels, in these rooms: every passage that shares a juror or a room.

    `find_conflicts` tells of these candidates what it would tell from the whole session.
    """
    shared = models.Panel.objects.filter(members__juror__memberships__panel__in=panels, exam_session=exam_session)
    used = models.PassageStep.objects.filter(Q(candidate_room__in=rooms) | Q(jury_room__in=rooms))
    met = Q(candidate__in=candidates) | Q(panel__in=shared) | Q(panel__in=panels) | Q(pk__in=used.values("passage"))
    passages = passages_of(exam_session, models.Passage.objects.filter(met))
    return _read(
        exam_session,
        passages,
        only_candidates={*candidates, *(passage.candidate_id for passage in passages)},
        only_panels=Q(pk__in={*panels, *(passage.panel_id for passage in passages)}) | Q(room__in=rooms),
    )


def rooms_held(*, candidates: Collection[int]) -> set[int]:
    """The rooms in which these candidates pass today."""
    steps = models.PassageStep.objects.filter(passage__candidate__in=candidates).order_by()
    pairs = steps.values_list("candidate_room_id", "jury_room_id").distinct()
    return {room for pair in pairs for room in pair if room is not None}


def _read(
    exam_session: models.ExamSession,
    passages: tuple[Passage, ...],
    *,
    only_candidates: Collection[Id] | None = None,
    only_panels: Q | None = None,
) -> Timetable:
    zone = exam_session.zone
    days = days_of(exam_session)
    panels, jurors = panels_and_jurors(exam_session, [day.date for day in days], only_panels)
    seated = {juror.id for juror in jurors}
    stretches = _stretches(exam_session, zone)
    elsewhere = _bookings_elsewhere(exam_session, days, zone)
    away, busy = _of(ABSENCE, stretches), _of(PERSON, elsewhere)
    candidates, links = candidates_and_links(exam_session, away, busy, only=only_candidates)
    return Timetable(
        referentiel=exam_session.referentiel,
        days=days,
        rooms=_rooms(exam_session, _in_use(panels, passages), stretches, elsewhere),
        jurors=tuple(
            replace(
                juror,
                available=merged(stretches[AVAILABILITY, juror.id]) or None,
                bookings=tuple(elsewhere[JUROR, juror.id]),
            )
            for juror in jurors
        ),
        panels=panels,
        candidates=candidates,
        links=tuple(link for link in links if link.juror_id in seated),
        settings=settings_of(exam_session),
        passages=passages,
    )


def settings_of(exam_session: models.ExamSession) -> Settings:
    return Settings(
        min_jurors=exam_session.min_jurors,
        gap_minutes=exam_session.gap_minutes,
        role_play_preparation_room=exam_session.role_play_preparation_room,
        grid_minutes=exam_session.grid_minutes,
    )


def days_of(exam_session: models.ExamSession) -> tuple[Day, ...]:
    """In order, as `SessionDay` has it: days already fetched are not asked again."""
    return tuple(_day(row, exam_session.zone) for row in exam_session.days.all())


def _day(row: models.SessionDay, zone: ZoneInfo) -> Day:
    def moment(clock: time) -> datetime:
        return datetime.combine(row.date, clock, tzinfo=zone)

    lunch = None
    if row.lunch_from is not None:
        lunch = Lunch(moment(row.lunch_from), moment(row.lunch_to), row.lunch_minutes)
    return Day(row.date, moment(row.opens_at), moment(row.closes_at), lunch)


def passages_of(exam_session: models.ExamSession, only: QuerySet | None = None) -> tuple[Passage, ...]:
    """Every passage of the session, in order of time, with its steps in order."""
    zone = exam_session.zone
    rows = models.PassageStep.objects.filter(passage__panel__exam_session=exam_session)
    if only is not None:
        rows = rows.filter(passage__in=only)
    steps: dict[tuple[int, int, bool], list[PlacedStep]] = defaultdict(list)
    for candidate, panel, is_locked, phase, kind, start, end, *places in rows.order_by(
        "passage__starts_at", "passage_id", "position"
    ).values_list(
        *("passage__candidate_id", "passage__panel_id", "passage__is_locked", "phase", "kind"),
        *("starts_at", "ends_at", "candidate_room_id", "jury_room_id"),
    ):
        step = PlacedStep(phase, kind, start.astimezone(zone), end.astimezone(zone), *places)
        steps[candidate, panel, is_locked].append(step)
    return tuple(
        Passage(candidate, panel, tuple(own), is_locked) for (candidate, panel, is_locked), own in steps.items()
    )


def _of(kind: str, found: Mapping[tuple[str, int], list[Found]]) -> dict[int, list[Found]]:
    return {owner: own for (of_kind, owner), own in found.items() if of_kind == kind}


def _stretches(exam_session: models.ExamSession, zone: ZoneInfo) -> Stretches:
    """Closures of rooms, availabilities of jurors, absences of candidates: one query, keyed by what they bound."""
    mine = {"memberships__panel__exam_session": exam_session}
    bounds = (
        (CLOSURE, "room_id", models.RoomClosure.objects.filter(_reachable(exam_session, "room__"))),
        (
            AVAILABILITY,
            "juror_id",
            Availability.objects.filter(**{f"juror__{path}": value for path, value in mine.items()}),
        ),
        (ABSENCE, "candidate_id", models.CandidateUnavailability.objects.filter(candidate__exam_session=exam_session)),
    )
    first, *others = (
        rows.order_by().values_list(Value(kind, output_field=CharField()), owner, "starts_at", "ends_at")
        for kind, owner, rows in bounds
    )
    found: Stretches = defaultdict(list)
    for kind, owner, start, end in first.union(*others):
        found[kind, owner].append(Interval(start.astimezone(zone), end.astimezone(zone)))
    return found


def _reachable(exam_session: models.ExamSession, prefix: str = "") -> Q:
    """Rooms of the session, and those its centre shares."""
    shared = {f"{prefix}exam_session": None, f"{prefix}centre": exam_session.centre_id}
    return Q(**{f"{prefix}exam_session": exam_session}) | Q(**shared)


def _bookings_elsewhere(exam_session: models.ExamSession, days: Sequence[Day], zone: ZoneInfo) -> Bookings:
    """What the centre's other sessions hold, around the days of this one."""
    found: Bookings = defaultdict(list)
    rows = models.Occupation.objects.filter(
        passage__panel__exam_session__centre=exam_session.centre_id,
        starts_at__lt=max((day.closes for day in days), default=datetime.min.replace(tzinfo=zone)) + AROUND,
        ends_at__gt=min((day.opens for day in days), default=datetime.max.replace(tzinfo=zone)) - AROUND,
    ).exclude(passage__panel__exam_session=exam_session)
    who = "passage__candidate__person__"
    for juror, room, person, start, end, reference, used, birth, first_names in rows.order_by("starts_at").values_list(
        *("juror_id", "room_id", "person_id", "starts_at", "ends_at", "passage__panel__exam_session__reference"),
        *(f"{who}used_name", f"{who}birth_name", f"{who}first_names"),
    ):
        held = (JUROR, juror) if juror else (ROOM, room) if room else (PERSON, person)
        label = f"session {reference}, passage {of(f'{first_names} {used or birth}'.strip())}"
        found[held].append(Booking(start.astimezone(zone), end.astimezone(zone), label))
    return found


def _in_use(panels: Iterable[Panel], passages: Iterable[Passage]) -> set[object]:
    steps = (step for passage in passages for step in passage.steps)
    return {panel.room_id for panel in panels} | {
        room for step in steps for room in (step.candidate_room, step.jury_room)
    }


def _rooms(
    exam_session: models.ExamSession, in_use: Collection[object], stretches: Stretches, elsewhere: Bookings
) -> tuple[Room, ...]:
    """The rooms the session may use (`Room.objects.open_to`), and any other it does use."""
    rows = list(models.Room.objects.filter(_reachable(exam_session)).order_by("name", "pk"))
    has_own = any(row.exam_session_id for row in rows)
    return tuple(
        Room(
            id=row.pk,
            name=row.name,
            is_jury=row.is_jury,
            is_preparation=row.is_preparation,
            equipment=Equipment(row.equipment),
            closures=merged(stretches[CLOSURE, row.pk]),
            bookings=tuple(elsewhere[ROOM, row.pk]),
            reference=row.reference,
        )
        for row in rows
        if row.exam_session_id or not has_own or row.pk in in_use
    )
