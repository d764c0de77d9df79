"""The individual result sheet: decision, CCPs, compétences, a motive per compétence not validated, and what next.

No criterion and no juror's note stands on it; it says whose proposal it is and who will decide.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from evaluations.documents.cases import Case
from evaluations.documents.codes import code_address, code_drawing
from evaluations.documents.wording import (
    PATHS,
    UNKNOWN,
    Signed,
    ccp_word,
    competence_of_cell,
    competence_word,
    decision_word,
    own_amendments,
    proposal_word,
    signatures,
)
from evaluations.explaining import FINAL_INTERVIEW_LABELS
from evaluations.grids import has_final_interview
from evaluations.verdicts import ACQUIRED, Outcome, Presence, State
from ntc_cert.documents import ascii_name
from ntc_cert.words import listing, plain_date
from sessions.leaves import Leaf, PrintFile, days_line, foot_line, numbered, of_candidate, or_nothing, title_line
from sessions.models import ExamSession

RESULTS: Final = "results"
LABEL: Final = "Fiches de résultat"
TEMPLATE: Final = "pdf/results.html"
NOT_VALIDATED: Final = frozenset({State.NOT_VALIDATED})
VALIDATION: Final = (
    "Le jury propose, l’administration décide : cette proposition lui est transmise pour validation. "
    "Rien n’est acquis avant."
)
NEXT_SESSION: Final = "Le centre vous indique comment passer une nouvelle session, et les délais qui s’appliquent."
AFTER: Final = {
    Outcome.TITLE: "Une fois la proposition validée, l’administration délivre le titre.",
    Outcome.CCPS: "Une fois validés, ces CCP vous restent acquis et figurent dans votre livret.",
    Outcome.NONE: NEXT_SESSION,
    Outcome.ABSENT: NEXT_SESSION,
    Outcome.ABANDONED: NEXT_SESSION,
}


@dataclass(frozen=True, slots=True)
class CompetenceLine:
    code: str
    label: str
    word: str
    motive: str


@dataclass(frozen=True, slots=True)
class CcpLine:
    code: str
    short_label: str
    label: str
    word: str
    competences: tuple[CompetenceLine, ...]


@dataclass(frozen=True, slots=True)
class ResultBody:
    candidate: str
    about: str
    birth: str
    route: str
    decision: str
    proposal: str  # while nothing is decided
    reason: str
    ccps: tuple[CcpLine, ...]
    final_interview: str
    following: tuple[str, ...]
    signatures: tuple[Signed, ...]
    supervisor: str
    address: str  # where the code leads; empty without a code
    code: str


def results(exam_session: ExamSession, found: Iterable[Case]) -> list[PrintFile]:
    """One sheet per candidate, to hand out."""
    files = [
        PrintFile(
            ascii_name(RESULTS, exam_session.reference, case.candidate.reference),
            TEMPLATE,
            (_leaf(case, _body(case)),),
            of_candidate(case.candidate.pk),
            is_final=case.record.is_sealed,
        )
        for case in found
    ]
    return or_nothing(RESULTS, LABEL, exam_session, files)


def _leaf(case: Case, body: ResultBody) -> Leaf:
    exam_session, record = case.exam_session, case.record
    version = f"version {record.version}"
    return Leaf(
        title=f"Fiche de résultat, {body.candidate}, session {exam_session.reference}",
        heading="Fiche de résultat",
        above=title_line(exam_session),
        right=(exam_session.centre.name, f"Session {exam_session.reference}", *days_line(exam_session)),
        foot=foot_line(exam_session.reference, case.candidate.reference, version, case.digits),
        is_draft=not record.is_sealed,
        amended=own_amendments(case, competence_of_cell),
        day=case.day,
        body=body,
    )


def _body(case: Case) -> ResultBody:
    candidate, decision = case.candidate, case.record.decision
    person, address = candidate.person, code_address(case.code)
    return ResultBody(
        candidate=str(person),
        about=f"{numbered(candidate.reference)}, {PATHS[candidate.path]}",
        birth=plain_date(person.born_on) if person.born_on else UNKNOWN,
        route=case.route.label,
        decision=decision_word(case),
        proposal="" if decision else proposal_word(case),
        reason=(decision.reason or "") if decision else "",
        ccps=tuple(_ccp(case, code) for code in case.proposal.ccps),
        final_interview=_final_interview(case),
        following=tuple(_following(case)),
        signatures=signatures(case),
        supervisor=case.exam_session.supervisor,
        address=address,
        code=code_drawing(address) if address else "",
    )


def _ccp(case: Case, code: str) -> CcpLine:
    ccp = case.referentiel.ccp(code)
    lines = tuple(_competence(case, number) for number in ccp.competences if number in case.proposal.competences)
    return CcpLine(code, ccp.short_label, ccp.label, ccp_word(case, code), lines)


def _competence(case: Case, number: int) -> CompetenceLine:
    """A motive is owed for what is not validated, never for what an absence left blank."""
    owed = case.proposal.competences[number] in NOT_VALIDATED
    motive = case.record.motives.get(number, "").strip() or f"motif {UNKNOWN}"
    label = case.referentiel.competence(number).label
    return CompetenceLine(f"C{number}", label, competence_word(case, number), motive if owed else "")


def _final_interview(case: Case) -> str:
    if not has_final_interview(case.route):
        return ""
    if case.proposal.final_interview is None and case.record.facts.presence is not Presence.PRESENT:
        return "Non évalué"
    return FINAL_INTERVIEW_LABELS[case.proposal.final_interview]


def _following(case: Case) -> Iterator[str]:
    """What the centre tells the candidate; lengths of time change with the rules, so the centre gives them."""
    decision, centre = case.record.decision, case.exam_session.centre
    if decision is None:
        yield "La décision du jury n’est pas encore prise."
        return
    yield VALIDATION
    yield AFTER[decision.outcome]
    if decision.outcome is Outcome.CCPS:
        yield _towards_the_title(case)
    contact = ", ".join(part for part in (centre.name, centre.address, centre.city) if part)
    yield f"Pour toute question ou contestation, adressez-vous au centre : {contact}."


def _towards_the_title(case: Case) -> str:
    lacking = [
        ccp.short_label for ccp in case.referentiel.ccps if case.proposal.ccps.get(ccp.code) not in ACQUIRED
    ] or ["l’entretien final"]
    return f"Pour le titre, il reste {listing(lacking)}. {NEXT_SESSION}"
