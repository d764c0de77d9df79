"""Primary keys said under the archive's own names, and found again from them."""

from collections.abc import Callable, Iterable
from typing import Any

from evaluations.archive.tables import CANDIDATE, JUROR, PANEL, ROOM, frozen

Named = Callable[[str, Any], Any]  # a model and a key of one side: the key of the other


class Names:
    """Of each model, what every row is called."""

    def __init__(self) -> None:
        self.keys: dict[str, dict[Any, Any]] = {}

    def give(self, model: str, row: Any, name: Any) -> None:
        self.keys.setdefault(model, {})[frozen(row)] = name

    def of(self, model: str, row: Any) -> Any:
        """None for none, and for a row that is there no more."""
        return None if row is None else self.keys.get(model, {}).get(frozen(row))

    def known(self, model: str, row: Any) -> Any:
        """The same of what must be there: KeyError otherwise."""
        return None if row is None else self.keys.get(model, {})[frozen(row)]


def unique_names(rows: Iterable[tuple[Any, str]], word: str) -> dict[Any, str]:
    """By primary key: a row's own reference where no other has it, else « word-1 », « word-2 »…"""
    found = list(rows)
    references = [reference for _, reference in found]
    taken = {reference for reference in references if reference and references.count(reference) == 1}
    names, rank = {}, 0
    for row, reference in found:
        if reference not in taken:
            rank += 1
            while (reference := f"{word}-{rank}") in taken:
                rank += 1
        names[row] = reference
    return names


def by_candidate(value: dict[str, Any], named: Named) -> dict[str, Any]:
    """`{candidate: anything}`; somebody withdrawn since is nobody any more."""
    found = ((named(CANDIDATE, candidate), told) for candidate, told in value.items())
    return {str(candidate): told for candidate, told in found if candidate is not None}


def plan(value: dict[str, Any], named: Named) -> dict[str, Any]:
    """A published plan names everything by reference, but the jurors of its panels."""
    if "panels" not in value:
        return value
    seats = {panel: [named(JUROR, juror) for juror in jurors] for panel, jurors in value["panels"].items()}
    return {**value, "panels": seats}


def day_changes(value: list[dict[str, Any]], named: Named) -> list[dict[str, Any]]:
    return [
        {
            **change,
            "candidate": named(CANDIDATE, change["candidate"]),
            **{side: SIDES[change["what"]](change[side], named) for side in BOTH if change["what"] in SIDES},
        }
        for change in value
    ]


def _passage(value: dict[str, Any] | None, named: Named) -> dict[str, Any] | None:
    if value is None:
        return None
    steps = [[*step[:4], *(named(ROOM, room) for room in step[4:])] for step in value["steps"]]
    return {**value, "panel": named(PANEL, value["panel"]), "steps": steps}


def _seats(value: list[list[Any]], named: Named) -> list[list[Any]]:
    return [[named(JUROR, leaving), named(JUROR, joining), at] for leaving, joining, at in value]


BOTH = ("before", "after")
SIDES: dict[str, Callable[[Any, Named], Any]] = {"passage": _passage, "seats": _seats}
INNER: dict[str, Callable[[Any, Named], Any]] = {"by_candidate": by_candidate, "plan": plan, "day_changes": day_changes}


def jurors_in(value: dict[str, Any]) -> set[int]:
    """Those a published plan seats."""
    return {juror for jurors in value.get("panels", {}).values() for juror in jurors if isinstance(juror, int)}


def seats_in(value: list[dict[str, Any]]) -> set[int]:
    """Jurors whom an act of the day had replaced, or be replaced."""
    sides = [change[side] for change in value if change["what"] == "seats" for side in BOTH]
    return {juror for side in sides for leaving, joining, _ in side for juror in (leaving, joining)}


def rooms_in(value: list[dict[str, Any]]) -> set[int]:
    """Those an act of the day touched."""
    sides = [change[side] for change in value if change["what"] == "passage" for side in ("before", "after")]
    return {room for side in sides if side for step in side["steps"] for room in step[4:] if room is not None}
