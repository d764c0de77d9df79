"""The plan of a session as JSON: identifiers, local times without zone, presentation and exchanges joined."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sessions.models import ExamSession, Room
from sessions.planning.figures import LEVELS, REPLANNING_LEVELS
from sessions.snapshot import passages_of
from sessions.steps import merge_interview
from sessions.timetable import Id, Passage, PlacedStep, Timetable

NOT_PLANNED: Final = "pas encore planifié"

Plan = dict[str, Any]


def plan_of(exam_session: ExamSession) -> Plan:
    """The draft as it stands, under the references of the session."""
    candidates = dict(exam_session.candidates.order_by("reference", "pk").values_list("pk", "reference"))
    panels = dict(exam_session.panels.values_list("pk", "reference"))
    passages = passages_of(exam_session)
    used = {room for passage in passages for step in passage.steps for room in (step.candidate_room, step.jury_room)}
    rooms = dict(Room.objects.filter(pk__in=used - {None}).values_list("pk", "reference"))
    named = [_named(passage, candidates, panels, rooms) for passage in passages]
    is_replanned = exam_session.versions.exists()
    return plan_document(exam_session.reference, named, candidates.values(), is_replanned=is_replanned)


def passages_in(timetable: Timetable) -> list[Plan]:
    """The passages of a timetable that was read whole, as the plan of its session writes them."""
    candidates, panels, rooms = (
        {one.id: one.reference for one in ones} for ones in (timetable.candidates, timetable.panels, timetable.rooms)
    )
    return [_written(_named(passage, candidates, panels, rooms)) for passage in timetable.passages]


def plan_document(
    reference: str, passages: Iterable[Passage], candidates: Iterable[str], *, is_replanned: bool
) -> Plan:
    """A plan nobody has proven optimal: its levels have no bound."""
    written = [_written(passage) for passage in passages]
    placed = {passage["candidate"] for passage in written}
    return {
        "instance": reference,
        "passages": written,
        "unplaced": [
            {"candidate": candidate, "reason": NOT_PLANNED} for candidate in candidates if candidate not in placed
        ],
        "status": "feasible",
        "bound": dict.fromkeys(REPLANNING_LEVELS if is_replanned else LEVELS),
        "seconds": 0,
    }


def _named(
    passage: Passage, candidates: Mapping[Id, str], panels: Mapping[Id, str], rooms: Mapping[Id, str]
) -> Passage:
    """The same passage under the references a person or another tool knows."""
    steps = (
        PlacedStep(
            *(step.phase, step.kind, step.start, step.end),
            *(_name(rooms, step.candidate_room), _name(rooms, step.jury_room)),
        )
        for step in passage.steps
    )
    return Passage(candidates[passage.candidate_id], _name(panels, passage.panel_id), tuple(steps))


def _name(names: Mapping[Id, str], key: Id | None) -> str | None:
    return None if key is None else names[key]


def _written(passage: Passage) -> Plan:
    return {
        "candidate": passage.candidate_id,
        "panel": passage.panel_id,
        "steps": [_step(step) for step in merge_interview(passage.steps)],
    }


def _step(step: PlacedStep) -> Plan:
    return {
        "phase": str(step.phase),
        "kind": str(step.kind),
        "start": _local(step.start),
        "end": _local(step.end),
        "candidate_room": step.candidate_room,
        "jury_room": step.jury_room,
    }


def _local(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")
