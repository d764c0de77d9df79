"""An instance of the planning problem, read from its JSON document: a timetable still under its own identifiers.

Everything is checked before anything is kept; unknown keys are ignored. The shape is in README,
« Instances et plans ».
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sessions.instance_fields import (
    LONGEST_NAME,
    day,
    flag,
    identifier,
    known,
    moment,
    optional,
    optional_items,
    unique,
    whole,
    window,
    windows,
    wording,
)
from sessions.instance_passages import read_baseline, read_pinned
from sessions.timetable import (
    Candidate,
    Day,
    ExtraTime,
    Juror,
    Link,
    Lunch,
    Panel,
    Passage,
    Room,
    Settings,
    Timetable,
    merged,
)
from titles.reading import Fault, Node, shown
from titles.referentiel import Equipment, Referentiel

GRIDS: Final = (1, 5)
USES: Final = ("jury", "preparation")
LONGEST_LINK: Final = 120
LONGEST_GAP: Final = 240
MOST_JURORS: Final = 20


class UnreadableInstance(ValueError):
    """The document is not an instance; each fault says where, what was read and what to do."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Instance:
    """`timetable` holds the pinned passages; `baseline` is what was published, and may name who has left since."""

    reference: str
    comment: str
    timetable: Timetable
    now: datetime | None
    baseline: tuple[Passage, ...]


def read_reference(document: object) -> str:
    """The session an instance is about, known before the rest can be read; empty when it has none."""
    node = Node(document).child("id")
    text = identifier(node)
    return "" if node.faults else text


def read_instance(document: object, *, zone: ZoneInfo, referentiel_of: Callable[[str], Referentiel | None]) -> Instance:
    """Every fault found is in the `UnreadableInstance` raised."""
    root = Node(document)
    referentiel = _referentiel(root, referentiel_of)
    instance = _Reader(root, zone, referentiel).instance()
    if root.faults or instance is None:
        raise UnreadableInstance(root.faults)
    return instance


def _referentiel(root: Node, referentiel_of: Callable[[str], Referentiel | None]) -> Referentiel | None:
    node = root.child("title")
    code = wording(node)
    if not code or node.faults:
        return None
    found = referentiel_of(code)
    if found is None:
        node.refuse(f"aucun référentiel {shown(code)} n’est chargé", "Chargez-le avec « manage.py load_title ».")
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Without a référentiel the rest is read all the same, so that every fault is told at once."""

    root: Node
    zone: ZoneInfo
    referentiel: Referentiel | None

    def instance(self) -> Instance | None:
        reference = identifier(self.root.child("id"))
        comment, now = optional(self.root, "comment"), optional(self.root, "now")
        text = wording(comment, blank=True) if comment else ""
        since = moment(now, self.zone) if now else None
        baseline = read_baseline(self.root, self.zone)
        timetable = self.timetable()
        if timetable is None:
            return None
        pinned = read_pinned(self.root, self.zone, timetable)
        return Instance(reference, text, replace(timetable, passages=pinned), since, baseline)

    def timetable(self) -> Timetable | None:
        days, rooms, jurors, candidates = self.days(), self.rooms(), self.jurors(), self.candidates()
        panels = self.panels(_ids(jurors), _ids(rooms))
        links, settings = self.links(_ids(jurors), _ids(candidates)), self.settings()
        if self.referentiel is None:
            return None
        return Timetable(self.referentiel, days, rooms, jurors, panels, candidates, links, settings)

    def settings(self) -> Settings:
        own = optional(self.root, "settings") or Node({}, "settings", self.root.faults)
        grid = optional(self.root, "grid_minutes")
        if grid and (grid.value is True or grid.value not in GRIDS):
            grid.expect("1 ou 5, sans guillemets")
        return Settings(
            # The regulation asks for two (RCT08, RCC06 « binôme »): an instance may only ask for more.
            min_jurors=whole(optional(own, "min_jurors"), 2, MOST_JURORS, 2),
            gap_minutes=whole(optional(own, "gap_between_candidates"), 0, LONGEST_GAP, 0),
            role_play_preparation_room=flag(optional(own, "role_play_preparation_room")),
            grid_minutes=1 if grid and grid.value == 1 else 5,
        )

    def days(self) -> tuple[Day, ...]:
        nodes = self.root.child("days").items()
        read = [(node.child("date"), day(node.child("date"))) for node in nodes]
        dates = unique((node, value or position) for position, (node, value) in enumerate(read))
        return tuple(
            found for node, value in zip(nodes, dates, strict=True) if (found := self.day(node, value)) is not None
        )

    def day(self, node: Node, value: date | int) -> Day | None:
        hours = window(node, self.zone, "open", "close")
        lunch = optional(node, "lunch")
        pause = window(lunch, self.zone) if lunch else None
        minutes = whole(lunch.child("minutes"), 0, 24 * 60, 0) if lunch else 0
        if not isinstance(value, date):
            return None
        for key, place, interval in (("open", node, hours), ("from", lunch, pause)):
            if place and interval and {interval.start.date(), interval.end.date()} != {value}:
                place.child(key).refuse(f"ces heures sortent du {value.isoformat()}", "Restez dans cette journée.")
        if hours is None:
            return None
        return Day(value, hours.start, hours.end, Lunch(pause.start, pause.end, minutes) if pause else None)

    def rooms(self) -> tuple[Room, ...]:
        nodes, ids = self.named("rooms")
        return tuple(self.room(node, name) for node, name in zip(nodes, ids, strict=True))

    def room(self, node: Node, name: str) -> Room:
        uses = [known(use, USES, "jury, preparation") for use in node.child("uses").items()]
        return Room(
            id=name,
            name=name,
            is_jury="jury" in uses,
            is_preparation="preparation" in uses,
            equipment=node.child("equipment").choice(Equipment),
            closures=windows(optional_items(node, "unavailable"), self.zone),
        )

    def jurors(self) -> tuple[Juror, ...]:
        nodes, ids = self.named("jurors")
        return tuple(self.juror(node, name) for node, name in zip(nodes, ids, strict=True))

    def juror(self, node: Node, name: str) -> Juror:
        known_windows = optional(node, "available")
        available = merged(windows(known_windows.items(), self.zone)) if known_windows else None
        return Juror(id=name, name=person_name(node.child("name")), available=available)

    def panels(self, jurors: Collection[str], rooms: Collection[str]) -> tuple[Panel, ...]:
        nodes, ids = self.named("panels")
        return tuple(self.panel(node, name, jurors, rooms) for node, name in zip(nodes, ids, strict=True))

    def panel(self, node: Node, name: str, jurors: Collection[str], rooms: Collection[str]) -> Panel:
        room = optional(node, "room")
        members = [(member, known(member, jurors, "jurors")) for member in node.child("jurors").items()]
        return Panel(name, name, tuple(unique(members)), known(room, rooms, "rooms") if room else None)

    def candidates(self) -> tuple[Candidate, ...]:
        nodes, ids = self.named("candidates")
        return tuple(self.candidate(node, name) for node, name in zip(nodes, ids, strict=True))

    def candidate(self, node: Node, name: str) -> Candidate:
        extra = optional(node, "extra_time") or Node({}, node.path, node.faults)
        route = node.child("route").text()
        if route and self.referentiel and route not in self.referentiel.routes:
            node.child("route").expect(f"l’une de ces inscriptions : {', '.join(self.referentiel.routes)}")
        return Candidate(
            id=name,
            name=person_name(node.child("name")),
            route=route,
            extra_time=ExtraTime(flag(optional(extra, "preparation")), flag(optional(extra, "oral"))),
            unavailable=windows(optional_items(node, "unavailable"), self.zone),
        )

    def links(self, jurors: Collection[str], candidates: Collection[str]) -> tuple[Link, ...]:
        """Two reasons between the same two people make one link that gives both."""
        reasons: dict[tuple[str, str], list[str]] = {}
        for node in optional_items(self.root, "conflicts"):
            juror = known(node.child("juror"), jurors, "jurors")
            candidate = known(node.child("candidate"), candidates, "candidates")
            reason = optional(node, "reason")
            said = reasons.setdefault((juror, candidate), [])
            text = wording(reason, LONGEST_LINK, blank=True) if reason else ""
            if text not in said:
                said.append(text)
                if len(", ".join(said)) > LONGEST_LINK:
                    node.refuse("trop de motifs entre les deux mêmes personnes", "Gardez le plus important.")
        return tuple(Link(juror, candidate, ", ".join(said)) for (juror, candidate), said in reasons.items())

    def named(self, key: str) -> tuple[list[Node], list[str]]:
        """The items of a list and their identifiers, each given once."""
        nodes = self.root.child(key).items()
        return nodes, list(unique((node.child("id"), identifier(node.child("id"))) for node in nodes))


def person_name(node: Node) -> str:
    """The name as written; its two parts must each fit."""
    text = wording(node)
    for part in split_name(text):
        if len(part) > LONGEST_NAME:
            node.refuse(f"lu {len(part)} caractères", f"Écrivez-en {LONGEST_NAME} au plus.")
    return text


def split_name(text: str) -> tuple[str, str]:
    """Surname and first names: the surname stands before the first comma, or is the whole."""
    surname, _, first_names = (part.strip() for part in text.partition(","))
    return (surname, first_names) if surname else (first_names or text.strip(), "")


def _ids(things: Iterable[Room | Juror | Candidate]) -> set[str]:
    return {str(thing.id) for thing in things}
