"""What a tablet sends, applied: each operation exactly once, in a transaction of its own, in the order received."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from centres import journal
from centres.models import User
from evaluations import marking
from evaluations.cell_rows import Seen, note_dispute, own_cell, write_cell
from evaluations.marking import GridClosed, MarkingRefused
from evaluations.models import Evaluation, Mark, Operation, Presence
from evaluations.operations import Cell, Kind, Op, Outcome, fault_of_value, judge
from evaluations.successions import has_sat
from juries.models import Juror
from ntc_cert.written import WrittenRows
from sessions.models import Candidate

ATTEMPTS: Final = 5
NOT_SEATED: Final = "Ce candidat ne passe pas devant vous."
HANDED_IN: Final = "Cette grille est rendue : elle ne change plus."
SEALED: Final = "Ce résultat est scellé : seule une rectification peut le corriger."
ABSENT: Final = "Absent(e) : retirez d’abord l’absence pour noter ce candidat."
TAKEN: Final = "Cette saisie porte un identifiant déjà pris. Recommencez-la."

COLUMNS: Final = tuple(field.attname for field in Operation._meta.concrete_fields)
RECEIVED: Final = WrittenRows(Operation, *COLUMNS)


@dataclass(frozen=True, slots=True)
class Rival:
    """A value another tablet of the same juror gave, which nobody has chosen or put aside yet."""

    id: UUID
    value: str
    made_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one operation, and the cell as the server now has it (None where it has none for this juror)."""

    outcome: Outcome
    revision: int | None
    reason: str = ""
    cell: Cell | None = None
    rivals: tuple[Any, ...] = field(default=())
    by: str = ""  # of what a panel shares: who wrote it, and whether the moment is the tablet's word
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose operations these are; `uploaded_by` is the administrator who brings them from a rescue copy."""

    juror: int
    account: int | None
    by: User
    device: str = ""
    uploaded_by: User | None = None


class SomeoneElse(Exception):
    """The account is not that of the juror whose operations these are."""


class _Moved(Exception):
    """The cell was written between its reading and its writing: read it again."""


def apply(op: Op, sender: Sender) -> Reply:
    """Apply one operation, or say what it became when it was first received: sent again, it has no second effect."""
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                seen = own_cell(op, juror=sender.juror, account=sender.account)
                if seen is not None:
                    return _received(op, seen, sender)
            known = _without_grid(op, own_juror(sender))
        except (IntegrityError, _Moved):
            continue
        if known:
            return known
    raise RuntimeError(f"The operation {op.id} met a moving cell {ATTEMPTS} times.")


def rivals_of(grids: Iterable[int]) -> dict[tuple[int, str, str], tuple[Rival, ...]]:
    """By grid, nature and cell, the values that wait for the juror to choose."""
    found: dict[tuple[int, str, str], tuple[Rival, ...]] = {}
    for row in Operation.objects.filter(grid__in=list(grids)).open_conflicts():
        key = (row.grid_id, row.kind, row.cell)
        found[key] = (*found.get(key, ()), Rival(row.pk, row.value, row.made_at))
    return found


def own_juror(sender: Sender) -> Juror:
    """The juror behind the account, read only where no grid has already told that they match."""
    juror = Juror.objects.filter(user=sender.account).first()
    if juror is None or juror.pk != sender.juror:
        raise SomeoneElse
    return juror


def _received(op: Op, seen: Seen, sender: Sender) -> Reply:
    if seen.earlier:
        return _told(op, seen, seen.earlier)
    if seen.is_someone_elses:
        return Reply(Outcome.REFUSED, None, TAKEN)
    outcome, reason = _refusal(op, seen)
    revision, writes = None, False
    if not reason:
        outcome, revision, writes = _kept(op, seen)
    row = Operation(
        **{name: getattr(op, name) for name in ("id", "kind", "cell", "base", "after", "made_at")},
        value="" if fault_of_value(op.kind, op.value) else op.value,
        grid=seen.grid,
        device=sender.device,
        outcome=outcome,
        revision=revision,
        reason=reason,
        uploaded_by=sender.uploaded_by,
    )
    RECEIVED([[getattr(row, name) for name in COLUMNS]])
    if outcome is Outcome.CONFLICT:
        journal.record(sender.by, "mark.disputed", seen.grid, after=_for_journal(op))
    elif writes:
        journal.record(sender.by, "mark.kept", seen.grid, after=_for_journal(op))
        return Reply(outcome, revision, cell=Cell(op.value, revision or 0))
    return _told(op, seen, row)


def _refusal(op: Op, seen: Seen) -> tuple[Outcome, str]:
    """Why nothing may be written, or no reason."""
    evaluation = seen.grid.evaluation
    if evaluation.sealed_at:
        return Outcome.LOCKED, SEALED
    if seen.grid.submitted_at:
        return Outcome.LOCKED, HANDED_IN
    if evaluation.presence == Presence.ABSENT:
        return Outcome.REFUSED, ABSENT
    known = {cell.code: cell for cell in marking.cells_of(seen.grid)}
    if op.cell not in known or (op.kind is Kind.MARK and not known[op.cell].takes_mark):
        return Outcome.REFUSED, f"{op.cell} n’est pas sur cette grille."
    return Outcome.REFUSED, fault_of_value(op.kind, op.value)


def _kept(op: Op, seen: Seen) -> tuple[Outcome, int, bool]:
    """Judge on what was read, write only if the cell still stands there."""
    cell, own = seen.cell, None
    if op.base != cell.revision:
        own = _own_revision(op, seen)
        if op.value == cell.value:
            cell = Cell(cell.value, cell.revision, is_disputed=bool(_rivals(op, seen)))
    verdict = judge(op.value, op.base, cell, own_revision=own)
    if verdict.writes:
        moved = write_cell(seen.grid, op.kind, op.cell, op.value, seen=cell.revision) is None
    elif verdict.outcome is Outcome.CONFLICT:
        moved = note_dispute(seen.grid, op.kind, op.cell, seen=cell.revision) is None
    else:
        moved = False
    if moved:
        raise _Moved
    return verdict.outcome, verdict.revision, verdict.writes


def _own_revision(op: Op, seen: Seen) -> int | None:
    """What the cell became by this author's own act before, whose answer they had not received."""
    if op.after is None:
        return None
    before = Operation.objects.filter(pk=op.after, grid=seen.grid, kind=op.kind, cell=op.cell, outcome=Outcome.APPLIED)
    return before.values_list("revision", flat=True).first()


def _rivals(op: Op, seen: Seen) -> tuple[Rival, ...]:
    rows = Operation.objects.filter(grid=seen.grid, kind=op.kind, cell=op.cell).open_conflicts()
    return tuple(Rival(row.pk, row.value, row.made_at) for row in rows)


def _told(op: Op, seen: Seen, row: Operation) -> Reply:
    """The answer first given, with the cell as it is by now."""
    mark = Mark.objects.filter(grid=seen.grid, criterion=op.cell).first()
    text, revision = "", 0
    if mark:
        is_mark = op.kind is Kind.MARK
        text = (mark.value or "") if is_mark else mark.note
        revision = mark.value_revision if is_mark else mark.note_revision
    return Reply(Outcome(row.outcome), row.revision, row.reason, Cell(text, revision), _rivals(op, seen))


def _without_grid(op: Op, juror: Juror) -> Reply | None:
    """Open the juror's sheet, at its first operation; or say why they have none there."""
    earlier = Operation.objects.filter(pk=op.id, grid__juror=juror).first()
    if earlier:  # they no longer sit before this candidate
        return Reply(Outcome(earlier.outcome), earlier.revision, earlier.reason)
    candidate = Candidate.objects.filter(pk=op.candidate).select_related("exam_session__title").first()
    if candidate is None or not has_sat(candidate, juror):
        return Reply(Outcome.REFUSED, None, NOT_SEATED)
    if Evaluation.objects.filter(candidate=candidate, presence=Presence.ABSENT).exists():
        return Reply(Outcome.REFUSED, None, ABSENT)
    try:
        marking.open_grid(candidate, juror=juror, phase=op.phase)
    except GridClosed as refusal:
        return Reply(Outcome.LOCKED, None, str(refusal))
    except MarkingRefused as refusal:
        return Reply(Outcome.REFUSED, None, str(refusal))
    return None


def _for_journal(op: Op) -> dict[str, object]:
    return {"cell": op.cell, "value": op.value or None} if op.kind is Kind.MARK else {"cell": op.cell, "note": True}
