"""How early the days may end together: a search over their ends, each question settled by as little work as will do.

What is possible by some ends is possible by later ones, so one answer settles many questions.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

Ends: TypeAlias = tuple[int, ...]  # a tick for each day chosen
Question: TypeAlias = Callable[[Ends], bool]

NEAR: Final = 10  # ticks to the sum one looks for: further away, only the quick question is asked


class Frontier:
    """`is_likely` is quick and may err, `is_possible` is slow.

    `alike` says of each day whether it could be exchanged with the one before: it then ends no later.
    """

    def __init__(self, is_likely: Question, is_possible: Question, high: Ends, alike: tuple[bool, ...]) -> None:
        self._is_likely, self._is_possible, self.high, self.alike = is_likely, is_possible, high, alike
        self._possible: list[Ends] = []
        self._impossible: list[Ends] = []

    def point(self, total: int, going: Callable[[], bool], *, quick: bool = False) -> Ends | None:
        """Ends of that sum that are possible; None when there are none, or when it is no longer `going`."""
        return self._point(total, tuple(0 for _ in self.high), self.high, going, quick)

    def _point(self, total: int, low: Ends, high: Ends, going: Callable[[], bool], quick: bool) -> Ends | None:
        top = self._top(total, low, high)
        if top is None or not going() or not self._allows(top, quick or sum(top) - total > NEAR):
            return None
        if sum(top) == total:
            return top
        widest = max(range(len(top)), key=lambda rank: top[rank] - low[rank])
        middle = (low[widest] + top[widest]) // 2
        upper = (*low[:widest], middle + 1, *low[widest + 1 :])
        lower = (*top[:widest], middle, *top[widest + 1 :])
        found = self._point(total, upper, top, going, quick)
        return found or self._point(total, low, lower, going, quick)

    def _top(self, total: int, low: Ends, high: Ends) -> Ends | None:
        """The latest ends of a region that sum up to no more; None when the region has none of that sum."""
        slack = total - sum(low)
        if slack < 0:
            return None
        top: list[int] = []
        for rank, (a, b) in enumerate(zip(low, high, strict=True)):
            end = min(b, a + slack)
            top.append(min(end, top[-1]) if self.alike[rank] else end)
            if top[rank] < a:
                return None
        return tuple(top) if sum(top) >= total else None

    def _allows(self, ends: Ends, quick: bool) -> bool:
        if any(within(known, ends) for known in self._possible):
            return True
        if any(within(ends, known) for known in self._impossible):
            return False
        if not self._is_likely(ends):
            self._impossible.append(ends)
            return False
        if quick:
            return True
        answer = self._is_possible(ends)
        (self._possible if answer else self._impossible).append(ends)
        return answer

    def least(
        self, low: int, high: int, going: Callable[[], bool], *, quick: bool = False, share: float = 0.5
    ) -> tuple[int, int]:
        """Between which sums the smallest possible one is, `low` and `high` at first; one sum unless time is over."""
        while low < high:
            middle = low + int((high - low) * share)
            found = self.point(middle, going, quick=quick)
            if found is not None:
                high = middle
            elif going():
                low = middle + 1
            else:
                break
        return low, high


def within(early: Iterable[int], late: Iterable[int]) -> bool:
    return all(a <= b for a, b in zip(early, late, strict=True))
