"""The figures: what counts, and what stands in their titles. What is hidden has its own tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.figures.agreement import KAPPA_FLOOR, Compared, agreement_of, fleiss_kappa
from evaluations.figures.answers import least_yes, shares
from evaluations.figures.durations import Timed, durations_of, longest_over, punctuality_of
from evaluations.figures.evolution import Part, evolution_of
from evaluations.figures.hiding import Rule, Scope
from evaluations.figures.load import Seat, load_of
from evaluations.figures.outcomes import OUTCOMES, outcomes_by_route
from evaluations.figures.telling import durations_title, outcomes_title, shares_title, stretch_word
from evaluations.figures.whole import Material, Wording, figures_from
from evaluations.verdicts import Outcome

CODES = ("C1.1", "C1.2", "C2.1")
COMPETENCES = {1: CODES[:2], 2: CODES[2:]}
LABELS = {"title": "Titre", "ccp1": "CCP Présenter", "ccp2": "CCP Élaborer"}
WORDING = Wording(LABELS, COMPETENCES)
FIVE = Rule(5, 7)
ALONE, OPEN = Scope.alone(1, FIVE), Scope.alone(1, Rule(1, 1))

DECIDED = st.lists(st.tuples(st.just(1), st.sampled_from(list(LABELS)), st.sampled_from(OUTCOMES)), max_size=30)


def answered(**cells: tuple[int, int]) -> dict[str, dict[int, tuple[int, int]]]:
    """« C1_1=(4, 1) » in session 1."""
    return {code.replace("_", "."): {1: cell} for code, cell in cells.items()}


@given(DECIDED)
def test_every_candidate_is_counted_once(decided: list) -> None:
    found = outcomes_by_route(decided, LABELS, OPEN)
    assert found.total.enrolled == len(decided) == sum(row.enrolled for row in found.routes)
    assert found.sealed == found.total.sealed == sum(outcome is not None for *_, outcome in decided)
    assert found.pending == len(decided) - found.sealed


def test_a_small_inscription_says_nothing_and_is_not_in_the_total() -> None:
    decided = [(1, "title", Outcome.TITLE)] * 6 + [(1, "title", Outcome.NONE)] + [(1, "ccp1", Outcome.NONE)] * 4
    found = outcomes_by_route([*decided, *[(1, "ccp2", None)] * 9], LABELS, ALONE)
    assert [row.is_shown for row in found.routes] == [True, False, True]
    assert found.routes[1].enrolled == 0
    assert (found.total.sealed, found.left_out, found.sealed, found.pending) == (7, 4, 11, 9)
    assert outcomes_title(found.total) == "6 titres proposés sur 7 candidats, des CCP pour aucun"


def test_a_share_counts_yes_among_the_answers() -> None:
    first, second = shares(answered(C1_1=(4, 1), C1_2=(9, 0), C2_1=(3, 1)), COMPETENCES, ALONE)
    assert [(one.code, one.yes, one.total) for one in first.criteria] == [("C1.1", 4, 5), ("C1.2", 9, 9)]
    assert (first.whole.yes, first.whole.total) == (13, 14)
    assert not second.criteria[0].is_shown
    assert not second.whole.is_shown


def test_a_finding_is_stated_only_where_one_criterion_is_the_last() -> None:
    alone = shares(answered(C1_1=(5, 2), C1_2=(4, 3), C2_1=(7, 0)), COMPETENCES, ALONE)
    assert shares_title(alone) == "Le moins de «\u00a0oui\u00a0»\u00a0: C1.2, 4 sur 7"
    for nothing in (answered(C1_1=(4, 1), C1_2=(4, 1)), answered(C1_1=(7, 0)), answered(C1_1=(3, 1), C1_2=(4, 0)), {}):
        assert least_yes(shares(nothing, COMPETENCES, ALONE)) is None


CELLS = st.lists(
    st.builds(
        Compared, st.just(1), st.integers(1, 9), st.sampled_from(CODES), yes=st.integers(0, 3), no=st.integers(0, 3)
    ),
    max_size=30,
    unique_by=lambda cell: (cell.candidate, cell.criterion),
)


@given(CELLS)
def test_agreement_counts_what_two_jurors_answered(cells: list[Compared]) -> None:
    found = agreement_of(cells, CODES, OPEN)
    told = [cell for cell in cells if cell.answers > 1]
    assert found.whole.total == sum(one.total for one in found.criteria) == len(told)
    assert found.whole.agreed == sum(cell.is_agreed for cell in told)
    assert all(one.kappa is None for one in (found.whole, *found.criteria))


def test_kappa_of_a_table_worked_out_by_hand() -> None:
    """Ten cells: 6 twice « oui », 2 twice « non », 2 apart; 8/10 observed, (0.7² + 0.3²) expected."""
    both, neither, apart = (Compared(1, 1, "C1.1", yes, 2 - yes) for yes in (2, 0, 1))
    assert fleiss_kappa([both] * 6 + [neither] * 2 + [apart] * 2) == pytest.approx((0.8 - 0.58) / 0.42)
    assert fleiss_kappa([apart, apart]) == pytest.approx(-1)
    assert fleiss_kappa([both] * 4) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(lambda pair: sum(pair) > 1), min_size=1))
def test_kappa_is_never_above_one(pairs: list[tuple[int, int]]) -> None:
    kappa = fleiss_kappa([Compared(1, rank, "C1.1", yes, no) for rank, (yes, no) in enumerate(pairs)])
    assert kappa is None or -1 - 1e-9 <= kappa <= 1 + 1e-9


def test_kappa_is_told_from_enough_candidates_on() -> None:
    cells = [Compared(1, rank, "C1.1", 2 if rank else 1, 0 if rank else 1) for rank in range(KAPPA_FLOOR)]
    assert agreement_of(cells, CODES, ALONE).whole.kappa is not None
    assert agreement_of(cells[1:], CODES, ALONE).whole.kappa is None
    repeated = [Compared(1, cell.candidate, code, cell.yes, cell.no) for cell in cells[:10] for code in CODES]
    assert agreement_of(repeated, CODES, ALONE).whole.kappa is None


def test_lengths_planned_differently_are_never_mixed() -> None:
    timed = [Timed(1, "role_play", "face_to_face", 30, actual) for actual in (30, 34, 36, 38, 42)]
    timed += [Timed(1, "role_play", "face_to_face", 40, 40)] * 4
    plain, longer = durations_of(timed, ALONE)
    assert (plain.median, plain.low, plain.high, plain.passages, plain.is_shown) == (36, 34, 38, 5, True)
    assert not longer.is_shown
    assert longer.passages == longer.median == 0
    assert longest_over([plain, longer]) is plain
    assert durations_title((plain, longer)) == (
        "Mise en situation, face à face\u00a0: 6\u00a0min de plus que prévu, en médiane"
    )
    assert durations_title((plain, plain)) == "Durées prévues et constatées"


@given(st.lists(st.floats(-60, 60)), st.integers(1, 6))
def test_who_is_early_is_on_time(minutes: list[float], smallest: int) -> None:
    found = punctuality_of([(1, delay) for delay in minutes], Scope.alone(1, Rule(smallest, 7)))
    assert found.passages == len(minutes)
    assert found.is_shown == (len(minutes) >= smallest)
    told = minutes if found.is_shown else []
    assert found.on_time == sum(round(delay) <= 5 for delay in told)
    assert sum(count for _, _, count in found.stretches) == len(told)
    assert sum(count for _, upto, count in found.stretches if upto is not None and upto <= 5) == found.on_time


def test_stretches_are_told_in_minutes() -> None:
    found = punctuality_of([(1, delay) for delay in (-2, 0, 5, 6, 31)], ALONE)
    assert [(stretch_word(low, high).replace("\u00a0", " "), count) for low, high, count in found.stretches] == [
        ("à l’heure ou avant", 2),
        ("1 à 5 min", 1),
        ("6 à 10 min", 1),
        ("11 à 15 min", 0),
        ("16 à 30 min", 0),
        ("plus de 30 min", 1),
    ]


def test_loads_stand_by_name_and_not_by_hours() -> None:
    seats = [
        Seat(1, 1, "Zoé, A", 1, 10),
        Seat(1, 2, "Élan, B", 1, 50),
        Seat(2, 3, "Faure, C", 2, 90),
        Seat(2, 2, "Élan, B", 7, 5),
    ]
    assert [(load.name, load.passages, load.minutes) for load in load_of(seats)] == [
        ("Élan, B", 2, 55),
        ("Faure, C", 1, 90),
        ("Zoé, A", 1, 10),
    ]
    chosen = figures_from(Material(seats=seats), WORDING, Scope.alone(2, FIVE))
    assert [load.name for load in chosen.loads] == ["Élan, B", "Faure, C"]


def test_each_session_says_in_its_turn_what_its_own_page_says() -> None:
    material = Material(
        decided=[(1, "title", Outcome.TITLE)] * 7 + [(2, "title", Outcome.NONE)] * 4 + [(2, "ccp1", Outcome.CCPS)] * 9,
        compared=[Compared(1, rank, "C1.1", 2 if rank else 1, 0 if rank else 1) for rank in range(5)],
        delays=[(2, minutes) for minutes in (0, 3, 6, 9, 12)],
    )
    first, second, third = evolution_of(material, WORDING, [1, 2, 3], FIVE)
    assert (first.titles, first.agreed, first.on_time) == (Part(7, 7), Part(4, 5), None)
    assert (second.titles, second.agreed, second.on_time) == (None, None, Part(2, 5))
    assert third.says_nothing
