"""From rows to the value the rules read: one session's timetable, and what its people and rooms do elsewhere.

Ids are primary keys: jurors, rooms and people are shared by the sessions of a centre, and two imported sessions may
give the same identifier to different rows. Moments are aware, in the centre's zone. Eight queries, whatever the size
of the session, when it comes with its centre and its title.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import CharField, Q, Value

from juries.models import Availability
from ntc_cert.words import of
from sessions import models
from sessions.snapshot_jurors import panels_and_jurors
from sessions.timetable import (
    Booking,
    Candidate,
    Day,
    Dossier,
    ExtraTime,
    Interval,
    Link,
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


def timetable_of(exam_session: models.ExamSession) -> Timetable:
    zone = exam_session.zone
    days = days_of(exam_session)
    stretches = _stretches(exam_session, zone)
    elsewhere = _bookings_elsewhere(exam_session, days, zone)
    passages = passages_of(exam_session)
    panels, jurors = panels_and_jurors(exam_session, [day.date for day in days])
    seated = {juror.id for juror in jurors}
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
        candidates=_candidates(exam_session, stretches, elsewhere),
        links=tuple(link for link in _links(exam_session) if link.juror_id in seated),
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
    return tuple(_day(row, exam_session.zone) for row in exam_session.days.order_by("date"))


def _day(row: models.SessionDay, zone: ZoneInfo) -> Day:
    def moment(clock: time) -> datetime:
        return datetime.combine(row.date, clock, tzinfo=zone)

    lunch = None
    if row.lunch_from is not None:
        lunch = Lunch(moment(row.lunch_from), moment(row.lunch_to), row.lunch_minutes)
    return Day(row.date, moment(row.opens_at), moment(row.closes_at), lunch)


def passages_of(exam_session: models.ExamSession) -> tuple[Passage, ...]:
    """Every passage of the session, in order of time, with its steps in order."""
    zone = exam_session.zone
    rows = models.PassageStep.objects.filter(passage__panel__exam_session=exam_session)
    steps: dict[tuple[int, int], list[PlacedStep]] = defaultdict(list)
    for candidate, panel, phase, kind, start, end, *places in rows.order_by(
        "passage__starts_at", "passage_id", "position"
    ).values_list(
        *("passage__candidate_id", "passage__panel_id", "phase", "kind"),
        *("starts_at", "ends_at", "candidate_room_id", "jury_room_id"),
    ):
        step = PlacedStep(phase, kind, start.astimezone(zone), end.astimezone(zone), *places)
        steps[candidate, panel].append(step)
    return tuple(Passage(candidate, panel, tuple(own)) for (candidate, panel), own in steps.items())


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
        )
        for row in rows
        if row.exam_session_id or not has_own or row.pk in in_use
    )


def _candidates(exam_session: models.ExamSession, stretches: Stretches, elsewhere: Bookings) -> tuple[Candidate, ...]:
    rows = exam_session.candidates.select_related("person").order_by("reference", "pk")
    return tuple(
        Candidate(
            id=row.pk,
            name=str(row.person),
            route=row.route,
            extra_time=extra_time_of(row),
            unavailable=merged(stretches[ABSENCE, row.pk]),
            employer=row.employer,
            training_centre=row.training_centre,
            path=row.path,
            dossier=Dossier(row.dspp_received, row.proposal_received, row.client_masked, row.training_results_received),
            bookings=tuple(elsewhere[PERSON, row.person_id]),
        )
        for row in rows
    )


def extra_time_of(candidate: models.Candidate) -> ExtraTime:
    return ExtraTime(preparation=candidate.extra_time_preparation, oral=candidate.extra_time_oral)


def _links(exam_session: models.ExamSession) -> tuple[Link, ...]:
    rows = models.Link.objects.filter(candidate__exam_session=exam_session).order_by("candidate_id", "juror_id")
    return tuple(Link(*row) for row in rows.values_list("juror_id", "candidate_id", "reason"))
