"""Small groups: nothing is told of one, by itself or by taking one number from another."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.figures.answers import shares
from evaluations.figures.evolution import evolution_of
from evaluations.figures.hiding import Rule, Scope, added, bundles
from evaluations.figures.outcomes import SEALED, outcomes_by_route
from evaluations.figures.whole import Material, Wording, figures_from

SESSIONS = range(1, 9)
FIVE = Rule(5, 7)
LABELS = {"title": "Titre", "ccp1": "CCP Présenter"}
COUNTS = st.tuples(st.integers(0, 8), st.integers(0, 3))
CELLS = st.dictionaries(st.sampled_from(SESSIONS), COUNTS)
CHOSEN = st.frozensets(st.sampled_from(SESSIONS))
FAMILIES = st.integers(0, 8).map(
    lambda at: tuple(part for part in (tuple(SESSIONS[:at]), tuple(SESSIONS[at:])) if part)
)
RULES = st.builds(Rule, st.integers(1, 7), st.integers(1, 10))

Cell = Mapping[int, Sequence[int]]


def of(cell: Cell, sessions: frozenset[int]) -> tuple[int, ...]:
    return added(cell[session] for session in sessions) or (0, 0)


@given(CELLS, FAMILIES, RULES)
def test_a_bundle_is_safe_and_nobody_is_in_two(cell: Cell, families: tuple, rule: Rule) -> None:
    for family in families:
        found = bundles(cell, family, rule.is_safe)
        assert all(rule.is_safe(added(cell[session] for session in bundle)) for bundle in found)
        held = [session for bundle in found for session in bundle]
        assert len(held) == len(set(held))
        left = [session for session in family if session not in held and sum(cell.get(session, ()))]
        assert not left or not rule.is_safe(added(cell[session] for session in left))


@given(CELLS, FAMILIES, RULES, CHOSEN, CHOSEN)
def test_two_choices_never_isolate_a_small_group(
    cell: Cell, families: tuple, rule: Rule, one: frozenset[int], other: frozenset[int]
) -> None:
    """What one choice tells and the other does not is nobody, or a group that is safe by itself."""
    first, second = (frozenset(Scope(chosen, families, rule).told(cell)) for chosen in (one, other))
    assert first <= one
    for rest in (first - second, second - first, first & second):
        assert not rest or rule.is_safe(of(cell, rest))


@given(CELLS, FAMILIES, RULES, st.lists(CHOSEN, min_size=3, max_size=5))
def test_nor_do_more_than_two(cell: Cell, families: tuple, rule: Rule, choices: list[frozenset[int]]) -> None:
    """Whatever is added and taken away, a session moves with its bundle: all its numbers have the same factor."""
    told = [frozenset(Scope(chosen, families, rule).told(cell)) for chosen in choices]
    for family in families:
        for bundle in bundles(cell, family, rule.is_safe):
            assert len({tuple(session in each for each in told) for session in bundle}) == 1


@given(CELLS, FAMILIES, RULES, st.sampled_from(SESSIONS))
def test_a_session_says_the_same_alone_and_among_others(cell: Cell, families: tuple, rule: Rule, session: int) -> None:
    among = Scope(frozenset({session}), families, rule).told(cell)
    assert among == Scope.alone(session, rule).told(cell)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([(6, 1), (3, 1), (4, 2)], [(1,), (3,)]),  # the small one waits
        ([(2, 1), (6, 1), (2, 0), (1, 3)], [(2,), (1, 3)]),  # small ones join, in order of time
        ([(5, 0)], []),  # five of five
        ([(7, 0)], [(1,)]),
        ([(5, 0), (2, 0)], [(1, 2)]),
        ([(0, 0), (0, 5), (1, 0)], [(2, 3)]),
    ],
)
def test_small_sessions_are_joined(parts: list[tuple[int, int]], found: list[tuple[int, ...]]) -> None:
    cell = dict(enumerate(parts, start=1))
    assert bundles(cell, cell, FIVE.is_safe) == found


DECIDED = st.lists(
    st.tuples(st.sampled_from(SESSIONS), st.sampled_from(list(LABELS)), st.sampled_from(SEALED)), max_size=60
)


@given(DECIDED, FAMILIES, CHOSEN)
def test_no_row_of_a_page_is_small_and_none_comes_out_of_its_total(
    decided: list, families: tuple, chosen: frozenset[int]
) -> None:
    found = outcomes_by_route(decided, LABELS, Scope(chosen, families, FIVE))
    told = [row for row in found.routes if row.is_shown]
    assert all(FIVE.is_safe(row.counts) for row in told)
    assert all(row.enrolled == 0 for row in found.routes if not row.is_shown)
    for number in range(len(told)):
        for taken in combinations(told, number):
            rest = found.total.enrolled - sum(row.enrolled for row in taken)
            assert rest >= FIVE.smallest
    assert found.sealed == sum(session in chosen for session, _, _ in decided)


@given(DECIDED, FAMILIES)
def test_what_sessions_say_together_is_the_sum_of_what_they_hold(decided: list, families: tuple) -> None:
    """Split any way, the parts make the whole: where nothing is too small, nothing is lost."""
    rule = Rule(1, 1)
    whole = outcomes_by_route(decided, LABELS, Scope(frozenset(SESSIONS), families, rule)).total
    parts = [outcomes_by_route(decided, LABELS, Scope.alone(session, rule)).total for session in SESSIONS]
    assert whole.counts == tuple(sum(column) for column in zip(*(part.counts for part in parts), strict=True))
    assert whole.enrolled == len(decided)


@given(st.dictionaries(st.sampled_from(["C1.1", "C1.2"]), CELLS), FAMILIES, CHOSEN)
def test_a_hidden_criterion_is_in_no_total(answered: dict, families: tuple, chosen: frozenset[int]) -> None:
    for each in shares(answered, {1: ("C1.1", "C1.2")}, Scope(chosen, families, FIVE)):
        assert all(share.total >= FIVE.smallest for share in each.criteria if share.is_shown)
        assert not each.whole.is_shown or all(share.is_shown for share in each.criteria)
        assert not each.whole.is_shown or each.whole.total == sum(share.total for share in each.criteria)


@given(DECIDED, FAMILIES, CHOSEN)
def test_what_is_drawn_session_by_session_is_in_what_they_say_together(
    decided: list, families: tuple, chosen: frozenset[int]
) -> None:
    """A bar of a session is a bundle too: taken from the whole, what is left is safe or nobody."""
    wording = Wording(LABELS, {})
    material = Material(decided=decided)
    found = figures_from(material, wording, Scope(chosen, families, FIVE)).outcomes.routes
    title = next((row for row in found if row.label == "Titre" and row.is_shown), None)
    drawn = [one.titles.total for one in evolution_of(material, wording, sorted(chosen), FIVE) if one.titles]
    rest = (title.enrolled if title else 0) - sum(drawn)
    assert rest == 0 or rest >= FIVE.smallest
