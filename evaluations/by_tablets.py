"""What a jury's timers tell of a passage where the organiser recorded nothing: a start on a tablet begins a stage.

A tablet knows when a step began, never when it ended. A stage ends where a later one begins; before a lunch and before
the deliberation nobody taps anything, so it has ended once it has had its planned time, and so has the deliberation.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, TypeAlias

from evaluations.course import DELIBERATION, NOTHING, Facts, Stage, Taken, stages_of
from sessions.steps import INTERVIEW
from sessions.timetable import Id, Passage, PlacedStep, Timetable
from titles.referentiel import StepKind

Key: TypeAlias = tuple[str, str]
Starts: TypeAlias = Mapping[Key, datetime]  # by épreuve and step, as a timer names them
IN_INTERVIEW: Final = (StepKind.PRESENTATION, StepKind.EXCHANGES)


def with_starts(
    timetable: Timetable, facts: Mapping[Id, Facts], starts: Mapping[Id, Starts], now: datetime
) -> dict[Id, Facts]:
    """The facts, completed; what was recorded of a stage stays as it was recorded."""
    gap = timedelta(minutes=timetable.settings.gap_minutes)
    completed = dict(facts)
    for passage in timetable.passages:
        if own := starts.get(passage.candidate_id):
            about = facts.get(passage.candidate_id, NOTHING)
            completed[passage.candidate_id] = _completed(passage, stages_of(passage, gap), about, own, now)
    return completed


def _completed(passage: Passage, stages: tuple[Stage, ...], about: Facts, starts: Starts, now: datetime) -> Facts:
    told = {
        stage.key: Taken(began)
        for stage in stages
        if stage.key not in about.taken and (began := _began(stage, passage, starts)) and began <= now
    }
    if not told:
        return about
    taken = _without_a_tap({**about.taken, **told}, told, stages, about, now)
    ordered = [(stage.key, taken[stage.key]) for stage in stages if stage.key in taken]
    for rank, (key, one) in enumerate(ordered):
        taken[key] = _ended(one, [later.began_at for _, later in ordered[rank + 1 :]])
        if about.sealed_at:
            taken[key] = _ended(taken[key], [about.sealed_at])
    return replace(about, taken=taken, told=frozenset(taken.keys() - about.taken.keys()))


def _began(stage: Stage, passage: Passage, starts: Starts) -> datetime | None:
    """By the tap on the step that opens it, or on a later one, less what the timetable puts before that.

    A start of another day is somebody who tried the timer.
    """
    for step in sorted(_steps_of(stage, passage), key=lambda step: step.start):
        for kind in IN_INTERVIEW if step.kind == INTERVIEW else (step.kind,):
            began = starts.get((step.phase, kind))
            if began and began.date() == passage.start.date():
                return began - (step.start - stage.start)
    return None


def _steps_of(stage: Stage, passage: Passage) -> Iterator[PlacedStep]:
    return (step for step in passage.steps if step.phase == stage.phase and stage.start <= step.start < stage.end)


def _without_a_tap(
    taken: dict[Key, Taken], told: Mapping[Key, Taken], stages: tuple[Stage, ...], about: Facts, now: datetime
) -> dict[Key, Taken]:
    """What the planned time alone ends: a stage before a lunch, the last of the épreuves, their deliberation."""
    for stage, following in pairwise(stages):
        if stage.key not in told:
            continue
        over = told[stage.key].began_at + stage.length
        is_last = following.kind == DELIBERATION
        if over > now or following.key in taken or not (is_last or following.start > stage.end):
            continue
        taken[stage.key] = Taken(told[stage.key].began_at, over)
        if is_last:
            free = over + following.length
            taken[following.key] = Taken(over, free if free <= now else None)
    deliberation = stages[-1]
    if about.sealed_at and deliberation.kind == DELIBERATION and deliberation.key not in taken:
        taken[deliberation.key] = Taken(about.sealed_at, about.sealed_at)
    return taken


def _ended(one: Taken, later: Iterable[datetime]) -> Taken:
    first = min(later, default=None)
    return replace(one, ended_at=max(one.began_at, first)) if one.ended_at is None and first else one
