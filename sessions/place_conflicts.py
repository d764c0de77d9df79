"""Where a passage may go wrong: rooms missing, of another kind, unequipped, closed or shared (RCT08 2°)."""

from collections.abc import Iterator
from typing import Final

from sessions.conflict_rules import Conflict
from sessions.sittings import Sitting, Sittings, breach, panel_name, room_name, window
from sessions.steps import STEP_LABELS, candidate_place
from sessions.timetable import Id, PlacedStep, Room
from titles.referentiel import Equipment, Place, StepKind

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
    route = sitting.course.route
    for part in sitting.course.phases:
        for position in range(part.first, part.after):
            step, asked = sitting.passage.steps[position], sitting.course.steps[position]
            candidate = candidate_place(part.phase, asked, sittings.settings)
            for place, room_id in ((candidate, step.candidate_room), (asked.jury, step.jury_room)):
                if place is not None:
                    needed = route.jury_equipment if place is Place.JURY_ROOM else route.preparation_equipment
                    yield from _room(sittings, sitting, step, room_id, place, needed)
                elif room_id is not None:
                    held = f"l’étape « {STEP_LABELS[step.kind]} » retient la {sittings.room_name(room_id)} sans besoin"
                    yield breach(sitting, "room_unneeded", held, step, rooms=(room_id,))
            if candidate is not None and asked.jury is not None:
                yield from _meeting(sittings, sitting, step, candidate is asked.jury)


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
    if theirs is None or its is None or (theirs == its) is in_one_room:
        return
    during_step = f"pendant l’étape « {STEP_LABELS[step.kind]} »"
    if in_one_room:
        said = f"{during_step}, le candidat est en {sittings.room_name(theirs)} et le jury en {sittings.room_name(its)}"
        yield breach(sitting, "rooms_differ", said, step, rooms=(theirs, its))
    else:
        said = f"{during_step}, le candidat et le jury sont tous en {sittings.room_name(its)}"
        yield breach(sitting, "rooms_not_apart", said, step, rooms=(its,))


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
    steps = sitting.passage.steps
    read_in = {step.jury_room for step in steps if step.kind == StepKind.JURY_PREPARATION}
    for step in steps:
        room_id = step.candidate_room
        if step.kind == StepKind.PREPARATION and room_id is not None and room_id in read_in:
            said = f"le candidat prépare en {sittings.room_name(room_id)}, où le jury se prépare aussi"
            yield breach(sitting, "rooms_not_apart", said, step, rooms=(room_id,))
