"""From rows to the value the rules read: one session's timetable, and what its people and rooms do elsewhere.

Ids are primary keys: jurors, rooms and people are shared by the sessions of a centre, and two imported sessions may
give the same identifier to different rows. Moments are aware, in the centre's zone. Seven queries, whatever the size
of the session, when it comes with its centre and its title; one less when it comes with its days.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import CharField, Q, QuerySet, Value

from juries.models import Availability
from ntc_cert.words import of
from ntc_cert.written import Rows, Written
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
    """What these candidates can meet before these panels, in their rooms and these: all that shares a juror or a room.

    `find_conflicts` tells of these candidates what it would tell from the whole session.
    """
    asked = (tuple(candidates), tuple(panels), tuple(rooms))
    passages = _passages(exam_session, STEPS_AROUND(exam_session.pk, *asked))
    return _read(
        exam_session,
        passages,
        only_candidates=tuple({*candidates, *(passage.candidate_id for passage in passages)}),
        only_panels=(tuple({*panels, *(passage.panel_id for passage in passages)}), tuple(rooms)),
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
    only_candidates: tuple[Id, ...] | None = None,
    only_panels: tuple[tuple[Id | None, ...], tuple[Id, ...]] | None = None,
) -> Timetable:
    zone = exam_session.zone
    days = days_of(exam_session)
    panels, jurors = panels_and_jurors(exam_session, [day.date for day in days], only_panels)
    seated = {juror.id for juror in jurors}
    stretches = _stretches(exam_session, zone)
    elsewhere = _bookings_elsewhere(exam_session, days, zone)
    away, busy = _of(ABSENCE, stretches), _of(PERSON, elsewhere)
    candidates, links = candidates_and_links(exam_session, away, busy, only=only_candidates)
    only_rooms = None if only_panels is None else only_panels[1]
    return Timetable(
        referentiel=exam_session.referentiel,
        days=days,
        rooms=_rooms(exam_session, _in_use(panels, passages), stretches, elsewhere, only_rooms),
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
    """In order; days already fetched are not asked again."""
    if "days" in getattr(exam_session, "_prefetched_objects_cache", ()):
        rows = [tuple(getattr(row, name) for name in DAY) for row in exam_session.days.all()]
    else:
        rows = DAYS(exam_session.pk)
    return tuple(_day(exam_session.zone, *row) for row in rows)


DAY: Final = ("date", "opens_at", "closes_at", "lunch_from", "lunch_to", "lunch_minutes")
DAYS = Written(lambda session: models.SessionDay.objects.filter(exam_session=session).values_list(*DAY))


def _day(
    zone: ZoneInfo, day: date, opens: time, closes: time, lunch_from: time | None, lunch_to: time, minutes: int
) -> Day:
    def moment(clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=zone)

    lunch = None if lunch_from is None else Lunch(moment(lunch_from), moment(lunch_to), minutes)
    return Day(day, moment(opens), moment(closes), lunch)


def passages_of(exam_session: models.ExamSession) -> tuple[Passage, ...]:
    """Every passage of the session, in order of time, with its steps in order."""
    return _passages(exam_session, STEPS(exam_session.pk))


def _steps(exam_session: int) -> QuerySet:
    rows = models.PassageStep.objects.filter(passage__panel__exam_session=exam_session)
    return rows.order_by("passage__starts_at", "passage_id", "position").values_list(
        *("passage__candidate_id", "passage__panel_id", "passage__is_locked", "phase", "kind"),
        *("starts_at", "ends_at", "candidate_room_id", "jury_room_id"),
    )


def _steps_around(
    exam_session: int, candidates: Collection[int], panels: Collection[int], rooms: Collection[int]
) -> QuerySet:
    shared = models.Panel.objects.filter(members__juror__memberships__panel__in=panels, exam_session=exam_session)
    own = models.Panel.objects.filter(pk__in=panels, exam_session=exam_session, room__isnull=False).values("room")
    used = models.PassageStep.objects.filter(
        Q(candidate_room__in=rooms) | Q(jury_room__in=rooms) | Q(candidate_room__in=own) | Q(jury_room__in=own)
    )
    met = Q(candidate__in=candidates) | Q(panel__in=shared) | Q(panel__in=panels) | Q(pk__in=used.values("passage"))
    return _steps(exam_session).filter(passage__in=models.Passage.objects.filter(met))


STEPS, STEPS_AROUND = Written(_steps), Written(_steps_around)


def _passages(exam_session: models.ExamSession, rows: Rows) -> tuple[Passage, ...]:
    zone = exam_session.zone
    steps: dict[tuple[int, int, bool], list[PlacedStep]] = defaultdict(list)
    for candidate, panel, is_locked, phase, kind, start, end, *places in rows:
        step = PlacedStep(phase, kind, start.astimezone(zone), end.astimezone(zone), *places)
        steps[candidate, panel, is_locked].append(step)
    return tuple(
        Passage(candidate, panel, tuple(own), is_locked) for (candidate, panel, is_locked), own in steps.items()
    )


def _of(kind: str, found: Mapping[tuple[str, int], list[Found]]) -> dict[int, list[Found]]:
    return {owner: own for (of_kind, owner), own in found.items() if of_kind == kind}


def _bounds(exam_session: int, centre: int) -> QuerySet:
    """Closures of rooms, availabilities of jurors, absences of candidates: one query, keyed by what they bound."""
    sits = {"juror__memberships__panel__exam_session": exam_session}
    bounds = (
        (CLOSURE, "room_id", models.RoomClosure.objects.filter(_reachable(exam_session, centre, "room__"))),
        (AVAILABILITY, "juror_id", Availability.objects.filter(**sits)),
        (ABSENCE, "candidate_id", models.CandidateUnavailability.objects.filter(candidate__exam_session=exam_session)),
    )
    first, *others = (
        rows.order_by().values_list(Value(kind, output_field=CharField()), owner, "starts_at", "ends_at")
        for kind, owner, rows in bounds
    )
    return first.union(*others)


BOUNDS = Written(_bounds)


def _stretches(exam_session: models.ExamSession, zone: ZoneInfo) -> Stretches:
    found: Stretches = defaultdict(list)
    for kind, owner, start, end in BOUNDS(exam_session.pk, exam_session.centre_id):
        found[kind, owner].append(Interval(start.astimezone(zone), end.astimezone(zone)))
    return found


def _reachable(exam_session: int, centre: int, prefix: str = "") -> Q:
    """Rooms of the session, and those its centre shares."""
    shared = {f"{prefix}exam_session": None, f"{prefix}centre": centre}
    return Q(**{f"{prefix}exam_session": exam_session}) | Q(**shared)


def _occupations(exam_session: int, centre: int, after: datetime, before: datetime) -> QuerySet:
    rows = models.Occupation.objects.filter(
        passage__panel__exam_session__centre=centre, starts_at__lt=before, ends_at__gt=after
    ).exclude(passage__panel__exam_session=exam_session)
    who = "passage__candidate__person__"
    return rows.order_by("starts_at", "pk").values_list(
        *("juror_id", "room_id", "person_id", "starts_at", "ends_at", "passage__panel__exam_session__reference"),
        *(f"{who}used_name", f"{who}birth_name", f"{who}first_names"),
    )


OCCUPATIONS = Written(_occupations)


def _bookings_elsewhere(exam_session: models.ExamSession, days: Sequence[Day], zone: ZoneInfo) -> Bookings:
    """What the centre's other sessions hold, around the days of this one."""
    found: Bookings = defaultdict(list)
    if not days:
        return found
    after, before = min(day.opens for day in days) - AROUND, max(day.closes for day in days) + AROUND
    rows = OCCUPATIONS(exam_session.pk, exam_session.centre_id, after, before)
    for juror, room, person, start, end, reference, used, birth, first_names in rows:
        held = (JUROR, juror) if juror else (ROOM, room) if room else (PERSON, person)
        label = f"session {reference}, passage {of(f'{first_names} {used or birth}'.strip())}"
        found[held].append(Booking(start.astimezone(zone), end.astimezone(zone), label))
    return found


def _in_use(panels: Iterable[Panel], passages: Iterable[Passage]) -> set[object]:
    steps = (step for passage in passages for step in passage.steps)
    return {panel.room_id for panel in panels} | {
        room for step in steps for room in (step.candidate_room, step.jury_room)
    }


def _reachable_rooms(exam_session: int, centre: int) -> QuerySet:
    rows = models.Room.objects.filter(_reachable(exam_session, centre)).order_by("name", "pk")
    return rows.values_list("pk", "exam_session_id", "reference", "name", "is_jury", "is_preparation", "equipment")


ROOMS = Written(_reachable_rooms)


def _rooms(
    exam_session: models.ExamSession,
    in_use: Collection[object],
    stretches: Stretches,
    elsewhere: Bookings,
    only: Collection[Id] | None,
) -> tuple[Room, ...]:
    """The rooms the session may use (`Room.objects.open_to`), or only these, and any other it does use."""
    rows = ROOMS(exam_session.pk, exam_session.centre_id)
    has_own = any(owner for _, owner, *_ in rows)
    return tuple(
        Room(
            id=pk,
            name=name,
            is_jury=is_jury,
            is_preparation=is_preparation,
            equipment=Equipment(equipment),
            closures=merged(stretches[CLOSURE, pk]),
            bookings=tuple(elsewhere[ROOM, pk]),
            reference=reference,
        )
        for pk, owner, reference, name, is_jury, is_preparation, equipment in rows
        if pk in in_use or ((owner or not has_own) and (only is None or pk in only))
    )
