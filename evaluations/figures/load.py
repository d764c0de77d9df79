"""How much each juror is asked: passages and hours before candidates, by name and never by what they answered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ntc_cert.folding import folded


@dataclass(frozen=True, slots=True)
class Seat:
    """One stretch during which a passage holds a juror."""

    session: int
    juror: int
    name: str
    passage: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Load:
    name: str
    passages: int
    minutes: int


def load_of(seats: Iterable[Seat]) -> tuple[Load, ...]:
    """In the order of the alphabet: a load is no merit."""
    held: dict[tuple[str, int], list[Seat]] = defaultdict(list)
    for seat in seats:
        held[seat.name, seat.juror].append(seat)
    return tuple(
        Load(name, len({seat.passage for seat in own}), sum(seat.minutes for seat in own))
        for (name, _), own in sorted(held.items(), key=lambda entry: (folded(entry[0][0]), entry[0][1]))
    )
