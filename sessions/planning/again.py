"""A session planned again: how much of what is published may stay, and the best plan around what does."""

from typing import Final

from sessions.planning.figures import CHANGED, UNPLACED
from sessions.planning.model import Place
from sessions.planning.problem import Task
from sessions.planning.search import Search
from sessions.planning.solving import Solving, solve_levels

STAYING: Final = 0.3  # of the time left, for what may stay together
MEDIUM: Final = 60  # candidates that one model may hold when nearly all of them stay


def plan_again(search: Search) -> None:
    staying = _staying(search)
    tasks = search.problem.tasks
    if search.left <= 0:
        return
    _around(search, staying)
    if not _is_settled(search):
        return
    if len(staying) == sum(_may_stay(search, task) for task in tasks):
        # No other choice changes as little: whoever may stay does, and only the others are looked at.
        _with_all_of(search, staying)
    elif len(tasks) <= MEDIUM:
        solve_levels(Solving(search, tasks))


def _staying(search: Search) -> set[int]:
    """The most that may stay where they are published, everybody else left aside: no plan changes less.

    Rooms are only counted, which allows more than there is.
    """
    allowed = {task.index: _home(task) for task in search.problem.tasks}
    solving = Solving(search, search.problem.tasks, allowed=allowed, counted_only=True)
    solving.stay_or_leave(task.index for task in search.problem.tasks)
    solving.hint({index: one for index, one in search.solution.items() if (one.panel, one.day) in allowed[index]})
    reached = solving.minimize(CHANGED, search.left * STAYING)
    if reached is None:
        return set()
    search.prove(CHANGED, reached[1])
    return solving.stay()


def _home(task: Task) -> set[Place]:
    base = task.base
    return set() if base is None or base.panel is None or base.day is None else {(base.panel, base.day)}


def _may_stay(search: Search, task: Task) -> bool:
    """If nobody else were there."""
    base, first = task.base, task.shape.blocks[0].uses[0].start
    if base is None or base.panel is None or base.day is None or base.start is None or base.start < first:
        return False
    masks = search.openings.starts(task, base.panel, base.day) if base.panel in task.panels else ()
    return bool(masks) and bool(masks[0] >> base.start - first & 1)


def _around(search: Search, staying: set[int]) -> None:
    """A place for the others, as near as can be to what they had."""
    solving = _kept(search, staying)
    for name in search.names:
        if search.left <= 0:
            return
        solving.hint(search.solution)
        reached = solving.minimize(name, search.left * STAYING)
        if reached is None:
            return
        if solving.found is not None:
            search.offer(solving.found)
        if name == CHANGED:
            return
        solving.keep(name, reached[0])


def _with_all_of(search: Search, staying: set[int]) -> None:
    solve_levels(_kept(search, staying))


def _kept(search: Search, staying: set[int]) -> Solving:
    allowed = {
        task.index: _home(task) if task.index in staying else {place[:2] for place in search.openings.choices(task)}
        for task in search.problem.tasks
    }
    solving = Solving(search, search.problem.tasks, allowed=allowed)
    solving.stay_or_leave(staying)
    solving.place(staying)
    return solving


def _is_settled(search: Search) -> bool:
    return all(search.value(name) == search.bounds[name] for name in (UNPLACED, CHANGED))
