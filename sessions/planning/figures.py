"""What a plan is worth, level by level: the first level that differs decides between two plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sessions.steps import route_minutes
from sessions.timetable import Id, Interval, Lunch, Passage, Timetable

UNPLACED: Final = "unplaced"
CHANGED: Final = "changed_passages"
SHIFT: Final = "shift_minutes"
DAYS: Final = "days_used"
MINUTES: Final = "day_minutes"
WAITING: Final = "candidate_waiting_minutes"
IDLE: Final = "juror_idle_minutes"
SPREAD: Final = "panel_load_spread_minutes"

LEVELS: Final = (UNPLACED, DAYS, MINUTES, WAITING, IDLE, SPREAD)
REPLANNING_LEVELS: Final = (UNPLACED, CHANGED, SHIFT, DAYS, MINUTES, WAITING, IDLE, SPREAD)

_MINUTE: Final = timedelta(minutes=1)

Figures = dict[str, int]


@dataclass(frozen=True, slots=True)
class Level:
    """A figure of the plan and the least it could be, once everything above it is as good as it can be."""

    name: str
    value: int
    bound: int | None = None

    @property
    def is_proven(self) -> bool:
        return self.bound == self.value


def levels_of(baseline: Sequence[Passage]) -> tuple[str, ...]:
    return REPLANNING_LEVELS if baseline else LEVELS


def figures(timetable: Timetable, passages: Iterable[Passage], baseline: Sequence[Passage] = ()) -> Figures:
    """In the order of the levels, minutes and counts."""
    placed = {passage.candidate_id: passage for passage in passages}
    ends = _ends(placed.values())
    opens = {day.date: day.opens for day in timetable.days}
    found = {
        UNPLACED: len(timetable.candidates) - len(placed),
        CHANGED: sum(_is_changed(old, placed.get(old.candidate_id)) for old in baseline),
        SHIFT: sum(_shift(old, placed.get(old.candidate_id)) for old in baseline),
        DAYS: len(ends.keys() & opens.keys()),
        MINUTES: sum(_minutes(opens[day], end) for day, end in ends.items() if day in opens),
        WAITING: _waiting(timetable, placed),
        IDLE: _idle(timetable, placed.values()),
        SPREAD: _spread(timetable, placed.values()),
    }
    return {name: found[name] for name in levels_of(baseline)}


def _minutes(start: datetime, end: datetime) -> int:
    return (end - start) // _MINUTE


def _ends(passages: Iterable[Passage]) -> dict[date, datetime]:
    ends: dict[date, datetime] = {}
    for passage in passages:
        day = passage.end.date()
        ends[day] = max(ends.get(day, passage.end), passage.end)
    return ends


def _is_changed(old: Passage, new: Passage | None) -> bool:
    return new is None or (old.panel_id, old.steps[0].start, old.steps[-1].end) != (
        new.panel_id,
        new.steps[0].start,
        new.steps[-1].end,
    )


def _shift(old: Passage, new: Passage | None) -> int:
    return 0 if new is None else abs(_minutes(old.steps[0].start, new.steps[0].start))


def _waiting(timetable: Timetable, placed: dict[Id, Passage]) -> int:
    waited = 0
    for candidate in timetable.candidates:
        if passage := placed.get(candidate.id):
            route = timetable.referentiel.routes[candidate.route]
            asked = route_minutes(route, extra_time=candidate.extra_time, settings=timetable.settings)
            waited += _minutes(passage.start, passage.end) - asked.candidate
    return waited


def _idle(timetable: Timetable, passages: Iterable[Passage]) -> int:
    """Each juror from their first minute of a day to their last, but for their work and a lunch that fits inside."""
    members = {panel.id: dict.fromkeys(panel.juror_ids) for panel in timetable.panels}
    lunches = {day.date: day.lunch for day in timetable.days}
    busy: dict[tuple[Id, date], list[Interval]] = {}
    for passage in passages:
        for juror in members.get(passage.panel_id, ()) if passage.panel_id is not None else ():
            parts = [Interval(step.start, step.end) for step in passage.steps if step.has_jury]
            busy.setdefault((juror, passage.start.date()), []).extend(parts)
    return sum(_idle_day(parts, lunches.get(day)) for (_, day), parts in busy.items())


def _idle_day(parts: list[Interval], lunch: Lunch | None) -> int:
    first, last = min(part.start for part in parts), max(part.end for part in parts)
    work = sum(_minutes(part.start, part.end) for part in parts)
    eats = lunch is not None and _has_break(parts, max(first, lunch.start), min(last, lunch.end), lunch.minutes)
    return _minutes(first, last) - work - (lunch.minutes if lunch and eats else 0)


def _has_break(parts: list[Interval], start: datetime, end: datetime, minutes: int) -> bool:
    for part in sorted(parts, key=lambda part: part.start):
        if _minutes(start, min(part.start, end)) >= minutes:
            return start < end
        start = max(start, part.end)
    return start < end and _minutes(start, end) >= minutes


def _spread(timetable: Timetable, passages: Iterable[Passage]) -> int:
    loads = {panel.id: 0 for panel in timetable.panels}
    for passage in passages:
        if passage.panel_id in loads:
            loads[passage.panel_id] += sum(int(step.minutes) for step in passage.steps if step.has_jury)
    return max(loads.values(), default=0) - min(loads.values(), default=0)
