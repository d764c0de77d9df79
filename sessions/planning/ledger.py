"""Who and what is taken, tick by tick, while a plan is being made; whatever it accepts breaks no rule."""

from collections.abc import Iterable, Iterator

from sessions.planning.masks import runs, shifted, span, ticks
from sessions.planning.openings import Openings
from sessions.planning.problem import (
    Placement,
    Problem,
    Shape,
    Solution,
    Task,
    end_of,
    jury_parts,
    jury_span,
    preparations,
)

Starts = tuple[int, ...]


class Ledger:
    """`work` and `held` are kept by group of jurors and day: their steps, and each passage from end to end."""

    def __init__(self, problem: Problem, openings: Openings | None = None) -> None:
        self.problem = problem
        self.openings = openings or Openings(problem)
        days = range(len(problem.days))
        self.work = {(group.index, day): 0 for group in problem.groups for day in days}
        self.held = {(seat.index, day): seat.taken[day] for seat in problem.seats for day in days}
        self.rooms = {(room.index, day): ~room.free[day] for room in problem.rooms for day in days}
        self.own_room = dict(problem.settled_rooms)
        self.sitting: dict[tuple[int, int], dict[int, int]] = {}  # room, day: panels whose jury room it is
        self.solution: Solution = {}
        self._near = {
            seat.index: {other for group in seat.groups for other in problem.groups[group].panels}
            for seat in problem.seats
        }
        for one in problem.fixed:
            if one.day >= 0:
                for room, start, end in one.rooms:
                    self.rooms[room, one.day] |= span(start, end)
                if one.panel is not None:
                    self._seat(one.panel, one.day, one.jury, one.span, one.jury_room)

    def _seat(
        self, panel: int, day: int, jury: Iterable[tuple[int, int]], held: tuple[int, int], room: int | None
    ) -> None:
        for group in self.problem.seats[panel].groups:
            for start, end in jury:
                self.work[group, day] |= span(start, end)
        for near in self._near[panel]:
            self.held[near, day] |= span(*held)
        if room is not None:
            counts = self.sitting.setdefault((room, day), {})
            counts[panel] = counts.get(panel, 0) + 1

    def add(self, placement: Placement) -> None:
        """Take what the placement holds; it must come from `fit`, or have been accepted by `accepts`."""
        task = self.problem.tasks[placement.task]
        shape, starts, day = task.shape, placement.starts, placement.day
        parts = list(jury_parts(shape, starts))
        for start, end in parts:
            self.rooms[placement.jury_room, day] |= span(start, end)
        for room, (start, end) in zip(placement.rooms, preparations(shape, starts), strict=True):
            self.rooms[room, day] |= span(start, end)
        self._seat(placement.panel, day, parts, jury_span(shape, starts), placement.jury_room)
        if self.problem.seats[placement.panel].room is None:
            self.own_room[placement.panel, day] = placement.jury_room
        self.solution[task.index] = placement

    def accepts(self, placement: Placement) -> bool:
        """Whether exactly this placement, rooms included, may be added."""
        task = self.problem.tasks[placement.task]
        shape, starts, day, panel = task.shape, placement.starts, placement.day, placement.panel
        masks = self.openings.starts(task, panel, day) if panel in task.panels else ()
        if not masks or not all(mask >> start & 1 for mask, start in zip(masks, starts, strict=True)):
            return False
        ends = [start + block.length for start, block in zip(starts, shape.blocks, strict=True)]
        if any(start < end for end, start in zip(ends, starts[1:], strict=False)):
            return False
        if placement.jury_room not in self._jury_rooms(task, panel, day):
            return False
        if not self._is_free(panel, day, jury_span(shape, starts)) or not self._lunches(shape, panel, day, starts):
            return False
        taken: dict[int, int] = {}
        held = [(placement.jury_room, part) for part in jury_parts(shape, starts)]
        held += list(zip(placement.rooms, preparations(shape, starts), strict=True))
        for room, part in held:
            if (self.rooms[room, day] | taken.get(room, 0)) & span(*part):
                return False
            taken[room] = taken.get(room, 0) | span(*part)
        return all(
            self.problem.rooms[room].is_preparation and self.problem.rooms[room].rank >= shape.preparation_rank
            for room in placement.rooms
        )

    def fit(self, task: Task, panel: int, day: int, *, latest: int | None = None) -> Placement | None:
        """The placement that ends first, without a wait but for lunch; None when there is none by `latest`."""
        masks = self.openings.starts(task, panel, day) if panel in task.panels else ()
        if not masks:
            return None
        best: tuple[int, Starts, int] | None = None
        for room in self._jury_rooms(task, panel, day)[:2]:
            open_masks = self._open(task.shape, masks, panel, day, room)
            for offsets in self._rhythms(task.shape, day):
                limit = best[0] - 1 if best else latest
                starts = self._first(task.shape, open_masks, panel, day, offsets, limit)
                if starts:
                    best = (end_of(task.shape, starts), starts, room)
        if best is None:
            return None
        _, starts, room = best
        return Placement(
            task.index, panel, day, starts, room, tuple(self.preparation_rooms(task.shape, starts, day, room))
        )

    def _open(self, shape: Shape, masks: tuple[int, ...], panel: int, day: int, room: int) -> list[int]:
        free, here = ~self._padded(self.held[panel, day]), ~self.rooms[room, day]
        found = []
        for block, mask in zip(shape.blocks, masks, strict=True):
            mask &= shifted(runs(free & here, block.jury), block.jury_from)
            for start, end, _ in block.stays:
                mask &= shifted(self._somewhere(shape.preparation_rank, day, end - start, room), start)
            found.append(mask)
        return found

    def _padded(self, held: int) -> int:
        """The same with the pause that a panel takes after each candidate, on both sides."""
        for _ in range(self.problem.gap):
            held |= held << 1 | held >> 1
        return held

    def _somewhere(self, rank: int, day: int, length: int, but: int) -> int:
        mask = 0
        for room in self.problem.preparation_rooms:
            if room.rank >= rank and room.index != but:
                mask |= runs(~self.rooms[room.index, day], length)
        return mask

    def _rhythms(self, shape: Shape, day: int) -> Iterator[Starts]:
        """Offsets of the blocks: one after the other, or with lunch between two of them."""
        offsets = [0]
        for block in shape.blocks[:-1]:
            offsets.append(offsets[-1] + block.length)
        yield tuple(offsets)
        lunch = self.problem.days[day].lunch
        if lunch:
            for split in range(1, len(offsets)):
                yield tuple(offset + (lunch.length if at >= split else 0) for at, offset in enumerate(offsets))

    def _first(
        self, shape: Shape, masks: list[int], panel: int, day: int, offsets: Starts, latest: int | None
    ) -> Starts | None:
        mask = masks[0]
        for offset, other in zip(offsets[1:], masks[1:], strict=True):
            mask &= shifted(other, offset)
        if latest is not None:
            mask &= span(0, latest - offsets[-1] - shape.blocks[-1].length + 1)
        for start in ticks(mask):
            starts = tuple(start + offset for offset in offsets)
            if self._is_free(panel, day, jury_span(shape, starts)) and self._lunches(shape, panel, day, starts):
                return starts
        return None

    def _is_free(self, panel: int, day: int, held: tuple[int, int]) -> bool:
        return not self._padded(span(*held)) & self.held[panel, day]

    def _lunches(self, shape: Shape, panel: int, day: int, starts: Starts) -> bool:
        """Whether each juror of the panel keeps time for lunch."""
        lunch = self.problem.days[day].lunch
        if lunch is None:
            return True
        mine = 0
        for start, end in jury_parts(shape, starts):
            mine |= span(start, end)
        window = span(lunch.start, lunch.end)
        return all(
            runs(window & ~(mine | self.work[group, day]), lunch.length) for group in self.problem.seats[panel].groups
        )

    def _jury_rooms(self, task: Task, panel: int, day: int) -> list[int]:
        """The panel's own room, else those it may have to itself that day, the best first."""
        seat = self.problem.seats[panel]
        if seat.room is not None:
            others = self.sitting.get((seat.room, day), {})
            shared = any(other != panel and self.problem.seats[other].room is None for other in others)
            return [] if shared else [seat.room]
        if (panel, day) in self.own_room:
            room = self.own_room[panel, day]
            return [room] if self.problem.rooms[room].rank >= task.shape.jury_rank else []
        homes = {other.room for other in self.problem.seats}
        rooms = [
            room
            for room in self.problem.rooms
            if room.is_jury and room.rank >= task.shape.jury_rank and not self.sitting.get((room.index, day))
        ]
        rooms.sort(key=lambda room: (room.index in homes, room.is_preparation, -room.rank, -room.free[day].bit_count()))
        return [room.index for room in rooms]

    def preparation_rooms(self, shape: Shape, starts: Starts, day: int, but: int) -> Iterator[int]:
        """A room for each preparation, one stay in one room, the least equipped that will do."""
        spots = sorted(self.problem.preparation_rooms, key=lambda room: (room.rank, room.index))
        for block, start in zip(shape.blocks, starts, strict=True):
            for first, last, count in block.stays:
                wanted = span(start + first, start + last)
                room = next(
                    room.index
                    for room in spots
                    if room.rank >= shape.preparation_rank
                    and room.index != but
                    and not self.rooms[room.index, day] & wanted
                )
                yield from [room] * count


def is_sound(problem: Problem, openings: Openings, solution: Solution) -> bool:
    """Whether these placements can all be added, one after the other: whoever found them, they are looked at again."""
    ledger = Ledger(problem, openings)
    for placement in solution.values():
        if not ledger.accepts(placement):
            return False
        ledger.add(placement)
    return True
