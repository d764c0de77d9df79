"""What would place most of those who are left: the same session with one thing more, planned in a moment."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from ntc_cert.words import plural, typeset
from sessions.planning.framing import problem_of
from sessions.planning.listing import list_plan
from sessions.planning.problem import Problem
from sessions.timetable import Day, Juror, Lunch, Panel, Room, Timetable
from titles.referentiel import Equipment

LATE: Final = 22  # o'clock: nobody is asked to stay after
HOUR: Final = timedelta(hours=1)


def advice(problem: Problem, placed: int) -> str:
    """One sentence, empty when nothing simple helps; `placed` is how many of the tasks have a place already."""
    found = []
    for told, timetable in _variants(problem.timetable):
        pinned = [fixed.passage.candidate_id for fixed in problem.fixed]
        gained = len(list_plan(problem_of(timetable, pinned=pinned))) - placed
        if gained > 0:
            found.append((gained, told))
    if not found:
        return ""
    gained, told = max(found, key=lambda one: one[0])
    verb = "aurait sa place" if gained == 1 else "auraient leur place"
    return typeset(f"Avec {told}, {plural(gained, 'candidat')} de plus {verb}.")


def _variants(timetable: Timetable) -> list[tuple[str, Timetable]]:
    """The least effort first: of two that help as much, it is the one told."""
    variants = []
    if timetable.days:
        later = tuple(replace(day, closes=day.closes + HOUR) for day in timetable.days if day.closes.hour < LATE)
        variants.append(("une heure de plus chaque soir", replace(timetable, days=later or timetable.days)))
    room = Room("plus-p", "", is_jury=False, is_preparation=True, equipment=Equipment.PHONE)
    variants.append(("une salle de préparation équipée de plus", replace(timetable, rooms=(*timetable.rooms, room))))
    variants.append(("un jury de plus, sans lien avec les candidats", _with_panel(timetable)))
    if timetable.days:
        variants.append(
            ("une journée de plus", replace(timetable, days=(*timetable.days, _next_day(timetable.days[-1]))))
        )
    return variants


def _with_panel(timetable: Timetable) -> Timetable:
    room = Room("plus-j", "", is_jury=True, is_preparation=False, equipment=Equipment.SPEAKER_PHONE)
    jurors = tuple(Juror(f"plus-{rank}", "") for rank in range(timetable.settings.min_jurors))
    panel = Panel("plus", "", tuple(juror.id for juror in jurors), room.id)
    return replace(
        timetable,
        rooms=(*timetable.rooms, room),
        jurors=(*timetable.jurors, *jurors),
        panels=(*timetable.panels, panel),
    )


def _next_day(day: Day) -> Day:
    shift = timedelta(days=1)
    lunch = day.lunch and Lunch(day.lunch.start + shift, day.lunch.end + shift, day.lunch.minutes)
    return Day(day.date + shift, day.opens + shift, day.closes + shift, lunch)
