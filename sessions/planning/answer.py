"""A solution as passages of the timetable, and a passage as a placement."""

from dataclasses import replace

from sessions.planning.framing import tick_of
from sessions.planning.problem import Placement, Problem, Solution, Task
from sessions.steps import UnlayableRoute, lay_out, split_interview
from sessions.timetable import Passage, PlacedStep


def passages_of(problem: Problem, solution: Solution) -> tuple[Passage, ...]:
    """What stays as it was, then what the solution places."""
    placed = (passage_of(problem, solution[index]) for index in sorted(solution))
    return (*(fixed.passage for fixed in problem.fixed), *placed)


def passage_of(problem: Problem, placement: Placement) -> Passage:
    task = problem.tasks[placement.task]
    blocks = task.shape.blocks
    moments = (problem.moment(placement.day, start) for start in placement.starts)
    steps = lay_out(
        task.shape.route,
        starts={block.phase: moment for block, moment in zip(blocks, moments, strict=True)},
        extra_time=task.shape.extra_time,
        settings=problem.timetable.settings,
        jury_room=problem.rooms[placement.jury_room].id,
    )
    rooms = (problem.rooms[room].id for room in placement.rooms)
    uses = (use for block in blocks for use in block.uses)
    placed = (
        replace(step, candidate_room=next(rooms)) if use.prepares else step
        for step, use in zip(steps, uses, strict=True)
    )
    return Passage(task.id, problem.seats[placement.panel].id, tuple(placed))


def placement_of(problem: Problem, task: Task, passage: Passage) -> Placement | None:
    """The way back, presentation and exchanges joined or not; None when no plan could hold the passage."""
    steps = _split(problem, task, passage)
    panel = next((seat.index for seat in problem.seats if seat.id == passage.panel_id), None)
    day = next((index for index, frame in enumerate(problem.days) if frame.date == passage.start.date()), None)
    spots = {room.id: room.index for room in problem.rooms}
    uses = [use for block in task.shape.blocks for use in block.uses]
    jury_rooms = {step.jury_room for step in steps if step.jury_room is not None}
    if panel is None or day is None or len(jury_rooms) != 1 or len(uses) != len(steps):
        return None
    held = [step.candidate_room for use, step in zip(uses, steps, strict=True) if use.prepares]
    starts = _starts(problem, task, day, steps)
    if starts is None or not {*held, *jury_rooms} <= set(spots):
        return None
    rooms = tuple(spots[room] for room in held if room is not None)
    (jury_room,) = (spots[room] for room in jury_rooms if room is not None)
    placement = Placement(task.index, panel, day, starts, jury_room, rooms)
    return placement if passage_of(problem, placement).steps == steps else None


def _split(problem: Problem, task: Task, passage: Passage) -> tuple[PlacedStep, ...]:
    try:
        grid = problem.timetable.settings.grid_minutes
        return split_interview(passage.steps, task.shape.route, task.shape.extra_time, grid)
    except UnlayableRoute:  # published under another inscription
        return ()


def _starts(problem: Problem, task: Task, day: int, steps: tuple[PlacedStep, ...]) -> tuple[int, ...] | None:
    starts = []
    for block in task.shape.blocks:
        moments = [step.start for step in steps if step.phase == block.phase]
        start = tick_of(problem.days[day], min(moments), problem.unit) if moments else None
        if start is None or start < 0:
            return None
        starts.append(start)
    return tuple(starts)
