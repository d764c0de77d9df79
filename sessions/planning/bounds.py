"""What no plan can beat, seen without searching: who can't be placed, and how many days the work takes."""

from sessions.planning.figures import CHANGED, DAYS, IDLE, MINUTES, SHIFT, SPREAD, UNPLACED, WAITING
from sessions.planning.openings import Openings
from sessions.planning.problem import Problem


def simple_bounds(problem: Problem, openings: Openings) -> dict[str, int]:
    """Zero where nothing better is known."""
    hopeless = sum(1 for task in problem.tasks if next(openings.choices(task), None) is None)
    bounds = dict.fromkeys((CHANGED, SHIFT, MINUTES, WAITING, IDLE, SPREAD), 0)
    return {**bounds, UNPLACED: hopeless, DAYS: len({fixed.day for fixed in problem.fixed})}
