"""Reading the small values of an instance: identifiers, names, counts, moments, windows."""

import re
from collections.abc import Collection, Hashable, Iterable, Iterator
from datetime import date, datetime
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from sessions.timetable import Interval
from titles.reading import UNSTORABLE, Node, shown

LONGEST_IDENTIFIER: Final = 120
LONGEST_NAME: Final = 200
YEARS: Final = range(1900, 3000)

_CONTROL: Final = re.compile("[\x01-\x1f\x7f\x85\u2028\u2029]")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::00)?", re.ASCII)

Value = TypeVar("Value", bound=Hashable)


def optional(parent: Node, key: str) -> Node | None:
    """The value at that key; None when it is absent or null, which say the same."""
    node = parent.child(key)
    return node if parent.has(key) and node.value is not None else None


def optional_items(parent: Node, key: str) -> list[Node]:
    node = optional(parent, key)
    return node.items() if node else []


def wording(node: Node, longest: int | None = None, *, blank: bool = False) -> str:
    """Any characters that a database can keep, no more of them than it can keep."""
    text = node.text(blank=blank)
    if UNSTORABLE.search(text):
        node.refuse(f"lu {shown(text)}, qui porte un caractère illisible", "Retapez ce texte.")
    elif longest and len(text) > longest:
        node.refuse(f"lu {len(text)} caractères", f"Écrivez-en {longest} au plus.")
    return text


def identifier(node: Node) -> str:
    """Kept and given back unchanged, on one line."""
    text = wording(node, LONGEST_IDENTIFIER)
    if _CONTROL.search(text):
        node.refuse(f"lu {shown(text)}, sur plusieurs lignes", "Écrivez cet identifiant sur une seule ligne.")
    return text


def unique(nodes: Iterable[tuple[Node, Value]]) -> Iterator[Value]:
    """The values in order; the second of two alike is refused where it stands, unless neither could be read."""
    seen: set[Value] = set()
    for node, value in nodes:
        if value and value in seen:
            node.refuse(f"{shown(node.value)} est déjà dans cette liste", "Gardez-le une seule fois.")
        seen.add(value)
        yield value


def known(node: Node, among: Collection[object], where: str) -> str:
    """An identifier that another list of the instance gives."""
    text = node.text()
    if text and text not in among:
        node.refuse(f"lu {shown(text)}, qui n’est pas dans « {where} »", "Corrigez-le, ou ajoutez-le à cette liste.")
    return text


def flag(node: Node | None) -> bool:
    if node is None:
        return False
    if not isinstance(node.value, bool):
        node.expect("true ou false, sans guillemets")
    return node.value is True


def whole(node: Node | None, low: int, high: int, default: int) -> int:
    if node is None:
        return default
    if isinstance(node.value, int) and not isinstance(node.value, bool) and low <= node.value <= high:
        return node.value
    node.expect(f"un nombre entier entre {low} et {high}, sans guillemets")
    return default


def day(node: Node) -> date | None:
    if isinstance(node.value, str) and _DATE.fullmatch(node.value):
        try:
            read = date.fromisoformat(node.value)
        except ValueError:
            read = None
        if read and read.year in YEARS:
            return read
    node.expect("une date qui existe, AAAA-MM-JJ (« 2026-06-15 »)")
    return None


def moment(node: Node, zone: ZoneInfo) -> datetime | None:
    """A local time without zone, brought into the centre's; one that the change of hour skips is refused."""
    if isinstance(node.value, str) and _MOMENT.fullmatch(node.value):
        try:
            read = datetime.fromisoformat(node.value)
        except ValueError:
            read = None
        if read and read.year in YEARS:
            return _in_zone(node, read, zone)
    node.expect("une date et une heure qui existent, sans fuseau ni secondes (« 2026-06-15T08:30 »)")
    return None


def _in_zone(node: Node, naive: datetime, zone: ZoneInfo) -> datetime | None:
    here = naive.replace(tzinfo=zone)
    if here.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) == naive:
        return here
    node.refuse(f"lu {shown(node.value)}, que le passage à l’heure d’été saute", "Choisissez une heure qui existe.")
    return None


def window(node: Node, zone: ZoneInfo, start_key: str = "from", end_key: str = "to") -> Interval | None:
    start, end = moment(node.child(start_key), zone), moment(node.child(end_key), zone)
    if start is None or end is None:
        return None
    if start < end:
        return Interval(start, end)
    node.child(end_key).refuse(
        f"lu {shown(node.child(end_key).value)}, qui ne vient pas après {shown(node.child(start_key).value)}",
        "Donnez une fin après le début.",
    )
    return None


def windows(nodes: Iterable[Node], zone: ZoneInfo) -> tuple[Interval, ...]:
    return tuple(interval for node in nodes if (interval := window(node, zone)))
