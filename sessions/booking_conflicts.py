"""What passages do to one another: the same juror, room or candidate at once, no pause, no lunch.

Each resource is swept once in order of time, every booking compared with the one that ends last before it:
no pair is sought, and whoever overlaps something is named at least once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from ntc_cert.words import clock, duration, long_date, sentence
from sessions.conflict_rules import Conflict, conflict
from sessions.sittings import Sitting, Sittings, breach, during, few, panel_name, window
from sessions.steps import rooms_used
from sessions.timetable import Booking, Day, Id, Interval, Juror, Lunch, merged


@dataclass(frozen=True, slots=True)
class Hold:
    """A stretch of one resource, by one sitting."""

    start: datetime
    end: datetime
    sitting: Sitting


def neighbours(holds: Iterable[Hold]) -> Iterator[tuple[Hold, Hold]]:
    """Each hold after the one, among those that start before it, that ends last."""
    latest: Hold | None = None
    for hold in sorted(holds, key=lambda h: (h.start, h.end)):
        if latest is not None:
            yield latest, hold
        if latest is None or hold.end > latest.end:
            latest = hold


def _between(
    code: str, said: str, first: Hold, second: Hold, *, jurors: Iterable[Id] = (), rooms: Iterable[Id] = ()
) -> Conflict:
    """A rule that two passages break together; its time is what they share, or what parts them."""
    start, end = sorted((second.start, min(first.end, second.end)))
    both = (first.sitting, second.sitting)
    return conflict(
        code,
        said,
        candidates=(sitting.candidate.id for sitting in both),
        panels=(sitting.panel.id for sitting in both if sitting.panel),
        jurors=jurors,
        rooms=rooms,
        start=start,
        end=end,
    )


def _names(first: Hold, second: Hold) -> str:
    return few(hold.sitting.candidate.name for hold in (first, second))


def _shared(first: Hold, second: Hold) -> str:
    return during(second.start, min(first.end, second.end))


def panel_bookings(sittings: Sittings) -> Iterator[Conflict]:
    """A panel finishes a candidate before the next, and takes a moment to deliberate between the two (RCT09)."""
    holds: dict[Id, list[Hold]] = {}
    for sitting in sittings.all:
        if sitting.panel is not None:
            holds.setdefault(sitting.panel.id, []).append(Hold(sitting.jury_start, sitting.jury_end, sitting))
    for panel_id, own in holds.items():
        name = sentence(panel_name(sittings.panels[panel_id]))
        for first, second in neighbours(own):
            if second.start < first.end:
                said = f"{name}, {_shared(first, second)} : deux candidats en même temps, {_names(first, second)}."
                jurors = sittings.panels[panel_id].juror_ids
                yield _between("panel_double_booked", said, first, second, jurors=jurors)
            else:
                yield from _gap(sittings, name, first, second)


def juror_bookings(sittings: Sittings) -> Iterator[Conflict]:
    """A juror on two panels, seen across them; on one panel, the panel's own line says it."""
    holds: dict[Id, list[Hold]] = {}
    for sitting in sittings.all:
        hold = Hold(sitting.jury_start, sitting.jury_end, sitting)
        for juror in sitting.jurors:
            holds.setdefault(juror.id, []).append(hold)
    for juror_id, own in holds.items():
        juror = sittings.jurors[juror_id]
        for first, second in neighbours(own):
            if _panel_id(first) == _panel_id(second):
                continue
            if second.start < first.end:
                where = " et ".join(panel_name(h.sitting.panel) for h in (first, second) if h.sitting.panel)
                said = f"{juror.name}, {_shared(first, second)} : {where} en même temps, pour {_names(first, second)}."
                yield _between("juror_double_booked", said, first, second, jurors=(juror_id,))
            else:
                yield from _gap(sittings, juror.name, first, second, juror_id)


def _gap(sittings: Sittings, who: str, first: Hold, second: Hold, *jurors: Id) -> Iterator[Conflict]:
    gap = second.start - first.end
    if gap >= timedelta(minutes=sittings.settings.gap_minutes):
        return
    left = f"{duration(gap // timedelta(minutes=1))} entre {_names(first, second)}"
    needed = f"la session en prévoit {duration(sittings.settings.gap_minutes)}"
    said = f"{who}, {long_date(first.end.date())}, {clock(first.end)} : {left}, {needed}."
    yield _between("gap_too_short", said, first, second, jurors=jurors)


def _panel_id(hold: Hold) -> Id | None:
    return hold.sitting.panel.id if hold.sitting.panel else None


def room_bookings(sittings: Sittings) -> Iterator[Conflict]:
    """A room receives one candidate and the jury of that candidate, nobody else (RCT08 2°)."""
    holds: dict[Id, list[Hold]] = {}
    for sitting in sittings.all:
        for room_id, parts in rooms_used(sitting.passage).items():
            holds.setdefault(room_id, []).extend(Hold(part.start, part.end, sitting) for part in parts)
    for room_id, own in holds.items():
        name = sittings.room_name(room_id)
        for first, second in neighbours(own):
            if second.start < first.end:
                said = f"{sentence(name)}, {_shared(first, second)} : deux passages à la fois, {_names(first, second)}."
                yield _between("room_double_booked", said, first, second, rooms=(room_id,))
        for taken in sittings.rooms[room_id].bookings if room_id in sittings.rooms else ():
            for hold in own:
                if hold.start < taken.end and taken.start < hold.end:
                    said = f"la {name} est déjà prise {_elsewhere(taken)}"
                    yield breach(hold.sitting, "room_double_booked", said, rooms=(room_id,))


def _elsewhere(taken: Booking) -> str:
    return f"{window(taken.start, taken.end)} ({taken.label})"


def outside_bookings(sitting: Sitting) -> Iterator[Conflict]:
    """People already expected in another session."""
    for juror in sitting.jurors:
        for taken in juror.bookings:
            if taken.start < sitting.jury_end and sitting.jury_start < taken.end:
                said = f"{juror.name} siège déjà ailleurs {_elsewhere(taken)}"
                yield breach(sitting, "juror_double_booked", said, jurors=(juror.id,))
    for taken in sitting.candidate.bookings:
        if any(taken.start < step.end and step.start < taken.end for step in sitting.attended):
            said = f"ce candidat a déjà un passage ailleurs {_elsewhere(taken)}"
            yield breach(sitting, "candidate_double_booked", said)


def placed_twice(sittings: Sittings) -> Iterator[Conflict]:
    seen: dict[Id, Sitting] = {}
    for sitting in sittings.all:
        first = seen.setdefault(sitting.candidate.id, sitting)
        if first is not sitting:
            said = f"ce candidat a déjà un passage {during(first.start, first.end)}"
            yield breach(sitting, "candidate_placed_twice", said)


def lunches(sittings: Sittings) -> Iterator[Conflict]:
    """Every juror at work has a free stretch long enough inside the day's lunch window."""
    worked: dict[tuple[Id, Day], list[Sitting]] = {}
    for sitting in sittings.all:
        day = sittings.days.get(sitting.day)
        if day is not None and day.lunch is not None:
            for juror in sitting.jurors:
                worked.setdefault((juror.id, day), []).append(sitting)
    for (juror_id, day), own in worked.items():
        if day.lunch is not None and not has_break(day.lunch, own):
            yield _no_lunch(sittings.jurors[juror_id], day.lunch, own)


def has_break(lunch: Lunch, own: Iterable[Sitting]) -> bool:
    free_from = lunch.start
    needed = timedelta(minutes=lunch.minutes)
    for busy in merged(Interval(step.start, step.end) for sitting in own for step in sitting.jury_steps):
        if min(busy.start, lunch.end) - free_from >= needed:
            return True
        free_from = max(free_from, busy.end)
    return lunch.end - free_from >= needed


def _no_lunch(juror: Juror, lunch: Lunch, own: list[Sitting]) -> Conflict:
    at_table = [sitting for sitting in own if sitting.jury_start < lunch.end and lunch.start < sitting.jury_end]
    panels = {s.panel.id: panel_name(s.panel) for s in at_table if s.panel}
    when = f"{long_date(lunch.start.date())}, entre {clock(lunch.start)} et {clock(lunch.end)}"
    return conflict(
        "juror_without_lunch",
        f"{', '.join([juror.name, *panels.values()])}, {when} : pas de {duration(lunch.minutes)} pour déjeuner.",
        jurors=(juror.id,),
        candidates=(sitting.candidate.id for sitting in at_table),
        panels=panels,
        start=lunch.start,
        end=lunch.end,
    )


def panel_rooms(sittings: Sittings) -> Iterator[Conflict]:
    """A panel without a room of its own keeps one room all day, for itself: doors and jurors rely on it."""
    of_panel: dict[tuple[date, Id], dict[Id, list[Sitting]]] = {}
    of_room: dict[tuple[date, Id], dict[Id, list[Sitting]]] = {}
    for sitting in sittings.all:
        panel = sitting.panel
        for room_id in {step.jury_room: None for step in sitting.jury_steps} if panel else ():
            if panel is not None and room_id is not None:
                of_panel.setdefault((sitting.day, panel.id), {}).setdefault(room_id, []).append(sitting)
                of_room.setdefault((sitting.day, room_id), {}).setdefault(panel.id, []).append(sitting)
    roaming = {panel.id for panel in sittings.timetable.panels if panel.room_id is None}
    for (day, panel_id), rooms in of_panel.items():
        if len(rooms) > 1 and panel_id in roaming:
            names = few(sittings.room_name(room) for room in rooms)
            said = f"{sentence(panel_name(sittings.panels[panel_id]))}, {long_date(day)} : plusieurs salles, {names}."
            yield _whole_day("panel_changes_room", said, rooms.values(), rooms)
    for (day, room_id), panels in of_room.items():
        if len(panels) > 1 and not roaming.isdisjoint(panels):
            names = few(panel_name(sittings.panels[panel_id]) for panel_id in panels)
            said = f"{sentence(sittings.room_name(room_id))}, {long_date(day)} : plusieurs jurys, {names}."
            yield _whole_day("panel_shares_room", said, panels.values(), (room_id,))


def _whole_day(code: str, said: str, groups: Iterable[list[Sitting]], rooms: Iterable[Id]) -> Conflict:
    own = list(chain.from_iterable(groups))
    return conflict(
        code,
        said,
        candidates=(sitting.candidate.id for sitting in own),
        panels=(sitting.panel.id for sitting in own if sitting.panel),
        rooms=rooms,
        start=min(sitting.start for sitting in own),
        end=max(sitting.end for sitting in own),
    )
