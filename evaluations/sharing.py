"""What a tablet sends of its panel's common work, applied: each operation once, one candidate at a time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from centres import journal
from evaluations import marking, timers
from evaluations.marking import MarkingRefused
from evaluations.models import Evaluation, SharedOperation
from evaluations.operations import Cell, Op, Outcome, SharedKind, clean, fault_of_value, judge
from evaluations.shared_cells import PHASE_OF, WRITE, SharedCell, shared_cells
from evaluations.synchronising import ATTEMPTS, NOT_SEATED, SEALED, TAKEN, Reply, Sender, apply, own_juror
from evaluations.timers import Start
from juries.models import Juror
from ntc_cert.refusals import one_transaction
from sessions.models import Candidate

UNREADABLE = "Ce moment ne se lit pas. Recommencez ce geste."
TOO_OLD = "Ce moment date de plus de douze heures : il n’est pas repris. Recommencez si besoin."
TAKEN_BACK = "Ce départ a été annulé, ou changé, entre-temps. Relisez le chronomètre, puis recommencez si besoin."


@dataclass(frozen=True, slots=True)
class _Verdict:
    outcome: Outcome
    revision: int | None = None
    result: str | None = None
    reason: str = ""


def receive(op: Op, sender: Sender) -> Reply:
    """One operation of a tablet, whatever its nature."""
    return share(op, sender) if isinstance(op.kind, SharedKind) else apply(op, sender)


def share(op: Op, sender: Sender) -> Reply:
    """Apply one operation of the panel, or say what it became when it was first received."""
    juror = own_juror(sender)
    for _ in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _received(op, juror, sender)
        except IntegrityError:
            continue
    raise RuntimeError(f"The operation {op.id} met a moving panel {ATTEMPTS} times.")


def _received(op: Op, juror: Juror, sender: Sender) -> Reply:
    earlier = SharedOperation.objects.filter(pk=op.id).select_related("evaluation__candidate").first()
    if earlier:
        if earlier.juror_id != juror.pk:
            return Reply(Outcome.REFUSED, None, TAKEN)
        return _told(op, earlier, shared_cells(earlier.evaluation.candidate, earlier.evaluation))
    seated = Candidate.objects.filter(passage__panel__members__juror=juror, pk=op.candidate)
    candidate = seated.select_related("exam_session__title", "exam_session__centre").first()
    if candidate is None:
        return Reply(Outcome.REFUSED, None, NOT_SEATED)
    evaluation = marking.locked(marking.evaluation_of(candidate))
    evaluation.candidate = candidate
    cells = shared_cells(candidate, evaluation)
    cell = cells.get((op.phase, op.kind.value, op.cell), SharedCell())
    now = timezone.now()
    verdict = _verdict(op, evaluation, cell, now, sender)
    row = SharedOperation.objects.create(
        **{name: getattr(op, name) for name in ("id", "phase", "kind", "cell", "base", "after", "made_at")},
        value="" if fault_of_value(op.kind, op.value) else op.value,
        evaluation=evaluation,
        juror=juror,
        device=sender.device,
        received_at=now,
        uploaded_by=sender.uploaded_by,
        outcome=verdict.outcome,
        revision=verdict.revision,
        result=verdict.result,
        reason=verdict.reason,
    )
    if op.kind is SharedKind.TIMER and verdict.result is not None:
        told = {"phase": op.phase, "cell": op.cell, "value": verdict.result or None}
        journal.record(sender.by, "timer.set", row, after=told)
    elif verdict.outcome is Outcome.CONFLICT:
        journal.record(sender.by, "shared.disputed", row, after={"cell": op.cell, "value": op.value or None})
    return _told(op, row, shared_cells(candidate, evaluation))


def _verdict(op: Op, evaluation: Evaluation, cell: SharedCell, now: datetime, sender: Sender) -> _Verdict:
    if evaluation.sealed_at:
        return _Verdict(Outcome.LOCKED, reason=SEALED)
    reason = fault_of_value(op.kind, op.value) or _misplaced(op, evaluation.candidate)
    if reason:
        return _Verdict(Outcome.REFUSED, reason=reason)
    if op.kind is SharedKind.TIMER:
        return _started(op, cell, now)
    value = op.value
    if op.kind is SharedKind.ANNOUNCED and value:
        asked = timers.read_asked(value)
        moment = asked and asked.moment and timers.credible(asked.moment, now)
        if not moment:
            return _Verdict(Outcome.REFUSED, reason=TOO_OLD if asked else UNREADABLE)
        if cell.value:  # both jurors heard it said: the first moment stays
            return _Verdict(Outcome.APPLIED, cell.revision)
        value = moment.isoformat()
    same_value = Cell(cell.value, cell.revision, is_disputed=bool(cell.rivals))
    verdict = judge(value, op.base, same_value, own_revision=_own_revision(op, evaluation))
    if not verdict.writes:
        return _Verdict(verdict.outcome, verdict.revision)
    try:
        with one_transaction(MarkingRefused):
            WRITE[op.kind](evaluation.candidate, op.cell, value, sender.by)
    except MarkingRefused as refusal:
        return _Verdict(Outcome.REFUSED, reason=str(refusal))
    return _Verdict(Outcome.APPLIED, verdict.revision, result=value)


def _started(op: Op, cell: SharedCell, now: datetime) -> _Verdict:
    asked = timers.read_asked(op.value)
    if asked is None:
        return _Verdict(Outcome.REFUSED, reason=UNREADABLE)
    moment = asked.moment and timers.credible(asked.moment, now)
    if asked.moment and not moment:
        return _Verdict(Outcome.REFUSED, reason=TOO_OLD)
    current = datetime.fromisoformat(cell.value) if cell.value else None
    is_start = moment is not None and not asked.is_correction
    seen = op.base >= (cell.was_taken_back if is_start else cell.revision)
    has_seen = seen or _own_revision(op, None) == cell.revision
    known = timers.Asked(moment, asked.is_correction)
    judged = timers.judge_start(known, current, has_seen=has_seen)
    if judged is Start.OUTDATED:
        return _Verdict(Outcome.REFUSED, reason=TAKEN_BACK)
    if judged is Start.MERGED:
        return _Verdict(Outcome.APPLIED, cell.revision)
    return _Verdict(Outcome.APPLIED, cell.revision + 1, result=moment.isoformat() if moment else "")


def _misplaced(op: Op, candidate: Candidate) -> str:
    phase = next((each for each in marking.route_of(candidate).phases if each.kind == op.phase), None)
    if phase is None or PHASE_OF.get(op.kind, phase.kind) != phase.kind:
        return "Cette épreuve ne fait pas partie de l’inscription du candidat."
    if op.kind is SharedKind.TIMER and op.cell not in {step.kind for step in phase.steps}:
        return "Cette étape n’est pas de cette épreuve."
    if op.kind is SharedKind.CLIENT and op.cell != "client":
        return "Dites qui joue le client."
    return ""


def _own_revision(op: Op, evaluation: Evaluation | None) -> int | None:
    """What the cell became by this author's own act before, whose answer they had not received."""
    if op.after is None:
        return None
    before = SharedOperation.objects.filter(pk=op.after, kind=op.kind, cell=op.cell, outcome=Outcome.APPLIED)
    return before.values_list("revision", flat=True).first()


def _told(op: Op, row: SharedOperation, cells: dict) -> Reply:
    cell = cells.get((op.phase, op.kind.value, op.cell), SharedCell())
    return Reply(
        Outcome(row.outcome),
        row.revision,
        row.reason,
        Cell(cell.value, cell.revision),
        tuple(cell.rivals),
        by=cell.by,
        is_late=cell.is_late,
    )


def write(candidate: Candidate, sender: Sender, *, phase: str, kind: SharedKind, cell: str, value: str) -> None:
    """Written over whatever stands: the page that asks has no tablet's memory, and shows what it finds."""
    known = shared_cells(candidate, Evaluation.objects.filter(candidate=candidate).first())
    base = known.get((phase, kind.value, cell), SharedCell()).revision
    reply = share(Op(uuid4(), candidate.pk, phase, kind, cell, clean(kind, value), base), sender)
    if reply.outcome is not Outcome.APPLIED:
        raise MarkingRefused(reply.reason or TAKEN_BACK)
