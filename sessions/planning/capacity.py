"""How much work each day can hold by a given end: what that forbids, nothing allows.

The most jury ticks, and for each length the most candidates at least so long, that the panels of the day can do.
Rooms for preparation are left aside, or, for a good guess only, panels are made to start one after the other.
"""

from functools import cached_property
from itertools import accumulate

from sessions.planning.openings import Openings
from sessions.planning.problem import Problem
from sessions.planning.streams import DONE, FREE, Arc, Node, Streams, benches_of, crowds_of

Most = list[list[int]]  # for each kind of work, the most by each tick


class Capacity:
    def __init__(self, problem: Problem, openings: Openings) -> None:
        self.problem, self.openings = problem, openings
        self.crowds = crowds_of(problem)
        self.sizes = sorted({crowd.shape.jury for crowd in self.crowds})
        self.worths = [{crowd.index: crowd.shape.jury for crowd in self.crowds}]
        self.worths += [{crowd.index: int(crowd.shape.jury >= size) for crowd in self.crowds} for size in self.sizes]
        self.asked = [sum(worth[crowd.index] * len(crowd.tasks) for crowd in self.crowds) for worth in self.worths]

    @cached_property
    def sure(self) -> list[Most]:
        """By day; no plan does more."""
        return [self._most(day, staggered=False) for day in range(len(self.problem.days))]

    @cached_property
    def likely(self) -> list[Most]:
        """By day; a plan that does more is not likely, though it may be."""
        return [self._most(day, staggered=True) for day in range(len(self.problem.days))]

    def fewest_days(self) -> int:
        """Fewer days do not hold all the work, or all the long candidates."""
        for count in range(len(self.problem.days)):
            full = [sum(sorted((most[kind][-1] for most in self.sure), reverse=True)[:count]) for kind in self._kinds]
            if all(a >= b for a, b in zip(full, self.asked, strict=True)):
                return count
        return len(self.problem.days)

    @property
    def _kinds(self) -> range:
        return range(len(self.asked))

    def best_days(self, count: int) -> tuple[int, ...]:
        """Those that hold the most work, the fullest first; of as full ones, where there are more rooms to prepare."""
        worth = {day: [most[kind][-1] for kind in self._kinds] for day, most in enumerate(self.sure)}
        order = sorted(worth, key=lambda day: ([-most for most in worth[day]], -self._prepared(day), day))
        return tuple(order[:count])

    def _prepared(self, day: int) -> int:
        """Ticks of all the preparation rooms."""
        return sum(room.free[day].bit_count() for room in self.problem.preparation_rooms)

    def holds(self, most: list[Most], days: tuple[int, ...], ends: tuple[int, ...]) -> bool:
        return all(
            sum(most[day][kind][end] for day, end in zip(days, ends, strict=True)) >= self.asked[kind]
            for kind in self._kinds
        )

    def _most(self, day: int, *, staggered: bool) -> Most:
        length = self.problem.days[day].length
        totals = [[0] * (length + 1) for _ in self._kinds]
        started = 0
        for bench in benches_of(self.problem, day, sharing=True):
            streams = Streams(self.problem, self.openings, self.crowds, bench)
            arcs = sorted(streams.arcs(whole=False), key=lambda arc: (arc.tail[1], arc.tail[0] != DONE))
            for delay, panels in self._waves(day, started, len(bench.seats)) if staggered else [(0, len(bench.seats))]:
                for kind, worth in enumerate(self.worths):
                    longest = _longest(arcs, streams.sources, worth, length, delay)
                    totals[kind] = [a + panels * b for a, b in zip(totals[kind], longest, strict=True)]
            started += len(bench.seats)
        return totals

    def _waves(self, day: int, started: int, count: int) -> list[tuple[int, int]]:
        """How many panels of a bench start at once, then how many once the preparation rooms are free again."""
        rooms = sum(1 for room in self.problem.preparation_rooms if room.free[day])
        largest = max(self.crowds, key=lambda crowd: len(crowd.tasks), default=None)
        stays = largest.shape.blocks[0].stays if largest else ()
        if not rooms or not stays:
            return [(0, count)]
        waves: dict[int, int] = {}
        for rank in range(started, started + count):
            delay = rank // rooms * (stays[0][1] - stays[0][0])
            waves[delay] = waves.get(delay, 0) + 1
        return list(waves.items())


def _longest(arcs: list[Arc], sources: list[Node], worth: dict[int, int], length: int, delay: int) -> list[int]:
    """The most that one panel does by each tick: the longest way through arcs that only go forward in time."""
    best: dict[Node, int] = {(FREE, max(source[1], delay), source[2]): 0 for source in sources}
    done = [0] * (length + 1)
    for arc in arcs:
        known = best.get(arc.tail)
        if known is not None:
            gained = known + (worth[arc.crowd] if arc.begins and arc.crowd is not None else 0)
            if gained > best.get(arc.head, -1):
                best[arc.head] = gained
                if arc.head[0] == DONE:
                    done[arc.head[1]] = max(done[arc.head[1]], gained)
    return list(accumulate(done, max))
