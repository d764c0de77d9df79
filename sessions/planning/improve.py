"""A plan made better a part at a time: a few candidates are taken up and placed again, everybody else stays."""

from random import Random
from typing import Final

from sessions.planning.model import Place
from sessions.planning.problem import Placement, Task
from sessions.planning.search import Search
from sessions.planning.solving import Solving

PART: Final = 12  # candidates taken up at once
PATIENCE: Final = 3.0  # seconds for one part
LATE: Final = 1.0  # too little time left to begin another


def improve(search: Search, random: Random) -> None:
    """Those left out or moved first, with whoever is in their way; then parts of the plan at random."""
    troubled = _troubled(search)
    while search.left > LATE and not search.is_over:
        around = troubled[:PART] or [random.choice(search.problem.tasks)]
        troubled = troubled[PART:]
        _again(search, _part(search, around, random))


def _troubled(search: Search) -> list[Task]:
    """Without a place, or not where and when they were published."""
    return [task for task in search.problem.tasks if _is_troubled(task, search.solution.get(task.index))]


def _is_troubled(task: Task, one: Placement | None) -> bool:
    if one is None or task.base is None:
        return one is None
    first = one.starts[0] + task.shape.blocks[0].uses[0].start
    return (task.base.panel, task.base.day, task.base.start) != (one.panel, one.day, first)


def _part(search: Search, around: list[Task], random: Random) -> list[Task]:
    """These, and candidates of the same panels and days, up to the size of a part."""
    near = {place for task in around for place in _places(search, task, random)}
    others = [
        task
        for task in search.problem.tasks
        if task not in around and (one := search.solution.get(task.index)) and (one.panel, one.day) in near
    ]
    random.shuffle(others)
    return [*around, *others][:PART]


def _places(search: Search, task: Task, random: Random) -> list[Place]:
    one = search.solution.get(task.index)
    choices = [(panel, day) for panel, day, _ in search.openings.choices(task)]
    some = random.sample(choices, min(len(choices), 3))
    return [*([(one.panel, one.day)] if one else []), *some]


def _again(search: Search, free: list[Task]) -> None:
    chosen = {task.index for task in free}
    others = {index: one for index, one in search.solution.items() if index not in chosen}
    solving = Solving(search, free, others=others)
    until = max(search.left - PATIENCE, 0)
    for name in search.names:
        if search.left <= until:
            return
        solving.hint(search.solution)
        reached = solving.minimize(name, search.left - until)
        if reached is None:
            return
        if solving.found is not None:
            search.offer(solving.found)
        solving.keep(name, reached[0])
