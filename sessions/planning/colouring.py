"""Preparation rooms given out once every time is known: in order of time, the room one had before if it is free."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ortools.sat.python import cp_model

from sessions.planning.answer import placement_of
from sessions.planning.masks import span
from sessions.planning.problem import Placement, Problem, Solution, Task, jury_parts

Key = tuple[int, int]  # task, rank of the use
Rooms = dict[Key, int]
Stay = tuple[int, int, list[Key]]

PATIENCE: Final = 1.0  # seconds for the rooms of one day


def with_rooms(problem: Problem, solution: Solution, given: Rooms | None = None) -> Solution | None:
    """The same plan with a preparation room for each use; None when this simple way finds none.

    `given` are rooms that are known to go together.

    With rooms all alike it always finds: stays taken in order of time never need more rooms than they are at once.
    Where they are not, a solver is asked.
    """
    given = given or {}
    for wanted in ({**given, **_published(problem, solution)}, given):
        found: Solution = {}
        for day in range(len(problem.days)):
            own = {index: one for index, one in solution.items() if one.day == day}
            if (coloured := _colour(problem, day, own, wanted)) is None:
                break
            found.update(coloured)
        else:
            return found
    return None


def _published(problem: Problem, solution: Solution) -> Rooms:
    """The rooms of those whose passage is the one published."""
    rooms: Rooms = {}
    for index, one in solution.items():
        task = problem.tasks[index]
        base = placement_of(problem, task, task.base.passage) if task.base else None
        if base and (base.panel, base.day, base.starts) == (one.panel, one.day, one.starts):
            rooms.update({(index, rank): room for rank, room in enumerate(base.rooms)})
    return rooms


def _colour(problem: Problem, day: int, own: Solution, wanted: Rooms) -> Solution | None:
    busy = _busy(problem, day, own)
    stays = [stay for one in own.values() for stay in _stays(problem.tasks[one.task], one)]
    rooms = _in_order(problem, own, stays, dict(busy), wanted)
    if rooms is None:
        rooms = _searched(problem, own, stays, busy)
    if rooms is None:
        return None
    given = rooms
    return {
        index: replace(one, rooms=tuple(room for (task, _), room in sorted(given.items()) if task == index))
        for index, one in own.items()
    }


def _in_order(problem: Problem, own: Solution, stays: list[Stay], busy: dict[int, int], wanted: Rooms) -> Rooms | None:
    rooms: Rooms = {}
    for first, last, keys in sorted(stays, key=lambda stay: (stay[2][0] not in wanted, stay[0], stay[2])):
        task, rank = keys[0]
        liked = [room for room in (wanted.get(keys[0]), rooms.get((task, rank - 1))) if room is not None]
        rooms_left = _rooms_for(problem, own[task])
        room = next((one for one in (*liked, *rooms_left) if not busy[one] & span(first, last)), None)
        if room is None:
            return None
        busy[room] |= span(first, last)
        rooms.update(dict.fromkeys(keys, room))
    return rooms


def _searched(problem: Problem, own: Solution, stays: list[Stay], busy: dict[int, int]) -> Rooms | None:
    """Each stay in one of the rooms free for the whole of it, never two in one room."""
    cp = cp_model.CpModel()
    held: dict[int, list[cp_model.IntervalVar]] = {}
    chosen: list[dict[int, cp_model.IntVar]] = []
    for first, last, keys in stays:
        rooms = [room for room in _rooms_for(problem, own[keys[0][0]]) if not busy[room] & span(first, last)]
        chosen.append({room: cp.new_bool_var("") for room in rooms})
        for room, here in chosen[-1].items():
            held.setdefault(room, []).append(cp.new_optional_fixed_size_interval_var(first, last - first, here, ""))
        cp.add_exactly_one(chosen[-1].values())
    for intervals in held.values():
        cp.add_no_overlap(intervals)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = PATIENCE
    if solver.solve(cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    places = [next(room for room, here in one.items() if solver.boolean_value(here)) for one in chosen]
    return {key: room for (_, _, keys), room in zip(stays, places, strict=True) for key in keys}


def _busy(problem: Problem, day: int, own: Solution) -> dict[int, int]:
    busy = {room.index: ~room.free[day] for room in problem.rooms}
    for fixed in problem.fixed_on(day):
        for room, start, end in fixed.rooms:
            busy[room] |= span(start, end)
    for one in own.values():
        for start, end in jury_parts(problem.tasks[one.task].shape, one.starts):
            busy[one.jury_room] |= span(start, end)
        if problem.seats[one.panel].room is None:
            busy[one.jury_room] = -1
    return busy


def _stays(task: Task, one: Placement) -> Iterator[Stay]:
    rank = 0
    for block, start in zip(task.shape.blocks, one.starts, strict=True):
        for first, last, count in block.stays:
            yield start + first, start + last, [(task.index, rank + position) for position in range(count)]
            rank += count


def _rooms_for(problem: Problem, one: Placement) -> list[int]:
    """The least equipped first: the others are for those who need them."""
    rank = problem.tasks[one.task].shape.preparation_rank
    rooms = [room for room in problem.preparation_rooms if room.rank >= rank and room.index != one.jury_room]
    return [room.index for room in sorted(rooms, key=lambda room: (room.rank, room.index))]
