"""Where a passage may go wrong: rooms missing, of another kind, unequipped, closed or shared (RCT08 2°)."""

from collections.abc import Iterator
from typing import Final

from sessions.conflict_rules import Conflict
from sessions.sittings import Sitting, Sittings, breach, panel_name, room_name, window
from sessions.steps import STEP_LABELS
from sessions.timetable import Id, PlacedStep, Room
from titles.referentiel import Equipment, Place

_RANK: Final = {Equipment.NONE: 0, Equipment.PHONE: 1, Equipment.SPEAKER_PHONE: 2}
_NEEDED: Final = {Equipment.PHONE: "téléphone", Equipment.SPEAKER_PHONE: "téléphone avec haut-parleur"}
_KIND: Final = {Place.JURY_ROOM: "de jury", Place.PREPARATION_ROOM: "de préparation"}


def place_conflicts(sittings: Sittings, sitting: Sitting) -> Iterator[Conflict]:
    """Each fault said once a room, at the first step that meets it."""
    if sitting.follows_its_route:
        said = set()
        for found in _step_places(sittings, sitting):
            if (found.code, found.room_ids) not in said:
                said.add((found.code, found.room_ids))
                yield found
    yield from _jury_room(sittings, sitting)
    yield from _preparing_beside_the_jury(sittings, sitting)


def _step_places(sittings: Sittings, sitting: Sitting) -> Iterator[Conflict]:
    """Where they meet, the jury's room is the one judged, and the candidate must be in it."""
    course = sitting.course
    for step, asked, candidate in zip(sitting.passage.steps, course.steps, course.candidate_places, strict=True):
        yield from _place(sittings, sitting, step, asked.jury, step.jury_room)
        if candidate is None or candidate is not asked.jury:
            yield from _place(sittings, sitting, step, candidate, step.candidate_room)
        if candidate is not None and asked.jury is not None:
            yield from _meeting(sittings, sitting, step, candidate is asked.jury)


def _place(
    sittings: Sittings, sitting: Sitting, step: PlacedStep, place: Place | None, room_id: Id | None
) -> Iterator[Conflict]:
    route = sitting.course.route
    if place is not None:
        needed = route.jury_equipment if place is Place.JURY_ROOM else route.preparation_equipment
        yield from _room(sittings, sitting, step, room_id, place, needed)
    elif room_id is not None:
        said = f"l’étape « {STEP_LABELS[step.kind]} » retient la {sittings.room_name(room_id)} sans besoin"
        yield breach(sitting, "room_unneeded", said, step, rooms=(room_id,))


def _room(
    sittings: Sittings, sitting: Sitting, step: PlacedStep, room_id: Id | None, place: Place, needed: Equipment
) -> Iterator[Conflict]:
    label = STEP_LABELS[step.kind]
    if room_id is None:
        yield breach(sitting, "room_missing", f"il manque une salle {_KIND[place]} pour l’étape « {label} »", step)
        return
    room = sittings.rooms.get(room_id)
    if room is None:
        said = f"la {sittings.room_name(room_id)}, prévue pour l’étape « {label} », n’est pas de cette session"
        yield breach(sitting, "room_missing", said, step, rooms=(room_id,))
        return
    if not (room.is_jury if place is Place.JURY_ROOM else room.is_preparation):
        yield breach(
            sitting, "room_use", f"la {room_name(room)} n’est pas une salle {_KIND[place]}", step, rooms=(room_id,)
        )
    if _RANK[room.equipment] < _RANK[needed]:
        said = f"il faut un {_NEEDED[needed]}, et la {room_name(room)} n’en a pas"
        yield breach(sitting, "room_equipment", said, step, rooms=(room_id,))
    yield from _closures(sitting, step, room)


def _closures(sitting: Sitting, step: PlacedStep, room: Room) -> Iterator[Conflict]:
    for closure in room.closures:
        if closure.overlaps(step.start, step.end):
            said = f"la {room_name(room)} est fermée {window(closure.start, closure.end)}"
            yield breach(sitting, "room_closed", said, step, rooms=(room.id,))


def _meeting(sittings: Sittings, sitting: Sitting, step: PlacedStep, in_one_room: bool) -> Iterator[Conflict]:
    """In one room when they face each other; in two for the call, and while each prepares."""
    theirs, its = step.candidate_room, step.jury_room
    if its is None or (theirs == its) is in_one_room:
        return
    label = f"pendant l’étape « {STEP_LABELS[step.kind]} »"
    if not in_one_room:
        said = f"{label}, candidat et jury sont dans la même salle, {sittings.room_name(its)}"
        yield breach(sitting, "rooms_not_apart", said, step, rooms=(its,))
        return
    where = "n’a pas de salle" if theirs is None else f"est en {sittings.room_name(theirs)}"
    said = f"{label}, le candidat {where} et le jury est en {sittings.room_name(its)}"
    yield breach(sitting, "rooms_differ", said, step, rooms=(its,) if theirs is None else (theirs, its))


def _jury_room(sittings: Sittings, sitting: Sitting) -> Iterator[Conflict]:
    """One jury room from the reading to the last interview (RCT08 2°); the panel's own, unless it moved."""
    rooms = list(dict.fromkeys(step.jury_room for step in sitting.jury_steps if step.jury_room is not None))
    if len(rooms) > 1:
        names = ", ".join(sittings.room_name(room) for room in rooms)
        yield breach(sitting, "jury_room_changes", f"le jury change de salle pendant le passage ({names})", rooms=rooms)
    panel = sitting.panel
    if panel is None or panel.room_id is None:
        return
    for room in rooms:
        if room != panel.room_id:
            usual = f"{panel_name(panel)} siège d’habitude en {sittings.room_name(panel.room_id)}"
            said = f"le passage est en {sittings.room_name(room)}, et {usual}"
            yield breach(sitting, "panel_elsewhere", said, rooms=(room,))


def _preparing_beside_the_jury(sittings: Sittings, sitting: Sitting) -> Iterator[Conflict]:
    """RCT08 2° asks for two rooms: one to prepare, one where the jury reads meanwhile."""
    for step in sitting.passage.steps:
        room_id = step.candidate_room
        if step.has_jury or room_id is None:
            continue
        if any(
            other.jury_room == room_id and other.start < step.end and step.start < other.end
            for other in sitting.jury_steps
        ):
            said = f"le candidat prépare en {sittings.room_name(room_id)}, où le jury travaille aussi"
            yield breach(sitting, "rooms_not_apart", said, step, rooms=(room_id,))
