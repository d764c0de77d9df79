"""A problem no harder than the one asked, whose days are all alike: each is as good as the best of every day.

What it forbids is forbidden; and days that are alike leave only their number to choose, not which ones.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from operator import and_, or_

from sessions.planning.problem import Problem


def with_best_days(problem: Problem) -> Problem | None:
    """None when its days open or pause at other hours, or when it would be the same problem."""
    days = problem.days
    if len({(day.late, day.lunch) for day in days}) != 1:
        return None
    length, earliest = max(day.length for day in days), min(day.earliest for day in days)
    easier = replace(
        problem,
        days=tuple(replace(day, length=length, earliest=earliest) for day in days),
        rooms=tuple(replace(room, free=_all(or_, room.free)) for room in problem.rooms),
        seats=tuple(replace(seat, free=_all(or_, seat.free), taken=_all(and_, seat.taken)) for seat in problem.seats),
        tasks=tuple(replace(task, away=_all(and_, task.away)) for task in problem.tasks),
    )
    return None if easier == problem else easier


def _all(joined: Callable[[int, int], int], masks: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(reduce(joined, masks) for _ in masks)
