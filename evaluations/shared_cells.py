"""What a panel writes together about one candidate: each cell as it stands, and how one is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from centres.models import User
from evaluations import marking
from evaluations.marking import MarkingRefused
from evaluations.models import ClientChange, Evaluation, ProposalPart, RolePlay, SharedOperation
from evaluations.operations import Outcome, SharedKind
from evaluations.timers import HEARD_LATE
from juries.models import Juror
from sessions.models import Candidate
from titles.referentiel import PhaseKind

Key = tuple[str, str, str]  # épreuve, nature, cell
PRESENT: Final = "1"
PHASE_OF: Final = {
    SharedKind.CLIENT: PhaseKind.ROLE_PLAY,
    SharedKind.CHANGE: PhaseKind.ROLE_PLAY,
    SharedKind.ANNOUNCED: PhaseKind.ROLE_PLAY,
    SharedKind.PART: PhaseKind.TECHNICAL_INTERVIEW,
}  # a timer is of any épreuve


@dataclass(frozen=True, slots=True)
class SharedRival:
    """A value that another tablet of the panel gave, which nobody has chosen or put aside yet."""

    id: object
    value: str
    made_at: datetime | None
    by: str


@dataclass(slots=True)
class SharedCell:
    value: str = ""
    revision: int = 0
    by: str = ""  # the juror who wrote it
    is_late: bool = False  # its moment is the tablet's word: it was offline
    was_taken_back: int = 0  # the revision at which a start was last taken back
    rivals: list[SharedRival] = field(default_factory=list)


def shared_cells(candidate: Candidate, evaluation: Evaluation | None) -> dict[Key, SharedCell]:
    """Every cell the panel has written, in seven queries at most."""
    if evaluation is None:
        return {}
    cells: dict[Key, SharedCell] = {}
    for row in SharedOperation.objects.filter(evaluation=evaluation, revision__isnull=False).select_related("juror"):
        _learn(cells.setdefault((row.phase, row.kind, row.cell), SharedCell()), row)
    for key, value in _values_of_rows(evaluation):
        cells.setdefault(key, SharedCell()).value = value
    if any(cell.rivals for cell in cells.values()):
        open_ones = set(evaluation.shared_operations.open_conflicts().values_list("pk", flat=True))
        for cell in cells.values():
            cell.rivals = [rival for rival in cell.rivals if rival.id in open_ones]
    return cells


def _learn(cell: SharedCell, row: SharedOperation) -> None:
    is_newest = row.revision >= cell.revision
    cell.revision = max(cell.revision, row.revision)
    if row.outcome == Outcome.CONFLICT:
        cell.rivals.append(SharedRival(row.pk, row.value, row.made_at, str(row.juror)))
    elif row.result is not None and is_newest:
        cell.value, cell.by = row.result, str(row.juror)
        cell.is_late = (
            bool(row.result) and row.received_at - datetime.fromisoformat(row.result) > HEARD_LATE
            if (row.kind in {SharedKind.TIMER, SharedKind.ANNOUNCED})
            else False
        )
    if row.result == "":
        cell.was_taken_back = max(cell.was_taken_back, row.revision)


def _values_of_rows(evaluation: Evaluation):
    """What the tables say, whoever wrote there: a page without JavaScript does too."""
    phase = PhaseKind.ROLE_PLAY.value
    client = RolePlay.objects.filter(evaluation=evaluation).values_list("client", flat=True).first()
    if client:
        yield (phase, SharedKind.CLIENT.value, "client"), str(client)
    for row in ClientChange.objects.filter(evaluation=evaluation):
        yield (phase, SharedKind.CHANGE.value, f"{row.rank}.field"), row.field
        yield (phase, SharedKind.CHANGE.value, f"{row.rank}.text"), row.text
        said = row.announced_at.isoformat() if row.announced_at else ""
        yield (phase, SharedKind.ANNOUNCED.value, str(row.rank)), said
    for part in ProposalPart.objects.filter(evaluation=evaluation):
        key = (PhaseKind.TECHNICAL_INTERVIEW.value, SharedKind.PART.value, part.code)
        yield key, PRESENT if part.is_present else ""


def write_client(candidate: Candidate, cell: str, value: str, by: User) -> None:
    client = Juror.objects.filter(pk=int(value)).first() if value.isdecimal() and len(value) < 10 else None
    marking.play_client(candidate, client=client or Juror(), by=by)


def write_change(candidate: Candidate, cell: str, value: str, by: User) -> None:
    rank, _, which = cell.partition(".")
    if which not in {"field", "text"}:
        raise MarkingRefused("Ce changement n’est pas prévu par le référentiel.")
    number = _rank(rank)
    row = ClientChange.objects.filter(evaluation__candidate=candidate, rank=number).first()
    known = {"field": row.field if row else "", "text": row.text if row else ""}
    marking.write_change(candidate, rank=number, by=by, **{**known, which: value})


def write_announced(candidate: Candidate, cell: str, value: str, by: User) -> None:
    moment = datetime.fromisoformat(value) if value else None
    marking.announce_change(candidate, rank=_rank(cell), announced=bool(value), by=by, at=moment)


def write_part(candidate: Candidate, cell: str, value: str, by: User) -> None:
    if value not in {"", PRESENT}:
        raise MarkingRefused("Cochez cette partie, ou laissez-la.")
    kept = ProposalPart.objects.filter(evaluation__candidate=candidate, is_present=True)
    present = {*kept.values_list("code", flat=True)} - {cell}
    marking.tick_proposal_parts(candidate, present=present | ({cell} if value else set()), by=by)


WRITE: Final[dict[SharedKind, Callable[[Candidate, str, str, User], None]]] = {
    SharedKind.CLIENT: write_client,
    SharedKind.CHANGE: write_change,
    SharedKind.ANNOUNCED: write_announced,
    SharedKind.PART: write_part,
}


def _rank(text: str) -> int:
    if not text.isdecimal() or len(text) > 3:
        raise MarkingRefused("Ce changement n’est pas prévu par le référentiel.")
    return int(text)
