"""What the jury may decide once it has answered: it is sovereign, but grants nothing its answers contradict.

Each refusal is a sentence with what to do, its source, and the cell a page can link to.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from evaluations.grids import FINAL, has_final_interview
from evaluations.verdicts import (
    ACQUIRED,
    STATE_OF_MARK,
    Facts,
    FinalInterview,
    Outcome,
    Presence,
    Proposal,
    State,
    propose,
)
from ntc_cert.words import NBSP, listing, quoted
from titles.referentiel import Ccp, Referentiel

RCC05: Final = "RCC05"
RCT09: Final = "RCT09"
JUROR_DUTIES: Final = "Devoirs du membre de jury"
HOUSE_RULE: Final = "Règle de l’application"

DECISION: Final = "DECISION"
PRESENCE: Final = "PRESENCE"


class Code(StrEnum):
    """Why a decision or a seal is refused."""

    BLANK = "blank"
    OUTCOME_NOT_A_DECISION = "outcome_not_a_decision"
    OUTCOME_AGAINST_PRESENCE = "outcome_against_presence"
    TITLE_NOT_ON_ROUTE = "title_not_on_route"
    TITLE_WITHOUT_CCP = "title_without_ccp"
    TITLE_WITHOUT_OPINION = "title_without_opinion"
    CCP_MISSING = "ccp_missing"
    CCP_UNEXPECTED = "ccp_unexpected"
    CCP_REPEATED = "ccp_repeated"
    CCP_NOT_EXAMINED = "ccp_not_examined"
    CCP_ALREADY_HELD = "ccp_already_held"
    CCP_NOT_VALIDATED = "ccp_not_validated"
    CCP_LEFT_OUT_OF_TITLE = "ccp_left_out_of_title"
    REASON_MISSING = "reason_missing"
    GRID_NOT_SUBMITTED = "grid_not_submitted"
    MOTIVE_MISSING = "motive_missing"
    DECISION_MISSING = "decision_missing"
    PANEL_MISSING = "panel_missing"
    PANEL_TOO_SMALL = "panel_too_small"
    SIGNATURE_MISSING = "signature_missing"
    TABLET_AWAITED = "tablet_awaited"
    TABLETS_DIFFER = "tablets_differ"


@dataclass(frozen=True, slots=True)
class Refusal:
    code: StrEnum
    sentence: str
    source: str
    anchor: str = ""  # the cell (`C2.3`, `FINAL`, `MOTIVE.3`, `DECISION`) or the juror to link to
    short: str = ""  # what is missing, in « il manque … »


@dataclass(frozen=True, slots=True)
class Decision:
    outcome: Outcome
    ccps: tuple[str, ...] = ()
    reason: str | None = None


class Listing(StrEnum):
    """Whether an outcome comes with a list of CCPs."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    FORBIDDEN = "forbidden"


CCPS_OF: Final[Mapping[Outcome, Listing]] = {
    Outcome.TITLE: Listing.OPTIONAL,
    Outcome.CCPS: Listing.REQUIRED,
    Outcome.NONE: Listing.FORBIDDEN,
    Outcome.ABSENT: Listing.FORBIDDEN,
    Outcome.ABANDONED: Listing.OPTIONAL,
    Outcome.INCOMPLETE: Listing.FORBIDDEN,
}
# An abandon still leaves what was fully validated before it: it may be granted, with a reason.
OUTCOMES_OF: Final[Mapping[Presence, frozenset[Outcome]]] = {
    Presence.PRESENT: frozenset({Outcome.TITLE, Outcome.CCPS, Outcome.NONE}),
    Presence.ABSENT: frozenset({Outcome.ABSENT}),
    Presence.ABANDONED: frozenset({Outcome.ABANDONED, Outcome.CCPS}),
}
AGAINST_PRESENCE: Final[Mapping[Presence, str]] = {
    Presence.PRESENT: "Notez d’abord l’absence ou l’abandon dans la présence, puis décidez.",
    Presence.ABSENT: f"Absent(e){NBSP}: seule l’absence peut être décidée. Corrigez d’abord la présence.",
    Presence.ABANDONED: (
        f"Abandon{NBSP}: décidez l’abandon, ou accordez avec un motif un CCP entièrement validé."
        " Sinon, corrigez d’abord la présence."
    ),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One decision beside everything it must agree with."""

    referentiel: Referentiel
    facts: Facts
    proposal: Proposal
    decision: Decision


def cell_name(cell: str) -> str:
    """« C2.3 », « l’entretien final »."""
    return "l’entretien final" if cell == FINAL else cell


def as_proposed(proposal: Proposal) -> Decision:
    """The decision that follows the proposal, and so needs no reason; an incomplete one is refused."""
    granting = proposal.outcome in {Outcome.TITLE, Outcome.CCPS}
    return Decision(proposal.outcome, proposal.newly_validated if granting else ())


def differs(proposal: Proposal, decision: Decision) -> bool:
    """Another outcome or other CCPs; a title covers its CCPs, listed or not."""
    expected = as_proposed(proposal)
    same_ccps = set(decision.ccps) == set(expected.ccps) or decision.outcome is Outcome.TITLE
    return decision.outcome != expected.outcome or not same_ccps


def refusals(referentiel: Referentiel, facts: Facts, decision: Decision) -> tuple[Refusal, ...]:
    """Everything that forbids this decision, at once; nothing when the jury may take it."""
    case = Case(referentiel, facts, propose(referentiel, facts), decision)
    return tuple(refusal for check in CHECKS for refusal in check(case))


def _blanks(case: Case) -> Iterator[Refusal]:
    blanks = case.proposal.blanks
    if blanks and case.facts.presence is Presence.PRESENT:
        names = listing([cell_name(cell) for cell in blanks])
        yield Refusal(Code.BLANK, f"Tranchez d’abord {names}.", RCC05, blanks[0])


def _outcome(case: Case) -> Iterator[Refusal]:
    outcome, presence = case.decision.outcome, case.facts.presence
    if outcome is Outcome.INCOMPLETE:
        sentence = f"{quoted('Incomplète')} n’est pas une décision. Choisissez ce que le jury accorde."
        yield Refusal(Code.OUTCOME_NOT_A_DECISION, sentence, HOUSE_RULE, DECISION)
    elif outcome not in OUTCOMES_OF[presence]:
        yield Refusal(Code.OUTCOME_AGAINST_PRESENCE, AGAINST_PRESENCE[presence], HOUSE_RULE, PRESENCE)


def _title(case: Case) -> Iterator[Refusal]:
    if case.decision.outcome is not Outcome.TITLE:
        return
    route = case.referentiel.routes[case.facts.route]
    if not has_final_interview(route):
        sentence = f"L’inscription {quoted(route.label)} ne mène pas au titre. Décidez sur ses CCP."
        yield Refusal(Code.TITLE_NOT_ON_ROUTE, sentence, RCT09, DECISION)
        return
    for ccp in case.referentiel.ccps:
        if case.proposal.ccps.get(ccp.code) not in ACQUIRED:
            sentence = f"Pas de titre sans {ccp.short_label}{NBSP}: {_why_not(case, ccp)}"
            yield Refusal(Code.TITLE_WITHOUT_CCP, sentence, RCT09, _first_obstacle(case, ccp))
    if case.proposal.final_interview is not FinalInterview.FAVOURABLE:
        sentence = "Pas de titre sans entretien final favorable. Changez d’abord la décision commune."
        yield Refusal(Code.TITLE_WITHOUT_OPINION, sentence, RCT09, FINAL)


def _ccp_list(case: Case) -> Iterator[Refusal]:
    outcome, granted = case.decision.outcome, case.decision.ccps
    rule = CCPS_OF[outcome]
    if rule is Listing.REQUIRED and not granted:
        yield Refusal(Code.CCP_MISSING, "Cochez au moins un CCP à accorder.", RCT09, DECISION)
    if rule is Listing.FORBIDDEN and granted:
        sentence = "Cette décision n’accorde aucun CCP. Retirez-les, ou changez la décision."
        yield Refusal(Code.CCP_UNEXPECTED, sentence, RCT09, DECISION)
    if len(set(granted)) < len(granted):
        yield Refusal(Code.CCP_REPEATED, "Un CCP est cité deux fois. Citez-le une fois.", HOUSE_RULE, DECISION)
    if outcome is Outcome.TITLE and granted and set(case.proposal.newly_validated) - set(granted):
        sentence = "Le titre vaut pour tous les CCP validés. Citez-les tous, ou aucun."
        yield Refusal(Code.CCP_LEFT_OUT_OF_TITLE, sentence, RCT09, DECISION)


def _granted(case: Case) -> Iterator[Refusal]:
    known = {ccp.code: ccp for ccp in case.referentiel.ccps}
    for code in dict.fromkeys(case.decision.ccps):
        state = case.proposal.ccps.get(code)
        if state is None:
            name = known[code].short_label if code in known else code
            sentence = f"{name} n’est pas dans cette inscription. Retirez-le."
            yield Refusal(Code.CCP_NOT_EXAMINED, sentence, RCT09, DECISION)
        elif state is State.HELD:
            sentence = f"{known[code].short_label} est déjà acquis. Retirez-le{NBSP}: il le reste."
            yield Refusal(Code.CCP_ALREADY_HELD, sentence, RCT09, DECISION)
        elif state is not State.VALIDATED:
            sentence = f"{known[code].short_label} ne peut pas être accordé{NBSP}: {_why_not(case, known[code])}"
            yield Refusal(Code.CCP_NOT_VALIDATED, sentence, RCC05, _first_obstacle(case, known[code]))


def _reason(case: Case) -> Iterator[Refusal]:
    if differs(case.proposal, case.decision) and not (case.decision.reason or "").strip():
        sentence = "Votre décision s’écarte de la proposition. Écrivez le motif, il figurera au procès-verbal."
        yield Refusal(Code.REASON_MISSING, sentence, JUROR_DUTIES, DECISION)


CHECKS: Final[tuple[Callable[[Case], Iterator[Refusal]], ...]] = (
    _blanks,
    _outcome,
    _title,
    _ccp_list,
    _granted,
    _reason,
)


def _obstacles(case: Case, ccp: Ccp) -> dict[str, State]:
    """The criteria of a CCP that are not « oui » on this route."""
    states = {code: STATE_OF_MARK[mark] for code, mark in case.proposal.criteria.items()}
    owned = {
        criterion.code
        for competence in map(case.referentiel.competence, ccp.competences)
        for criterion in competence.criteria
    }
    return {code: state for code, state in states.items() if code in owned and state is not State.VALIDATED}


def _first_obstacle(case: Case, ccp: Ccp) -> str:
    return next(iter(_obstacles(case, ccp)), DECISION)


def _why_not(case: Case, ccp: Ccp) -> str:
    if case.proposal.ccps.get(ccp.code) is None:
        return "il n’est ni acquis ni évalué ici."
    obstacles = _obstacles(case, ccp)
    noes = [code for code, state in obstacles.items() if state is State.NOT_VALIDATED]
    blanks = [code for code, state in obstacles.items() if state is State.INCOMPLETE]
    parts = [f"{listing(noes)} {quoted('non')}"] if noes else []
    parts += [f"{listing(blanks)} en attente"] if blanks else []
    return f"{', '.join(parts)}. Changez d’abord la décision commune."
