"""From the jury's agreed answers to a proposal, then what a decision may grant: tables, no exception by title.

Criterion → compétence → CCP → proposal (RCC05, RCT09). The application proposes, the jury decides: a decision may
differ with a reason, but never grants what the answers contradict.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from evaluations.grids import FINAL, Mark, answers_needed
from titles.referentiel import Referentiel


class Presence(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    ABANDONED = "abandoned"


class State(StrEnum):
    """What a criterion, a compétence or a CCP amounts to; only a CCP can be held from before."""

    HELD = "held"
    VALIDATED = "validated"
    NOT_VALIDATED = "not_validated"
    INCOMPLETE = "incomplete"


class FinalInterview(StrEnum):
    FAVOURABLE = "favourable"
    UNFAVOURABLE = "unfavourable"


class Outcome(StrEnum):
    TITLE = "title"
    CCPS = "ccps"
    NONE = "none"
    ABSENT = "absent"
    ABANDONED = "abandoned"
    INCOMPLETE = "incomplete"  # a proposal only: nobody decides it


@dataclass(frozen=True, slots=True)
class Facts:
    """What the jury agreed on for one candidate; a cell absent from `answers` is untouched."""

    route: str
    presence: Presence = Presence.PRESENT
    answers: Mapping[str, Mark | None] = field(default_factory=dict)
    held_ccps: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    route: str
    criteria: Mapping[str, Mark | None]
    competences: Mapping[int, State]
    ccps: Mapping[str, State]
    final_interview: FinalInterview | None
    outcome: Outcome
    blanks: tuple[str, ...]  # the cells still untouched, `FINAL` included

    @property
    def newly_validated(self) -> tuple[str, ...]:
        return tuple(code for code, state in self.ccps.items() if state is State.VALIDATED)


STATE_OF_MARK: Final[Mapping[Mark | None, State]] = {
    Mark.YES: State.VALIDATED,
    Mark.NO: State.NOT_VALIDATED,
    None: State.INCOMPLETE,
}
# One « non » settles a whole, then one blank holds it open (RCC05).
WEAKEST_FIRST: Final = (State.NOT_VALIDATED, State.INCOMPLETE, State.VALIDATED)
ACQUIRED: Final = frozenset({State.HELD, State.VALIDATED})

OPINION: Final[Mapping[Mark | None, FinalInterview | None]] = {
    Mark.YES: FinalInterview.FAVOURABLE,
    Mark.NO: FinalInterview.UNFAVOURABLE,
    None: None,
}
BY_PRESENCE: Final[Mapping[Presence, Outcome]] = {
    Presence.ABSENT: Outcome.ABSENT,
    Presence.ABANDONED: Outcome.ABANDONED,
}
# RCT09: « délivrer le Titre Professionnel ou, à défaut, des Certificats de Compétences Professionnelles ».
BY_ANSWERS: Final[Mapping[tuple[bool, bool], Outcome]] = {
    # (title earned, a CCP newly validated)
    (True, True): Outcome.TITLE,
    (True, False): Outcome.TITLE,
    (False, True): Outcome.CCPS,
    (False, False): Outcome.NONE,
}


def weakest(parts: Collection[State]) -> State:
    """The state of a whole; one without any part is not settled."""
    return next((state for state in WEAKEST_FIRST if state in parts), State.INCOMPLETE)


def competence_states(referentiel: Referentiel, facts: Facts) -> dict[int, State]:
    """The compétences of the CCPs the route examines, whatever the presence."""
    route = referentiel.routes[facts.route]
    assessed = set(route.criteria)
    examined = {number for ccp in referentiel.ccps if ccp.code in route.ccps for number in ccp.competences}
    return {
        competence.number: weakest(
            {STATE_OF_MARK[facts.answers.get(each.code)] for each in competence.criteria if each.code in assessed}
        )
        for competence in referentiel.competences
        if competence.number in examined
    }


def ccp_states(referentiel: Referentiel, facts: Facts) -> dict[str, State]:
    """The CCPs the route examines and those acquired before, which stay held whatever the marks."""
    competences = competence_states(referentiel, facts)
    examined = referentiel.routes[facts.route].ccps
    return {
        ccp.code: State.HELD
        if ccp.code in facts.held_ccps
        else weakest({competences[number] for number in ccp.competences})
        for ccp in referentiel.ccps
        if ccp.code in examined or ccp.code in facts.held_ccps
    }


def propose(referentiel: Referentiel, facts: Facts) -> Proposal:
    """What the answers amount to, on the route's own items."""
    needed = answers_needed(referentiel, facts.route)
    answers = {code: facts.answers.get(code) for code in needed}
    ccps = ccp_states(referentiel, facts)
    opinion = OPINION[answers.get(FINAL)]
    blanks = tuple(code for code, mark in answers.items() if mark is None)
    title_earned = opinion is FinalInterview.FAVOURABLE and all(
        ccps.get(ccp.code) in ACQUIRED for ccp in referentiel.ccps
    )
    earned = BY_ANSWERS[title_earned, State.VALIDATED in ccps.values()]
    return Proposal(
        route=facts.route,
        criteria={code: mark for code, mark in answers.items() if code != FINAL},
        competences=competence_states(referentiel, facts),
        ccps=ccps,
        final_interview=opinion,
        outcome=BY_PRESENCE.get(facts.presence, Outcome.INCOMPLETE if blanks else earned),
        blanks=blanks,
    )
