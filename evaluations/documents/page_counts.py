"""How many pages sheets take: few are laid out at a time, and what one took is remembered by its text."""

import hashlib
from collections.abc import Iterable
from typing import Final

from django.core.cache import cache

from ntc_cert.documents import page_count, print_identity
from ntc_cert.specimens import pages_of_all
from sessions.leaves import PrintFile

REMEMBERED: Final = 14 * 3600  # seconds: a day of examination


class PageCounter:
    """Lays out `layouts` sheets at most; `is_short` tells that it could not count for want of more."""

    def __init__(self, layouts: int) -> None:
        self.left, self.is_short = layouts, False
        self.identity = print_identity()

    def pages(self, files: Iterable[PrintFile]) -> int | None:
        return pages_of_all((text for file in files for text in file.texts()), self._pages_of)

    def _pages_of(self, text: str) -> int | None:
        key = f"pages-{hashlib.sha256(f'{self.identity} {text}'.encode()).hexdigest()}"
        known = cache.get(key)
        if known is None and self.left:
            self.left -= 1
            known = page_count(text)
            cache.set(key, known, REMEMBERED)
        self.is_short = self.is_short or known is None
        return known
