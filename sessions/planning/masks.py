"""Stretches of a day as the bits of an integer: bit t is the tick t, and a question about a day is a few shifts."""

from collections.abc import Iterable, Iterator


def span(start: int, end: int) -> int:
    """The ticks from `start` included to `end` excluded; what comes before the day is left out."""
    start = max(start, 0)
    return ((1 << (end - start)) - 1) << start if end > start else 0


def runs(free: int, length: int) -> int:
    """The ticks from which `length` ticks in a row are free."""
    done = 1
    while done < length and free:
        step = min(done, length - done)
        free &= free >> step
        done += step
    return free


def shifted(mask: int, ticks: int) -> int:
    """Each tick moved earlier by so many ticks; what falls before the day is left out."""
    return mask >> ticks if ticks >= 0 else mask << -ticks


def lowest(mask: int) -> int:
    """The first tick of a mask that has one."""
    return (mask & -mask).bit_length() - 1


def highest(mask: int) -> int:
    return mask.bit_length() - 1


def ticks(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def stretches(mask: int) -> Iterator[tuple[int, int]]:
    """Each run of ones, from its first tick to the tick after its last."""
    while mask:
        start = lowest(mask)
        length = lowest(~(mask >> start))
        yield start, start + length
        mask &= ~span(start, start + length)


def union(parts: Iterable[tuple[int, int]]) -> int:
    mask = 0
    for start, end in parts:
        mask |= span(start, end)
    return mask
