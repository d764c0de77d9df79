"""What is proven holds for the plans that are still possible, and for no others."""

from sessions.planning.figures import DAYS, MINUTES, UNPLACED
from sessions.planning.search import Search
from tests.planner.planning import instance, problem


def test_a_bound_that_rises_takes_back_what_was_proven_below() -> None:
    search = Search(problem(instance("01-tiny")), seconds=1)
    search.prove(DAYS, 2)
    search.prove(MINUTES, 300)
    search.prove(UNPLACED, 1)
    assert (search.bounds[UNPLACED], search.bounds[DAYS], search.bounds[MINUTES]) == (1, 0, 0)


def test_a_bound_never_sinks_and_what_is_known_again_takes_nothing_back() -> None:
    search = Search(problem(instance("01-tiny")), seconds=1)
    search.prove(DAYS, 2)
    search.prove(UNPLACED, 0)
    search.prove(DAYS, 1)
    assert search.bounds[DAYS] == 2
