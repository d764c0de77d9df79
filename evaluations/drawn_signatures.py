"""What a juror may draw beside their code: strokes in a box, kept as an SVG path of whole numbers."""

import re
from typing import Final
from urllib.parse import quote

WIDTH: Final = 600
HEIGHT: Final = 200
LONGEST: Final = 20_000  # characters: some three thousand points, more than a hand draws
_STROKES: Final = re.compile(r"(?:M\d{1,3} \d{1,3}(?:L\d{1,3} \d{1,3})+)*", re.ASCII)
_POINT: Final = re.compile(r"(\d+) (\d+)", re.ASCII)
UNREADABLE: Final = "Ce tracé ne se lit pas. Effacez-le et recommencez, ou signez sans tracé : le code suffit."
TOO_LONG: Final = "Ce tracé est trop long. Effacez-le et recommencez, ou signez sans tracé : le code suffit."


def fault_of_drawing(path: str) -> str:
    """Why it can't be kept, in a sentence, or nothing; nothing drawn is no fault."""
    if len(path) > LONGEST:
        return TOO_LONG
    if not _STROKES.fullmatch(path):
        return UNREADABLE
    inside = all(int(x) <= WIDTH and int(y) <= HEIGHT for x, y in _POINT.findall(path))
    return "" if inside else UNREADABLE


def drawing_image(path: str) -> str:
    """The address of its picture, on screen as on paper; empty when nothing was drawn."""
    if not path:
        return ""
    stroke = "fill='none' stroke='black' stroke-width='4' stroke-linecap='round' stroke-linejoin='round'"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}'><path {stroke} d='{path}'/></svg>"
    return f"data:image/svg+xml,{quote(svg)}"
