"""What the tablets of a jury are known to hold: what waits before a grid is handed in, or a result sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from evaluations.models import Operation, TabletHolding


@dataclass(frozen=True, slots=True)
class Awaited:
    """What one juror's tablets are known to hold of one candidate, and the cells on which two of them differ."""

    pending: int = 0
    refused: int = 0
    disputed: tuple[str, ...] = ()


NOTHING: Final = Awaited()


def awaited_of(candidate: int, jurors: Iterable[int]) -> dict[int, Awaited]:
    """By juror, what stands between this candidate's result and its seal; two queries."""
    seated = list(jurors)
    rows = TabletHolding.objects.filter(candidate=candidate, state__juror__in=seated, state__given_up_at=None)
    counts: dict[int, tuple[int, int]] = {}
    for juror, pending, refused in rows.values_list("state__juror", "pending", "refused"):
        before = counts.get(juror, (0, 0))
        counts[juror] = (before[0] + pending, before[1] + refused)
    disputed: dict[int, list[str]] = {}
    open_ones = Operation.objects.filter(grid__evaluation__candidate=candidate, grid__juror__in=seated)
    for juror, cell in open_ones.open_conflicts().values_list("grid__juror", "cell"):
        disputed.setdefault(juror, []).append(cell)
    return {
        juror: Awaited(*counts.get(juror, (0, 0)), tuple(dict.fromkeys(disputed.get(juror, ()))))
        for juror in {*counts, *disputed}
    }


def pending_elsewhere(candidate: int, *, juror: int, phase: str, device: str) -> int:
    """Ticks of one grid that the juror's other tablets are known to hold."""
    rows = TabletHolding.objects.filter(candidate=candidate, phase=phase, state__juror=juror, state__given_up_at=None)
    return sum(rows.exclude(state__device=device).values_list("pending", flat=True))
