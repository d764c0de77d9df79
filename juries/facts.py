"""From rows to values: what the register says of a juror, the rules in force, the titles loaded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings

from juries.eligibility import HabilitationFacts, JurorFacts, Rules
from juries.models import Juror
from titles.document import version_rank
from titles.models import ProfessionalTitle

OWN_COLUMNS: Final = (
    *("itinerant_sales", "team_lead", "administration_reference"),
    *("evaluation_training_on", "last_practice_on", "charter_accepted_on"),
)
HABILITATION_COLUMNS: Final = ("title_code", "starts_on", "ends_on")


@dataclass(frozen=True, slots=True)
class KnownTitle:
    code: str
    label: str  # « NTC »


def facts_from(own: Mapping[str, Any], habilitations: Iterable[tuple[str, date, date]]) -> JurorFacts:
    """Of the columns named above; the same habilitation given twice counts once."""
    held = {HabilitationFacts(*columns) for columns in habilitations}
    return JurorFacts(
        **{name: own[name] for name in OWN_COLUMNS},
        habilitations=tuple(sorted(held, key=lambda one: (one.starts_on, one.ends_on, one.title_code))),
    )


def facts_of(juror: Juror) -> JurorFacts:
    """Prefetch `habilitations` for more than one juror."""
    held = ((row.title_code, row.starts_on, row.ends_on) for row in juror.habilitations.all())
    return facts_from({name: getattr(juror, name) for name in OWN_COLUMNS}, held)


def rules_in_force() -> Rules:
    return Rules(**settings.JURY_RULES)


def known_titles() -> list[KnownTitle]:
    """Each title loaded, named as its newest version names it."""
    newest: dict[str, ProfessionalTitle] = {}
    for title in ProfessionalTitle.objects.order_by("code", "pk"):
        other = newest.get(title.code)
        if other is None or version_rank(title.version) > version_rank(other.version):
            newest[title.code] = title
    return [KnownTitle(code, title.referentiel.short_label) for code, title in newest.items()]
