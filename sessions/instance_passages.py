"""The passages of an instance: those that are pinned must be placed as they are, the baseline's are only kept."""

from collections.abc import Collection, Iterable
from typing import Final
from zoneinfo import ZoneInfo

from sessions.instance_fields import identifier, known, optional, optional_items, unique, window
from sessions.steps import INTERVIEW, UnlayableRoute, split_interview
from sessions.timetable import Candidate, Passage, PlacedStep, Timetable
from titles.reading import Node
from titles.referentiel import PhaseKind, Route, StepKind

KINDS: Final = (INTERVIEW, *(kind for kind in StepKind if kind not in {StepKind.PRESENTATION, StepKind.EXCHANGES}))


def read_pinned(root: Node, zone: ZoneInfo, timetable: Timetable) -> tuple[Passage, ...]:
    """Each with the steps of its candidate's route, the interview split into its two steps."""
    candidates = {str(candidate.id): candidate for candidate in timetable.candidates}
    panels = {panel.id for panel in timetable.panels}
    rooms = {str(room.id) for room in timetable.rooms}
    read = []
    for node in optional_items(root, "pinned"):
        candidate = known(node.child("candidate"), candidates, "candidates")
        panel = known(node.child("panel"), panels, "panels")
        steps = _steps(node.child("steps"), zone, rooms)
        read.append((node, Passage(candidate, panel, _split(node, steps, candidates.get(candidate), timetable))))
    return _one_each(read)


def read_baseline(root: Node, zone: ZoneInfo) -> tuple[Passage, ...]:
    """As published: someone, a panel or a room in it may have left the session since."""
    return _one_each(
        (
            node,
            Passage(
                identifier(node.child("candidate")),
                identifier(node.child("panel")),
                _steps(node.child("steps"), zone, None),
            ),
        )
        for node in optional_items(root, "baseline")
    )


def _one_each(read: Iterable[tuple[Node, Passage]]) -> tuple[Passage, ...]:
    read = list(read)
    tuple(unique((node.child("candidate"), passage.candidate_id) for node, passage in read))
    return tuple(passage for _, passage in read)


def _steps(node: Node, zone: ZoneInfo, rooms: Collection[str] | None) -> tuple[PlacedStep, ...]:
    """Steps whose times can't be read are left out: their fault is told."""
    if node.value == []:
        node.expect("les étapes du passage")
    return tuple(step for item in node.items() if (step := _step(item, zone, rooms)))


def _step(node: Node, zone: ZoneInfo, rooms: Collection[str] | None) -> PlacedStep | None:
    kind = node.child("kind").text()
    if kind and kind not in KINDS:
        node.child("kind").expect(f"l’un de ces mots : {', '.join(KINDS)}")
    phase = node.child("phase").choice(PhaseKind)
    places = [_room(optional(node, key), rooms) for key in ("candidate_room", "jury_room")]
    times = window(node, zone, "start", "end")
    return PlacedStep(phase, kind, times.start, times.end, *places) if times else None


def _room(node: Node | None, rooms: Collection[str] | None) -> str | None:
    if node is None:
        return None
    return identifier(node) if rooms is None else known(node, rooms, "rooms")


def _split(
    node: Node, steps: tuple[PlacedStep, ...], candidate: Candidate | None, timetable: Timetable
) -> tuple[PlacedStep, ...]:
    route = timetable.referentiel.routes.get(candidate.route) if candidate else None
    if candidate is None or route is None or not steps or len(steps) < len(node.child("steps").items()):
        return steps
    wanted = plan_kinds(route)
    if [(step.phase, step.kind) for step in steps] != wanted:
        said = ", ".join(f"{phase} {kind}" for phase, kind in wanted)
        node.child("steps").refuse(
            f"ce ne sont pas les étapes de l’inscription « {route.key} »", f"Donnez dans l’ordre : {said}."
        )
        return steps
    try:
        return split_interview(steps, route, candidate.extra_time, timetable.settings.grid_minutes)
    except UnlayableRoute as refusal:
        node.child("steps").refuse(str(refusal).rstrip("."), "Allongez cette étape.")
        return steps


def plan_kinds(route: Route) -> list[tuple[str, str]]:
    """Phases and kinds of a passage as a plan lists them, presentation and exchanges joined."""
    kinds: list[tuple[str, str]] = []
    for phase in route.phases:
        for step in phase.steps:
            if step.kind == StepKind.EXCHANGES and kinds and kinds[-1][1] == StepKind.PRESENTATION:
                kinds[-1] = (phase.kind, INTERVIEW)
            else:
                kinds.append((phase.kind, step.kind))
    return kinds
