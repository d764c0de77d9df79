"""From rosters that count candidates and panels to a plan that names them: links first, then even loads."""

from collections.abc import Sequence
from random import Random

from sessions.planning.flows import Roster
from sessions.planning.problem import Placement, Problem, Solution, Task
from sessions.planning.streams import Arc, Crowd

Slot = tuple[int, int, Arc]  # panel, day, one passage of the roster it received
TRIES = 40


def named(problem: Problem, crowds: Sequence[Crowd], rosters: list[Roster], random: Random) -> Solution:
    """Everybody in a slot of their crowd before a panel that may receive them; whoever no slot takes is left out."""
    best: Solution = {}
    for attempt in range(TRIES):
        slots = _slots(rosters, random, shuffled=attempt > 0)
        found: Solution = {}
        for crowd in crowds:
            for task, (panel, day, arc) in _matched(crowd, slots.get(crowd.index, [])):
                room = problem.seats[panel].room
                found[task.index] = Placement(task.index, panel, day, arc.starts, -1 if room is None else room, ())
        if len(found) > len(best):
            best = found
        if len(best) == sum(len(crowd.tasks) for crowd in crowds):
            break
    return best


def _slots(rosters: list[Roster], random: Random, *, shuffled: bool) -> dict[int, list[Slot]]:
    """Each roster goes to a panel of its bench: the longest to the one that has worked least until then."""
    loads: dict[int, int] = {}
    slots: dict[int, list[Slot]] = {}
    taken: set[tuple[int, int]] = set()
    order = sorted(rosters, key=lambda roster: (roster[0].day, -_load(roster)))
    for bench, arcs in order:
        seats = [seat.index for seat in bench.seats if (seat.index, bench.day) not in taken]
        panel = random.choice(seats) if shuffled else min(seats, key=lambda seat: (loads.get(seat, 0), seat))
        taken.add((panel, bench.day))
        loads[panel] = loads.get(panel, 0) + _load((bench, arcs))
        for arc in arcs:
            if arc.crowd is not None:
                slots.setdefault(arc.crowd, []).append((panel, bench.day, arc))
    return slots


def _load(roster: Roster) -> int:
    return sum(arc.head[1] - arc.tail[1] for arc in roster[1])


def _matched(crowd: Crowd, slots: list[Slot]) -> list[tuple[Task, Slot]]:
    """As many as can be, by augmenting paths; candidates with few panels first, so that paths stay short."""
    owner: dict[int, Task] = {}

    def seat(task: Task, tried: set[int]) -> bool:
        for index, slot in enumerate(slots):
            if slot[0] in task.panels and index not in tried:
                tried.add(index)
                if index not in owner or seat(owner[index], tried):
                    owner[index] = task
                    return True
        return False

    for task in sorted(crowd.tasks, key=lambda task: (len(task.panels), task.index)):
        free = next((i for i, slot in enumerate(slots) if i not in owner and slot[0] in task.panels), None)
        if free is not None:
            owner[free] = task
        else:
            seat(task, set())
    return [(task, slots[index]) for index, task in owner.items()]
