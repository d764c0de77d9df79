"""A juror's acts, one transaction each (RCT08, RCT09, RCC05)."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from centres.models import JournalEntry
from centres.retention import purge_door
from evaluations import marking
from evaluations.grids import FINAL
from evaluations.marking import MarkingRefused
from evaluations.models import Answer, ClientChange, Evaluation, Grid, Mark, ProposalPart, RolePlay
from tests import builders

pytestmark = pytest.mark.django_db


def fill(candidate, juror, *, value="O", but=None):
    """Tick every cell of every grid of a juror, some otherwise, and hand the grids in."""
    for phase in marking.route_of(candidate).phases:
        grid = marking.open_grid(candidate, juror=juror, phase=phase.kind.value)
        for cell in marking.cells_of(grid):
            if cell.takes_mark:
                marking.rate(grid, cell.code, value=(but or {}).get(cell.code, value), by=juror.user)
        marking.submit(grid, by=juror.user)


def test_a_tick_is_kept_once_and_can_be_changed_and_emptied():
    candidate, juror, _ = builders.a_judged_candidate()
    grid = marking.open_grid(candidate, juror=juror, phase="technical_interview")
    for value in ("O", "N", ""):
        marking.rate(grid, "C3.1", value=value, by=juror.user)
    assert list(grid.marks.values_list("criterion", "value")) == [("C3.1", None)]
    assert {entry.centre for entry in JournalEntry.objects.all()} == {candidate.exam_session.centre}
    assert [entry.after["value"] for entry in JournalEntry.objects.filter(action="mark.kept").order_by("pk")] == [
        "O",
        "N",
        None,
    ]


def test_a_note_does_not_touch_the_tick_and_its_text_stays_out_of_the_journal():
    candidate, juror, _ = builders.a_judged_candidate()
    grid = marking.open_grid(candidate, juror=juror, phase="technical_interview")
    marking.rate(grid, "C3.1", value="N", by=juror.user)
    marking.write_note(grid, "C3.1", text="  aucune contrepartie  ", by=juror.user)
    row = grid.marks.get()
    assert (row.value, row.note) == ("N", "aucune contrepartie")
    assert JournalEntry.objects.first().after == {"cell": "C3.1", "note": True}


def test_rct08_a_criterion_of_another_epreuve_is_refused():
    candidate, juror, _ = builders.a_judged_candidate()
    grid = marking.open_grid(candidate, juror=juror, phase="technical_interview")
    for cell in ("C5.3", "C1.1", "FINAL", "C9.9", ""):
        with pytest.raises(MarkingRefused):
            marking.rate(grid, cell, value="O", by=juror.user)
    assert not Mark.objects.exists()


def test_a_route_without_final_interview_has_no_such_grid():
    candidate, juror, _ = builders.a_judged_candidate(route="ccp1")
    with pytest.raises(MarkingRefused):
        marking.open_grid(candidate, juror=juror, phase="final_interview")


def test_a_theme_takes_a_note_and_no_mark():
    candidate, juror, _ = builders.a_judged_candidate()
    grid = marking.open_grid(candidate, juror=juror, phase="final_interview")
    theme = next(cell.code for cell in marking.cells_of(grid) if not cell.takes_mark)
    with pytest.raises(MarkingRefused):
        marking.rate(grid, theme, value="O", by=juror.user)
    marking.write_note(grid, theme, text="Sait s’organiser.", by=juror.user)
    assert grid.marks.get().note == "Sait s’organiser."


def test_a_grid_with_a_blank_is_not_handed_in_and_says_which():
    candidate, juror, _ = builders.a_judged_candidate()
    grid = marking.open_grid(candidate, juror=juror, phase="role_play")
    marking.rate(grid, "C1.1", value="O", by=juror.user)
    with pytest.raises(MarkingRefused, match=r"C1\.2, C1\.3, C2\.1, C2\.2, C2\.3 et C5\.3"):
        marking.submit(grid, by=juror.user)
    assert grid.submitted_at is None


def test_a_grid_handed_in_no_longer_changes_even_past_the_commands():
    candidate, juror, _ = builders.a_judged_candidate(route="ccp1")
    fill(candidate, juror)
    grid = Grid.objects.get(phase="technical_interview")
    with pytest.raises(MarkingRefused, match="rendue"):
        marking.rate(grid, "C3.1", value="N", by=juror.user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.filter(grid=grid).update(value="N")
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.filter(grid=grid).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Grid.objects.filter(pk=grid.pk).update(submitted_at=None)
    assert set(Mark.objects.values_list("value", flat=True)) == {"O"}


def test_a_retention_purge_may_empty_notes_through_its_audited_door():
    candidate, juror, _ = builders.a_judged_candidate(route="ccp1")
    fill(candidate, juror)
    with purge_door(by=juror.user, reason="cinq ans après la session"):
        Mark.objects.update(note="", value=None)
    assert set(Mark.objects.values_list("value", flat=True)) == {None}
    assert list(JournalEntry.objects.filter(action__startswith="retention").values_list("action", flat=True)) == [
        "retention.closed",
        "retention.opened",
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.update(value="O")


def test_shared_answers_become_the_common_ones_when_the_last_juror_hands_in():
    candidate, one, two = builders.a_judged_candidate()
    fill(candidate, one)
    assert not Answer.objects.exists()
    fill(candidate, two, but={"C2.3": "N", FINAL: "N"})
    answers = dict(Answer.objects.values_list("criterion", "value"))
    assert len(answers) == 19
    assert "C2.3" not in answers
    assert FINAL not in answers
    assert set(answers.values()) == {"O"}


def test_an_answer_already_given_is_not_replaced_by_the_shared_one():
    candidate, one, two = builders.a_judged_candidate(route="ccp1")
    evaluation = marking.evaluation_of(candidate)
    Answer.objects.create(evaluation=evaluation, criterion="C3.1", value="N", source="paper")
    fill(candidate, one)
    fill(candidate, two)
    assert Answer.objects.get(criterion="C3.1").value == "N"


def test_absent_takes_no_mark():
    candidate, juror, _ = builders.a_judged_candidate()
    grid = marking.open_grid(candidate, juror=juror, phase="technical_interview")
    Evaluation.objects.update(presence="absent")
    grid.refresh_from_db()
    with pytest.raises(MarkingRefused, match="Absent"):
        marking.rate(grid, "C3.1", value="O", by=juror.user)


def test_rct08_one_juror_of_the_panel_plays_the_client():
    candidate, juror, _ = builders.a_judged_candidate()
    stranger = builders.a_juror(candidate.exam_session.centre)
    with pytest.raises(MarkingRefused):
        marking.play_client(candidate, client=stranger, by=juror.user)
    marking.play_client(candidate, client=juror, by=juror.user)
    assert RolePlay.objects.get().client == juror


def test_rct08_a_change_is_written_then_announced():
    candidate, juror, _ = builders.a_judged_candidate()
    with pytest.raises(MarkingRefused):
        marking.announce_change(candidate, rank=1, announced=True, by=juror.user)
    fields = candidate.exam_session.referentiel.change_fields
    marking.write_change(candidate, rank=1, field=fields[0].code, text="Budget réduit de 15 %", by=juror.user)
    marking.announce_change(candidate, rank=1, announced=True, by=juror.user)
    assert ClientChange.objects.get().announced_at <= timezone.now()
    with pytest.raises(MarkingRefused):
        marking.write_change(candidate, rank=3, field="", text="x", by=juror.user)
    with pytest.raises(MarkingRefused):
        marking.write_change(candidate, rank=2, field="humeur", text="x", by=juror.user)


def test_rct08_the_five_parts_of_the_proposal_are_ticked_or_not():
    candidate, juror, _ = builders.a_judged_candidate()
    codes = [item.code for item in candidate.exam_session.referentiel.proposal_parts]
    marking.tick_proposal_parts(candidate, present=codes[:2], by=juror.user)
    marking.tick_proposal_parts(candidate, present=codes[1:], by=juror.user)
    assert dict(ProposalPart.objects.values_list("code", "is_present")) == {
        code: index > 0 for index, code in enumerate(codes)
    }
    with pytest.raises(MarkingRefused):
        marking.tick_proposal_parts(candidate, present=["autre"], by=juror.user)
