"""A tablet of a juror, as the server sees it: what it sends, and what it has learnt from the answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from evaluations.operations import Kind, Op, Outcome
from evaluations.synchronising import Reply, Sender, apply
from juries.models import Juror
from sessions.models import Candidate

PHASE = "technical_interview"


def an_op(candidate: Candidate, cell: str = "C3.1", value: str = "O", **fields: Any) -> Op:
    known = {"id": uuid4(), "candidate": candidate.pk, "phase": PHASE, "kind": Kind.MARK, "base": 0}
    return Op(**{**known, "cell": cell, "value": value, **fields})


def a_sender(juror: Juror, **fields: Any) -> Sender:
    return Sender(**{"juror": juror.pk, "account": juror.user_id, "by": juror.user, **fields})


def as_sent(op: Op) -> dict[str, Any]:
    """The operation in JSON's types."""
    return {
        "id": str(op.id),
        "candidate": op.candidate,
        "phase": op.phase,
        "kind": str(op.kind),
        "cell": op.cell,
        "value": op.value,
        "base": op.base,
        "after": op.after and str(op.after),
        "made_at": op.made_at and op.made_at.isoformat(),
    }


@dataclass
class Tablet:
    """Keeps each operation until its answer comes; an answer lost leaves it there, to be sent again."""

    juror: Juror
    candidate: Candidate
    outbox: list[Op] = field(default_factory=list)
    revisions: dict[tuple[str, Kind], int] = field(default_factory=dict)
    acknowledged: list[Op] = field(default_factory=list)
    replies: dict[UUID, Reply] = field(default_factory=dict)

    def tick(self, cell: str, value: str, kind: Kind = Kind.MARK) -> Op:
        pending = [op.id for op in self.outbox if (op.cell, op.kind) == (cell, kind)]
        op = an_op(
            self.candidate,
            cell,
            value,
            kind=kind,
            base=self.revisions.get((cell, kind), 0),
            after=pending[-1] if pending else None,
        )
        self.outbox.append(op)
        return op

    def send(self, *, answered: int | None = None) -> Mapping[UUID, Reply]:
        """All of the outbox in its order; only the first `answered` answers come back."""
        replies = {op.id: apply(op, a_sender(self.juror)) for op in self.outbox}
        for op in self.outbox[:answered]:
            self._learn(op, replies[op.id])
        self.outbox = [] if answered is None else self.outbox[answered:]
        return replies

    def _learn(self, op: Op, reply: Reply) -> None:
        self.replies[op.id] = reply
        if reply.outcome in {Outcome.APPLIED, Outcome.CONFLICT}:
            self.acknowledged.append(op)
        if reply.cell:
            self.revisions[op.cell, op.kind] = reply.cell.revision
