"""A session planned: always an answer, as good as the time allows, and what is proven of it."""

from random import Random
from typing import Final

from sessions.planning.advice import advice
from sessions.planning.again import plan_again
from sessions.planning.answer import passages_of, placement_of
from sessions.planning.by_days import ByDays
from sessions.planning.capacity import Capacity
from sessions.planning.figures import DAYS, MINUTES, UNPLACED
from sessions.planning.improve import improve
from sessions.planning.large import lower_ends, plan_large, prove_days
from sessions.planning.listing import list_plan
from sessions.planning.outcome import Outcome
from sessions.planning.problem import Placement, Problem
from sessions.planning.proof import MinutesBound
from sessions.planning.reasons import reasons_of
from sessions.planning.search import Search, Watch
from sessions.planning.solving import Solving, solve_levels

SMALL: Final = 20  # candidates that one model may hold whole
BY_DAYS: Final = 0.7  # of the time left, for what is settled a day at a time
COUNTING: Final = 0.1  # of the time left, for a plan and then for bounds found by counting


def plan(problem: Problem, *, seconds: float, watch: Watch | None = None) -> Outcome:
    """A valid plan at once, then better ones until nothing is better, the time is over, or `watch` says stop."""
    search = Search(problem, seconds, watch)
    with search.asked_now_and_then():
        _begin(search)
        if problem.tasks and not search.is_over:
            _search(search)
    return Outcome(
        passages=passages_of(problem, search.solution),
        unplaced=reasons_of(problem, search.openings, search.solution),
        advice=advice(problem, len(search.solution)) if search.value(UNPLACED) else "",
        levels=search.levels(),
        seconds=search.elapsed,
    )


def _search(search: Search) -> None:
    problem = search.problem
    if len(problem.tasks) <= SMALL:
        _plan_small(search)
    elif problem.is_free and not search.bounds[UNPLACED]:
        plan_large(search, _random(problem))
    elif problem.baseline:
        plan_again(search)
    if not search.is_over:
        improve(search, _random(problem))


def _plan_small(search: Search) -> None:
    """The days and their ends are bounded, and a good plan found, by counting: the model then has less to prove."""
    problem, by_days = search.problem, None
    if problem.is_free and not search.bounds[UNPLACED]:
        capacity = Capacity(problem, search.openings)
        prove_days(search, capacity)
        lower_ends(search, capacity, _random(problem), search.left * COUNTING)
        if search.value(DAYS) == search.bounds[DAYS] and not search.value(UNPLACED):
            if len(problem.days) > 1:
                by_days = ByDays(search, capacity)
                by_days.settle(search.left * BY_DAYS)
            else:
                _bound_minutes(search, capacity)
    solving = Solving(search, problem.tasks)
    solving.break_symmetry()
    if by_days is not None:
        by_days.teach(solving)
    solve_levels(solving)


def _bound_minutes(search: Search, capacity: Capacity) -> None:
    bound = MinutesBound(search.problem, search.openings, capacity, search.value(DAYS))
    until = search.left * (1 - COUNTING)
    for step in (bound.raise_to, bound.raise_whole):
        step(lambda: search.value(MINUTES), lambda: search.left > until)
        search.prove(MINUTES, bound.value)


def _random(problem: Problem) -> Random:
    return Random(len(problem.tasks))  # noqa: S311 - the same session gives the same plan


def _begin(search: Search) -> None:
    """What is published, what is drafted, what a list gives: the best of the three is where the search starts."""
    problem, openings = search.problem, search.openings
    published = [p for task in problem.tasks if task.base and (p := placement_of(problem, task, task.base.passage))]
    for kept in (published, _drafted(problem), []):
        search.offer(list_plan(problem, openings, kept))


def _drafted(problem: Problem) -> list[Placement]:
    passages = {passage.candidate_id: passage for passage in problem.timetable.passages}
    known = ((task, passages.get(task.id)) for task in problem.tasks)
    return [found for task, passage in known if passage and (found := placement_of(problem, task, passage))]
