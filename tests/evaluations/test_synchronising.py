"""Operations applied: once each, nothing overwritten in silence, and why not when not (both engines)."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from centres.models import JournalEntry
from evaluations import marking, synchronising
from evaluations.marking import MarkingRefused
from evaluations.models import Evaluation, Grid, Mark, Operation
from evaluations.operations import Kind, Outcome
from evaluations.synchronising import SomeoneElse, apply, rivals_of
from sessions.models import PanelMember
from tests import builders
from tests.evaluations.tablets import PHASE, Tablet, a_sender, an_op
from tests.evaluations.test_marking import fill

pytestmark = pytest.mark.django_db


def value(cell: str = "C3.1") -> str | None:
    return Mark.objects.get(criterion=cell).value


def test_the_first_operation_opens_the_grid_and_is_in_the_journal():
    candidate, juror, _ = builders.a_judged_candidate()
    reply = apply(an_op(candidate), a_sender(juror, device="tablette-1"))
    assert (reply.outcome, reply.revision, reply.cell.value) == (Outcome.APPLIED, 1, "O")
    row = Operation.objects.get()
    assert (row.grid, row.device, row.outcome, row.revision) == (Grid.objects.get(), "tablette-1", "applied", 1)
    entry = JournalEntry.objects.get(action="mark.kept")
    assert (entry.actor, entry.after) == (juror.user, {"cell": "C3.1", "value": "O"})


def test_sent_again_it_is_answered_alike_and_has_no_second_effect():
    candidate, juror, _ = builders.a_judged_candidate()
    first, second = an_op(candidate, value="O"), an_op(candidate, value="N", base=1)
    replies = [apply(op, a_sender(juror)) for op in (first, second, first, second)]
    assert [(reply.outcome, reply.revision) for reply in replies] == [(Outcome.APPLIED, n) for n in (1, 2, 1, 2)]
    assert replies[2].cell.value == "N"  # the cell as it is by now
    assert (value(), Operation.objects.count(), JournalEntry.objects.filter(action="mark.kept").count()) == ("N", 2, 2)


def test_a_note_and_a_mark_of_one_cell_never_contradict_each_other():
    candidate, juror, _ = builders.a_judged_candidate()
    apply(an_op(candidate), a_sender(juror))
    reply = apply(an_op(candidate, kind=Kind.NOTE, value="Tient son prix."), a_sender(juror))
    row = Mark.objects.get()
    assert (reply.outcome, row.value, row.note) == (Outcome.APPLIED, "O", "Tient son prix.")
    assert JournalEntry.objects.first().after == {"cell": "C3.1", "note": True}


def test_a_change_of_mind_before_any_answer_is_no_conflict_with_oneself():
    candidate, juror, _ = builders.a_judged_candidate()
    tablet = Tablet(juror, candidate)
    tablet.tick("C3.1", "O")
    tablet.send(answered=0)  # received, and the answer lost
    tablet.tick("C3.1", "N")
    assert {reply.outcome for reply in tablet.send().values()} == {Outcome.APPLIED}
    assert value() == "N"


class TestTwoTablets:
    @pytest.fixture
    def tablets(self):
        candidate, juror, _ = builders.a_judged_candidate()
        one, two = Tablet(juror, candidate), Tablet(juror, candidate)
        one.tick("C3.1", "O")
        one.send()
        return one, two

    def test_other_cells_merge(self, tablets):
        two = tablets[1]
        two.tick("C3.2", "N")
        two.send()
        assert dict(Mark.objects.values_list("criterion", "value")) == {"C3.1": "O", "C3.2": "N"}

    def test_both_values_are_kept_and_told(self, tablets):
        op = tablets[1].tick("C3.1", "N")
        reply = tablets[1].send()[op.id]
        assert (reply.outcome, reply.cell.value) == (Outcome.CONFLICT, "O")
        assert [(rival.id, rival.value) for rival in reply.rivals] == [(op.id, "N")]
        assert value() == "O"
        assert JournalEntry.objects.first().action == "mark.disputed"
        found = rivals_of([Grid.objects.get().pk])
        assert [rival.value for rival in found[Grid.objects.get().pk, "mark", "C3.1"]] == ["N"]

    @pytest.mark.parametrize("chosen", ["O", "N"])
    def test_to_tick_again_settles_it(self, tablets, chosen):
        two = tablets[1]
        two.tick("C3.1", "N")
        two.send()
        op = two.tick("C3.1", chosen)
        reply = two.send()[op.id]
        assert (reply.outcome, reply.rivals, value()) == (Outcome.APPLIED, (), chosen)
        assert rivals_of([Grid.objects.get().pk]) == {}

    def test_the_first_tablet_writes_over_nothing_it_has_not_seen(self, tablets):
        one, two = tablets
        two.tick("C3.1", "N")
        two.send()
        op = one.tick("C3.1", "")
        reply = one.send()[op.id]
        assert (reply.outcome, {rival.value for rival in reply.rivals}) == (Outcome.CONFLICT, {"N", ""})

    def test_to_say_the_same_is_applied_and_leaves_the_dispute_open(self, tablets):
        one, two = tablets
        two.tick("C3.1", "N")
        two.send()
        third = Tablet(one.juror, one.candidate)
        op = third.tick("C3.1", "O")
        reply = third.send()[op.id]
        assert (reply.outcome, [rival.value for rival in reply.rivals]) == (Outcome.APPLIED, ["N"])

    def test_a_tablet_that_changes_its_mind_takes_its_rival_back(self, tablets):
        two = tablets[1]
        two.tick("C3.1", "N")
        two.send(answered=0)
        op = two.tick("C3.1", "O")
        assert two.send()[op.id].rivals == ()

    def test_a_disputed_grid_is_not_handed_in(self, tablets):
        one, two = tablets
        grid = Grid.objects.get()
        for cell in marking.cells_of(grid):
            marking.rate(grid, cell.code, value="O", by=one.juror.user)
        two.tick("C3.1", "N")
        two.send()
        with pytest.raises(MarkingRefused, match=r"Deux tablettes diffèrent sur C3\.1"):
            marking.submit(grid, by=one.juror.user)


class TestRefusals:
    def test_a_grid_handed_in_is_locked_and_says_so_each_time(self):
        candidate, juror, _ = builders.a_judged_candidate(route="ccp1")
        fill(candidate, juror)
        op = an_op(candidate, value="N", base=1)
        replies = [apply(op, a_sender(juror)) for _ in range(2)]
        assert {(reply.outcome, reply.reason) for reply in replies} == {(Outcome.LOCKED, synchronising.HANDED_IN)}
        assert (value(), Operation.objects.get(pk=op.id).outcome) == ("O", "locked")

    def test_a_sealed_result_is_locked_even_where_no_grid_was_opened(self):
        candidate, juror, _ = builders.a_judged_candidate()
        sealed = {"sealed_at": timezone.now(), "decision": "none", "fingerprint": "f"}
        Evaluation.objects.create(candidate=candidate, **sealed)
        reply = apply(an_op(candidate), a_sender(juror))
        assert (reply.outcome, Grid.objects.count()) == (Outcome.LOCKED, 0)
        assert "scellé" in reply.reason

    @pytest.mark.parametrize("opened", [True, False])
    def test_absent_takes_nothing(self, opened):
        candidate, juror, _ = builders.a_judged_candidate()
        if opened:
            marking.open_grid(candidate, juror=juror, phase=PHASE)
        Evaluation.objects.update_or_create(candidate=candidate, defaults={"presence": "absent"})
        reply = apply(an_op(candidate), a_sender(juror))
        assert (reply.outcome, reply.reason) == (Outcome.REFUSED, synchronising.ABSENT)
        assert not Mark.objects.exists()

    @pytest.mark.parametrize("fields", [{"cell": "C9.9"}, {"cell": "C1.1"}, {"value": "X"}, {"phase": "nowhere"}])
    def test_what_is_not_on_the_grid(self, fields):
        candidate, juror, _ = builders.a_judged_candidate()
        reply = apply(replace(an_op(candidate), **fields), a_sender(juror))
        assert reply.outcome is Outcome.REFUSED
        assert reply.reason
        assert not Mark.objects.exists()

    def test_a_note_the_database_cannot_keep_is_refused_and_the_next_goes_through(self):
        candidate, juror, _ = builders.a_judged_candidate()
        assert apply(an_op(candidate, kind=Kind.NOTE, value="a\0"), a_sender(juror)).outcome is Outcome.REFUSED
        assert apply(an_op(candidate), a_sender(juror)).outcome is Outcome.APPLIED

    def test_only_before_ones_own_candidates_and_while_seated(self):
        candidate, juror, _ = builders.a_judged_candidate()
        stranger = builders.a_juror_with_account(candidate.exam_session.centre)
        assert apply(an_op(candidate), a_sender(stranger)).reason == synchronising.NOT_SEATED
        op = an_op(candidate)
        apply(op, a_sender(juror))
        PanelMember.objects.filter(juror=juror).delete()
        assert apply(an_op(candidate, base=1), a_sender(juror)).reason == synchronising.NOT_SEATED
        assert apply(op, a_sender(juror)).outcome is Outcome.APPLIED  # what it became when it was received

    def test_never_in_anothers_name(self):
        candidate, one, two = builders.a_judged_candidate()
        with pytest.raises(SomeoneElse):
            apply(an_op(candidate), a_sender(one, account=two.user_id))
        assert not Operation.objects.exists()

    def test_an_identifier_of_another_juror_tells_nothing(self):
        candidate, one, two = builders.a_judged_candidate()
        op = an_op(candidate)
        apply(op, a_sender(one))
        apply(an_op(candidate, cell="C3.2"), a_sender(two))
        reply = apply(op, a_sender(two))
        assert (reply.outcome, reply.reason, reply.cell) == (Outcome.REFUSED, synchronising.TAKEN, None)


def test_what_was_received_is_never_rewritten():
    candidate, juror, _ = builders.a_judged_candidate()
    apply(an_op(candidate), a_sender(juror))
    for act in (lambda: Operation.objects.update(value="N"), lambda: Operation.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "timer"},
        {"outcome": "lost"},
        {"value": "X"},
        {"revision": None},
        {"outcome": "locked"},
        {"outcome": "locked", "revision": None},
        {"reason": "parce que"},
    ],
)
def test_an_operation_that_makes_no_sense_is_not_kept(fields):
    candidate, juror, _ = builders.a_judged_candidate()
    grid = marking.open_grid(candidate, juror=juror, phase=PHASE)
    known = {"kind": "mark", "cell": "C3.1", "value": "O", "base": 0, "outcome": "applied", "revision": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Operation.objects.create(id=uuid4(), grid=grid, **{**known, **fields})


def test_a_page_without_javascript_moves_the_revision_too():
    candidate, juror, _ = builders.a_judged_candidate()
    grid = marking.open_grid(candidate, juror=juror, phase=PHASE)
    marking.rate(grid, "C3.1", value="O", by=juror.user)
    marking.write_note(grid, "C3.1", text="vu", by=juror.user)
    row = Mark.objects.get()
    assert (row.value_revision, row.note_revision, Operation.objects.count()) == (1, 1, 2)
    assert apply(an_op(candidate, value="N"), a_sender(juror)).outcome is Outcome.CONFLICT
