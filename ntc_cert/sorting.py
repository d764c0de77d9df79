"""The heads of a table whose order stands in the address, `tri=nom` or `tri=-nom`."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """`sort` is the order a click asks for, empty when the column sorts nothing; `aria` the one in force."""

    label: str
    sort: str = ""
    aria: str = ""


def heads(columns: Iterable[tuple[str, str]], order: str) -> list[Head]:
    """Of (key, label) pairs; the column in force is turned round by a second click."""
    return [_head(key, label, order) if key else Head(label) for key, label in columns]


def _head(key: str, label: str, order: str) -> Head:
    if order == key:
        return Head(label, f"-{key}", "ascending")
    return Head(label, key, "descending" if order == f"-{key}" else "")
