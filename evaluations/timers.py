"""How long each step of an épreuve lasts before the jury, and what a tap on « Démarrer » does to what is known of it.

A timer counts the exact time, a third more where the candidate has it (13 min 20 for 10); what the timetable rounds up
comes after as a reserve. Moments are the server's: a tablet that was offline tells its own, corrected by what it has
measured of the server's clock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sessions.steps import exact_minutes, planned_minutes
from sessions.timetable import ExtraTime
from titles.referentiel import Phase

CORRECTION: Final = "="  # before a moment that sets a start right
OLDEST: Final = timedelta(hours=12)
HEARD_LATE: Final = timedelta(seconds=30)  # later than that, the moment is the tablet's word


@dataclass(frozen=True, slots=True)
class TimedStep:
    kind: str
    label: str
    seconds: int  # the exact length
    reserve: int  # seconds the timetable keeps after it


class Start(StrEnum):
    WRITES = "writes"
    MERGED = "merged"  # somebody of the panel had started it before: nothing changes
    OUTDATED = "outdated"  # what it speaks of has changed since


@dataclass(frozen=True, slots=True)
class Asked:
    """A tap, read: the moment of a start or of its correction, None to take the start back."""

    moment: datetime | None
    is_correction: bool = False


def timed_steps(phase: Phase, extra_time: ExtraTime, grid: int) -> tuple[TimedStep, ...]:
    """Each step of the épreuve in its order; `grid` is the timetable's, in minutes."""
    steps = []
    for step in phase.steps:
        exact = int(exact_minutes(step, extra_time) * 60)
        reserve = max(planned_minutes(step, extra_time, grid) * 60 - exact, 0)
        steps.append(TimedStep(step.kind.value, step.kind.label, exact, reserve))
    return tuple(steps)


def read_asked(value: str) -> Asked | None:
    """None when it says nothing one can read."""
    if not value:
        return Asked(None)
    is_correction = value.startswith(CORRECTION)
    try:
        moment = datetime.fromisoformat(value.removeprefix(CORRECTION))
    except ValueError:
        return None
    return Asked(moment, is_correction) if moment.tzinfo else None


def credible(moment: datetime, received: datetime) -> datetime | None:
    """The moment, never after it was received; None when it is too old to be of this passage."""
    return None if received - moment > OLDEST else min(moment, received)


def judge_start(asked: Asked, current: datetime | None, *, has_seen: bool) -> Start:
    """`has_seen`: whoever asks knew the cell as it is, or had never seen a start of it taken back.

    Of two starts the earliest stays. To take back or set right, one must have seen what one changes.
    """
    if asked.moment is None or asked.is_correction:
        return Start.WRITES if has_seen else Start.OUTDATED
    if current is None:
        return Start.WRITES if has_seen else Start.OUTDATED
    return Start.WRITES if asked.moment < current else Start.MERGED
