"""Passages as JSON and back, under the ids they have: what a proposal and a draft put aside are kept as."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sessions.timetable import Passage, PlacedStep

Written = list[dict[str, Any]]


def written(passages: Iterable[Passage]) -> Written:
    """Times in UTC, like the database's."""
    return [
        {"candidate": one.candidate_id, "panel": one.panel_id, "steps": [_step(step) for step in one.steps]}
        for one in passages
    ]


def read(rows: Written, zone: ZoneInfo) -> tuple[Passage, ...]:
    return tuple(
        Passage(row["candidate"], row["panel"], tuple(_read_step(step, zone) for step in row["steps"])) for row in rows
    )


def _step(step: PlacedStep) -> list[Any]:
    start, end = (moment.astimezone(UTC).isoformat() for moment in (step.start, step.end))
    return [str(step.phase), str(step.kind), start, end, step.candidate_room, step.jury_room]


def _read_step(row: list[Any], zone: ZoneInfo) -> PlacedStep:
    phase, kind, start, end, *rooms = row
    begins, ends = (datetime.fromisoformat(moment).astimezone(zone) for moment in (start, end))
    return PlacedStep(phase, kind, begins, ends, *rooms)
