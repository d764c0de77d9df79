"""Two connections at once: one operation has one effect, and of two tablets none writes over the other."""

import pytest

from evaluations import marking
from evaluations.models import Grid, Mark, Operation
from evaluations.operations import Outcome
from evaluations.synchronising import apply
from tests import builders
from tests.evaluations.tablets import PHASE, a_sender, an_op
from tests.sessions.test_races import race

pytestmark = pytest.mark.django_db(transaction=True)
SENDINGS = 6


@pytest.mark.parametrize("opened", [True, False])
def test_one_operation_sent_many_times_at_once_has_one_effect(opened: bool) -> None:
    candidate, juror, _ = builders.a_judged_candidate()
    if opened:
        marking.open_grid(candidate, juror=juror, phase=PHASE)
    op = an_op(candidate)
    replies = race(*(lambda: apply(op, a_sender(juror)) for _ in range(SENDINGS)))
    assert {(reply.outcome, reply.revision) for reply in replies} == {(Outcome.APPLIED, 1)}
    assert (Grid.objects.count(), Operation.objects.count(), Mark.objects.get().value_revision) == (1, 1, 1)


def test_of_tablets_that_differ_at_once_one_writes_and_the_others_are_shown() -> None:
    candidate, juror, _ = builders.a_judged_candidate()
    marking.open_grid(candidate, juror=juror, phase=PHASE)
    ops = [an_op(candidate, value="ON"[rank % 2]) for rank in range(SENDINGS)]
    replies = race(*(lambda op=op: apply(op, a_sender(juror)) for op in ops))
    kept = Mark.objects.get().value
    outcomes = {op.id: reply.outcome for op, reply in zip(ops, replies, strict=True)}
    assert {outcomes[op.id] for op in ops if op.value != kept} == {Outcome.CONFLICT}
    assert {outcomes[op.id] for op in ops if op.value == kept} == {Outcome.APPLIED}
    assert Operation.objects.open_conflicts().count() == SENDINGS // 2
    assert Mark.objects.get().value_revision == 1 + SENDINGS // 2


def test_handing_in_and_ticking_at_once_lose_nothing() -> None:
    candidate, juror, _ = builders.a_judged_candidate(route="ccp1")
    grid = marking.open_grid(candidate, juror=juror, phase=PHASE)
    for cell in marking.cells_of(grid):
        marking.rate(grid, cell.code, value="O", by=juror.user)
    op = an_op(candidate, value="N", base=1)
    _, reply = race(lambda: marking.submit(grid, by=juror.user), lambda: apply(op, a_sender(juror)))
    kept = Mark.objects.get(criterion="C3.1").value
    assert (reply.outcome, kept) in {(Outcome.APPLIED, "N"), (Outcome.LOCKED, "O")}
