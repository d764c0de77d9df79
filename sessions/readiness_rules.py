"""What must be true before a session's first day, how many days before, and on whose word: the board is counted back.

No delay here is the law of every centre: each is a setting with its source, and most are one centre's habit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

CENTRE: Final = "règle du centre"
MOST_DAYS: Final = 730
THIS_WEEK: Final = 7


class Subject(StrEnum):
    """What a rule is about; the key that a centre's own setting and a tick keep."""

    PAPERS_ORDERED = "papers_ordered"
    PANELS = "panels"
    EXTRA_TIME = "extra_time"
    SUPERVISOR = "supervisor"
    MINISTRY_NUMBER = "ministry_number"
    CONVOCATIONS = "convocations"
    PRESENCES = "presences"
    HABILITATIONS = "habilitations"
    ROOMS = "rooms"
    EMPLOYERS = "employers"
    DOSSIERS = "dossiers"
    PAPERS_RECEIVED = "papers_received"
    PUBLICATION = "publication"
    DOORS = "doors"
    GRIDS = "grids"
    BADGES = "badges"
    TABLETS = "tablets"


class Topic(StrEnum):
    """The column on the right: a subject belongs to one."""

    CANDIDATES = "Candidats"
    PANELS = "Jurys"
    ROOMS = "Salles"
    TIMETABLE = "Planning"
    PAPERS = "Papiers"
    TABLETS = "Tablettes"
    SESSION = "Session"


class State(StrEnum):
    DONE = "done"
    TODO = "todo"
    LATE = "late"
    MISSED = "missed"  # the session is over and nobody said it was done
    NOT_CONCERNED = "not_concerned"


@dataclass(frozen=True, slots=True)
class Rule:
    """`by_hand`: the application can't see it, so a person says that it is done."""

    subject: Subject
    label: str
    topic: Topic
    days: int
    source: str = CENTRE
    by_hand: bool = False
    milestone: str = ""  # its name on the line of dates, when it stands there
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Setting:
    """What a centre has written over a rule."""

    days: int
    source: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something missing, by its name and the key of its page."""

    kind: str  # candidate, juror, panel
    id: object
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """How far a subject is: `done` of `total`; a total of zero has nothing to count."""

    done: int = 0
    total: int = 0
    missing: tuple[Named, ...] = ()
    note: str = ""
    is_concerned: bool = True
    is_told: bool = False  # somebody said so, the print room did, or the session's own file does
    is_held: bool = False  # all are counted, and something else is still missing

    @property
    def is_whole(self) -> bool:
        return self.is_told or (0 < self.total <= self.done and not self.is_held)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the board."""

    rule: Rule
    due: date
    state: State
    today: date
    found: Found = field(default_factory=Found)

    @property
    def is_open(self) -> bool:
        return self.state in (State.TODO, State.LATE)

    @property
    def is_pressing(self) -> bool:
        """Late, or due within the week."""
        return self.is_open and (self.due - self.today).days <= THIS_WEEK

    @property
    def days_late(self) -> int:
        return max(0, (self.today - self.due).days)

    @property
    def is_due_today(self) -> bool:
        return self.state is State.TODO and self.due == self.today

    @property
    def count(self) -> str:
        """« 11/13 »."""
        return f"{self.found.done}/{self.found.total}" if self.found.total else ""


_S, _T = Subject, Topic
LEAVE: Final = (
    "préavis du juré salarié : 15 jours calendaires au moins, convocation jointe (page officielle « Devenir juré »)"
)
TWO_WEEKS: Final = (
    "sujets absents deux semaines avant : prévenir l’unité qui les fournit (page des responsables de session)"
)
THREE_MONTHS: Final = "demande trois mois avant (Nouvelle-Aquitaine, source secondaire, à vérifier dans votre région)"

RULES: Final = (
    Rule(_S.PAPERS_ORDERED, "Sujets d’examen commandés", _T.PAPERS, 120, by_hand=True),
    Rule(_S.PANELS, "Jurys composés", _T.PANELS, 90, milestone="Jurys composés"),
    Rule(_S.EXTRA_TIME, "Tiers-temps accordés", _T.CANDIDATES, 90, THREE_MONTHS),
    Rule(_S.SUPERVISOR, "Responsable de session nommé(e)", _T.SESSION, 60),
    Rule(_S.MINISTRY_NUMBER, "Session déclarée dans CERES", _T.SESSION, 60),
    Rule(_S.CONVOCATIONS, "Convocations envoyées", _T.CANDIDATES, 40, by_hand=True, milestone="Convocations"),
    Rule(_S.PRESENCES, "Présences des jurés confirmées", _T.PANELS, 30, by_hand=True),
    Rule(_S.HABILITATIONS, "Habilitations valables ces jours-là", _T.PANELS, 30, "RCT10 ; délai : règle du centre"),
    Rule(_S.ROOMS, "Salles équipées", _T.ROOMS, 30, "RCT08 2°, RCC06 2° ; délai : règle du centre"),
    Rule(
        _S.EMPLOYERS,
        "Lettres aux employeurs des jurés",
        _T.PANELS,
        15,
        LEAVE,
        by_hand=True,
        milestone="Lettres aux employeurs",
    ),
    Rule(_S.DOSSIERS, "Dossiers complets", _T.CANDIDATES, 15, "RCT07, RCT09 ; délai : règle du centre"),
    Rule(_S.PAPERS_RECEIVED, "Sujets d’examen reçus", _T.PAPERS, 14, TWO_WEEKS, by_hand=True),
    Rule(
        _S.PUBLICATION,
        "Planning publié",
        _T.TIMETABLE,
        7,
        "RCT08 3°, RCC06 3° (avant le début) ; délai : règle du centre",
        milestone="Planning publié",
    ),
    Rule(_S.DOORS, "Plannings de porte imprimés", _T.PAPERS, 1, "RCT08 3°, RCC06 3° (avant le début)", by_hand=True),
    Rule(_S.GRIDS, "Grilles vierges imprimées", _T.PAPERS, 1, by_hand=True, milestone="Impressions"),
    Rule(_S.BADGES, "Badges imprimés", _T.TABLETS, 1, by_hand=True),
    Rule(_S.TABLETS, "Tablettes testées", _T.TABLETS, 1),
)
BY_SUBJECT: Final[Mapping[Subject, Rule]] = {rule.subject: rule for rule in RULES}
BY_HAND: Final = frozenset(rule.subject for rule in RULES if rule.by_hand)


def rules_with(settings: Mapping[str, Setting]) -> tuple[Rule, ...]:
    """The rules in force in a centre; one switched off is not among them."""
    own = (_set(rule, settings.get(rule.subject)) for rule in RULES)
    return tuple(rule for rule in own if rule.is_active)


def all_rules_with(settings: Mapping[str, Setting]) -> tuple[Rule, ...]:
    """Also those switched off, as the page of settings shows them."""
    return tuple(_set(rule, settings.get(rule.subject)) for rule in RULES)


def board(
    rules: Iterable[Rule], found: Mapping[Subject, Found], *, first: date, last: date, today: date
) -> tuple[Item, ...]:
    """Every rule with its date, the earliest first; nothing said of a subject is nothing done."""
    items = (_item(rule, found.get(rule.subject, Found()), first, last, today) for rule in rules)
    return tuple(sorted(items, key=lambda item: item.due))


def _set(rule: Rule, setting: Setting | None) -> Rule:
    if setting is None:
        return rule
    return replace(rule, days=setting.days, source=setting.source or rule.source, is_active=setting.is_active)


def _item(rule: Rule, found: Found, first: date, last: date, today: date) -> Item:
    due = first - timedelta(days=rule.days)
    return Item(rule, due, _state(found, due, last, today), today, found)


def _state(found: Found, due: date, last: date, today: date) -> State:
    if not found.is_concerned:
        return State.NOT_CONCERNED
    if found.is_whole:
        return State.DONE
    if today > last:
        return State.MISSED
    return State.LATE if today > due else State.TODO
