"""Ends worth trying for a given sum: the first days as late as can be, the others where work seems to fit best."""

from collections.abc import Iterator

from sessions.planning.capacity import Capacity
from sessions.planning.frontier import Ends

STEP = 2  # ticks between two ends of the first days
BEST = 2  # of the splits among the last two days


def aims(capacity: Capacity, days: tuple[int, ...], high: Ends, total: int) -> Iterator[Ends]:
    """Only what seems likely, the most promising first."""
    if len(days) < 2:
        yield from ((total,) for _ in days if total <= high[0])
        return
    leading = len(days) - 2
    full = min(high[:leading], default=0)
    for first in range(full, 0, -STEP) if leading else [0]:
        left = total - first * leading
        splits = [
            (*(first for _ in range(leading)), end, left - end)
            for end in range(min(high[-2], first if leading else high[-2], left), (left - 1) // 2, -1)
            if left - end <= high[-1]
        ]
        likely = [(slack, ends) for ends in splits if (slack := _slack(capacity, days, ends)) >= 0]
        if leading:
            likely.sort(key=lambda one: (-round(one[0], 2), [-end for end in one[1]]))
        yield from (ends for _, ends in (likely[:BEST] if leading else likely))


def widened(ends: Ends, high: Ends, total: int) -> Iterator[Ends]:
    """The same ends with what is left of that sum: shared by all the days, then for one of them alone."""
    left, count = total - sum(ends), len(ends)
    if left < 0:
        return
    shared = [left // count + (rank < left % count) for rank in range(count)]
    for more in (shared, *([left * (rank == one) for rank in range(count)] for one in range(count))):
        wider = tuple(end + extra for end, extra in zip(ends, more, strict=True))
        if all(end <= most for end, most in zip(wider, high, strict=True)):
            yield wider


def _slack(capacity: Capacity, days: tuple[int, ...], ends: Ends) -> float:
    """What part of the scarcest kind of work would be left over."""
    return min(
        (sum(capacity.likely[day][kind][end] for day, end in zip(days, ends, strict=True)) - asked) / max(asked, 1)
        for kind, asked in enumerate(capacity.asked)
    )
