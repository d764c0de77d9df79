"""Grids on paper: blank ones so that a jury can go on with a pen, and those filled, by each juror and in common."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from evaluations.documents.cases import Case, FilledGrid
from evaluations.documents.grid_rows import (
    Group,
    RolePlayBlock,
    Row,
    Top,
    groups_of,
    opinion_of,
    place_and_day,
    role_play_of,
    stem_of,
    themes_of,
    top_of,
)
from evaluations.documents.wording import Signed, answers_told, moment, own_amendments, signatures, signed
from evaluations.explaining import ALL_YES
from evaluations.grids import FINAL, Sheet
from evaluations.results import short
from evaluations.verdicts import Presence
from juries.models import Juror
from ntc_cert.documents import ascii_name
from ntc_cert.words import listing
from sessions.leaves import Leaf, PrintFile, days_line, foot_line, of_candidate, or_nothing, title_line
from sessions.models import ExamSession
from titles.referentiel import Phase, PhaseKind

BLANK_GRIDS: Final = "blank-grids"
BLANK_LABEL: Final = "Grilles vierges"
BLANK_TEMPLATE: Final = "pdf/blank_grids.html"
GRIDS: Final = "grids"
LABEL: Final = "Grilles remplies"
TEMPLATE: Final = "pdf/grids.html"
TO_FILL: Final = "salle ____________  le ____ / ____ / ________"
FROM_PAPER: Final = "Des réponses ont été saisies d’après les grilles papier signées."
ABSENT: Final = {Presence.ABSENT: "Absent(e). ", Presence.ABANDONED: "Abandon. "}


@dataclass(frozen=True, slots=True)
class GridBody:
    top: Top
    by: str  # « Membre du jury », or « Jury » for the common answers
    member: str  # empty: a line to write on
    panel: str
    stem: str
    groups: tuple[Group, ...]
    opinion: Row | None
    themes: tuple[Row, ...]
    role_play: RolePlayBlock | None
    total: int
    told: tuple[str, ...] = ()
    handed_in: tuple[str, str] | None = None
    signatures: tuple[Signed, ...] = ()


def blank_grids(exam_session: ExamSession, found: Iterable[Case]) -> list[PrintFile]:
    """One per juror and épreuve, named as far as the plan goes; without a jury, lines to fill in."""
    files = [
        PrintFile(
            ascii_name(BLANK_GRIDS, exam_session.reference, case.candidate.reference),
            BLANK_TEMPLATE,
            tuple(_blank_leaf(case, phase, juror) for phase in case.route.phases for juror in _seats(case)),
            of_candidate(case.candidate.pk),
        )
        for case in found
    ]
    return or_nothing(BLANK_GRIDS, BLANK_LABEL, exam_session, files)


def grids(exam_session: ExamSession, found: Iterable[Case]) -> list[PrintFile]:
    """For each épreuve, what each juror filled in, then what they agreed on."""
    files = []
    for case in found:
        leaves = tuple(leaf for phase in case.route.phases for leaf in _filled_leaves(case, phase))
        if leaves:
            name = ascii_name(GRIDS, exam_session.reference, case.candidate.reference)
            files.append(PrintFile(name, TEMPLATE, leaves, of_candidate(case.candidate.pk), case.record.is_sealed))
    return or_nothing(GRIDS, LABEL, exam_session, files)


def _seats(case: Case) -> tuple[Juror | None, ...]:
    return case.sitting or (None,) * case.exam_session.min_jurors


def _filled_leaves(case: Case, phase: Phase) -> Iterator[Leaf]:
    for juror in case.jurors:
        if filled := case.grids.get((juror.pk, phase.kind)):
            yield _juror_leaf(case, phase, juror, filled)
    if case.is_answered:
        yield _common_leaf(case, phase)


def _body(case: Case, phase: Phase, sheet: Sheet, *, is_common: bool = False, **fields: object) -> GridBody:
    return GridBody(
        top=top_of(case, phase),
        panel=case.panel.name if case.panel else "",
        stem=stem_of(case, phase),
        groups=groups_of(case, phase, sheet),
        opinion=opinion_of(case, phase, sheet),
        themes=() if is_common else themes_of(case, phase, sheet),
        role_play=role_play_of(case, phase),
        total=len(phase.criteria),
        **fields,
    )


def _leaf(case: Case, phase: Phase, heading: str, place: str, foot: str, body: GridBody, **fields: object) -> Leaf:
    exam_session = case.exam_session
    return Leaf(
        title=f"{heading}, {body.top.phase}, {body.top.candidate}",
        heading=heading,
        above=title_line(exam_session),
        right=(exam_session.centre.name, f"Session {exam_session.reference}", place),
        foot=foot,
        body=body,
        day=case.day,
        **fields,
    )


def _blank_leaf(case: Case, phase: Phase, juror: Juror | None) -> Leaf:
    """Its fingerprint is that of the official text: a paper filled in months later can be held against it."""
    exam_session, candidate = case.exam_session, case.candidate
    digits = short(exam_session.title.law_digest)
    foot = foot_line(exam_session.reference, candidate.reference, f"référentiel {exam_session.title}", digits)
    body = _body(case, phase, Sheet(), by="Membre du jury", member=str(juror or ""))
    place = place_and_day(case, phase) or TO_FILL
    return _leaf(case, phase, "Grille d’évaluation vierge", place, foot, body)


def _result_foot(case: Case) -> str:
    version = f"version {case.record.version}"
    return foot_line(case.exam_session.reference, case.candidate.reference, version, case.digits)


def _juror_leaf(case: Case, phase: Phase, juror: Juror, filled: FilledGrid) -> Leaf:
    submitted = filled.grid.submitted_at
    zone = case.exam_session.zone
    body = _body(
        case,
        phase,
        filled.sheet,
        by="Membre du jury",
        member=str(juror),
        told=_told(case, phase, filled.sheet),
        handed_in=("Rendue le", moment(submitted, zone)) if submitted else ("Grille non rendue", ""),
        signatures=(signed(case, juror),),
    )
    return _filled_leaf(case, phase, "Grille d’évaluation", body)


def _common_leaf(case: Case, phase: Phase) -> Leaf:
    record = case.record
    # The themes are each juror's own notes: the jury agrees on the opinion alone.
    sheet = Sheet(record.facts.answers, record.answer_notes)
    told = _told(case, phase, sheet)
    codes = {*phase.criteria, *([FINAL] if phase.kind is PhaseKind.FINAL_INTERVIEW else [])}
    body = _body(
        case,
        phase,
        sheet,
        is_common=True,
        by="Jury",
        member=listing([str(juror) for juror in case.deciding]),
        told=(*told, FROM_PAPER) if codes & record.paper_cells else told,
        signatures=signatures(case),
    )
    return _filled_leaf(case, phase, "Grille d’évaluation, décision commune", body, amended=own_amendments(case))


def _filled_leaf(case: Case, phase: Phase, heading: str, body: GridBody, amended: str = "") -> Leaf:
    days = days_line(case.exam_session)
    place = place_and_day(case, phase) or "".join(days)
    draft = not case.record.is_sealed
    return _leaf(case, phase, heading, place, _result_foot(case), body, is_draft=draft, amended=amended)


def _told(case: Case, phase: Phase, sheet: Sheet) -> tuple[str, ...]:
    if not phase.criteria:
        return ()
    counted = answers_told(sheet.marks.get(code) for code in phase.criteria)
    return (f"{ABSENT.get(case.record.facts.presence, '')}{counted} {ALL_YES}",)
