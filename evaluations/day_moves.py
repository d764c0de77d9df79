"""Commands that move the rest of a jury's day: later, before another juror, in another room. None touches a mark."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from centres.models import User
from evaluations.course import NOTHING
from evaluations.day_acts import awaited, passage_of
from evaluations.day_effects import DayEffect, effect_on, in_room, pushed, shift_words, shifted
from evaluations.day_facts import facts_told
from evaluations.day_rows import ATTENDANCE, PASSAGE
from evaluations.gestures import Gesture, NotDone, gesture
from evaluations.models import ActKind, Attendance
from evaluations.tower import still_to_come
from ntc_cert.words import NBSP, listing, plural
from sessions.bookings import DoubleBooked, told_after_a_race, write
from sessions.models import Candidate, Panel, Passage, Room
from sessions.snapshot import timetable_of
from sessions.timetable import Passage as PassageValue
from sessions.timetable import Timetable

LONGEST: Final = 240


@told_after_a_race
def announce_delay(
    candidate: Candidate,
    *,
    minutes: int,
    keeps_end: bool | None,
    reason: str = "",
    by: User,
    seen: str | None = None,
    now: datetime | None = None,
) -> None:
    """Expected so many minutes late. The end is kept unless decided otherwise; None leaves the decision for later."""
    if keeps_end is not None and not reason.strip():
        raise NotDone(f"Écrivez le motif de la décision{NBSP}: il est gardé avec elle.")
    with gesture(candidate.exam_session, ActKind.DELAY, by=by, seen=seen, moves=keeps_end is False) as act:
        awaited(candidate)
        timetable = timetable_of(act.exam_session)
        effect = delay_effect(timetable, candidate, minutes, now=now or timezone.now())
        act.touches(ATTENDANCE, candidate.pk)
        expected = passage_of(timetable, candidate).start + timedelta(minutes=minutes)
        written = {"expected_at": expected, "keeps_end": keeps_end, "reason": reason.strip()}
        Attendance.objects.update_or_create(candidate=candidate, defaults=written)
        if keeps_end is False:
            move(act, effect)
        act.told = f"{candidate.person}, retard annoncé de {minutes}{NBSP}min{_decided(keeps_end, reason)}"


def _decided(keeps_end: bool | None, reason: str) -> str:
    if keeps_end is None:
        return ""
    return f", heure de fin {'gardée' if keeps_end else 'reportée'}. Motif{NBSP}: {reason.strip()}"


def delay_effect(timetable: Timetable, candidate: Candidate, minutes: int, *, now: datetime) -> DayEffect:
    """Their passage later, and those of their jury that it would run into."""
    _refuse_other_than(minutes)
    passage = passage_of(timetable, candidate)
    facts = facts_told(candidate.exam_session, timetable, now)
    if facts.get(candidate.pk, NOTHING).has_begun:
        raise NotDone(f"Le passage de {candidate.person} a commencé{NBSP}: il n’y a plus de retard à annoncer.")
    ahead = still_to_come(timetable, passage.panel_id, passage.start.date(), facts, now)
    later = [one for one in ahead if one.start > passage.start]
    return effect_on(timetable, pushed(timetable, shifted(passage, timedelta(minutes=minutes)), later))


@told_after_a_race
def shift(
    panel: Panel, *, day: date, minutes: int, by: User, seen: str | None = None, now: datetime | None = None
) -> None:
    """What has not begun before this jury that day, so many minutes later."""
    with gesture(panel.exam_session, ActKind.SHIFT, by=by, seen=seen, moves=True) as act:
        effect = shift_effect(timetable_of(act.exam_session), panel, day, minutes, now=now or timezone.now())
        move(act, effect)
        act.told = f"{panel.name}, {shift_words(len(effect.passages), minutes)}"


def shift_effect(timetable: Timetable, panel: Panel, day: date, minutes: int, *, now: datetime) -> DayEffect:
    _refuse_other_than(minutes)
    ahead = ahead_of(timetable, panel, day, now)
    return effect_on(timetable, [shifted(passage, timedelta(minutes=minutes)) for passage in ahead])


@told_after_a_race
def change_room(
    panel: Panel, *, day: date, room: Room, by: User, seen: str | None = None, now: datetime | None = None
) -> None:
    """What has not begun passes in another room; the passage under way stays where it is."""
    with gesture(panel.exam_session, ActKind.ROOM, by=by, seen=seen, moves=True) as act:
        effect = room_effect(timetable_of(act.exam_session), panel, day, room.pk, now=now or timezone.now())
        if blocks := [found for found in effect.conflicts if found.blocks]:
            raise NotDone([found.sentence for found in blocks])
        move(act, effect)
        act.told = f"{panel.name}, {plural(len(effect.passages), 'passage')} en {room.name}"


def room_effect(timetable: Timetable, panel: Panel, day: date, room: Any, *, now: datetime) -> DayEffect:
    return effect_on(timetable, [in_room(passage, room) for passage in ahead_of(timetable, panel, day, now)])


def ahead_of(timetable: Timetable, panel: Panel, day: date, now: datetime) -> list[PassageValue]:
    ahead = still_to_come(timetable, panel.pk, day, facts_told(panel.exam_session, timetable, now), now)
    if not ahead:
        raise NotDone(f"{panel.name} n’a plus de passage à venir ce jour-là{NBSP}: il n’y a rien à changer.")
    return ahead


def move(act: Gesture, effect: DayEffect, *, in_place: Iterable[Any] = ()) -> None:
    """Write the passages of the effect; a lock holds a passage where it is, and those `in_place` stay there."""
    _refuse_locked(set(effect.candidates) - set(in_place))
    if effect.impossible:
        raise DoubleBooked(effect.impossible)
    act.touches(PASSAGE, *effect.candidates)
    write(effect.after, effect.candidates)


def _refuse_locked(candidates: Iterable[Any]) -> None:
    rows = Passage.objects.filter(candidate__in=list(candidates), is_locked=True).select_related("candidate__person")
    if names := [str(row.candidate.person) for row in rows]:
        raise NotDone(f"Passage verrouillé{NBSP}: {listing(names)}. Déverrouillez-le d’abord dans le planning.")


def _refuse_other_than(minutes: int) -> None:
    if not 0 < minutes <= LONGEST:
        raise NotDone(f"Écrivez un nombre de minutes, de 1 à {LONGEST}.")
