"""Why somebody is not placed, in French, for the organiser who has to do something about it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from juries.eligibility import Level
from ntc_cert.words import duration, listing, plural, typeset
from sessions.conflict_rules import RULES
from sessions.people_conflicts import link_between
from sessions.planning.capacity import Capacity
from sessions.planning.openings import Openings
from sessions.planning.problem import Problem, Solution, Task
from sessions.sittings import few, panel_name
from sessions.timetable import Candidate, Id, Juror, Panel


def reasons_of(problem: Problem, openings: Openings, solution: Solution) -> dict[Id, str]:
    """A sentence for each candidate without a passage."""
    missing = [task for task in problem.tasks if task.index not in solution]
    if not missing:
        return {}
    crowded = _crowded(problem, openings)
    return {task.id: typeset(_why(problem, openings, task) or crowded) for task in missing}


def capacity_sentence(problem: Problem, openings: Openings) -> str:
    """Said before anything is planned: the work asked and the most that panels and days can do of it."""
    asked, offered = asked_and_offered(problem, openings)
    return typeset(
        f"{plural(len(problem.tasks), 'candidat')} à placer : {duration(asked)} de jury demandées. "
        f"{plural(len(problem.seats), 'jury')}, {plural(len(problem.days), 'journée', none='aucune')} : "
        f"{duration(offered)} au plus."
    )


def asked_and_offered(problem: Problem, openings: Openings) -> tuple[int, int]:
    """Minutes of jury."""
    return _work(problem, Capacity(problem, openings))


def _work(problem: Problem, capacity: Capacity) -> tuple[int, int]:
    return capacity.asked[0] * problem.unit, sum(most[0][-1] for most in capacity.sure) * problem.unit


def _why(problem: Problem, openings: Openings, task: Task) -> str:
    """What stops this candidate whoever else is there; empty when it is the others who take the room."""
    if not problem.seats:
        return "la session n’a aucun jury."
    if not problem.days:
        return "la session n’a aucune journée."
    if not task.panels:
        return _no_panel(problem, task)
    if next(openings.choices(task), None) is not None:
        return ""
    if not any(room.rank >= task.shape.preparation_rank for room in problem.preparation_rooms) and _prepares(task):
        return f"aucune salle de préparation équipée pour l’inscription {task.shape.route.label}."
    here = replace(task, away=tuple(0 for _ in task.away))
    if next(openings.choices(here), None) is not None:
        return f"aucun jury n’est libre aux heures où {task.name} l’est."
    length = duration(task.shape.length * problem.unit)
    return f"aucun jury n’est disponible assez longtemps pour ce passage de {length}, salles comprises."


def _prepares(task: Task) -> bool:
    return any(block.preparations for block in task.shape.blocks)


def _no_panel(problem: Problem, task: Task) -> str:
    candidate = next(one for one in problem.timetable.candidates if one.id == task.id)
    obstacles = [(panel, *_obstacle(problem, panel, candidate, task)) for panel in problem.timetable.panels]
    if all(kind == "link" for _, kind, _ in obstacles):
        told = [f"{panel_name(panel)} ({said})" for panel, _, said in obstacles]
        return f"aucun jury sans lien avec {task.name} : {few(told, 4)}."
    told = [f"{panel_name(panel)} ({said})" for panel, _, said in obstacles]
    return f"aucun jury ne peut recevoir {task.name} : {few(told, 4)}."


def _obstacle(problem: Problem, panel: Panel, candidate: Candidate, task: Task) -> tuple[str, str]:
    jurors = {juror.id: juror for juror in problem.timetable.jurors}
    members = [jurors[juror] for juror in dict.fromkeys(panel.juror_ids)]
    if len(members) < problem.timetable.settings.min_jurors:
        return "size", f"{plural(len(members), 'juré')} seulement"
    linked = next(_links(problem, members, candidate), "")
    if linked:
        return "link", linked
    return "room", f"salle sans l’équipement de l’inscription {task.shape.route.label}"


def _links(problem: Problem, members: list[Juror], candidate: Candidate) -> Iterator[str]:
    reasons = {(link.juror_id, link.candidate_id): link.reason.strip() for link in problem.timetable.links}
    for juror in members:
        link = link_between(juror, candidate, reasons.get((juror.id, candidate.id)))
        if link and RULES[link[0]].level is Level.BLOCKS:
            yield link[1]


def _crowded(problem: Problem, openings: Openings) -> str:
    """The work that all of them ask, beside what the panels can do; else that the places are taken."""
    capacity = Capacity(problem, openings)
    asked, offered = _work(problem, capacity)
    count = _routes(problem)
    if asked > offered:
        return f"{count} demandent {duration(asked)} de jury ; {duration(offered)} sont disponibles."
    for kind, size in enumerate(capacity.sizes, start=1):
        most = sum(day[kind][-1] for day in capacity.sure)
        if capacity.asked[kind] > most:
            return (
                f"{plural(capacity.asked[kind], 'candidat')} demandent {duration(size * problem.unit)} de jury ou plus "
                f"chacun ; les jurys peuvent en recevoir {most}."
            )
    return (
        f"les places des jurys qui peuvent recevoir ce candidat sont prises : {count} demandent {duration(asked)} de "
        f"jury, {duration(offered)} au plus sont disponibles, et chacun doit tenir entier dans une journée."
    )


def _routes(problem: Problem) -> str:
    """« 12 candidats Titre et 3 candidats CCP Présenter »."""
    counts = Counter(task.shape.route.label for task in problem.tasks)
    return listing([f"{plural(count, 'candidat')} {label}" for label, count in counts.items()])
