"""Command of the board: several candidates given a place, or none, at once; what it takes to do and to undo."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from centres import journal
from centres.models import User
from ntc_cert.words import of
from sessions.bookings import DoubleBooked, rescheduling, summary, told_after_a_race, with_passages, written
from sessions.conflicts import Conflict, blocking
from sessions.models import ExamSession
from sessions.models import Passage as PassageRow
from sessions.placing import Placement, laid_out, placement_of
from sessions.scheduling import NotPlaceable
from sessions.snapshot import timetable_around
from sessions.steps import UnlayableRoute
from sessions.timetable import Candidate, Passage, Timetable

Places = Mapping[int, Placement | None]


class Unsound(DoubleBooked):
    """Something blocks: the board puts nobody there, though a form may leave it in a draft."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """Where each one was, where each one is, and every conflict that touches them."""

    before: dict[int, Placement | None]
    after: dict[int, Placement | None]
    timetable: Timetable
    conflicts: list[Conflict]


@told_after_a_race
def arrange(
    exam_session: ExamSession, asked: Places, *, by: User, seen_revision: int | None = None, sound: bool = False
) -> Arranged:
    """Give each of these candidates this place, take away those who get none; with `sound`, nothing may block.

    A moment without a zone is told in the centre's. `ExamSession.DoesNotExist` for who does not manage the session.
    """
    with rescheduling(exam_session, seen_revision=seen_revision, managed_by=by) as locked:
        wanted = {pk: place and place.told_in(locked.zone) for pk, place in asked.items()}
        timetable = timetable_around(locked, candidates=wanted.keys(), **_reached(wanted))
        known = {candidate.id: candidate for candidate in timetable.candidates}
        now = {passage.candidate_id: passage for passage in timetable.passages if passage.candidate_id in wanted}
        for pk in wanted:
            _refuse_untouchable(known.get(pk), now.get(pk))
        after = [_laid(timetable, known[pk], place) for pk, place in wanted.items() if place]
        kept = tuple(passage for passage in timetable.passages if passage.candidate_id not in wanted)
        placed = with_passages(replace(timetable, passages=kept), after)
        _take_away([now[pk] for pk, place in wanted.items() if place is None and pk in now], by, locked)
        conflicts, keys = written(placed, [one.candidate_id for one in after]) if after else ([], {})
        if sound and (blocks := blocking(conflicts)):
            raise Unsound(blocks)
        for passage in after:
            _record(keys[passage.candidate_id], passage, now.get(passage.candidate_id), by, locked)
    before = {pk: placement_of(timetable, now[pk]) if pk in now else None for pk in wanted}
    return Arranged(before, dict(wanted), placed, conflicts)


def _reached(wanted: Places) -> dict[str, set[int]]:
    places = [place for place in wanted.values() if place]
    panels = {int(place.panel) for place in places}
    rooms = {int(room) for place in places for room in (place.preparation_room, place.jury_room) if room}
    return {"panels": panels, "rooms": rooms}


def _refuse_untouchable(candidate: Candidate | None, passage: Passage | None) -> None:
    if candidate is None:
        raise NotPlaceable("Ce candidat n’est plus dans la session. Rechargez la page.")
    if passage and passage.is_locked:
        raise NotPlaceable(f"Le passage {of(candidate.name)} est verrouillé. Déverrouillez-le avant d’y toucher.")


def _laid(timetable: Timetable, candidate: Candidate, place: Placement) -> Passage:
    if place.panel not in {panel.id for panel in timetable.panels}:
        raise NotPlaceable("Ce jury n’est plus dans la session. Rechargez la page.")
    rooms = {room.id for room in timetable.rooms}
    if not {room for room in (place.preparation_room, place.jury_room) if room} <= rooms:
        raise NotPlaceable("Cette salle n’est plus de la session. Rechargez la page.")
    try:
        return Passage(candidate.id, place.panel, laid_out(timetable, candidate, place))
    except UnlayableRoute as refusal:
        raise NotPlaceable(str(refusal)) from refusal


def _take_away(passages: Iterable[Passage], by: User | None, exam_session: ExamSession) -> None:
    """What the jury wrote stays, it hangs on the candidate."""
    was = {passage.candidate_id: passage for passage in passages}
    for row in PassageRow.objects.filter(candidate__in=was) if was else ():
        before = summary(was[row.candidate_id])
        journal.record(by, "passage.removed", row, before=before, centre=exam_session.centre)
        row.delete()


def _record(key: int, passage: Passage, was: Passage | None, by: User | None, exam_session: ExamSession) -> None:
    action, before = ("passage.moved", summary(was)) if was else ("passage.placed", None)
    row = PassageRow(pk=key)
    journal.record(by, action, row, before=before, after=summary(passage), centre=exam_session.centre)
