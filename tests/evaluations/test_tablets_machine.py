"""Two tablets of one juror, random acts, answers lost and sendings repeated: nothing acknowledged is ever lost."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations.models import Grid, Mark, Operation
from evaluations.operations import Kind, Outcome
from evaluations.synchronising import apply, rivals_of
from tests import builders
from tests.evaluations.tablets import Tablet, a_sender

pytestmark = pytest.mark.django_db

CELLS = st.sampled_from(["C3.1", "C3.2"])
TABLET = st.integers(0, 1)
ACTS = st.one_of(
    st.tuples(st.just("tick"), TABLET, CELLS, st.sampled_from(["O", "N", ""])),
    st.tuples(st.just("note"), TABLET, CELLS, st.sampled_from(["bien", "mal"])),
    st.tuples(st.just("send"), TABLET, st.none() | st.integers(0, 3), st.none()),
    st.tuples(st.just("replay"), TABLET, st.none(), st.none()),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.lists(ACTS, max_size=25))
def test_every_acknowledged_operation_is_there_once_and_every_value_is_kept_or_shown(acts: list[tuple]) -> None:
    with transaction.atomic():
        play(acts)
        transaction.set_rollback(True)


def play(acts: list[tuple]) -> None:
    candidate, juror, _ = builders.a_judged_candidate()
    tablets = Tablet(juror, candidate), Tablet(juror, candidate)
    for act, which, what, value in acts:
        perform(tablets[which], act, what, value)
    for tablet in tablets:
        tablet.send()
    received = set(Operation.objects.values_list("pk", flat=True))
    sent = [op for tablet in tablets for op in tablet.acknowledged]
    assert {op.id for op in sent} == received
    assert len(sent) == len(received)
    for kind, cell in {(op.kind, op.cell) for op in sent}:
        check_cell(tablets, kind, cell)


def perform(tablet: Tablet, act: str, what: Any, value: Any) -> None:
    if act == "tick":
        tablet.tick(what, value)
    elif act == "note":
        tablet.tick(what, value, Kind.NOTE)
    elif act == "send":
        tablet.send(answered=what)
    else:
        for op in tablet.acknowledged:  # the network repeats what was already answered
            before = tablet.replies[op.id]
            again = apply(op, a_sender(tablet.juror))
            assert (again.outcome, again.revision) == (before.outcome, before.revision)


def check_cell(tablets: tuple[Tablet, Tablet], kind: Kind, cell: str) -> None:
    """Each tablet's last word is the cell's value, or stands beside it, or was put aside by one who had seen it."""
    mark = Mark.objects.get(criterion=cell)
    kept = (mark.value or "") if kind is Kind.MARK else mark.note
    revision = mark.value_revision if kind is Kind.MARK else mark.note_revision
    (grid,) = Grid.objects.all()
    shown = {kept, *(rival.value for rival in rivals_of([grid.pk]).get((grid.pk, kind, cell), ()))}
    rows = Operation.objects.filter(kind=kind, cell=cell)
    writes = {row.revision: row for row in rows.filter(outcome=Outcome.APPLIED).order_by("received_at")}
    for tablet in tablets:
        own = [op for op in tablet.acknowledged if (op.kind, op.cell) == (kind, cell)]
        if not own or own[-1].value in shown:
            continue
        known = tablet.replies[own[-1].id].revision
        assert any(later > known for later in writes), "put aside by nobody"
    assert max(row.revision for row in rows) == revision
