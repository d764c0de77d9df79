"""When each block of a candidate may start before a panel on a day, everybody else left aside."""

from collections.abc import Iterator

from sessions.planning.masks import runs, shifted, span
from sessions.planning.problem import Block, Problem, Shape, Task


class Openings:
    """Masks of starts, worked out once for candidates and panels that are alike."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._known: dict[tuple[int, int, int, int], tuple[int, ...]] = {}
        self._rooms: dict[tuple[int, int, int], int] = {}

    def starts(self, task: Task, panel: int, day: int) -> tuple[int, ...]:
        """A mask for each block; empty when the whole passage can't be that day before that panel."""
        seat = self.problem.seats[panel]
        key = (id(task.shape), task.away[day], seat.free[day], day)
        if key not in self._known:
            self._known[key] = self._starts(task.shape, task.away[day], seat.free[day], day)
        return self._known[key]

    def choices(self, task: Task) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Panel, day and masks, for each place that the candidate alone allows."""
        for panel in sorted(task.panels):
            for day in range(len(self.problem.days)):
                if masks := self.starts(task, panel, day):
                    yield panel, day, masks

    def _starts(self, shape: Shape, away: int, seat: int, day: int) -> tuple[int, ...]:
        frame = self.problem.days[day]
        whole = span(0, frame.length)
        masks = []
        for block in shape.blocks:
            mask = span(0, frame.length - block.length + 1)
            mask &= shifted(runs(seat, block.jury), block.jury_from)
            for use in block.uses:
                length = use.end - use.start
                if use.is_attended and away:
                    mask &= shifted(runs(whole & ~away, length), use.start)
                if use.prepares:
                    mask &= shifted(self._prepared(day, shape.preparation_rank, length), use.start)
            masks.append(mask)
        masks[0] &= ~span(0, frame.earliest)
        return tuple(self._in_order(shape.blocks, masks))

    def _in_order(self, blocks: tuple[Block, ...], masks: list[int]) -> list[int]:
        """Starts that leave room for the blocks before and after; no mask at all when there is none."""
        for index in range(1, len(blocks)):
            first = masks[index - 1] & -masks[index - 1]
            masks[index] &= -(first << blocks[index - 1].length) if first else 0
        for index in range(len(blocks) - 2, -1, -1):
            last = masks[index + 1].bit_length() - 1
            masks[index] &= span(0, last - blocks[index].length + 1)
        return masks if all(masks) else []

    def _prepared(self, day: int, rank: int, length: int) -> int:
        """Starts of so many ticks in one preparation room or another."""
        key = (day, rank, length)
        if key not in self._rooms:
            mask = 0
            for room in self.problem.preparation_rooms:
                if room.rank >= rank:
                    mask |= runs(room.free[day], length)
            self._rooms[key] = mask
        return self._rooms[key]
