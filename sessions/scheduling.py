"""Commands of an organiser: give a candidate a time, move, exchange, take away, lock."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from centres import journal
from centres.models import User
from ntc_cert.refusals import Refused
from sessions.bookings import Outdated, rescheduling, summary, told_after_a_race, with_passages, write
from sessions.conflicts import Conflict
from sessions.models import Candidate, ExamSession, Panel, Room
from sessions.models import Passage as PassageRow
from sessions.snapshot import rooms_held, timetable_around
from sessions.steps import UnlayableRoute, candidate_place, lay_out
from sessions.timetable import Candidate as CandidateValue
from sessions.timetable import Id, Passage, Timetable
from titles.referentiel import Place

__all__ = ["NotPlaceable", "Outdated", "Placed", "place", "set_locked", "swap", "unplace"]


class NotPlaceable(Refused):
    """What is asked can't be a passage of this session, or the passage is locked."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The passage as written, and every conflict that touches its candidate: none of them prevents a draft."""

    passage: PassageRow
    conflicts: list[Conflict]


@told_after_a_race
def place(
    candidate: Candidate,
    *,
    panel: Panel,
    start: datetime,
    phase_starts: Mapping[str, datetime] | None = None,
    preparation_room: Room | None,
    jury_room: Room | None = None,
    by: User | None,
    seen_revision: int | None = None,
) -> Placed:
    """Lay the candidate's route out from `start`, or from a start per phase, before this panel; a passage is moved."""
    with rescheduling(candidate.exam_session, seen_revision=seen_revision) as exam_session:
        _refuse_strangers(exam_session, candidate, panel, preparation_room, jury_room)
        before = _unlocked(candidate)
        rooms = {room for room in (panel.room_id, _key(preparation_room), _key(jury_room)) if room is not None}
        timetable = timetable_around(exam_session, candidates=[candidate.pk], panels=[panel.pk], rooms=rooms)
        value = _candidate(timetable, candidate.pk)
        first = timetable.referentiel.routes[value.route].phases[0].kind
        starts = _local({first: start, **(phase_starts or {})}, exam_session)
        after = _laid_out(
            timetable, value, _Wanted(panel.pk, starts, _key(jury_room) or panel.room_id, _key(preparation_room))
        )
        conflicts = write(with_passages(timetable, [after]), [candidate.pk])
        row = _record(by, exam_session, before, after)
    return Placed(row, conflicts)


@told_after_a_race
def swap(a: Candidate, b: Candidate, *, by: User | None, seen_revision: int | None = None) -> tuple[Placed, Placed]:
    """Each takes the other's panel, rooms and start; their own durations are laid out again."""
    with rescheduling(a.exam_session, seen_revision=seen_revision) as exam_session:
        if a.pk == b.pk or b.exam_session_id != exam_session.pk:
            raise NotPlaceable("Choisissez deux passages de la même session.")
        rows = [_unlocked(a), _unlocked(b)]
        panels = [row.panel_id for row in rows if row]
        timetable = timetable_around(
            exam_session, candidates=[a.pk, b.pk], panels=panels, rooms=rooms_held(candidates=[a.pk, b.pk])
        )
        now = {passage.candidate_id: passage for passage in timetable.passages}
        if not {a.pk, b.pk} <= set(now):
            raise NotPlaceable("Un échange demande deux candidats déjà placés. Placez d’abord chacun des deux.")
        after = [_in_place_of(timetable, now[a.pk], now[b.pk]), _in_place_of(timetable, now[b.pk], now[a.pk])]
        conflicts = write(with_passages(timetable, after), [a.pk, b.pk])
        written = [_record(by, exam_session, row, passage) for row, passage in zip(rows, after, strict=True)]
    mine, theirs = (
        Placed(row, [found for found in conflicts if row.candidate_id in found.candidate_ids]) for row in written
    )
    return mine, theirs


@told_after_a_race
def unplace(candidate: Candidate, *, by: User | None, seen_revision: int | None = None) -> None:
    """Take the passage away; what the jury wrote stays, it hangs on the candidate."""
    with rescheduling(candidate.exam_session, seen_revision=seen_revision) as exam_session:
        row = _unlocked(candidate)
        if row is None:
            raise NotPlaceable("Ce candidat n’a pas de passage. Rechargez la page.")
        journal.record(by, "passage.removed", row, before=_told(row), centre=exam_session.centre)
        row.delete()


def set_locked(candidate: Candidate, *, locked: bool, by: User | None, seen_revision: int | None = None) -> PassageRow:
    """A locked passage keeps its place, whoever asks, until it is unlocked."""
    with rescheduling(candidate.exam_session, seen_revision=seen_revision) as exam_session:
        row = PassageRow.objects.filter(candidate=candidate).first()
        if row is None:
            raise NotPlaceable("Ce candidat n’a pas de passage à verrouiller. Placez-le d’abord.")
        row.is_locked = locked
        row.save(update_fields=["is_locked"])
        action = "passage.locked" if locked else "passage.unlocked"
        journal.record(by, action, row, after=_told(row), centre=exam_session.centre)
    return row


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Where and when somebody is to pass; a phase without a start follows the one before."""

    panel: Id
    starts: Mapping[str, datetime]
    jury_room: Id | None
    preparation_room: Id | None


def _local(starts: Mapping[str, datetime], exam_session: ExamSession) -> dict[str, datetime]:
    return {phase: moment.astimezone(exam_session.zone) for phase, moment in starts.items()}


def _key(room: Room | None) -> Id | None:
    return room.pk if room else None


def _laid_out(timetable: Timetable, candidate: CandidateValue, wanted: _Wanted) -> Passage:
    try:
        steps = lay_out(
            timetable.referentiel.routes[candidate.route],
            starts=wanted.starts,
            extra_time=candidate.extra_time,
            settings=timetable.settings,
            jury_room=wanted.jury_room,
            preparation_room=wanted.preparation_room,
        )
    except UnlayableRoute as refusal:
        raise NotPlaceable(str(refusal)) from refusal
    return Passage(candidate.id, wanted.panel, steps)


def _in_place_of(timetable: Timetable, mine: Passage, theirs: Passage) -> Passage:
    """Their phase starts are kept where my durations allow, so that a lunch in the middle of a passage stays."""
    candidate = _candidate(timetable, mine.candidate_id)
    route = timetable.referentiel.routes[candidate.route]
    wanted = _Wanted(
        theirs.panel_id,
        {route.phases[0].kind: theirs.start},
        _room_of(timetable, theirs, Place.JURY_ROOM),
        # A route without preparation leaves no such room to take over.
        _room_of(timetable, theirs, Place.PREPARATION_ROOM) or _room_of(timetable, mine, Place.PREPARATION_ROOM),
    )
    asked = _phase_starts(theirs)
    laid = _laid_out(timetable, candidate, wanted)
    for phase in route.phases[1:]:
        earliest = _phase_starts(laid)[phase.kind]
        starts = {**wanted.starts, phase.kind: max(earliest, asked.get(phase.kind, earliest))}
        wanted = replace(wanted, starts=starts)
        laid = _laid_out(timetable, candidate, wanted)
    return laid


def _phase_starts(passage: Passage) -> dict[str, datetime]:
    starts: dict[str, datetime] = {}
    for step in passage.steps:
        starts[step.phase] = min(step.start, starts.get(step.phase, step.start))
    return starts


def _room_of(timetable: Timetable, passage: Passage, place: Place) -> Id | None:
    """The room a passage uses as its jury room or as its preparation room, when it has one."""
    if place is Place.JURY_ROOM:
        return next((step.jury_room for step in passage.steps if step.jury_room is not None), None)
    route = timetable.referentiel.routes[_candidate(timetable, passage.candidate_id).route]
    prepares = {
        (phase.kind, step.kind)
        for phase in route.phases
        for step in phase.steps
        if candidate_place(phase, step, timetable.settings) is Place.PREPARATION_ROOM
    }
    return next((step.candidate_room for step in passage.steps if (step.phase, step.kind) in prepares), None)


def _candidate(timetable: Timetable, pk: Id) -> CandidateValue:
    """Withdrawn meanwhile, somebody is no longer in the timetable that was read under the lock."""
    found = next((candidate for candidate in timetable.candidates if candidate.id == pk), None)
    if found is None:
        raise NotPlaceable("Ce candidat n’est plus dans la session. Rechargez la page.")
    return found


def _refuse_strangers(exam_session: ExamSession, candidate: Candidate, panel: Panel, *rooms: Room | None) -> None:
    """A panel of another session, or a room of another centre, is a mistaken form: nothing is placed on it."""
    if panel.exam_session_id != exam_session.pk or candidate.exam_session_id != exam_session.pk:
        raise NotPlaceable("Ce jury appartient à une autre session. Choisissez un jury de celle-ci.")
    for room in rooms:
        if room and (room.centre_id != exam_session.centre_id or room.exam_session_id not in {None, exam_session.pk}):
            raise NotPlaceable(f"La salle {room} n’est pas de cette session. Choisissez-en une autre.")


def _unlocked(candidate: Candidate) -> PassageRow | None:
    row = PassageRow.objects.filter(candidate=candidate).first()
    if row and row.is_locked:
        raise NotPlaceable(f"Le passage de {candidate.person} est verrouillé. Déverrouillez-le avant d’y toucher.")
    return row


def _told(row: PassageRow) -> dict[str, object]:
    return {
        "candidate": row.candidate_id,
        "panel": row.panel_id,
        "start": row.starts_at.isoformat(),
        "end": row.ends_at.isoformat(),
    }


def _record(by: User | None, exam_session: ExamSession, before: PassageRow | None, after: Passage) -> PassageRow:
    row = PassageRow.objects.get(candidate=after.candidate_id)
    action = "passage.moved" if before else "passage.placed"
    was = _told(before) if before else None
    journal.record(by, action, row, before=was, after=summary(after), centre=exam_session.centre)
    return row
