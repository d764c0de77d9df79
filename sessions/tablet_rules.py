"""What a tablet says of itself when it is tested, read from its JSON; no Django."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from ntc_cert.words import listing

LONGEST_DEVICE: Final = 36
LONGEST_FIGURE: Final = 40
DAYS_BEFORE: Final = timedelta(days=7)  # a test done earlier says little of the day itself


class Line(StrEnum):
    """In the order of the screen."""

    STORAGE = "storage"
    SHELL = "shell"
    CLOCK = "clock"
    SCREEN = "screen"
    NETWORK = "network"


LABELS: Final[Mapping[Line, str]] = {
    Line.STORAGE: "mémoire",
    Line.SHELL: "hors ligne",
    Line.CLOCK: "heure",
    Line.SCREEN: "écran",
    Line.NETWORK: "réseau",
}


class Found(StrEnum):
    """`UNKNOWN`: it could not be looked at, for want of a network."""

    GOOD = "good"
    MIND = "mind"
    BAD = "bad"
    UNKNOWN = "unknown"


class Unreadable(ValueError):
    """The message is a French fragment: which part, and what was expected."""


@dataclass(frozen=True, slots=True)
class TabletReport:
    device: str
    lines: Mapping[Line, Found]
    figures: Mapping[Line, str]

    @property
    def passed(self) -> bool:
        return Found.BAD not in self.lines.values()


def read_test(sent: Any) -> TabletReport:
    """Every line once; a figure is what was measured, as it was shown."""
    if not isinstance(sent, dict):
        raise Unreadable("un objet est attendu.")
    device, rows = sent.get("device"), sent.get("lines")
    if not isinstance(device, str) or len(device) > LONGEST_DEVICE or not device.isprintable():
        raise Unreadable(f"« device »\u00a0: au plus {LONGEST_DEVICE} caractères sont attendus.")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Unreadable("« lines »\u00a0: une liste d’objets est attendue.")
    lines, figures = {}, {}
    for row in rows:
        key, found, figure = row.get("key"), row.get("state"), row.get("figure", "")
        if key not in list(Line) or found not in list(Found) or not isinstance(figure, str):
            raise Unreadable(f"« lines »\u00a0: la ligne «\u00a0{str(key)[:20]}\u00a0» ne se lit pas.")
        lines[Line(key)], figures[Line(key)] = Found(found), _printable(figure)
    if set(lines) != set(Line) or len(rows) != len(lines):
        raise Unreadable("« lines »\u00a0: chaque ligne du test est attendue une fois.")
    return TabletReport(device, lines, figures)


def failed_words(lines: Mapping[str, str]) -> str:
    """« mémoire et hors ligne »: what is to be mended, in the order of the screen."""
    return listing([LABELS[line] for line in Line if lines.get(line) == Found.BAD])


def counts_from(days: Collection[date]) -> date | None:
    """From when a test speaks for a session on these days."""
    return min(days) - DAYS_BEFORE if days else None


def jurors_tested(tests: Iterable[tuple[int, bool, date]], since: date | None) -> set[int]:
    """Of (juror, passed, day) those with at least one tablet that passed since that day."""
    return {juror for juror, passed, day in tests if passed and since is not None and day >= since}


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())[:LONGEST_FIGURE]
