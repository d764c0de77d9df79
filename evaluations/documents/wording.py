"""The words of the sheets that tell a result; a moment is written in the centre's hours."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from evaluations.documents.cases import Case
from evaluations.explaining import CCP_LABELS, COMPETENCE_LABELS, UNKNOWN, cell_word, outcome_word
from evaluations.models import Amendment
from evaluations.verdicts import Presence, State
from juries.models import Juror
from ntc_cert.words import NBSP, clock, long_date, noun, plain_date, plural, sentence

TO_DECIDE: Final = "à décider"
PATHS: Final[Mapping[str, str]] = {
    "": f"parcours {UNKNOWN}",
    "formation": "parcours formation",
    "vae": "parcours VAE",
}
NOT_ASSESSED: Final = {"competence": "Non évaluée", "ccp": "Non évalué"}


def moment(when: datetime, zone: tzinfo) -> str:
    """« mardi 8 décembre 2026 à 10 h 03 »."""
    local = when.astimezone(zone)
    return f"{long_date(local)} à {clock(local)}"


def decision_word(case: Case) -> str:
    """What the jury decided, or that it has not yet."""
    decision = case.record.decision
    return outcome_word(case.referentiel, decision.outcome, decision.ccps) if decision else TO_DECIDE


def proposal_word(case: Case) -> str:
    return outcome_word(case.referentiel, case.proposal.outcome, case.proposal.newly_validated)


def competence_word(case: Case, number: int) -> str:
    """A blank left by somebody who was not there is nothing to settle."""
    state = case.proposal.competences[number]
    left = state is State.INCOMPLETE and case.record.facts.presence is not Presence.PRESENT
    return NOT_ASSESSED["competence"] if left else COMPETENCE_LABELS[state]


def ccp_word(case: Case, code: str) -> str:
    state = case.proposal.ccps[code]
    left = state is State.INCOMPLETE and case.record.facts.presence is not Presence.PRESENT
    return NOT_ASSESSED["ccp"] if left else CCP_LABELS[state]


def competence_of_cell(cell: str) -> str:
    """The same without naming a criterion: the result sheet shows none."""
    return cell_word(cell).partition(".")[0]


def amended(amendments: Iterable[tuple[Amendment, str]], zone: tzinfo, word: Callable[[str], str] = cell_word) -> str:
    """« Version 2 du 14 décembre 2026. Remplace la version 1. Rectification n° 1 : C3.2. »; empty without any.

    Each amendment comes with the candidate it corrects, or nothing where the sheet is about one person.
    """
    made = list(amendments)
    if not made:
        return ""
    version = 1 + len(made)
    last = max(amendment.made_at for amendment, _ in made).astimezone(zone)
    head = f"Version {version} du {plain_date(last)}. Remplace la version {version - 1}."
    return " ".join([head, *(_rectification(amendment, whose, word) for amendment, whose in made)])


def _rectification(amendment: Amendment, whose: str, word: Callable[[str], str]) -> str:
    cells = ", ".join(dict.fromkeys(word(change["cell"]) for change in amendment.changes))
    return f"Rectification n°{NBSP}{amendment.number}{NBSP}: {cells}{f' ({whose})' if whose else ''}."


def own_amendments(case: Case, word: Callable[[str], str] = cell_word) -> str:
    return amended([(amendment, "") for amendment in case.record.amendments], case.exam_session.zone, word)


@dataclass(frozen=True, slots=True)
class Signed:
    """A cell of the signatures: what it is, whose, when it was given, the picture of what was drawn."""

    label: str
    name: str
    when: str = ""
    picture: str = ""


def signed(case: Case, juror: Juror | None) -> Signed:
    """What stands in a juror's cell: what it is, whose, and when it was given if it was."""
    row = case.signatures.get(juror.pk) if juror else None
    if row is None:
        return Signed("Signature du membre du jury", str(juror or ""))
    when = moment(row.signed_at, case.exam_session.zone)
    return Signed("Signature simple du résultat, par code personnel", str(juror), when, row.picture)


def signatures(case: Case) -> tuple[Signed, ...]:
    """Of every juror who decided; cells to sign while nobody is seated."""
    return tuple(signed(case, juror) for juror in case.deciding or (None,) * case.exam_session.min_jurors)


def answers_told(marks: Iterable[str | None]) -> str:
    """« 13 critères renseignés sur 13 : 12 oui, 1 non. »"""
    given = list(marks)
    yes, no = given.count("O"), given.count("N")
    filled = sentence(plural(yes + no, "critère renseigné", "critères renseignés"))
    if not yes + no:
        return f"{filled} sur {len(given)}."
    blank = len(given) - yes - no
    left = f", {blank} {noun(blank, UNKNOWN, f'{UNKNOWN}s')}" if blank else ""
    return f"{filled} sur {len(given)}{NBSP}: {yes} oui, {no} non{left}."
