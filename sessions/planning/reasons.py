"""Why somebody is not placed, in French, for the organiser who has to do something about it."""

from sessions.planning.search import Search
from sessions.timetable import Id


def reasons_of(search: Search) -> dict[Id, str]:
    """A sentence for each candidate without a passage."""
    missing = [task for task in search.problem.tasks if task.index not in search.solution]
    return {task.id: "aucune place libre." for task in missing}
