"""One passage as it goes: its stages, what was recorded of them, and where that leaves it at a given minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from evaluations.verdicts import Presence
from sessions.steps import merge_interview
from sessions.timetable import Passage

DELIBERATION: Final = "deliberation"
NONE: Final = timedelta()


@dataclass(frozen=True, slots=True)
class Stage:
    """What one stretch of a passage is for."""

    phase: str
    kind: str
    start: datetime
    end: datetime

    @property
    def key(self) -> tuple[str, str]:
        return self.phase, self.kind

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def minutes(self) -> int:
        return self.length // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """When a stage really began, and ended unless it goes on."""

    began_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What was recorded of one candidate."""

    arrived_at: datetime | None = None
    expected_at: datetime | None = None
    keeps_end: bool | None = None
    presence: Presence = Presence.PRESENT
    taken: Mapping[tuple[str, str], Taken] = field(default_factory=dict, hash=False)
    told: frozenset[tuple[str, str]] = frozenset()  # of those taken, the ones only a tablet knows of
    sealed_at: datetime | None = None

    @property
    def has_begun(self) -> bool:
        return bool(self.taken)

    @property
    def is_recorded(self) -> bool:
        """Somebody noted a stage of it, beside what tablets tell."""
        return bool(self.taken.keys() - self.told)

    @property
    def is_awaited(self) -> bool:
        """Neither there, nor known not to come."""
        return self.arrived_at is None and not self.has_begun and self.presence is Presence.PRESENT


NOTHING: Final = Facts()


class Doing(StrEnum):
    NOT_YET = "not_yet"  # the hour has not come
    PLANNED = "planned"  # nothing was recorded: the timetable speaks
    WAITING = "waiting"  # the hour has come, the candidate has not gone in
    AT_WORK = "at_work"
    BETWEEN = "between"  # two stages the timetable holds apart
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a passage is; `reached` is the minute of the timetable its work has come to."""

    doing: Doing
    stage: Stage | None  # under way, or the next one
    since: datetime | None
    stage_end: datetime
    late: timedelta
    end: datetime  # of its épreuves, as far as one can tell
    free: datetime  # of the deliberation
    reached: datetime


def stages_of(passage: Passage, gap: timedelta) -> tuple[Stage, ...]:
    """Steps that overlap are one stage: the candidate prepares while the jury reads. Then the jury deliberates."""
    result: list[Stage] = []
    for step in merge_interview(passage.steps):
        if result and step.start < result[-1].end:
            last = result.pop()
            result.append(Stage(last.phase, last.kind, min(last.start, step.start), max(last.end, step.end)))
        else:
            result.append(Stage(step.phase, step.kind, step.start, step.end))
    if gap:
        result.append(Stage("", DELIBERATION, passage.end, passage.end + gap))
    return tuple(result)


def is_over(stages: Sequence[Stage], about: Facts) -> bool:
    """Ended, sealed, or nobody there to go on."""
    last = about.taken.get(stages[-1].key)
    return (
        about.presence is not Presence.PRESENT
        or about.sealed_at is not None
        or (last is not None and last.ended_at is not None)
    )


def standing(stages: Sequence[Stage], about: Facts, now: datetime) -> Standing:
    """Of a passage that is not over, from what was recorded of it."""
    for rank, stage in enumerate(stages):
        if stage.key in about.taken and about.taken[stage.key].ended_at is None:
            return _under_way(stages[rank:], about, now, planned_end=_planned_end(stages))
    following = 1 + max((rank for rank, stage in enumerate(stages) if stage.key in about.taken), default=-1)
    return _before_a_stage(stages, following, about, now)


def by_the_plan(stages: Sequence[Stage], about: Facts, now: datetime, *, is_pointed: bool) -> Standing:
    """Nothing was recorded of its stages; someone who has not come is only missed where arrivals are recorded."""
    began = stages[0].start <= now
    if not began or (is_pointed and about.is_awaited):
        return _before_a_stage(stages, 0, about, now)
    stage = next((one for one in reversed(stages) if one.start <= now), stages[0])
    end, free = _planned_end(stages), stages[-1].end
    return Standing(Doing.PLANNED, stage, stage.start, stage.end, NONE, end, free, reached=now)


def expected(stages: Sequence[Stage], about: Facts, free_from: datetime) -> tuple[datetime, datetime]:
    """When a passage still to come should end, and its jury be free, if that jury is free from then only."""
    start = max(stages[0].start, free_from, about.expected_at or free_from)
    return _ends(stages, start + stages[0].length, about, start)


def _under_way(rest: Sequence[Stage], about: Facts, now: datetime, *, planned_end: datetime) -> Standing:
    stage = rest[0]
    began = about.taken[stage.key].began_at
    stage_end = max(now, began + stage.length)
    late = max(stage_end - stage.end, NONE)
    if about.keeps_end and stage.kind != DELIBERATION:
        late = max(now - planned_end, NONE)  # what is left is made shorter
    end, free = _ends(rest, stage_end, about, now, planned_end=planned_end)
    return Standing(Doing.AT_WORK, stage, began, stage_end, late, end, free, reached=max(now - late, stage.start))


def _before_a_stage(stages: Sequence[Stage], rank: int, about: Facts, now: datetime) -> Standing:
    rest, stage = stages[rank:], stages[rank]
    late = max(now - stage.start, NONE)
    start = max(now, stage.start)
    if rank:
        doing, reached = Doing.BETWEEN, stages[rank - 1].end
        since = about.taken[stages[rank - 1].key].ended_at
    else:
        doing, reached = Doing.WAITING if stage.start <= now else Doing.NOT_YET, stage.start
        since = stage.start
        start = max(start, about.expected_at or start)
    stage_end = start + stage.length
    end, free = _ends(rest, stage_end, about, now, planned_end=_planned_end(stages))
    return Standing(doing, stage, since, stage_end, late, end, free, reached)


def _ends(
    rest: Sequence[Stage], first_end: datetime, about: Facts, now: datetime, *, planned_end: datetime | None = None
) -> tuple[datetime, datetime]:
    """The épreuves' end and the deliberation's, each stage at its hour or as soon as the one before is over."""
    planned_end = planned_end or _planned_end(rest)
    moment = end = first_end
    for stage in rest[1:]:
        if stage.kind == DELIBERATION and about.keeps_end:
            moment = end = max(planned_end, now)
        moment = max(moment, stage.start) + stage.length
        if stage.kind != DELIBERATION:
            end = moment
    return end, moment


def _planned_end(stages: Sequence[Stage]) -> datetime:
    return max((stage.end for stage in stages if stage.kind != DELIBERATION), default=stages[-1].end)
