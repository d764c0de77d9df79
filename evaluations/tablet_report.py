"""What a tablet tells of the work it holds: counts by juror and grid, never a mark; and when it is called silent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from evaluations.operations import LARGEST, Unreadable
from titles.referentiel import PhaseKind

MOST_GRIDS: Final = 500
LONGEST_DEVICE: Final = 36
# A tablet that shows a page of the jury tells every minute: two missed tellings are a silence.
SILENCE: Final = timedelta(minutes=3)
PARTS: Final = 5


@dataclass(frozen=True, slots=True)
class Held:
    """Of one juror and one grid: what is unsent, and what was refused and is still to be read."""

    juror: int
    candidate: int
    phase: str
    pending: int
    refused: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a device holds; `number` grows with each report of that device, so that a late one is known."""

    device: str
    number: int
    held: tuple[Held, ...]

    def of(self, juror: int) -> tuple[Held, ...]:
        return tuple(one for one in self.held if one.juror == juror)

    @property
    def jurors(self) -> frozenset[int]:
        return frozenset(one.juror for one in self.held)


def read_report(document: Any) -> Report:
    """`{"device", "n", "held": [[juror, candidate, phase, pending, refused]…]}`, or `Unreadable`: nothing is kept."""
    if not isinstance(document, dict):
        raise Unreadable("", "donnez un objet JSON.")
    device, listed = document.get("device"), document.get("held")
    if not isinstance(device, str) or not 0 < len(device) <= LONGEST_DEVICE or not device.isascii():
        raise Unreadable("device", f"donnez l’identifiant de la tablette, {LONGEST_DEVICE} caractères au plus.")
    if not device.isprintable():
        raise Unreadable("device", "donnez un identifiant lisible.")
    if not isinstance(listed, list) or len(listed) > MOST_GRIDS:
        raise Unreadable("held", f"donnez une liste de {MOST_GRIDS} grilles au plus.")
    held = tuple(_held(item, f"held[{rank}]") for rank, item in enumerate(listed))
    if len({(one.juror, one.candidate, one.phase) for one in held}) < len(held):
        raise Unreadable("held", "chaque grille ne vient qu’une fois.")
    return Report(device, _count(document.get("n"), "n"), held)


def is_silent(heard_at: datetime, now: datetime, *, is_at_work: bool) -> bool:
    """Said only while its juror has a passage going on: a tablet put away at lunch owes nothing."""
    return is_at_work and now - heard_at >= SILENCE


def totals(held: Iterable[Held]) -> tuple[int, int]:
    found = list(held)
    return sum(one.pending for one in found), sum(one.refused for one in found)


def _held(item: Any, path: str) -> Held:
    if not isinstance(item, list) or len(item) != PARTS:
        raise Unreadable(path, "donnez le juré, le candidat, l’épreuve et deux comptes.")
    juror, candidate, phase, *counts = item
    if not isinstance(phase, str) or phase not in {kind.value for kind in PhaseKind}:
        raise Unreadable(path, "cette épreuve n’existe pas.")
    pending, refused = (_count(count, path) for count in counts)
    if not pending + refused:
        raise Unreadable(path, "une grille dont rien n’attend ne se dit pas.")
    return Held(_count(juror, path), _count(candidate, path), phase, pending, refused)


def _count(value: Any, path: str) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise Unreadable(path, "donnez un nombre entier positif.")
    return value
