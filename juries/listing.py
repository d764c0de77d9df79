"""What the register of jurors shows: searched and sorted here, because no engine folds accents alike."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.paginator import Page, Paginator

from juries.eligibility import Finding, Rules, assess, may_sit
from juries.facts import KnownTitle, facts_of, known_titles, rules_in_force
from juries.models import Juror
from juries.standing import HabilitationEnd, habilitation_end
from ntc_cert.folding import folded
from ntc_cert.words import plural

PER_PAGE: Final = 100
SHOWN_REASONS: Final = 2


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a juror may sit for one title on one day, in an icon, words, and the first reasons."""

    title: KnownTitle
    findings: tuple[Finding, ...]
    habilitation: HabilitationEnd | None

    @property
    def key(self) -> str:
        if not may_sit(self.findings):
            return "bloq"
        return "avert" if self.findings else "conf"

    @property
    def words(self) -> str:
        return VERDICT_WORDS[self.key]

    @property
    def reasons(self) -> list[str]:
        return [finding.sentence for finding in self.findings[:SHOWN_REASONS]]

    @property
    def others(self) -> str:
        count = len(self.findings) - SHOWN_REASONS
        return plural(count, "autre point", "autres points") if count > 0 else ""


VERDICT_WORDS: Final = {"bloq": "Ne peut pas siéger", "avert": "Peut siéger, à vérifier", "conf": "Peut siéger"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the register."""

    juror: Juror
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class JurorList:
    page: Page
    total: int
    titles: list[KnownTitle]
    has_several_centres: bool

    @property
    def found(self) -> int:
        return self.page.paginator.count


def list_jurors(jurors: Iterable[Juror], asked: Mapping[str, str], *, day: date) -> JurorList:
    """Give the jurors with `centre`, `user` and `habilitations`: no query depends on their number."""
    titles, rules = known_titles(), rules_in_force()
    everyone = list(jurors)
    words = folded(asked.get("q", "")).split()
    found = [_listed(one, titles, day, rules) for one in everyone if _answers(words, one)]
    order = asked.get("tri", "nom")
    key = SORTS.get(order.removeprefix("-"), SORTS["nom"])
    found.sort(key=key, reverse=order.startswith("-"))
    return JurorList(
        page=Paginator(found, PER_PAGE).get_page(asked.get("page")),
        total=len(everyone),
        titles=titles,
        has_several_centres=len({juror.centre_id for juror in everyone}) > 1,
    )


def verdict_on(juror: Juror, title: KnownTitle, day: date, rules: Rules) -> Verdict:
    facts = facts_of(juror)
    return Verdict(
        title=title,
        findings=assess(facts, title_code=title.code, day=day, rules=rules),
        habilitation=habilitation_end(facts, title_code=title.code, day=day, rules=rules),
    )


def _listed(juror: Juror, titles: list[KnownTitle], day: date, rules: Rules) -> Listed:
    return Listed(juror, tuple(verdict_on(juror, title, day, rules) for title in titles))


def _answers(words: list[str], juror: Juror) -> bool:
    texts = (juror.last_name, juror.first_names, juror.employer, juror.training_centre)
    text = folded(" ".join(texts)) if words else ""
    return all(word in text for word in words)


def _by_name(row: Listed) -> tuple[str, str, int]:
    return folded(row.juror.last_name), folded(row.juror.first_names), row.juror.pk


def _by_end(row: Listed) -> tuple[date, tuple[str, str, int]]:
    """The nearest end first; without habilitation, last."""
    ends = [verdict.habilitation.ends_on for verdict in row.verdicts if verdict.habilitation]
    return min(ends, default=date.max), _by_name(row)


_RANKS: Final = {"bloq": 0, "avert": 1, "conf": 2}
SORTS: Final[dict[str, Callable[[Listed], object]]] = {
    "nom": _by_name,
    "employeur": lambda row: (folded(row.juror.employer), _by_name(row)),
    "habilitation": _by_end,
    "siege": lambda row: (min((_RANKS[one.key] for one in row.verdicts), default=2), _by_name(row)),
}
