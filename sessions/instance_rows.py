"""From an instance to rows: everything it names belongs to its session alone."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from juries.models import Availability, Juror
from sessions.bookings import with_passages, write
from sessions.instances import Instance, split_name
from sessions.models import (
    Candidate,
    CandidateUnavailability,
    ExamSession,
    Link,
    Panel,
    PanelMember,
    Passage,
    Person,
    PublishedVersion,
    Room,
    RoomClosure,
    SessionDay,
)
from sessions.plans import plan_document
from sessions.snapshot import timetable_of
from sessions.timetable import Candidate as CandidateValue
from sessions.timetable import Day, Id, Interval
from sessions.timetable import Juror as JurorValue
from sessions.timetable import Passage as PassageValue
from sessions.timetable import Room as RoomValue

FINAL: Final = "final"
LONG_AGO: Final = (datetime(1900, 1, 1), datetime(1900, 1, 1, 0, 1))

Keys = Mapping[Id, int]


def write_instance(exam_session: ExamSession, instance: Instance) -> None:
    """Rows of a session that has none yet; pinned passages are placed and locked, the baseline is version 1."""
    value = instance.timetable
    SessionDay.objects.bulk_create(_day(exam_session, day) for day in value.days)
    rooms = _write_rooms(exam_session, value.rooms)
    jurors = _write_jurors(exam_session, value.jurors)
    panels = _write_panels(exam_session, instance, jurors, rooms)
    candidates = _write_candidates(exam_session, value.candidates)
    Link.objects.bulk_create(
        Link(juror_id=jurors[link.juror_id], candidate_id=candidates[link.candidate_id], reason=link.reason)
        for link in value.links
    )
    _write_pinned(exam_session, [_keyed(passage, candidates, panels, rooms) for passage in value.passages])
    _publish_baseline(exam_session, instance)


def _day(exam_session: ExamSession, day: Day) -> SessionDay:
    lunch = day.lunch
    return SessionDay(
        exam_session=exam_session,
        date=day.date,
        opens_at=day.opens.time(),
        closes_at=day.closes.time(),
        lunch_from=lunch.start.time() if lunch else None,
        lunch_to=lunch.end.time() if lunch else None,
        lunch_minutes=lunch.minutes if lunch else None,
    )


def _write_rooms(exam_session: ExamSession, rooms: Iterable[RoomValue]) -> Keys:
    rows = {
        room.id: Room(
            centre=exam_session.centre,
            exam_session=exam_session,
            reference=room.id,
            name=room.name,
            is_jury=room.is_jury,
            is_preparation=room.is_preparation,
            equipment=room.equipment,
        )
        for room in rooms
    }
    Room.objects.bulk_create(rows.values())
    RoomClosure.objects.bulk_create(
        RoomClosure(room=rows[room.id], starts_at=closed.start, ends_at=closed.end)
        for room in rooms
        for closed in room.closures
    )
    return _keys(rows)


def _write_jurors(exam_session: ExamSession, jurors: Iterable[JurorValue]) -> Keys:
    rows = {}
    for juror in jurors:
        last_name, first_names = split_name(juror.name)
        rows[juror.id] = Juror(
            centre=exam_session.centre,
            scope=exam_session.reference,
            reference=juror.id,
            last_name=last_name,
            first_names=first_names,
        )
    Juror.objects.bulk_create(rows.values())
    Availability.objects.bulk_create(
        Availability(juror=rows[juror.id], starts_at=free.start, ends_at=free.end)
        for juror in jurors
        for free in _windows(exam_session, juror)
    )
    return _keys(rows)


def _windows(exam_session: ExamSession, juror: JurorValue) -> tuple[Interval, ...]:
    """An empty list says « never », which no window at all would not: one that is over says it."""
    if juror.available is None:
        return ()
    start, end = (moment.replace(tzinfo=exam_session.zone) for moment in LONG_AGO)
    return juror.available or (Interval(start, end),)


def _write_panels(exam_session: ExamSession, instance: Instance, jurors: Keys, rooms: Keys) -> Keys:
    panels = instance.timetable.panels
    rows = {
        panel.id: Panel(
            exam_session=exam_session,
            reference=panel.id,
            name=panel.name,
            room_id=None if panel.room_id is None else rooms[panel.room_id],
        )
        for panel in panels
    }
    Panel.objects.bulk_create(rows.values())
    PanelMember.objects.bulk_create(
        PanelMember(panel=rows[panel.id], juror_id=jurors[juror], rank=rank)
        for panel in panels
        for rank, juror in enumerate(panel.juror_ids)
    )
    return _keys(rows)


def _write_candidates(exam_session: ExamSession, candidates: Iterable[CandidateValue]) -> Keys:
    """Route `final` says that every CCP is held; the rest of a dossier is « non renseigné »."""
    people = [_person(exam_session, candidate) for candidate in candidates]
    Person.objects.bulk_create(people)
    every_ccp = [ccp.code for ccp in exam_session.referentiel.ccps]
    rows = {
        candidate.id: Candidate(
            exam_session=exam_session,
            person=person,
            reference=candidate.id,
            route=candidate.route,
            extra_time_preparation=candidate.extra_time.preparation,
            extra_time_oral=candidate.extra_time.oral,
            held_ccps=every_ccp if candidate.route == FINAL else [],
        )
        for candidate, person in zip(candidates, people, strict=True)
    }
    Candidate.objects.bulk_create(rows.values())
    CandidateUnavailability.objects.bulk_create(
        CandidateUnavailability(candidate=rows[candidate.id], starts_at=away.start, ends_at=away.end)
        for candidate in candidates
        for away in candidate.unavailable
    )
    return _keys(rows)


def _person(exam_session: ExamSession, candidate: CandidateValue) -> Person:
    birth_name, first_names = split_name(candidate.name)
    return Person(centre=exam_session.centre, birth_name=birth_name, first_names=first_names)


def _write_pinned(exam_session: ExamSession, passages: list[PassageValue]) -> None:
    if not passages:
        return
    placed = [passage.candidate_id for passage in passages]
    write(with_passages(timetable_of(exam_session), passages), placed)
    Passage.objects.filter(candidate__in=placed).update(is_locked=True)


def _keyed(passage: PassageValue, candidates: Keys, panels: Keys, rooms: Keys) -> PassageValue:
    """The same passage under primary keys."""
    steps = (
        replace(step, candidate_room=_key(rooms, step.candidate_room), jury_room=_key(rooms, step.jury_room))
        for step in passage.steps
    )
    return PassageValue(candidates[passage.candidate_id], _key(panels, passage.panel_id), tuple(steps))


def _publish_baseline(exam_session: ExamSession, instance: Instance) -> None:
    """What was published, with the pinned passages it lacks."""
    if not instance.baseline:
        return
    told = {passage.candidate_id for passage in instance.baseline}
    passages = [*instance.baseline, *(p for p in instance.timetable.passages if p.candidate_id not in told)]
    references = [str(candidate.id) for candidate in instance.timetable.candidates]
    plan = plan_document(instance.reference, passages, references, is_replanned=False)
    PublishedVersion.objects.create(exam_session=exam_session, number=1, plan=plan)


def _keys(rows: Mapping[Id, Room | Juror | Panel | Candidate]) -> Keys:
    return {identifier: row.pk for identifier, row in rows.items()}


def _key(keys: Keys, identifier: Id | None) -> int | None:
    return None if identifier is None else keys[identifier]
