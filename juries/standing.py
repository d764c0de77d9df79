"""Where a juror stands on a day for a title: each requirement with what the register says of it, met or not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from juries.eligibility import SEVERITIES, Finding, HabilitationFacts, JurorFacts, Level, Rules, assess
from ntc_cert.words import plain_date

UNKNOWN: Final = "non renseigné"
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Point:
    """One requirement; `finding` is None when the register has nothing against this juror there."""

    label: str
    fact: str
    source: str
    finding: Finding | None

    @property
    def state(self) -> str:
        """The key of the icon: what is not written down is neither met nor missed."""
        if self.finding is not None:
            return "bloq" if self.finding.level is Level.BLOCKS else "avert"
        return "libre" if self.fact == UNKNOWN else "conf"

    @property
    def said(self) -> str:
        """What to read under the label, which is not said twice."""
        if self.finding is None:
            return self.fact
        sentence = self.finding.sentence
        return f"{'Non renseigné.' if sentence.endswith(f'{UNKNOWN}.') else sentence} {self.finding.cure}"


@dataclass(frozen=True, slots=True)
class _Requirement:
    label: str
    codes: tuple[str, ...]  # of the findings that stand against it
    said: Callable[[JurorFacts, str, date], str]


@dataclass(frozen=True, slots=True)
class HabilitationEnd:
    """When the habilitation for a title ends; `is_over` once it has, `is_near` when it is time to renew it."""

    ends_on: date
    is_over: bool
    is_near: bool


def standing(facts: JurorFacts, *, title_code: str, day: date, rules: Rules) -> tuple[Point, ...]:
    """Every requirement, in the order the register asks for them."""
    found = {finding.code: finding for finding in assess(facts, title_code=title_code, day=day, rules=rules)}
    return tuple(
        Point(
            label=requirement.label,
            fact=requirement.said(facts, title_code, day),
            source=SEVERITIES[requirement.codes[0]].source,
            finding=next((found[code] for code in requirement.codes if code in found), None),
        )
        for requirement in _REQUIREMENTS
    )


def habilitation_end(facts: JurorFacts, *, title_code: str, day: date, rules: Rules) -> HabilitationEnd | None:
    """None when none is known; one that another continues without a gap ends with that other."""
    known = sorted((one for one in facts.habilitations if one.title_code == title_code), key=lambda one: one.starts_on)
    if not known:
        return None
    end = _covered_until(known, day)
    if end is None:
        last = max(one.ends_on for one in known)
        return HabilitationEnd(last, is_over=last < day, is_near=False)
    return HabilitationEnd(end, is_over=False, is_near=(end - day).days < rules.days_before_habilitation_ends)


def _covered_until(known: list[HabilitationFacts], day: date) -> date | None:
    end = None
    for one in known:
        if one.is_active(day) or (end is not None and one.starts_on <= end + ONE_DAY):
            end = max(end or one.ends_on, one.ends_on)
    return end


def _yes_no(value: bool | None) -> str:
    return UNKNOWN if value is None else "oui" if value else "non"


def _since(value: date | None) -> str:
    return plain_date(value) if value else UNKNOWN


def _habilitations(facts: JurorFacts, title_code: str, day: date) -> str:
    """The one that covers the day, else the nearest to it."""
    known = [one for one in facts.habilitations if one.title_code == title_code]
    if not known:
        return UNKNOWN
    shown = min(known, key=lambda one: (not one.is_active(day), abs((one.ends_on - day).days)))
    return f"du {plain_date(shown.starts_on)} au {plain_date(shown.ends_on)}"


_REQUIREMENTS: Final = (
    _Requirement(
        "Vente itinérante",
        ("not_itinerant_sales", "itinerant_sales_unknown"),
        lambda facts, title, day: _yes_no(facts.itinerant_sales),
    ),
    _Requirement(
        "Animation d’équipes commerciales, de préférence",
        ("no_team_lead",),
        lambda facts, title, day: _yes_no(facts.team_lead),
    ),
    _Requirement(
        "Référence de l’administration",
        ("administration_reference_missing",),
        lambda facts, title, day: facts.administration_reference or UNKNOWN,
    ),
    _Requirement("Habilitation", ("habilitation_inactive", "habilitation_unknown"), _habilitations),
    _Requirement(
        "Formation à l’évaluation",
        ("not_trained", "training_unknown"),
        lambda facts, title, day: _since(facts.evaluation_training_on),
    ),
    _Requirement(
        "Dernier exercice du métier",
        ("left_the_job", "last_practice_unknown"),
        lambda facts, title, day: _since(facts.last_practice_on),
    ),
    _Requirement(
        "Charte du membre de jury",
        ("charter_not_accepted",),
        lambda facts, title, day: _since(facts.charter_accepted_on),
    ),
)
