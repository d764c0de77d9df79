"""What the answers give: criterion → compétence → CCP → proposal, each with its rule, and the motives owed."""

from dataclasses import dataclass

from evaluations.explaining import FINAL_INTERVIEW_LABELS, OUTCOME_LABELS, competence_detail, explain, outcome_word
from evaluations.facts import CandidateRecord
from evaluations.grids import has_final_interview
from evaluations.marking import route_of
from evaluations.verdicts import Outcome, Presence, Proposal, State

# What a jury may decide, in the order of the form; « Incomplète » is no decision.
OUTCOMES = [(outcome.value, label) for outcome, label in OUTCOME_LABELS.items() if outcome is not Outcome.INCOMPLETE]


@dataclass(frozen=True, slots=True)
class CompetenceLine:
    number: int
    label: str
    state: State
    detail: str


@dataclass(frozen=True, slots=True)
class CcpLine:
    label: str
    state: State
    competences: tuple[CompetenceLine, ...]


def chain_of(record: CandidateRecord, proposal: Proposal) -> dict[str, object]:
    candidate = record.candidate
    referentiel = candidate.exam_session.referentiel
    return {
        "chain": [_ccp(referentiel, proposal, code) for code in proposal.ccps],
        "has_final_interview": has_final_interview(route_of(candidate)),
        "final_interview": FINAL_INTERVIEW_LABELS[proposal.final_interview],
        "proposal_word": outcome_word(referentiel, proposal.outcome, proposal.newly_validated),
        "rules": explain(referentiel, proposal),
        "motives_owed": _motives(record, proposal),
        "can_decide": not (proposal.blanks and record.facts.presence is Presence.PRESENT),
        "first_blank": proposal.blanks[0] if proposal.blanks else "",
    }


def _ccp(referentiel, proposal: Proposal, code: str) -> CcpLine:
    ccp = referentiel.ccp(code)
    lines = tuple(
        CompetenceLine(
            number,
            referentiel.competence(number).label,
            proposal.competences[number],
            competence_detail(referentiel, proposal, number),
        )
        for number in ccp.competences
        if number in proposal.competences
    )
    return CcpLine(ccp.short_label, proposal.ccps[code], lines)


def _motives(record: CandidateRecord, proposal: Proposal) -> list[dict[str, object]]:
    """A motive per compétence not validated, none for an absence or an abandon."""
    if record.facts.presence is not Presence.PRESENT:
        return []
    referentiel = record.candidate.exam_session.referentiel
    return [
        {"competence": referentiel.competence(number), "text": record.motives.get(number, "")}
        for number, state in proposal.competences.items()
        if state is State.NOT_VALIDATED
    ]
