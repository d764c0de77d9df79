"""What a tablet sends: one operation per tick or note, read strictly, and what becomes of it on a cell.

A cell is one juror's answer, or note, on one criterion. Its revision grows each time it is written and each time two
tablets differ on it: whoever wrote without having seen that contradicts nothing in silence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

MOST_OPERATIONS: Final = 200
LONGEST_NOTE: Final = 10_000
LARGEST: Final = 2**31 - 1


class Kind(StrEnum):
    MARK = "mark"
    NOTE = "note"


class SharedKind(StrEnum):
    """What the jurors of a panel write together about one candidate: each of their tablets shows it."""

    TIMER = "timer"  # cell: a step of the épreuve; value: when it began, or nothing
    CLIENT = "client"  # value: the juror who plays the client
    CHANGE = "change"  # cell: « 1.field » or « 1.text »
    ANNOUNCED = "announced"  # cell: the rank of a change; value: when it was said, or nothing
    PART = "part"  # cell: a part of the proposal; value: « 1 » when it is there


class Outcome(StrEnum):
    APPLIED = "applied"
    CONFLICT = "conflict"
    LOCKED = "locked"  # the grid is handed in, or the result sealed
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Op:
    """One act of a juror; `base` is the revision they saw, `after` their own act on that cell not yet answered."""

    id: UUID
    candidate: int
    phase: str
    kind: Kind | SharedKind
    cell: str
    value: str
    base: int
    after: UUID | None = None
    made_at: datetime | None = None  # the tablet's clock: information only, never an order


@dataclass(frozen=True, slots=True)
class Batch:
    juror: int
    device: str
    operations: tuple[Op, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """How a cell stands on the server; disputed while two tablets differ on it."""

    value: str
    revision: int
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """`revision` is the cell's as its author knows it once answered."""

    outcome: Outcome
    revision: int
    writes: bool


class Unreadable(ValueError):
    """Where and what, in a sentence; `path` leads to the value at fault."""

    def __init__(self, path: str, sentence: str) -> None:
        self.path = path
        super().__init__(f"champ « {path or 'fichier'} » : {sentence}")


def judge(value: str, base: int, cell: Cell, *, own_revision: int | None = None) -> Judgement:
    """Applied when its author had seen the cell as it is, or says the same; `own_revision` is what `after` made."""
    if base == cell.revision or own_revision == cell.revision:
        return Judgement(Outcome.APPLIED, cell.revision + 1, writes=True)
    if value == cell.value:
        return Judgement(Outcome.APPLIED, base if cell.is_disputed else cell.revision, writes=False)
    return Judgement(Outcome.CONFLICT, cell.revision + 1, writes=False)


def fault_of_value(kind: Kind | SharedKind, value: str) -> str:
    """Why no cell may hold it, in a sentence, or nothing."""
    if kind is Kind.MARK:
        return "" if value in {"O", "N", ""} else "Répondez Oui ou Non, ou laissez vide."
    if len(value) > LONGEST_NOTE:
        return "Cette note est trop longue : 10 000 caractères au plus."
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        return "Cette note contient un caractère qui ne s’enregistre pas. Récrivez-la."
    return ""


def clean(kind: Kind | SharedKind, value: str) -> str:
    """A text as it is kept: the browser's line ends, and no blank around."""
    return value if kind is Kind.MARK else value.replace("\r\n", "\n").strip()


def read_batch(document: Any) -> Batch:
    """The whole sending, or `Unreadable`: nothing of it is then applied."""
    top = _object(document, "")
    listed = top.get("ops")
    if not isinstance(listed, list) or len(listed) > MOST_OPERATIONS:
        raise Unreadable("ops", f"donnez une liste de {MOST_OPERATIONS} saisies au plus.")
    operations = tuple(read_operation(item, f"ops[{rank}]") for rank, item in enumerate(listed))
    return Batch(_number(top, "juror", ""), _text(top, "device", "", longest=36), operations)


def read_operation(item: Any, path: str) -> Op:
    found = _object(item, path)
    kind = _text(found, "kind", path)
    if kind not in {*Kind, *SharedKind}:
        raise Unreadable(f"{path}.kind", "cette nature de saisie n’existe pas.")
    nature = Kind(kind) if kind in set(Kind) else SharedKind(kind)
    return Op(
        id=_identifier(found, "id", path),
        candidate=_number(found, "candidate", path),
        phase=_text(found, "phase", path, longest=30),
        kind=nature,
        cell=_text(found, "cell", path, longest=40),
        value=clean(nature, _text(found, "value", path)),
        base=_number(found, "base", path),
        after=None if found.get("after") is None else _identifier(found, "after", path),
        made_at=_moment(found.get("made_at")),
    )


def _object(item: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(item, dict):
        raise Unreadable(path, "donnez un objet JSON.")
    return item


def _text(found: Mapping[str, Any], key: str, path: str, *, longest: int | None = None) -> str:
    value = found.get(key)
    if not isinstance(value, str):
        raise Unreadable(_inside(path, key), "donnez un texte.")
    if longest is not None and (len(value) > longest or fault_of_value(Kind.NOTE, value)):
        raise Unreadable(_inside(path, key), f"donnez {longest} caractères lisibles au plus.")
    return value


def _number(found: Mapping[str, Any], key: str, path: str) -> int:
    value = found.get(key)
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise Unreadable(_inside(path, key), "donnez un nombre entier positif.")
    return value


def _identifier(found: Mapping[str, Any], key: str, path: str) -> UUID:
    try:
        return UUID(_text(found, key, path))
    except ValueError as fault:
        if isinstance(fault, Unreadable):
            raise
        raise Unreadable(_inside(path, key), "donnez un identifiant UUID.") from fault


def _moment(value: Any) -> datetime | None:
    """A clock told with its zone; anything else is forgotten, since nothing hangs on it."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo and 1970 < moment.year < 3000 else None


def _inside(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
