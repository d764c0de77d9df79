"""Candidates, panels and days that could be exchanged: the model looks at one order only, and so must its hints."""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import TypeVar

from sessions.planning.problem import Placement, Problem, Seat, Solution, Task, end_of

Thing = TypeVar("Thing")


def alike_tasks(problem: Problem) -> list[list[Task]]:
    """Same route, absences and panels, nothing published: they are placed in their order, then left out in it."""
    return _alike(
        ((task.shape.route.key, task.shape.extra_time, task.away, task.panels), task)
        for task in problem.tasks
        if task.base is None
    )


def alike_seats(problem: Problem) -> list[list[Seat]]:
    """Same hours, a room each, nobody in common, the same candidates: the first works at least as much as the next."""
    homes = [seat.room for seat in problem.seats]
    fixed = {one.panel for one in problem.fixed}
    based = {task.base.panel for task in problem.tasks if task.base}
    alike = []
    for seat in problem.seats:
        alone = all(len(problem.groups[group].panels) == 1 for group in seat.groups)
        if seat.room is None or homes.count(seat.room) > 1 or not alone or seat.index in fixed | based:
            continue
        room = problem.rooms[seat.room]
        judged = tuple(seat.index in task.panels for task in problem.tasks)
        jurors = sum(problem.groups[group].jurors for group in seat.groups)
        alike.append(((seat.free, seat.taken, room.rank, room.is_preparation, room.free, judged, jurors), seat))
    return _alike(alike)


def alike_days(problem: Problem) -> list[list[int]]:
    """The first ends no earlier than the next."""
    if problem.fixed or problem.baseline:
        return []
    alike = []
    for day, frame in enumerate(problem.days):
        mark = (
            (frame.length, frame.late, frame.earliest, frame.lunch),
            tuple((seat.free[day], seat.taken[day]) for seat in problem.seats),
            tuple(room.free[day] for room in problem.rooms),
            tuple(task.away[day] for task in problem.tasks),
        )
        alike.append((mark, day))
    return _alike(alike)


def _alike(marked: Iterable[tuple[Hashable, Thing]]) -> list[list[Thing]]:
    found: dict[Hashable, list[Thing]] = {}
    for mark, thing in marked:
        found.setdefault(mark, []).append(thing)
    return [things for things in found.values() if len(things) > 1]


def in_order(problem: Problem, solution: Solution) -> Solution:
    """The same plan but for who is who among those alike."""
    solution = _days_in_order(problem, solution)
    solution = _seats_in_order(problem, solution)
    for tasks in alike_tasks(problem):
        placed = [solution.pop(task.index) for task in tasks if task.index in solution]
        placed.sort(key=lambda one: (one.day, one.starts))
        solution.update((task.index, replace(one, task=task.index)) for task, one in zip(tasks, placed, strict=False))
    return solution


def _days_in_order(problem: Problem, solution: Solution) -> Solution:
    moved: dict[int, int] = {}
    for days in alike_days(problem):
        ends = dict.fromkeys(days, 0)
        for index, one in solution.items():
            if one.day in ends:
                ends[one.day] = max(ends[one.day], end_of(problem.tasks[index].shape, one.starts))
        moved.update(zip(sorted(days, key=lambda day: -ends[day]), days, strict=True))
    return {index: replace(one, day=moved.get(one.day, one.day)) for index, one in solution.items()}


def _seats_in_order(problem: Problem, solution: Solution) -> Solution:
    moved: dict[int, int] = {}
    for seats in alike_seats(problem):
        loads = {seat.index: _load(problem, solution, seat.index) for seat in seats}
        order = sorted(loads, key=lambda panel: -loads[panel])
        moved.update(zip(order, (seat.index for seat in seats), strict=True))

    def seated(one: Placement) -> Placement:
        if one.panel not in moved:
            return one
        room = problem.seats[moved[one.panel]].room
        return replace(one, panel=moved[one.panel], jury_room=one.jury_room if room is None else room)

    return {index: seated(one) for index, one in solution.items()}


def _load(problem: Problem, solution: Solution, panel: int) -> int:
    return sum(problem.tasks[index].shape.jury for index, one in solution.items() if one.panel == panel)
