"""What a single passage may break by itself: its steps, their order and length, its hours."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from ntc_cert.words import clock, clock_range, duration, long_date
from sessions.conflict_rules import Conflict, conflict
from sessions.sittings import PhaseSlice, Sitting, Sittings, breach
from sessions.steps import STEP_LABELS
from sessions.timetable import Passage

_MINUTE: Final = timedelta(minutes=1)


def unreadable(sittings: Sittings, passage: Passage) -> Conflict:
    """A passage where the jury does nothing has no hour to speak of."""
    candidate = sittings.candidates[passage.candidate_id]
    said = f"{candidate.name} : ce passage n’a aucune étape devant le jury."
    return conflict("wrong_steps", said, candidates=(candidate.id,))


def course_conflicts(sitting: Sitting, grid: int) -> Iterator[Conflict]:
    """The route's steps, in its order, each long enough, nothing between the steps of a phase (RCT08, RCC06)."""
    if not sitting.follows_its_route:
        asked = sitting.course.route.label
        yield breach(sitting, "wrong_steps", f"ses étapes ne sont pas celles de l’inscription {asked}")
        return
    yield from _phases(sitting)
    yield from _durations(sitting)
    off_grid = next(
        (s for s in sitting.passage.steps if _is_off_grid(s.start, grid) or _is_off_grid(s.end, grid)), None
    )
    if off_grid is not None:
        yield breach(sitting, "off_grid", f"l’heure n’est pas un multiple de {duration(grid)}", off_grid)


def _is_off_grid(moment: datetime, grid: int) -> bool:
    return bool(moment.second or moment.microsecond or (moment.hour * 60 + moment.minute) % grid)


def _phases(sitting: Sitting) -> Iterator[Conflict]:
    steps = sitting.passage.steps
    finished: datetime | None = None
    for part in sitting.course.phases:
        first = steps[part.first]
        if _is_broken(sitting, part):
            said = f"les étapes de l’épreuve « {part.phase.label} » doivent se suivre sans attente"
            yield breach(sitting, "phase_broken", said, first, source=part.phase.source)
        if finished is not None and min(step.start for step in steps[part.first : part.after]) < finished:
            said = f"l’épreuve « {part.phase.label} » commence avant la fin de la précédente"
            yield breach(sitting, "phases_out_of_order", said, first)
        finished = steps[part.after - 1].end


def _is_broken(sitting: Sitting, part: PhaseSlice) -> bool:
    """The preparations end together, when the meeting starts; then each step follows the one before at once."""
    steps = sitting.passage.steps
    met = steps[part.before : part.after]
    meets = met[0].start if met else steps[part.first].end
    return any(step.end != meets for step in steps[part.first : part.before]) or any(
        step.end != following.start for step, following in pairwise(met)
    )


def _durations(sitting: Sitting) -> Iterator[Conflict]:
    course = sitting.course
    for step, asked, shortest, planned in zip(
        sitting.passage.steps, course.steps, course.shortest, course.planned, strict=True
    ):
        length = step.end - step.start
        if shortest <= length <= planned:
            continue
        code, but = (
            ("duration_below", "il en faut") if length < shortest else ("duration_above", "le planning en prévoit")
        )
        lasts = f"l’étape « {STEP_LABELS[step.kind]} » dure {duration(length // _MINUTE)}"
        yield breach(sitting, code, f"{lasts}, {but} {duration(planned // _MINUTE)}", step, source=asked.source)


def hour_conflicts(sittings: Sittings, sitting: Sitting) -> Iterator[Conflict]:
    """The whole passage on one day of the session, within its hours."""
    day = sittings.days.get(sitting.day)
    if day is None:
        yield breach(sitting, "not_a_session_day", "la session n’a pas lieu ce jour-là")
    elif sitting.end.date() != sitting.day:
        yield breach(sitting, "not_a_session_day", "le passage se termine un autre jour")
    elif sitting.start < day.opens or sitting.end > day.closes:
        said = f"il dure {clock_range(sitting.start, sitting.end)}, et la journée du {long_date(day.date)} va de "
        yield breach(sitting, "outside_hours", f"{said}{clock(day.opens)} à {clock(day.closes)}")
