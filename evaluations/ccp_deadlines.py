"""What somebody holds, until when, and what they may be invited to next: each limit by its rule, with its source.

The delays differ by regime and come from pages of unequal weight: they are settings. Where a date or a regime is not
known the answer is « à vérifier », never a guess. Holding every CCP is not holding the title (RCT09).
"""

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from ntc_cert.words import listing, plain_date
from titles.referentiel import Referentiel

FINAL: Final = "final"
TITLE: Final = "title"


class Key(StrEnum):
    """A rule, as a centre's own setting keeps it."""

    REGIME = "regime"
    FIRST_CCP = "first_ccp"
    TITLE_END = "title_end"
    RESIT = "resit"
    MOST_SESSIONS = "most_sessions"


class Unit(StrEnum):
    DATE = "date"
    MONTHS = "mois"
    SESSIONS = "sessions"


class Weight(StrEnum):
    OFFICIAL = "source officielle"
    SECONDARY = "source secondaire, à vérifier"


@dataclass(frozen=True, slots=True)
class Rule:
    key: Key
    label: str
    unit: Unit
    source: str
    weight: Weight
    number: int = 0
    day: date | None = None
    is_active: bool = True


RULES: Final = (
    Rule(
        Key.REGIME,
        "Premier CCP à compter de cette date : régime de 2015",
        Unit.DATE,
        "arrêté du 22 décembre 2015, en vigueur le 1er juin 2016",
        Weight.OFFICIAL,
        day=date(2016, 6, 1),
    ),
    Rule(
        Key.FIRST_CCP,
        "Régime ancien : délai depuis le premier CCP",
        Unit.MONTHS,
        "page d’un centre, sans date : cinq ans",
        Weight.SECONDARY,
        60,
    ),
    Rule(
        Key.TITLE_END,
        "Régime de 2015 : délai après la fin du titre",
        Unit.MONTHS,
        "titre clos : un an pour terminer",
        Weight.OFFICIAL,
        12,
    ),
    Rule(
        Key.RESIT,
        "Nouvelle présentation sans nouvelle formation",
        Unit.MONTHS,
        "échec, réussite partielle : un an ; absence : source secondaire",
        Weight.OFFICIAL,
        12,
    ),
    Rule(
        Key.MOST_SESSIONS,
        "Sessions titre dans ce délai, au plus",
        Unit.SESSIONS,
        "page d’un centre : trois au plus",
        Weight.SECONDARY,
        3,
    ),
)


class Origin(StrEnum):
    SEALED = "sealed"  # a sealed result here, amendments laid over
    ELSEWHERE = "elsewhere"  # outside the application, with its paper
    DECLARED = "declared"  # ticked when somebody enrolled: no date, no paper


@dataclass(frozen=True, slots=True)
class Acquired:
    ccp: str
    on: date | None
    origin: Origin
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sealed result: on the day of the passage, by the route and the decision."""

    on: date
    route: str
    outcome: str
    reference: str = ""

    @property
    def is_setback(self) -> bool:
        """Something was sought and not granted: a CCP session that grants its CCP is none."""
        sought_title = self.route in (TITLE, FINAL)
        return self.outcome != TITLE and (sought_title or self.outcome != "ccps")


@dataclass(frozen=True, slots=True)
class Past:
    acquired: tuple[Acquired, ...] = ()
    attempts: tuple[Attempt, ...] = ()

    @property
    def has_title(self) -> bool:
        return any(attempt.outcome == TITLE for attempt in self.attempts)


@dataclass(frozen=True, slots=True)
class Limit:
    """The last day included; none when the rule applies and something is missing to count from."""

    rule: Rule
    until: date | None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    held: tuple[Acquired, ...]  # in the order of the référentiel, one each
    missing: tuple[str, ...]
    routes: tuple[str, ...]  # what they may be invited to
    limits: tuple[Limit, ...]
    doubts: tuple[str, ...]
    has_title: bool
    today: date

    @property
    def until(self) -> date | None:
        """The first limit to fall."""
        return min((limit.until for limit in self.limits if limit.until), default=None)

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.today > self.until

    @property
    def is_to_check(self) -> bool:
        return bool(self.doubts)

    @property
    def is_to_invite(self) -> bool:
        return bool(self.routes) and not self.is_over


def rules_with(own: Mapping[str, Rule]) -> tuple[Rule, ...]:
    """The rules with a centre's own values over them."""
    return tuple(own.get(rule.key, rule) for rule in RULES)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month: the earlier of two readings."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def standing(
    referentiel: Referentiel, past: Past, rules: Iterable[Rule], *, title_ends_on: date | None, today: date
) -> Standing:
    known = {rule.key: rule for rule in rules if rule.is_active}
    held = _held(referentiel, past)
    missing = tuple(ccp.code for ccp in referentiel.ccps if ccp.code not in {one.ccp for one in held})
    limits = () if past.has_title else tuple(_limits(known, held, past, title_ends_on))
    doubts = [limit.doubt for limit in limits if limit.doubt]
    return Standing(
        held=held,
        missing=missing,
        routes=_routes(referentiel, held, missing, past),
        limits=limits,
        doubts=(*doubts, *_too_many(known, past)) if not past.has_title else (),
        has_title=past.has_title,
        today=today,
    )


def _held(referentiel: Referentiel, past: Past) -> tuple[Acquired, ...]:
    """One entry a CCP: the first time it was granted here, else its paper, else what was declared."""
    order = list(Origin)
    best: dict[str, Acquired] = {}
    for one in sorted(past.acquired, key=lambda one: (order.index(one.origin), one.on or date.max)):
        best.setdefault(one.ccp, one)
    return tuple(_dated(best[ccp.code], past) for ccp in referentiel.ccps if ccp.code in best)


def _dated(chosen: Acquired, past: Past) -> Acquired:
    """The earliest date anybody wrote of this CCP: a delay runs from the first time."""
    dates = [one.on for one in past.acquired if one.ccp == chosen.ccp and one.on]
    return replace(chosen, on=min(dates)) if dates else chosen


def _routes(
    referentiel: Referentiel, held: tuple[Acquired, ...], missing: tuple[str, ...], past: Past
) -> tuple[str, ...]:
    """The final interview only with every CCP (RCT09); a CCP held is not examined again on its own route."""
    if past.has_title or not (held or past.attempts):
        return ()
    if not missing:
        return tuple(key for key in (FINAL, TITLE) if key in referentiel.routes)
    own = [key for key, route in referentiel.routes.items() if route.ccps and set(route.ccps) <= set(missing)]
    singles = [key for key in own if key != TITLE]
    return (*singles, *([TITLE] if TITLE in referentiel.routes else []))


def _limits(
    known: Mapping[Key, Rule], held: tuple[Acquired, ...], past: Past, title_ends_on: date | None
) -> Iterator[Limit]:
    if held:
        yield from _of_regime(known, held, title_ends_on)
    setbacks = [attempt.on for attempt in past.attempts if attempt.is_setback]
    if Key.RESIT in known and setbacks:
        last = max(setbacks)
        yield Limit(known[Key.RESIT], months_after(last, known[Key.RESIT].number))


def _of_regime(known: Mapping[Key, Rule], held: tuple[Acquired, ...], title_ends_on: date | None) -> Iterator[Limit]:
    regime = known.get(Key.REGIME)
    undated = [one.ccp for one in held if one.on is None]
    first = min((one.on for one in held if one.on), default=None)
    switch = regime.day if regime else None
    is_former = first is not None and switch is not None and first < switch
    if regime and (first is None or (undated and not is_former)):
        yield Limit(regime, None, f"date d’acquisition de {listing(undated)} non renseignée")
        return
    if is_former and first and Key.FIRST_CCP in known:
        doubt = f"une autre date manque, de {listing(undated)}" if undated else ""
        yield Limit(known[Key.FIRST_CCP], months_after(first, known[Key.FIRST_CCP].number), doubt)
    elif not is_former and Key.TITLE_END in known:
        rule = known[Key.TITLE_END]
        if title_ends_on is None:
            yield Limit(rule, None, "date de fin du titre non renseignée")
        else:
            yield Limit(rule, months_after(title_ends_on, rule.number))


def _too_many(known: Mapping[Key, Rule], past: Past) -> Iterator[str]:
    rule = known.get(Key.MOST_SESSIONS)
    tries = [attempt.on for attempt in past.attempts if attempt.route == TITLE]
    if rule and len(tries) >= rule.number:
        yield f"déjà {len(tries)} sessions titre, la dernière le {plain_date(max(tries))}"
