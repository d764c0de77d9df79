import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.grids import (
    FINAL,
    Agreement,
    Mark,
    Sheet,
    answers_needed,
    cells,
    compare,
    filled,
    is_complete,
)
from tests.evaluations.referentiels import BAKER, NTC
from tests.evaluations.strategies import ANY_MARK

TALK, PLAY, LAST = "technical_interview", "role_play", "final_interview"


def codes(referentiel, route, phase):
    return [cell.code for cell in cells(referentiel, route, phase)]


@pytest.mark.parametrize(
    ("route", "phase", "count"),
    [
        ("title", TALK, 13),
        ("title", PLAY, 7),
        ("ccp1", TALK, 3),
        ("ccp1", PLAY, 6),
        ("ccp2", TALK, 10),
        ("ccp2", PLAY, 1),
    ],
)
def test_rct08_rcc06_each_epreuve_has_its_criteria(route, phase, count):
    assert len(cells(NTC, route, phase)) == count


def test_rct08_the_phone_criterion_is_marked_in_the_role_play_only():
    assert "C5.3" in codes(NTC, "title", PLAY)
    assert "C5.3" not in codes(NTC, "title", TALK)


def test_cells_stand_in_the_referentiels_order_with_the_official_wording():
    grid = cells(NTC, "title", PLAY)
    assert [cell.code for cell in grid] == ["C1.1", "C1.2", "C1.3", "C2.1", "C2.2", "C2.3", "C5.3"]
    assert grid[0].label == NTC.criterion("C1.1").label
    assert grid[0].source == NTC.criterion("C1.1").source


def test_rct09_the_final_interview_has_one_opinion_and_notes_on_its_themes():
    grid = cells(NTC, "final", LAST)
    assert [cell.code for cell in grid if cell.takes_mark] == [FINAL]
    assert len([cell for cell in grid if cell.code.startswith("THEME.")]) == 4
    assert codes(BAKER, "title", LAST) == [FINAL, "THEME.craft", "THEME.future"]


def test_rcc06_a_ccp_route_has_no_final_interview():
    with pytest.raises(KeyError):
        cells(NTC, "ccp1", LAST)
    assert FINAL not in answers_needed(NTC, "ccp1")


def test_answers_needed_are_the_criteria_then_the_final_interview():
    assert len(answers_needed(NTC, "title")) == 21
    assert answers_needed(NTC, "title")[-1] == FINAL
    assert answers_needed(NTC, "final") == (FINAL,)
    assert answers_needed(BAKER, "title") == ("C1.1", "C1.2", "C2.1", "C2.2", "C3.1", "C10.1", "C10.2", FINAL)


def test_progress_counts_a_no_and_not_a_blank():
    grid = cells(NTC, "title", TALK)
    marks = {cell.code: Mark.YES for cell in grid} | {"C3.1": Mark.NO, "C4.2": None, "C6.3": None}
    del marks["C4.4"]
    progress = filled(grid, marks)
    assert str(progress) == "10/13"
    assert progress.missing == ("C4.2", "C4.4", "C6.3")
    assert not progress.is_complete


def test_progress_ignores_marks_of_another_epreuve():
    assert str(filled(cells(NTC, "ccp1", TALK), {"C1.1": Mark.YES})) == "0/3"


def test_rct09_a_final_interview_is_complete_without_a_note():
    grid = cells(NTC, "title", LAST)
    assert not is_complete(grid, {})
    assert is_complete(grid, {FINAL: Mark.NO})


def test_compare_puts_disagreements_then_blanks_then_agreements_each_in_order():
    grid = cells(NTC, "title", PLAY)
    yes = {cell.code: Mark.YES for cell in grid}
    first = Sheet(yes | {"C1.2": Mark.NO, "C2.1": None}, {"C1.2": "Hésite."})
    second = Sheet(yes | {"C5.3": Mark.NO, "C1.3": None})
    compared = compare(grid, {7: first, 9: second})
    assert [each.criterion for each in compared] == ["C1.2", "C5.3", "C1.3", "C2.1", "C1.1", "C2.2", "C2.3"]
    assert [each.state for each in compared] == (
        [Agreement.DISAGREED] * 2 + [Agreement.INCOMPLETE] * 2 + [Agreement.AGREED] * 3
    )
    assert compared[0].marks == {7: Mark.NO, 9: Mark.YES}
    assert compared[0].notes == {7: "Hésite."}
    assert compared[0].common is None
    assert compared[-1].common is Mark.YES


def test_a_shared_no_is_an_agreement():
    grid = cells(NTC, "ccp2", PLAY)
    (only,) = compare(grid, {1: Sheet({"C5.3": Mark.NO}), 2: Sheet({"C5.3": Mark.NO})})
    assert (only.state, only.common) == (Agreement.AGREED, Mark.NO)


def test_two_jurors_disagree_while_a_third_is_awaited():
    grid = cells(NTC, "ccp2", PLAY)
    (only,) = compare(grid, {1: Sheet({"C5.3": Mark.NO}), 2: Sheet({"C5.3": Mark.YES}), 3: Sheet()})
    assert only.state is Agreement.DISAGREED


def test_nobody_yet_is_not_an_agreement():
    (only,) = compare(cells(NTC, "ccp2", PLAY), {})
    assert (only.state, only.common) == (Agreement.INCOMPLETE, None)


def test_a_themes_notes_are_not_compared():
    sheets = {1: Sheet({FINAL: Mark.YES}, {"THEME.craft": "Clair."}), 2: Sheet({FINAL: Mark.YES})}
    assert [each.criterion for each in compare(cells(BAKER, "final", LAST), sheets)] == [FINAL]


@given(st.lists(ANY_MARK, min_size=2, max_size=5))
def test_no_mark_wins_by_rank_mean_or_majority(marks):
    (only,) = compare(cells(NTC, "ccp2", PLAY), {rank: Sheet({"C5.3": mark}) for rank, mark in enumerate(marks)})
    assert only.common == (marks[0] if len(set(marks)) == 1 else None)
    assert (only.state is Agreement.AGREED) == (only.common is not None)
    assert (only.state is Agreement.DISAGREED) == ({Mark.YES, Mark.NO} <= set(marks))


@given(st.dictionaries(st.sampled_from([*answers_needed(NTC, "title"), "C9.9"]), ANY_MARK))
def test_filled_and_missing_always_add_up(marks):
    for phase in (TALK, PLAY, LAST):
        progress = filled(cells(NTC, "title", phase), marks)
        assert progress.filled + len(progress.missing) == progress.total
        assert all(marks.get(code) is None for code in progress.missing)
