"""The day as it goes, jury by jury: who is late, who is next, when it will all be done.

A jury for which no stage was recorded is told by the timetable, and is not called late.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from evaluations.course import (
    NONE,
    NOTHING,
    Doing,
    Facts,
    Stage,
    Standing,
    by_the_plan,
    expected,
    is_over,
    stages_of,
    standing,
)
from evaluations.verdicts import Presence
from sessions.timetable import Id, Passage, Timetable

# A shorter delay is the ordinary breath of a day.
TOLERANCE: Final = timedelta(minutes=5)
MINUTE: Final = timedelta(minutes=1)

Known = Mapping[Id, Facts]


@dataclass(frozen=True, slots=True)
class PanelNow:
    """One jury at one minute: the passage it is at, or waits for, and the next one."""

    panel_id: Id | None
    planned_end: datetime
    expected_end: datetime
    passage: Passage | None = None
    stages: tuple[Stage, ...] = ()
    standing: Standing | None = None
    following: Passage | None = None
    is_late: bool = False
    is_here: bool = False  # whoever the passage is of
    is_told: bool = False  # the stage is known by a tablet alone

    @property
    def doing(self) -> Doing:
        return self.standing.doing if self.standing else Doing.DONE

    @property
    def late(self) -> timedelta:
        return self.standing.late if self.standing else NONE

    @property
    def minutes_late(self) -> int:
        return self.late // MINUTE

    @property
    def is_running(self) -> bool:
        return self.doing not in (Doing.NOT_YET, Doing.DONE)


@dataclass(frozen=True, slots=True)
class DayNow:
    """All the juries of a day, those that are late first; `coming` has not begun, absences included."""

    panels: tuple[PanelNow, ...]
    coming: tuple[Passage, ...]
    absences: int
    abandons: int

    @property
    def running(self) -> int:
        return sum(panel.is_running for panel in self.panels)

    @property
    def late(self) -> int:
        return sum(panel.is_late for panel in self.panels)

    @property
    def waiting(self) -> int:
        """Juries kept from working: their hour has come, and nobody is there."""
        return sum(panel.doing is Doing.WAITING and not panel.is_here for panel in self.panels)

    @property
    def planned_end(self) -> datetime | None:
        return max((panel.planned_end for panel in self.panels), default=None)

    @property
    def expected_end(self) -> datetime | None:
        return max((panel.expected_end for panel in self.panels), default=None)


def day_now(timetable: Timetable, facts: Known, day: date, now: datetime) -> DayNow:
    passages = passages_on(timetable, day)
    about = {passage.candidate_id: facts.get(passage.candidate_id, NOTHING) for passage in passages}
    gap = timedelta(minutes=timetable.settings.gap_minutes)
    panels = [
        panel_now(own, about, gap, now)
        for own in ([one for one in passages if one.panel_id == panel.id] for panel in timetable.panels)
        if own
    ]
    presences = [one.presence for one in about.values()]
    return DayNow(
        panels=tuple(sorted(panels, key=lambda panel: -panel.minutes_late if panel.is_late else 1)),
        coming=tuple(_coming(passages, panels, about)),
        absences=presences.count(Presence.ABSENT),
        abandons=presences.count(Presence.ABANDONED),
    )


def panel_now(own: Sequence[Passage], facts: Known, gap: timedelta, now: datetime) -> PanelNow:
    """From the passages of one jury on one day, in order of time."""
    planned_end = max(passage.end for passage in own)
    recorded = is_recorded(own, facts)
    ahead = list(_ahead(own, facts, gap, None if recorded else now))
    if not ahead:
        return PanelNow(own[0].panel_id, planned_end, planned_end)
    (passage, stages), *after = ahead
    about = facts[passage.candidate_id]
    is_pointed = _is_pointed(facts)
    follows = recorded or about.has_begun
    found = standing(stages, about, now) if follows else by_the_plan(stages, about, now, is_pointed=is_pointed)
    following = after[0][0] if after else None
    overrun = found.doing in (Doing.WAITING, Doing.BETWEEN) or found.stage_end == now
    threatened = following is not None and found.free > following.start
    return PanelNow(
        panel_id=own[0].panel_id,
        planned_end=planned_end,
        expected_end=_expected_end(found, after, facts),
        passage=passage,
        stages=stages,
        standing=found,
        following=following,
        is_late=found.late >= TOLERANCE and (overrun or threatened),
        is_here=about.arrived_at is not None,
        is_told=found.doing is Doing.AT_WORK and found.stage is not None and found.stage.key in about.told,
    )


def passages_on(timetable: Timetable, day: date) -> list[Passage]:
    return sorted((one for one in timetable.passages if one.start.date() == day), key=lambda one: one.start)


def is_recorded(own: Iterable[Passage], facts: Known) -> bool:
    """Whether somebody notes what this jury does; not every jury that starts one timer starts them all."""
    return any(facts.get(passage.candidate_id, NOTHING).is_recorded for passage in own)


def still_to_come(timetable: Timetable, panel: Id, day: date, facts: Known, now: datetime) -> list[Passage]:
    """What may still be moved: by what was recorded, or by the clock before a jury of which nothing is.

    Absences and sealed results stay where they are; whoever is awaited after their hour has not begun, where arrivals
    are recorded.
    """
    passages = passages_on(timetable, day)
    own = [passage for passage in passages if passage.panel_id == panel]
    told = {passage.candidate_id: facts.get(passage.candidate_id, NOTHING) for passage in passages}
    recorded, is_pointed = is_recorded(own, told), _is_pointed(told)

    def may_move(passage: Passage) -> bool:
        about = told[passage.candidate_id]
        if about.presence is not Presence.PRESENT or about.has_begun or about.sealed_at:
            return False
        return recorded or passage.start > now or (about.is_awaited and (is_pointed or about.expected_at is not None))

    return [passage for passage in own if may_move(passage)]


def _is_pointed(facts: Known) -> bool:
    """Whether somebody notes who comes, that day."""
    return any(about.arrived_at for about in facts.values())


def _ahead(
    own: Sequence[Passage], facts: Known, gap: timedelta, clock: datetime | None
) -> Iterator[tuple[Passage, tuple[Stage, ...]]]:
    """The passages that are not over: whoever went in after somebody ends that passage; or, by the clock alone."""
    begun = [rank for rank, passage in enumerate(own) if facts[passage.candidate_id].has_begun]
    for rank, passage in enumerate(own):
        stages = stages_of(passage, gap)
        about = facts[passage.candidate_id]
        by_the_clock = clock is not None and stages[-1].end <= clock and not about.has_begun
        if rank >= max(begun, default=0) and not by_the_clock and not is_over(stages, about):
            yield passage, stages


def _expected_end(found: Standing, after: Iterable[tuple[Passage, tuple[Stage, ...]]], facts: Known) -> datetime:
    end, free = found.end, found.free
    for passage, stages in after:
        end, free = expected(stages, facts[passage.candidate_id], free)
    return end


def _coming(passages: Iterable[Passage], panels: Iterable[PanelNow], facts: Known) -> Iterator[Passage]:
    """Whoever has not gone in yet, those their jury waits for included; an absence stays in sight till its turn."""
    turns = {panel.panel_id: panel for panel in panels}
    for passage in passages:
        about, panel = facts[passage.candidate_id], turns[passage.panel_id]
        if about.has_begun or about.sealed_at or about.presence is Presence.ABANDONED or panel.passage is None:
            continue
        its_turn = passage == panel.passage
        if passage.start > panel.passage.start or (its_turn and panel.doing in (Doing.NOT_YET, Doing.WAITING)):
            yield passage
