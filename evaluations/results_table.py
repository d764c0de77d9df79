"""The results as one row per candidate, in the order in which they are keyed in the ministry's system.

Who, on which inscription, present or not; then what was answered, what it amounts to, what was decided and why.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from evaluations.explaining import (
    CCP_LABELS,
    COMPETENCE_LABELS,
    FINAL_INTERVIEW_LABELS,
    MARKS,
    OUTCOME_LABELS,
    PRESENCES,
    UNKNOWN,
    outcome_word,
)
from evaluations.facts import CandidateRecord, records, result_document
from evaluations.results import fingerprint, short
from evaluations.verdicts import Proposal, propose
from sessions.candidates_file import Number, write_csv
from sessions.models import ExamSession
from titles.referentiel import Referentiel

Value = str | int | float | date | datetime | None

YES: Final = "oui"
NO: Final = "non"


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a column reads of one candidate."""

    exam_session: ExamSession
    referentiel: Referentiel
    record: CandidateRecord
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Column:
    """`read` gives None where the inscription does not ask for it, never for an answer left blank."""

    heading: str
    read: Callable[[Known], Value]


@dataclass(frozen=True, slots=True)
class ResultTable:
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def result_table(exam_session: ExamSession, found: Iterable[CandidateRecord] | None = None) -> ResultTable:
    referentiel = exam_session.referentiel
    columns = _columns(referentiel)
    known = (
        Known(exam_session, referentiel, record, propose(referentiel, record.facts))
        for record in (records(exam_session) if found is None else found)
    )
    rows = tuple(tuple(column.read(one) for column in columns) for one in known)
    return ResultTable(tuple(column.heading for column in columns), rows)


def table_csv(table: ResultTable) -> bytes:
    """For a French spreadsheet: semicolons, CRLF, a byte order mark, and no cell that is a formula."""
    return write_csv([table.columns, *([told(value) for value in row] for row in table.rows)])


def told(value: Value) -> str:
    """As it is typed in France: « 08/12/2026 », « 08/12/2026 11:48 », « 0,83 »."""
    if isinstance(value, datetime):
        return f"{value:%d/%m/}{value.year:04}{value: %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/}{value.year:04}"
    if isinstance(value, float):
        return Number(str(value).replace(".", ","))
    return "" if value is None else str(value)


def _columns(referentiel: Referentiel) -> tuple[Column, ...]:
    criteria = [criterion.code for competence in referentiel.competences for criterion in competence.criteria]
    return (
        Column("Session", lambda one: one.exam_session.reference),
        Column("N° CERES", lambda one: one.exam_session.ministry_number or UNKNOWN),
        Column("Titre", lambda one: f"{one.referentiel.code} v{one.referentiel.version}"),
        Column("Identifiant", lambda one: one.record.candidate.reference),
        *_identity(),
        Column("Inscription", lambda one: one.referentiel.routes[one.record.candidate.route].label),
        Column("Parcours", lambda one: one.record.candidate.get_path_display() or UNKNOWN),
        Column("Présence", lambda one: PRESENCES[one.record.facts.presence]),
        *(Column(code, _criterion(code)) for code in criteria),
        *(Column(f"C{one.number}", _competence(one.number)) for one in referentiel.competences),
        *(Column(f"{ccp.code}, {ccp.short_label}", _ccp(ccp.code)) for ccp in referentiel.ccps),
        Column("Entretien final", _final_interview),
        Column("Proposition calculée", _proposal),
        *_decision(),
    )


def _identity() -> tuple[Column, ...]:
    return (
        Column("Civilité", lambda one: one.record.candidate.person.civility),
        Column("Nom de naissance", lambda one: one.record.candidate.person.birth_name),
        Column("Nom d’usage", lambda one: one.record.candidate.person.used_name),
        Column("Prénoms", lambda one: one.record.candidate.person.first_names),
        Column("Date de naissance", lambda one: one.record.candidate.person.born_on),
        Column("Lieu de naissance", lambda one: one.record.candidate.person.birth_place),
    )


def _decision() -> tuple[Column, ...]:
    return (
        Column("Décision du jury", _outcome),
        Column("CCP accordés", _granted),
        Column("Motif", lambda one: (one.record.decision.reason or "") if one.record.decision else ""),
        Column("Scellé", lambda one: YES if one.record.is_sealed else NO),
        Column("Scellé le", _sealed_at),
        Column("Version", lambda one: one.record.version),
        Column("Empreinte", lambda one: short(fingerprint(result_document(one.record, one.referentiel)))),
    )


def _criterion(code: str) -> Callable[[Known], Value]:
    """« Oui », « Non » or « non renseigné »: a criterion left blank is never a « non »."""
    return lambda one: MARKS[one.proposal.criteria[code]] if code in one.proposal.criteria else None


def _competence(number: int) -> Callable[[Known], Value]:
    states = COMPETENCE_LABELS
    return lambda one: states[one.proposal.competences[number]] if number in one.proposal.competences else None


def _ccp(code: str) -> Callable[[Known], Value]:
    return lambda one: CCP_LABELS[one.proposal.ccps[code]] if code in one.proposal.ccps else None


def _final_interview(one: Known) -> Value:
    has_one = any(phase.kind == "final_interview" for phase in one.referentiel.routes[one.record.facts.route].phases)
    return FINAL_INTERVIEW_LABELS[one.proposal.final_interview] if has_one else None


def _proposal(one: Known) -> Value:
    return outcome_word(one.referentiel, one.proposal.outcome, one.proposal.newly_validated)


def _outcome(one: Known) -> Value:
    return OUTCOME_LABELS[one.record.decision.outcome] if one.record.decision else UNKNOWN + "e"


def _granted(one: Known) -> Value:
    return " ".join(one.record.decision.ccps) if one.record.decision else ""


def _sealed_at(one: Known) -> Value:
    """On the centre's clock; a spreadsheet knows no zone."""
    evaluation = one.record.evaluation
    if evaluation is None or evaluation.sealed_at is None:
        return None
    return evaluation.sealed_at.astimezone(one.exam_session.zone).replace(tzinfo=None, microsecond=0)
