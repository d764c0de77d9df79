"""A first plan in less than a second: each panel takes, as soon as it is free, the longest candidate that fits."""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

from sessions.planning.ledger import Ledger
from sessions.planning.masks import lowest
from sessions.planning.openings import Openings
from sessions.planning.problem import Placement, Problem, Solution, Task, jury_span


def list_plan(problem: Problem, openings: Openings | None = None, kept: Iterable[Placement] = ()) -> Solution:
    """Days filled one after the other; then whoever is left, wherever there is room. `kept` come first."""
    ledger = Ledger(problem, openings)
    for placement in kept:
        if ledger.accepts(placement):
            ledger.add(placement)
    for day in range(len(problem.days)):
        _fill(ledger, day)
    for task in _left(ledger):
        if found := _anywhere(ledger, task):
            ledger.add(found)
    return ledger.solution


def _left(ledger: Ledger) -> list[Task]:
    """Those not placed yet: the hardest to seat first, then the longest."""
    tasks = [task for task in ledger.problem.tasks if task.index not in ledger.solution]
    return sorted(tasks, key=lambda task: (len(task.panels), -task.shape.jury, task.index))


def _fill(ledger: Ledger, day: int) -> None:
    """The panel that is free first chooses first; one that nobody fits any more leaves the queue."""
    problem = ledger.problem
    queue = [(lowest(seat.free[day]), seat.index) for seat in problem.seats if seat.free[day]]
    heapify(queue)
    waiting = _left(ledger)
    while queue and waiting:
        _, panel = heappop(queue)
        placement = _best(ledger, waiting, panel, day)
        if placement is not None:
            ledger.add(placement)
            task = problem.tasks[placement.task]
            waiting.remove(task)
            heappush(queue, (jury_span(task.shape, placement.starts)[1], panel))


def _best(ledger: Ledger, waiting: list[Task], panel: int, day: int) -> Placement | None:
    """Among those who may start soonest, the longest: short ones fill what is left at the end of a day."""
    seen = set()
    best: tuple[tuple[int, int], Placement] | None = None
    for task in waiting:
        alike = (id(task.shape), task.away[day])
        if panel not in task.panels or alike in seen:
            continue
        seen.add(alike)
        placement = ledger.fit(task, panel, day)
        if placement is not None:
            _, last = jury_span(task.shape, placement.starts)
            rank = (last - task.shape.jury, -task.shape.jury)
            if best is None or rank < best[0]:
                best = (rank, placement)
    return best[1] if best else None


def _anywhere(ledger: Ledger, task: Task) -> Placement | None:
    found = None
    for panel, day, _ in ledger.openings.choices(task):
        latest = None if found is None or found.day != day else found.starts[-1] + task.shape.blocks[-1].length - 1
        if found is not None and found.day < day:
            continue
        placement = ledger.fit(task, panel, day, latest=latest)
        if placement is not None and (found is None or placement.day <= found.day):
            found = placement
    return found
