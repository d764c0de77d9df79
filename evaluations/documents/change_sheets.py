"""The changes the jury writes for the role-play, on slips that whoever plays the client keeps at hand (RCT08, RCC06).

Written on a tablet they are printed as they stand; until then there are the fields to tick and lines to write on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from evaluations.documents.cases import Case
from evaluations.documents.grid_rows import ChangeRow, role_play_of
from ntc_cert.documents import ascii_name
from ntc_cert.words import clock_range, long_date, sentence
from sessions.documents.editions import Edition
from sessions.leaves import Leaf, PrintFile, foot_line, numbered, of_candidate, or_nothing, title_line
from sessions.models import ExamSession, PassageStep
from titles.referentiel import Phase, PhaseKind, StepKind

CHANGE_SHEETS: Final = "change-sheets"
LABEL: Final = "Fiches de changement"
TEMPLATE: Final = "pdf/change_sheets.html"
AT_ANY_MOMENT: Final = "pendant la mise en situation"


@dataclass(frozen=True, slots=True)
class Slip:
    heading: str  # « Changement 1, pendant l’appel »
    when: str
    field: str
    text: str
    fields: tuple[str, ...]  # to tick while nothing is written


@dataclass(frozen=True, slots=True)
class ChangeSheet:
    candidate: str
    about: str
    panel: str
    client: str
    slips: tuple[Slip, ...]


def change_sheets(exam_session: ExamSession, found: Iterable[Case], edition: Edition) -> list[PrintFile]:
    """One page per candidate whose route has a role-play."""
    files = [
        PrintFile(
            ascii_name(CHANGE_SHEETS, exam_session.reference, case.candidate.reference),
            TEMPLATE,
            (_leaf(case, phase, edition),),
            of_candidate(case.candidate.pk),
        )
        for case in found
        for phase in case.route.phases
        if phase.kind is PhaseKind.ROLE_PLAY and case.referentiel.written_changes
    ]
    return or_nothing(CHANGE_SHEETS, LABEL, exam_session, files)


def _leaf(case: Case, phase: Phase, edition: Edition) -> Leaf:
    exam_session, candidate = case.exam_session, case.candidate
    steps = [step for step in case.steps if step.phase == phase.kind]
    day = steps[0].starts_at.astimezone(exam_session.zone).date() if steps else None
    return Leaf(
        title=f"Fiches de changement, {candidate.person}, session {exam_session.reference}",
        heading="Fiches de changement",
        above=title_line(exam_session),
        right=(
            exam_session.centre.name,
            f"Session {exam_session.reference}",
            sentence(long_date(day)) if day else "journée non renseignée",
        ),
        foot=foot_line(exam_session.reference, candidate.reference, edition.word, edition.digits),
        is_draft=edition.is_draft or not steps,
        day=day,
        body=_body(case, phase, steps),
    )


def _body(case: Case, phase: Phase, steps: list[PassageStep]) -> ChangeSheet:
    block = role_play_of(case, phase)
    assert block is not None
    moments = {change.rank: change.said_during.get(case.route.key) for change in case.referentiel.written_changes}
    return ChangeSheet(
        candidate=str(case.candidate.person),
        about=f"{numbered(case.candidate.reference)}, {case.route.label}",
        panel=case.panel.name if case.panel else "jury non renseigné",
        client=block.client,
        slips=tuple(_slip(case, change, moments[change.rank], block.fields, steps) for change in block.changes),
    )


def _slip(
    case: Case, change: ChangeRow, moment: StepKind | None, fields: tuple[str, ...], steps: list[PassageStep]
) -> Slip:
    step = next((step for step in steps if step.kind == moment), None)
    zone = case.exam_session.zone
    when = clock_range(step.starts_at.astimezone(zone), step.ends_at.astimezone(zone)) if step else ""
    return Slip(
        heading=f"Changement {change.rank}, {change.moment or AT_ANY_MOMENT}",
        when=when,
        field=change.field,
        text=change.text,
        fields=() if change.text else fields,
    )
