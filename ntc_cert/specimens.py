"""How many pages many sheets of one make take, without laying each of them out.

Sheets with the same tags differ by their words only. The sheet made of their longest words takes as many pages as any
of them, and the one made of their shortest as few: where both take as many, so do all.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

TAG: Final = re.compile(r"(<[^>]*>)")
# What these say has no size of its own on paper.
SIZELESS: Final = re.compile(r'\b(src|alt|id|href)="[^"]*"')

Pages = Callable[[str], int | None]


def pages_of_all(texts: Iterable[str], pages: Pages) -> int | None:
    """Pages of all the texts; None where `pages` gives none, or where sheets of one make differ."""
    counts = [_pages_of_alike(alike, pages) for alike in alike_together(texts)]
    return None if None in counts else sum(counts)  # type: ignore[arg-type]


def alike_together(texts: Iterable[str]) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for text in texts:
        found.setdefault(SIZELESS.sub("", "".join(TAG.findall(text))), []).append(text)
    return list(found.values())


def specimen(alike: Sequence[str], choose: Callable[..., str]) -> str:
    """The tags of the first, and between them the words chosen among those of all."""
    split = [TAG.split(text) for text in alike]
    return "".join(
        part if TAG.fullmatch(part) else choose(words, key=len)
        for part, words in zip(split[0], zip(*split, strict=True), strict=True)
    )


def _pages_of_alike(alike: Sequence[str], pages: Pages) -> int | None:
    most = pages(specimen(alike, max))
    if most is None or most == 1 or len(alike) == 1:
        return most and most * len(alike)
    return most * len(alike) if pages(specimen(alike, min)) == most else None
