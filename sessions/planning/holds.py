"""What passages that do not move hold: those that stay for good, and those a partial search leaves in place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sessions.planning.problem import (
    Placement,
    Problem,
    Solution,
    end_of,
    jury_parts,
    jury_span,
    preparations,
)


@dataclass(frozen=True, slots=True)
class Hold:
    """One passage: its panel's steps and span, its rooms; `is_pinned` keeps even its preparation rooms."""

    day: int
    panel: int | None
    jury: tuple[tuple[int, int], ...]
    span: tuple[int, int]
    preparations: tuple[tuple[int, int, int], ...]
    jury_room: int | None
    end: int
    load: int
    is_pinned: bool


def holds_of(problem: Problem, others: Solution) -> tuple[Hold, ...]:
    return (*_pinned(problem), *(_left(problem, one) for one in others.values()))


def _pinned(problem: Problem) -> Iterator[Hold]:
    for one in problem.fixed:
        if one.day >= 0:
            rooms = tuple(part for part in one.rooms if part[0] != one.jury_room)
            yield Hold(
                one.day, one.panel, one.jury, one.span, rooms, one.jury_room, one.end, one.minutes // problem.unit, True
            )


def _left(problem: Problem, one: Placement) -> Hold:
    shape = problem.tasks[one.task].shape
    parts = zip(one.rooms, preparations(shape, one.starts), strict=True)
    return Hold(
        day=one.day,
        panel=one.panel,
        jury=tuple(jury_parts(shape, one.starts)),
        span=jury_span(shape, one.starts),
        preparations=tuple((room, *part) for room, part in parts),
        jury_room=one.jury_room,
        end=end_of(shape, one.starts),
        load=shape.jury,
        is_pinned=False,
    )


def by_panel_and_day(holds: Iterable[Hold]) -> dict[tuple[int, int], list[Hold]]:
    found: dict[tuple[int, int], list[Hold]] = {}
    for hold in holds:
        if hold.panel is not None:
            found.setdefault((hold.panel, hold.day), []).append(hold)
    return found
