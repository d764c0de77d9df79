"""The procès-verbal: what was proposed for each candidate, what happened, who signs (règlement général, RCT08 3°)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import prefetch_related_objects

from evaluations.decisions import differs
from evaluations.documents.cases import Case, seated
from evaluations.documents.codes import code_drawing, verifying_address
from evaluations.documents.wording import (
    TO_DECIDE,
    amended,
    decision_word,
    moment,
    proposal_word,
)
from evaluations.explaining import CCP_LABELS, PRESENCES, UNKNOWN, cell_word, value_word
from evaluations.facts import session_fingerprint
from evaluations.models import ActKind
from evaluations.results import PRINTED_DIGITS, short
from evaluations.verdicts import Outcome, State
from juries.models import Juror
from ntc_cert.documents import ascii_name
from ntc_cert.words import NBSP, clock, input_date, plural, short_date
from sessions.leaves import Leaf, PrintFile, days_line, foot_line, or_nothing, title_line
from sessions.models import ExamSession

MINUTES: Final = "minutes"
LABEL: Final = "Procès-verbal"
TEMPLATE: Final = "pdf/minutes.html"
NONE: Final = "–"
TOLD_ACTS: Final = (ActKind.DELAY, ActKind.JUROR)  # of the others, the table of the candidates tells what remains
WIDE_FROM: Final = 4  # CCPs: their columns no longer fit a page held upright
OUTCOMES: Final = {
    Outcome.TITLE: "titre",
    Outcome.CCPS: "CCP",
    Outcome.NONE: "aucun",
    Outcome.ABSENT: "absence",
    Outcome.ABANDONED: "abandon",
}
ROUTE_KINDS: Final = {"title": "titre", "final": "titre"}


@dataclass(frozen=True, slots=True)
class CandidateRow:
    number: str
    name: str
    path: str
    route: str
    presence: str
    ccps: tuple[str, ...]
    decision: str


@dataclass(frozen=True, slots=True)
class ReasonRow:
    number: str
    name: str
    proposal: str
    decision: str
    reason: str


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    what: str  # « C003, rectification n° 1 »
    made: str
    changes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class IncidentRow:
    happened: str
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class SignatureCell:
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MinutesBody:
    about: str  # « Session titre et CCP, en présence, 13 candidats, 3 jurys. »
    facts: tuple[tuple[str, str], ...]
    ccps: tuple[str, ...]
    rows: tuple[CandidateRow, ...]
    totals: str
    reasons: tuple[ReasonRow, ...]
    amendments: tuple[AmendmentRow, ...]
    incidents: tuple[IncidentRow, ...]
    signatures: tuple[SignatureCell, ...]
    done_at: str
    code: str  # the QR, as the address of a drawing
    code_text: str
    address: str = ""  # where the code leads; empty where it only repeats what the foot says


def minutes(exam_session: ExamSession, found: Sequence[Case]) -> list[PrintFile]:
    files = []
    if found:
        name = ascii_name(MINUTES, exam_session.reference)
        files.append(PrintFile(name, TEMPLATE, (_leaf(exam_session, found),)))
    return or_nothing(MINUTES, LABEL, exam_session, files)


def _leaf(exam_session: ExamSession, found: Sequence[Case]) -> Leaf:
    agreement = exam_session.agreement_number or exam_session.centre.agreement_number or UNKNOWN
    digest = session_fingerprint(exam_session, [case.record for case in found])
    ordered = _amendments(found)
    version = 1 + len(ordered)
    whose = [(amendment, case.candidate.reference) for case, amendment in ordered]
    code_text = f"ntc_cert {exam_session.reference} {version} {digest[:PRINTED_DIGITS]}"
    return Leaf(
        title=f"Procès-verbal, session {exam_session.reference}",
        heading="Procès-verbal",
        above=title_line(exam_session),
        right=(
            f"{exam_session.centre.name}, agrément {agreement}",
            f"Session {exam_session.reference}, CERES {exam_session.ministry_number or UNKNOWN}",
            "".join(days_line(exam_session)) or f"dates {UNKNOWN}es",
        ),
        foot=foot_line(exam_session.reference, f"version {version}", short(digest)),
        is_draft=not all(case.record.is_sealed for case in found),
        is_wide=len(exam_session.referentiel.ccps) >= WIDE_FROM,
        amended=amended(whose, exam_session.zone),
        body=_body(exam_session, found, code_text, verifying_address(digest)),
    )


def _body(exam_session: ExamSession, found: Sequence[Case], code_text: str, address: str) -> MinutesBody:
    members = list(seated(exam_session))
    jurors = {member.juror_id: member.juror for member in members}
    panels: dict[int, list[str]] = {}
    for member in members:
        panels.setdefault(member.juror_id, []).append(member.panel.name)
    gone = {juror.pk: juror for case in found for juror in case.jurors if juror.pk not in jurors}
    prefetch_related_objects(list(gone.values()), "habilitations")
    return MinutesBody(
        about=_about(exam_session, found, len({member.panel_id for member in members})),
        facts=(
            ("Lieu", exam_session.place or UNKNOWN),
            ("Responsable de session", exam_session.supervisor or UNKNOWN),
        ),
        ccps=tuple(ccp.short_label for ccp in exam_session.referentiel.ccps),
        rows=tuple(_row(case) for case in found),
        totals=_totals(found),
        reasons=tuple(_reason(case) for case in found if _departs(case)),
        amendments=tuple(_amendment(case, amendment) for case, amendment in _amendments(found)),
        incidents=_incidents(exam_session),
        signatures=(
            *(_juror_cell(exam_session, juror, panels.get(juror.pk, [])) for juror in {**jurors, **gone}.values()),
            SignatureCell(exam_session.supervisor, ("responsable de session",)),
        ),
        done_at=exam_session.centre.city,
        code=code_drawing(address or code_text),
        address=address,
        code_text=code_text,
    )


def _about(exam_session: ExamSession, found: Sequence[Case], panels: int) -> str:
    kinds = sorted({ROUTE_KINDS.get(case.candidate.route, "CCP") for case in found}, reverse=True)
    where = "à distance" if exam_session.is_remote else "en présence"
    counts = f"{plural(len(found), 'candidat')}, {plural(panels, 'jury')}"
    return f"Session {' et '.join(kinds)}, {where}, {counts}."


def _row(case: Case) -> CandidateRow:
    candidate = case.candidate
    return CandidateRow(
        number=candidate.reference,
        name=candidate.person.sorted_name,
        path=candidate.get_path_display() if candidate.path else UNKNOWN,
        route=case.route.label,
        presence=PRESENCES[case.record.facts.presence],
        ccps=tuple(_ccp(case, ccp.code) for ccp in case.referentiel.ccps),
        decision=decision_word(case),
    )


def _ccp(case: Case, code: str) -> str:
    """A dash where the inscription does not examine it, or where nobody was there to be examined."""
    state = case.proposal.ccps.get(code)
    was_there = case.record.facts.presence == "present"
    return NONE if state is None or (state is State.INCOMPLETE and not was_there) else CCP_LABELS[state]


def _totals(found: Iterable[Case]) -> str:
    counted = Counter(case.record.decision.outcome if case.record.decision else None for case in found)
    parts = [f"{word}{NBSP}: {counted[outcome]}" for outcome, word in OUTCOMES.items()]
    parts += [f"{TO_DECIDE}{NBSP}: {counted[None]}"] if counted[None] else []
    told = " · ".join(parts)
    return f"{told[:1].upper()}{told[1:]}. Total{NBSP}: {counted.total()}."


def _departs(case: Case) -> bool:
    decision = case.record.decision
    return decision is not None and (bool(decision.reason) or differs(case.proposal, decision))


def _reason(case: Case) -> ReasonRow:
    return ReasonRow(
        case.candidate.reference,
        case.candidate.person.sorted_name,
        proposal_word(case),
        decision_word(case),
        (case.record.decision.reason if case.record.decision else "") or f"motif {UNKNOWN}",
    )


def _amendments(found: Iterable[Case]) -> list[tuple[Case, object]]:
    """Every amendment of the session in the order they were made."""
    made = [(case, amendment) for case in found for amendment in case.record.amendments]
    return sorted(made, key=lambda pair: (pair[1].made_at, pair[1].pk))


def _amendment(case: Case, amendment) -> AmendmentRow:
    changes = tuple(
        f"{cell_word(change['cell'])}{NBSP}: {value_word(case.referentiel, change['cell'], change['before'])}, puis "
        f"{value_word(case.referentiel, change['cell'], change['after'])}"
        for change in amendment.changes
    )
    made = f"{moment(amendment.made_at, case.exam_session.zone)}, {amendment.author}"
    return AmendmentRow(f"{case.candidate.reference}, n°{NBSP}{amendment.number}", made, changes, amendment.reason)


def _incidents(exam_session: ExamSession) -> tuple[IncidentRow, ...]:
    """What was written down, and what was decided of a delay or of a jury; an act undone decided nothing."""
    written = exam_session.incidents.select_related("author").order_by("pk")
    acts = exam_session.day_acts.filter(kind__in=TOLD_ACTS, undone_at=None).select_related("by").order_by("pk")
    found = [(row.happened_at, row.text, str(row.author)) for row in written]
    found += [(row.at, row.told, str(row.by)) for row in acts]
    return tuple(
        IncidentRow(_short_moment(at.astimezone(exam_session.zone)), text, author)
        for at, text, author in sorted(found, key=lambda one: one[0])
    )


def _short_moment(local: datetime) -> str:
    return f"{short_date(local)} à {clock(local)}"


def _juror_cell(exam_session: ExamSession, juror: Juror, panels: list[str]) -> SignatureCell:
    reference = f"réf. {juror.administration_reference or UNKNOWN}"
    return SignatureCell(
        str(juror), (", ".join([*panels, reference]), _habilitation(exam_session, juror), _quality(juror))
    )


def _quality(juror: Juror) -> str:
    """What makes them a member of this jury (RCT10)."""
    known = [("vente itinérante", juror.itinerant_sales), ("animation d’équipes", juror.team_lead)]
    told = [word for word, holds in known if holds]
    return ", ".join(told) or f"qualité {UNKNOWN}e"


def _habilitation(exam_session: ExamSession, juror: Juror) -> str:
    ends: list[date] = [row.ends_on for row in juror.habilitations.all() if row.title_code == exam_session.title.code]
    return f"habilitation jusqu’au {input_date(max(ends))}" if ends else f"habilitation {UNKNOWN}e"
