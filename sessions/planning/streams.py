"""Large sessions seen from above: panels alike and candidates alike are counted, never named.

On a day each panel is a path through time: candidates one after the other, waits, lunch. What its candidates hold of
the preparation rooms is known tick by tick, so a whole day is a flow with side constraints, and no symmetry is left.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sessions.planning.masks import shifted, span, ticks
from sessions.planning.openings import Openings
from sessions.planning.problem import Frame, Problem, Seat, Shape, Task

FREE, DONE, WITHIN = range(3)
Node = tuple[int, ...]  # FREE or DONE, tick, whether lunch is over; WITHIN adds the crowd and its block


@dataclass(frozen=True, slots=True)
class Crowd:
    """Candidates of one shape and the same absences."""

    index: int
    shape: Shape
    tasks: tuple[Task, ...]

    @property
    def first(self) -> Task:
        return self.tasks[0]


@dataclass(frozen=True, slots=True)
class Bench:
    """Panels that may do the same on one day."""

    day: int
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Arc:
    """A move of one panel; `begins` when a candidate begins there, `starts` when the whole passage is in it."""

    tail: Node
    head: Node
    crowd: int | None = None
    begins: bool = False
    starts: tuple[int, ...] = ()
    stays: tuple[tuple[int, int], ...] = ()
    end: int = 0


def crowds_of(problem: Problem) -> tuple[Crowd, ...]:
    alike: dict[tuple[int, tuple[int, ...]], list[Task]] = {}
    for task in problem.tasks:
        if task.panels:
            alike.setdefault((id(task.shape), task.away), []).append(task)
    return tuple(Crowd(index, own[0].shape, tuple(own)) for index, own in enumerate(alike.values()))


def lone_seats(problem: Problem, *, sharing: bool = False) -> list[Seat]:
    """Panels with a room and jurors of their own; with `sharing`, every panel as if it were alone."""
    found: list[Seat] = []
    groups: set[int] = set()
    rooms: set[int] = set()
    for seat in problem.seats:
        mine = {group for group in seat.groups if len(problem.groups[group].panels) > 1}
        if not sharing and (seat.room is None or seat.room in rooms or mine & groups):
            continue
        groups |= mine
        rooms |= set() if seat.room is None else {seat.room}
        found.append(seat)
    return found


def benches_of(problem: Problem, day: int, *, sharing: bool = False) -> tuple[Bench, ...]:
    alike: dict[tuple[int, int, int], list[Seat]] = {}
    top = max((room.rank for room in problem.rooms if room.is_jury), default=0)
    for seat in lone_seats(problem, sharing=sharing):
        if seat.free[day]:
            rank = top if seat.room is None else problem.rooms[seat.room].rank
            alike.setdefault((seat.free[day], seat.taken[day], rank), []).append(seat)
    return tuple(Bench(day, tuple(seats)) for seats in alike.values())


class Streams:
    """The arcs of one bench on its day, up to the day's end."""

    def __init__(self, problem: Problem, openings: Openings, crowds: tuple[Crowd, ...], bench: Bench) -> None:
        self.problem, self.openings, self.crowds, self.bench = problem, openings, crowds, bench
        self.frame: Frame = problem.days[bench.day]
        self.seat = bench.seats[0]
        pause = self.frame.lunch
        self.noon = span(pause.start, pause.end - pause.length + 1) if pause else 0
        self.lunch = pause.length if pause else 0
        self.last_lunch = pause.end - pause.length if pause else self.frame.length
        self.sources: list[Node] = [(FREE, 0, 0)]
        if pause and pause.start + pause.length <= self.frame.length:
            self.sources.append((FREE, pause.start + pause.length, 1))

    def arcs(self, *, whole: bool) -> list[Arc]:
        """With `whole`, a passage is one arc, and only lunch may part it; without, it may wait before each block."""
        found = list(self._pauses())
        for crowd in self.crowds:
            masks = self._masks(crowd)
            if masks:
                found += self._passages(crowd, masks) if whole else self._blocks(crowd, masks)
        return _useful(found, self.sources)

    def _masks(self, crowd: Crowd) -> tuple[int, ...]:
        room = self.seat.room
        if room is not None and self.problem.rooms[room].rank < crowd.shape.jury_rank:
            return ()
        return self.openings.starts(crowd.first, self.seat.index, self.bench.day)

    def _pauses(self) -> Iterator[Arc]:
        gap = self.problem.gap
        for tick in range(self.frame.length + 1):
            for fed in (0, 1):
                yield Arc((FREE, tick, fed), (FREE, tick + 1, fed))
                yield Arc((DONE, tick, fed), (FREE, tick + gap, fed))
            if self.noon >> tick & 1:
                yield Arc((FREE, tick, 0), (FREE, tick + self.lunch, 1))
                yield Arc((DONE, tick, 0), (FREE, tick + max(self.lunch, gap), 1))

    def _passages(self, crowd: Crowd, masks: tuple[int, ...]) -> Iterator[Arc]:
        """One block after the other, or with lunch before one of them."""
        blocks = crowd.shape.blocks
        offsets = [0]
        for block in blocks[:-1]:
            offsets.append(offsets[-1] + block.length)
        yield from self._laid(crowd, masks, offsets, 0, 0)
        yield from self._laid(crowd, masks, offsets, 1, 1)
        for split in range(1, len(blocks)) if self.lunch else ():
            later = [offset + (self.lunch if rank >= split else 0) for rank, offset in enumerate(offsets)]
            mask = shifted(self.noon, offsets[split])
            yield from self._laid(crowd, (masks[0] & mask, *masks[1:]), later, 0, 1)

    def _laid(self, crowd: Crowd, masks: tuple[int, ...], offsets: list[int], before: int, after: int) -> Iterator[Arc]:
        shape, mask = crowd.shape, -1
        for own, offset in zip(masks, offsets, strict=True):
            mask &= shifted(own, offset)
        first = shape.blocks[0].jury_from
        for start in ticks(mask):
            end = start + offsets[-1] + shape.blocks[-1].length
            if (before == after == 0 and end > self.last_lunch) or self._is_taken(start + first, end):
                continue
            starts = tuple(start + offset for offset in offsets)
            stays = tuple(
                (begin + a, begin + b)
                for begin, block in zip(starts, shape.blocks, strict=True)
                for a, b, _ in block.stays
            )
            yield Arc((FREE, start + first, before), (DONE, end, after), crowd.index, True, starts, stays, end)

    def _is_taken(self, start: int, end: int) -> bool:
        return bool(self.seat.taken[self.bench.day] & span(start, end))

    def _blocks(self, crowd: Crowd, masks: tuple[int, ...]) -> Iterator[Arc]:
        last = len(masks) - 1
        for rank, (block, mask) in enumerate(zip(crowd.shape.blocks, masks, strict=True)):
            for start in ticks(mask):
                begins, ends = start + block.jury_from, start + block.length
                stays = tuple((start + a, start + b) for a, b, _ in block.stays)
                for fed in (0, 1):
                    if not fed and ends > self.last_lunch:
                        continue
                    tail = (WITHIN, start, fed, crowd.index, rank) if rank else (FREE, begins, fed)
                    head = (DONE, ends, fed) if rank == last else (WITHIN, ends, fed, crowd.index, rank + 1)
                    yield Arc(tail, head, crowd.index, rank == 0, (), stays, ends)
            for tick in range(self.frame.length) if rank else ():
                for fed in (0, 1):
                    yield Arc((WITHIN, tick, fed, crowd.index, rank), (WITHIN, tick + 1, fed, crowd.index, rank))
                if self.noon >> tick & 1:
                    head = (WITHIN, tick + self.lunch, 1, crowd.index, rank)
                    yield Arc((WITHIN, tick, 0, crowd.index, rank), head)


def _useful(arcs: list[Arc], sources: list[Node]) -> list[Arc]:
    """Those on a way from a source to the end of some passage."""
    leaving: dict[Node, list[Arc]] = {}
    arriving: dict[Node, list[Arc]] = {}
    for arc in arcs:
        leaving.setdefault(arc.tail, []).append(arc)
        arriving.setdefault(arc.head, []).append(arc)
    reached, wanted = set(sources), {arc.head for arc in arcs if arc.head[0] == DONE}
    _spread(reached, lambda node: (arc.head for arc in leaving.get(node, ())))
    _spread(wanted, lambda node: (arc.tail for arc in arriving.get(node, ())))
    return [arc for arc in arcs if arc.tail in reached and arc.head in wanted]


def _spread(nodes: set[Node], following: Callable[[Node], Iterable[Node]]) -> None:
    heap = list(nodes)
    while heap:
        for node in following(heap.pop()):
            if node not in nodes:
                nodes.add(node)
                heap.append(node)
