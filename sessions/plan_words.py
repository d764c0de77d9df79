"""What a search has found, in French: one sentence while it goes on, a line for each level once it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ntc_cert.words import duration, plural, typeset
from sessions.planning.figures import CHANGED, DAYS, IDLE, MINUTES, SHIFT, SPREAD, UNPLACED, WAITING, Level

LABELS: Final = {
    UNPLACED: "Candidats sans passage",
    CHANGED: "Passages changés",
    SHIFT: "Heures décalées, en tout",
    DAYS: "Journées utilisées",
    MINUTES: "De l’ouverture au dernier passage",
    WAITING: "Attente des candidats",
    IDLE: "Attente des jurés",
    SPREAD: "Écart de charge entre les jurys",
}
_COUNTED: Final = {
    UNPLACED: ("candidat", "candidats", "aucun"),
    CHANGED: ("passage", "passages", "aucun"),
    DAYS: ("journée", "journées", "aucune"),
}
OPTIMUM: Final = "optimum prouvé"
NOTHING_YET: Final = "Premier planning en cours de calcul"


@dataclass(frozen=True, slots=True)
class LevelLine:
    """`best` is the least that could be, where that is proven; the words « optimal » go with `is_proven` only."""

    label: str
    value: str
    best: str
    is_proven: bool


def levels_from(rows: Sequence[dict[str, object]]) -> tuple[Level, ...]:
    """As a row of the database keeps them."""
    return tuple(Level(**row) for row in rows)  # type: ignore[arg-type]


def level_lines(levels: Sequence[Level]) -> list[LevelLine]:
    return [
        LevelLine(
            label=LABELS[level.name],
            value=amount(level.name, level.value),
            best="" if level.bound is None else amount(level.name, level.bound),
            is_proven=level.is_proven,
        )
        for level in levels
    ]


def summary(levels: Sequence[Level], candidates: int) -> str:
    """« 12 candidats placés sur 13 · 2 journées · écart à l’optimum prouvé : 3 % »."""
    if not levels:
        return NOTHING_YET
    values = {level.name: level.value for level in levels}
    placed = candidates - values[UNPLACED]
    parts = [f"{plural(placed, 'candidat placé', 'candidats placés')} sur {candidates}", amount(DAYS, values[DAYS])]
    if CHANGED in values:
        parts.append(plural(values[CHANGED], "passage changé", "passages changés"))
    return typeset(" · ".join([*parts, gap(levels)]))


def gap(levels: Sequence[Level]) -> str:
    """Of the first level that may still be better: nothing is proven of those below it.

    Only the length of the days is told as a share: waiting could always be nothing, and one minute of it is 100 %.
    """
    level = next((level for level in levels if not level.is_proven), None)
    if level is None:
        return OPTIMUM
    if level.bound is None:
        return "optimum pas encore cerné"
    missing = level.value - level.bound
    if level.name == MINUTES:
        return typeset(f"écart à l’optimum prouvé : {-(-100 * missing // level.value)} %")
    return typeset(f"écart à l’optimum prouvé : {amount(level.name, missing)} au plus ({lowered(LABELS[level.name])})")


def left(elapsed: float, seconds: float) -> str:
    """« Encore 5 s environ »; past its time, a search is only finishing."""
    remaining = round(seconds - elapsed)
    return typeset(f"Encore {remaining} s environ") if remaining > 0 else "Le calcul se termine"


def lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


def amount(name: str, value: int) -> str:
    if name in _COUNTED:
        singular, many, none = _COUNTED[name]
        return plural(value, singular, many, none=none)
    return duration(value)
