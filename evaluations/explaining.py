"""Why the chain gives what it gives, in the words of the deliberation page, each rule with its source."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from evaluations.amending import Value
from evaluations.decisions import DECISION, HOUSE_RULE, PRESENCE, RCC05, RCT09, cell_name
from evaluations.grids import FINAL, Mark
from evaluations.results import read_decision
from evaluations.sealing import MOTIVE_PREFIX
from evaluations.verdicts import ACQUIRED, FinalInterview, Outcome, Presence, Proposal, State
from ntc_cert.words import NBSP, listing, quoted
from titles.referentiel import Referentiel

OUTCOME_LABELS: Final[Mapping[Outcome, str]] = {
    Outcome.TITLE: "Titre",
    Outcome.CCPS: "CCP",
    Outcome.NONE: "Aucun",
    Outcome.ABSENT: "Absent(e)",
    Outcome.ABANDONED: "Abandon",
    Outcome.INCOMPLETE: "Incomplète",
}
COMPETENCE_LABELS: Final[Mapping[State, str]] = {
    State.VALIDATED: "Validée",
    State.NOT_VALIDATED: "Non validée",
    State.INCOMPLETE: "À trancher",
}
CCP_LABELS: Final[Mapping[State, str]] = {
    State.HELD: "Acquis",
    State.VALIDATED: "Validé",
    State.NOT_VALIDATED: "Non validé",
    State.INCOMPLETE: "À trancher",
}
FINAL_INTERVIEW_LABELS: Final[Mapping[FinalInterview | None, str]] = {
    FinalInterview.FAVOURABLE: "Favorable",
    FinalInterview.UNFAVOURABLE: "Défavorable",
    None: "À trancher",
}

ALL_YES: Final = f"Une compétence est validée si tous ses critères sont {quoted('oui')} (RCC05)."

UNKNOWN: Final = "non renseigné"
PRESENCES: Final[Mapping[Presence, str]] = {
    Presence.PRESENT: "oui",
    Presence.ABSENT: "Absent(e)",
    Presence.ABANDONED: "Abandon",
}
MARKS: Final[Mapping[str | None, str]] = {"O": "Oui", "N": "Non", None: UNKNOWN}
OPINIONS: Final[Mapping[str | None, str]] = {"O": "Favorable", "N": "Défavorable", None: UNKNOWN}
CELLS: Final[Mapping[str, str]] = {FINAL: "entretien final", DECISION: "décision", PRESENCE: "présence"}


@dataclass(frozen=True, slots=True)
class Reason:
    text: str
    source: str


def explain(referentiel: Referentiel, proposal: Proposal) -> list[Reason]:
    """The rules that led to the proposal, from the criteria up to the outcome."""
    reasons = [Reason(ALL_YES, RCC05)] if proposal.competences else []
    reasons += [
        Reason(f"{ccp.short_label} est déjà acquis{NBSP}: il le reste, quelles que soient les réponses.", HOUSE_RULE)
        for ccp in referentiel.ccps
        if proposal.ccps.get(ccp.code) is State.HELD
    ]
    return [*reasons, _outcome_reason(referentiel, proposal)]


def _outcome_reason(referentiel: Referentiel, proposal: Proposal) -> Reason:
    granted = listing([ccp.short_label for ccp in referentiel.ccps if ccp.code in proposal.newly_validated])
    return {
        Outcome.INCOMPLETE: Reason(
            f"La proposition attend {listing([cell_name(cell) for cell in proposal.blanks])}.", RCC05
        ),
        Outcome.TITLE: Reason("Tous les CCP sont validés ou acquis et l’entretien final est favorable (RCT09).", RCT09),
        Outcome.CCPS: Reason(
            f"{_why_no_title(referentiel, proposal)}Tous les critères sont {quoted('oui')}{NBSP}: {granted}.", RCT09
        ),
        Outcome.NONE: Reason(f"{_why_no_title(referentiel, proposal)}Aucun CCP nouveau n’est validé.", RCT09),
        Outcome.ABSENT: Reason(f"Absent(e){NBSP}: un critère non renseigné n’est pas un {quoted('non')}.", HOUSE_RULE),
        Outcome.ABANDONED: Reason(
            f"Abandon{NBSP}: un critère non renseigné n’est pas un {quoted('non')}, et un CCP entièrement validé"
            " peut être accordé avec un motif.",
            HOUSE_RULE,
        ),
    }[proposal.outcome]


def _why_no_title(referentiel: Referentiel, proposal: Proposal) -> str:
    if proposal.final_interview is FinalInterview.UNFAVOURABLE:
        return "L’entretien final est défavorable, donc pas de titre (RCT09). "
    lacking = [ccp.short_label for ccp in referentiel.ccps if proposal.ccps.get(ccp.code) not in ACQUIRED]
    if proposal.final_interview is None or not lacking:
        return ""
    return f"Il manque au titre {listing(lacking)} (RCT09). "


def competence_detail(referentiel: Referentiel, proposal: Proposal, number: int) -> str:
    """« 3 oui sur 3 », « C3.2 non », « C2.3 en attente »."""
    codes = [criterion.code for criterion in referentiel.competence(number).criteria]
    marks = {code: proposal.criteria[code] for code in codes if code in proposal.criteria}
    noes = [code for code, mark in marks.items() if mark is Mark.NO]
    blanks = [code for code, mark in marks.items() if mark is None]
    parts = [f"{listing(noes)} non"] if noes else []
    parts += [f"{listing(blanks)} en attente"] if blanks else []
    return ", ".join(parts) or f"{len(marks)} oui sur {len(marks)}"


def outcome_word(referentiel: Referentiel, outcome: Outcome, ccps: Collection[str]) -> str:
    """« Titre », « CCP Élaborer », « Aucun », « Abandon, CCP Présenter »."""
    granted = listing([ccp.short_label for ccp in referentiel.ccps if ccp.code in ccps])
    if outcome is Outcome.CCPS and granted:
        return granted
    if outcome is Outcome.ABANDONED and granted:
        return f"{OUTCOME_LABELS[outcome]}, {granted}"
    return OUTCOME_LABELS[outcome]


def cell_word(cell: str) -> str:
    """« C3.2 », « entretien final », « motif de C3 »."""
    if cell.startswith(MOTIVE_PREFIX):
        return f"motif de C{cell.removeprefix(MOTIVE_PREFIX)}"
    return CELLS.get(cell, cell)


def value_word(referentiel: Referentiel, cell: str, value: Value) -> str:
    """A cell's value as an amendment tells it."""
    if isinstance(value, dict):
        decision = read_decision(value)
        return outcome_word(referentiel, decision.outcome, decision.ccps)
    if cell == PRESENCE:
        return PRESENCES[Presence(str(value))]
    if cell == FINAL:
        return OPINIONS[value]
    if cell.startswith(MOTIVE_PREFIX):
        return quoted(value) if value else UNKNOWN
    return MARKS[value]
