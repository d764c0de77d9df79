"""Who may sit on a jury on a given day for a given title, and why not, each reason with its source.

What is known to be wrong blocks; what nobody wrote down (« non renseigné ») warns and never blocks, for an
imported juror comes with a name only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from ntc_cert.words import plain_date, typeset


class Level(StrEnum):
    BLOCKS = "blocks"  # « Blocage »: forbids publication
    WARNS = "warns"  # « Avertissement »


@dataclass(frozen=True, slots=True)
class Severity:
    level: Level
    source: str
    title: str
    cure: str


CHARTER: Final = "Charte du membre de jury"
HABILITATION: Final = "Engagements du responsable de session"
PRACTICE: Final = "Conditions d’habilitation des jurés (DREETS)"

_ASK: Final = "Demandez-le à cette personne, puis complétez sa fiche."
_REPLACE: Final = "Choisissez un autre juré pour cette journée."

SEVERITIES: Final[dict[str, Severity]] = {
    "not_itinerant_sales": Severity(Level.BLOCKS, "RCT10", "Hors de la vente itinérante", _REPLACE),
    "itinerant_sales_unknown": Severity(Level.WARNS, "RCT10", "Vente itinérante", _ASK),
    # RCT10 says « de préférence »: worth knowing when composing a jury, no reason to refuse one, and
    # nothing at all while the register does not say.
    "no_team_lead": Severity(
        Level.WARNS, "RCT10", "Sans animation d’équipe", "Préférez, si possible, un juré qui a animé une équipe."
    ),
    "administration_reference_missing": Severity(Level.WARNS, "RCT10", "Référence de l’administration", _ASK),
    "habilitation_inactive": Severity(
        Level.BLOCKS, HABILITATION, "Habilitation inactive", f"{_REPLACE} Ou complétez sa fiche si elle est renouvelée."
    ),
    "habilitation_unknown": Severity(
        Level.WARNS, HABILITATION, "Habilitation", "Vérifiez ses dates dans CERES, puis complétez sa fiche."
    ),
    "not_trained": Severity(
        Level.BLOCKS, "RCT08 3°, RCT10", "Sans formation à l’évaluation", f"{_REPLACE} La formation vient avant."
    ),
    "training_unknown": Severity(Level.WARNS, "RCT08 3°, RCT10", "Formation à l’évaluation", _ASK),
    "left_the_job": Severity(Level.BLOCKS, PRACTICE, "Métier quitté depuis trop longtemps", _REPLACE),
    "last_practice_unknown": Severity(Level.WARNS, PRACTICE, "Dernier exercice du métier", _ASK),
    "charter_not_accepted": Severity(
        Level.WARNS, CHARTER, "Charte non acceptée", "Faites-lui lire et accepter la charte avant la session."
    ),
}


@dataclass(frozen=True, slots=True)
class HabilitationFacts:
    """The administration's leave to sit for one title, both days included."""

    title_code: str
    starts_on: date
    ends_on: date

    def is_active(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class JurorFacts:
    """What the register knows of a juror; None or empty is « non renseigné », never « non »."""

    itinerant_sales: bool | None = None
    team_lead: bool | None = None
    administration_reference: str = ""
    habilitations: tuple[HabilitationFacts, ...] = ()
    evaluation_trained: bool | None = None  # False: known not to be; a date says more than True
    evaluation_training_on: date | None = None
    last_practice_on: date | None = None
    charter_accepted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Years and delays are settings: they changed with each regime."""

    years_since_last_practice: int = 5
    days_before_habilitation_ends: int = 90  # jurors are contacted three months ahead


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    level: Level
    sentence: str
    cure: str
    source: str


def assess(facts: JurorFacts, *, title_code: str, day: date, rules: Rules | None = None) -> tuple[Finding, ...]:
    """Everything the register has against this juror that day, what blocks first."""
    found = [
        *_profession(facts),
        *_habilitation(facts, title_code, day),
        *_training(facts, day),
        *_practice(facts, day, rules or Rules()),
        *_charter(facts, day),
    ]
    return tuple(sorted(found, key=lambda finding: finding.level is not Level.BLOCKS))


def may_sit(findings: Iterable[Finding]) -> bool:
    return all(finding.level is not Level.BLOCKS for finding in findings)


def _finding(code: str, sentence: str = "") -> Finding:
    severity = SEVERITIES[code]
    said = sentence or f"{severity.title} : non renseigné."
    return Finding(code, severity.level, typeset(said), typeset(severity.cure), severity.source)


def _profession(facts: JurorFacts) -> Iterator[Finding]:
    if facts.itinerant_sales is None:
        yield _finding("itinerant_sales_unknown")
    elif not facts.itinerant_sales:
        yield _finding("not_itinerant_sales", "Le jury n’est composé que de professionnels de la vente itinérante.")
    if facts.team_lead is False:
        yield _finding("no_team_lead", "L’expérience de l’animation d’équipes de terrain est préférée.")
    if not facts.administration_reference.strip():
        yield _finding("administration_reference_missing")


def _habilitation(facts: JurorFacts, title_code: str, day: date) -> Iterator[Finding]:
    """None for this title is a gap in the register; one that does not cover the day is a fact."""
    known = [h for h in facts.habilitations if h.title_code == title_code]
    if not known:
        yield _finding("habilitation_unknown", f"Habilitation pour {title_code} : non renseigné.")
    elif not any(h.is_active(day) for h in known):
        yield _finding("habilitation_inactive", _habilitation_gap(known, day))


def _habilitation_gap(known: list[HabilitationFacts], day: date) -> str:
    past = [h.ends_on for h in known if h.ends_on < day]
    if past:
        return f"L’habilitation a pris fin le {plain_date(max(past))}."
    return f"L’habilitation ne commence que le {plain_date(min(h.starts_on for h in known))}."


def _training(facts: JurorFacts, day: date) -> Iterator[Finding]:
    """« Formés avant le jour du déroulement des épreuves »: the day itself is too late (RCT08 3°)."""
    trained_on = facts.evaluation_training_on
    if trained_on is not None:
        if trained_on >= day:
            when = f"datée du {plain_date(trained_on)} ; il faut l’avoir suivie avant le {plain_date(day)}"
            yield _finding("not_trained", f"La formation à l’évaluation est {when}.")
    elif facts.evaluation_trained is None:
        yield _finding("training_unknown")
    elif not facts.evaluation_trained:
        yield _finding("not_trained", "La formation à l’évaluation n’a pas été suivie.")


def _practice(facts: JurorFacts, day: date, rules: Rules) -> Iterator[Finding]:
    last = facts.last_practice_on
    if last is None:
        yield _finding("last_practice_unknown")
    elif years_after(last, rules.years_since_last_practice) < day:
        limit = f"depuis plus de {rules.years_since_last_practice} ans"
        yield _finding("left_the_job", f"Dernier exercice du métier le {plain_date(last)}, {limit}.")


def _charter(facts: JurorFacts, day: date) -> Iterator[Finding]:
    accepted_on = facts.charter_accepted_on
    if accepted_on is None or accepted_on > day:
        yield _finding("charter_not_accepted", "La charte du membre de jury n’est pas acceptée.")


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February gives 1 March when that year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
