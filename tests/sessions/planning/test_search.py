"""What is proven holds for the plans that are still possible, and for no others."""

from time import sleep

from sessions.planning.figures import DAYS, MINUTES, UNPLACED
from sessions.planning.search import Progress, Search
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


def test_whoever_waits_is_asked_in_the_middle_of_a_proof_too() -> None:
    """An hour is given and nothing new may be found: only the question asked now and then can end this search."""
    told = 0

    def enough(progress: Progress) -> bool:
        nonlocal told
        told += 1
        return told < 6

    search = Search(problem(instance("01-tiny")), seconds=3600, watch=enough)
    with search.asked_now_and_then():
        while not search.is_over:
            sleep(0.01)
    assert told >= 6


def test_a_solver_at_work_is_stopped_with_the_search() -> None:
    stopped = []
    search = Search(problem(instance("01-tiny")), seconds=3600, watch=lambda progress: False)
    with search.interrupting(lambda: stopped.append(True)):
        search.tell()
    search.tell()
    assert (stopped, search.left) == ([True], 0)
