"""What stands on a grid of paper, blank or filled: who, when, the criteria under their compétences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from evaluations.documents.cases import Case
from evaluations.documents.wording import PATHS
from evaluations.grids import FINAL, Cell, Sheet, cells
from ntc_cert.words import clock, clock_range, duration, long_date, plural
from sessions.leaves import numbered
from sessions.snapshot_candidates import extra_time_of
from sessions.steps import exact_minutes
from titles.referentiel import Criterion, Phase, PhaseKind, Step, StepKind

NO_STEM: Final = "Critère"
PREPARATIONS: Final = frozenset({StepKind.PREPARATION, StepKind.JURY_PREPARATION})


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    text: str
    mark: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class StepCell:
    label: str
    minutes: str
    planned: str  # « de 8 h 30 à 9 h 00 », empty while not placed
    is_preparation: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One of the changes written beforehand; the moment is « pendant l’appel », or empty."""

    rank: int
    moment: str
    field: str
    text: str
    announced: str


@dataclass(frozen=True, slots=True)
class PartRow:
    label: str
    is_present: bool | None  # None: nobody looked


@dataclass(frozen=True, slots=True)
class RolePlayBlock:
    client: str
    fields: tuple[str, ...]
    changes: tuple[ChangeRow, ...]
    parts: tuple[PartRow, ...]


@dataclass(frozen=True, slots=True)
class Top:
    """Under the head of every grid."""

    candidate: str
    about: str  # « n° C003, parcours formation »
    phase: str
    when: str  # « 13 critères, 8 h 30 à 10 h 00 »
    steps: tuple[StepCell, ...]


def top_of(case: Case, phase: Phase) -> Top:
    candidate = case.candidate
    count = [plural(len(phase.criteria), "critère")] if phase.criteria else []
    return Top(
        candidate=str(candidate.person),
        about=f"{numbered(candidate.reference)}, {PATHS[candidate.path]}",
        phase=phase.label,
        when=", ".join([*count, *_span(case, phase)]),
        steps=tuple(_step_cell(case, phase, step) for step in _steps_shown(phase)),
    )


def place_and_day(case: Case, phase: Phase) -> str:
    """« salle 101, mardi 8 décembre 2026 », or nothing while the candidate has no passage."""
    steps = [step for step in case.steps if step.phase == phase.kind]
    if not steps:
        return ""
    rooms = dict.fromkeys(step.jury_room.name for step in steps if step.jury_room)
    day = long_date(steps[0].starts_at.astimezone(case.exam_session.zone))
    return ", ".join([*rooms, day])


def stem_of(case: Case, phase: Phase) -> str:
    """Said once above the criteria; a référentiel whose criteria start otherwise gets a plain word."""
    criteria = [case.referentiel.criterion(code) for code in phase.criteria]
    return next((criterion.stem for criterion in criteria if criterion.stem), NO_STEM)


def groups_of(case: Case, phase: Phase, sheet: Sheet) -> tuple[Group, ...]:
    wanted = set(phase.criteria)
    groups = (
        Group(
            f"C{competence.number}",
            competence.label,
            tuple(_row(criterion, sheet) for criterion in competence.criteria if criterion.code in wanted),
        )
        for competence in case.referentiel.competences
    )
    return tuple(group for group in groups if group.rows)


def opinion_of(case: Case, phase: Phase, sheet: Sheet) -> Row | None:
    """The final interview's one answer; the référentiel gives it no criterion (RCT09)."""
    cell = next((cell for cell in _cells(case, phase) if cell.code == FINAL), None)
    return _cell_row(cell, sheet) if cell else None


def themes_of(case: Case, phase: Phase, sheet: Sheet) -> tuple[Row, ...]:
    return tuple(_cell_row(cell, sheet) for cell in _cells(case, phase) if not cell.takes_mark)


def role_play_of(case: Case, phase: Phase) -> RolePlayBlock | None:
    """What the jury prepares for the role-play and sees in the proposal (RCT08 A and B, RCC06)."""
    if phase.kind is not PhaseKind.ROLE_PLAY:
        return None
    beside, referentiel, zone = case.beside, case.referentiel, case.exam_session.zone
    labels = {item.code: item.label for item in referentiel.change_fields}
    return RolePlayBlock(
        client=str(beside.client) if beside.client else "",
        fields=tuple(labels.values()),
        changes=tuple(
            _change(change.rank, change.said_during.get(case.route.key), beside.changes.get(change.rank), labels, zone)
            for change in referentiel.written_changes
        ),
        parts=tuple(PartRow(item.label, beside.parts.get(item.code)) for item in referentiel.proposal_parts),
    )


def _change(rank: int, step: StepKind | None, row, labels: Mapping[str, str], zone: tzinfo) -> ChangeRow:
    said = clock(row.announced_at.astimezone(zone)) if row and row.announced_at else ""
    return ChangeRow(
        rank=rank,
        moment=f"pendant {_DURING[step]}" if step in _DURING else "",
        field=labels.get(row.field, "") if row else "",
        text=row.text if row else "",
        announced=f"annoncé à {said}" if said else "",
    )


_DURING: Final = {StepKind.PHONE_CALL: "l’appel", StepKind.FACE_TO_FACE: "le face à face"}


def _cells(case: Case, phase: Phase) -> tuple[Cell, ...]:
    return cells(case.referentiel, case.candidate.route, phase.kind)


def _row(criterion: Criterion, sheet: Sheet) -> Row:
    return Row(
        criterion.code, criterion.short_label, sheet.marks.get(criterion.code), sheet.notes.get(criterion.code, "")
    )


def _cell_row(cell: Cell, sheet: Sheet) -> Row:
    return Row(cell.code, cell.label, sheet.marks.get(cell.code), sheet.notes.get(cell.code, ""))


def _span(case: Case, phase: Phase) -> list[str]:
    steps = [step for step in case.steps if step.phase == phase.kind]
    if not steps:
        return []
    start, end = min(step.starts_at for step in steps), max(step.ends_at for step in steps)
    return [_range(start, end, case.exam_session.zone)]


def _range(start: datetime, end: datetime, zone: tzinfo) -> str:
    return clock_range(start.astimezone(zone), end.astimezone(zone))


def _steps_shown(phase: Phase) -> tuple[Step, ...]:
    """The jury reads while the candidate prepares: one cell for both."""
    kinds = {step.kind for step in phase.steps}
    hidden = StepKind.JURY_PREPARATION if StepKind.PREPARATION in kinds else None
    return tuple(step for step in phase.steps if step.kind is not hidden)


def _step_cell(case: Case, phase: Phase, step: Step) -> StepCell:
    placed = next((row for row in case.steps if (row.phase, row.kind) == (phase.kind, step.kind)), None)
    return StepCell(
        label=step.kind.label,
        minutes=duration(exact_minutes(step, extra_time_of(case.candidate))),
        planned=_range(placed.starts_at, placed.ends_at, case.exam_session.zone) if placed else "",
        is_preparation=step.kind in PREPARATIONS,
    )
