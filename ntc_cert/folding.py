"""Comparing what people type: names and headings are the same whatever their capitals and accents."""

import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'"})


def folded(text: str) -> str:
    """« Bœuf-LACROIX » and « boeuf-lacroix » alike: no case, no accent, single spaces."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return " ".join(bare.translate(_LETTERS).split())
