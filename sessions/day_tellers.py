"""Who tells what happened on the day: a floor above that records it, or else the timetable."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from sessions.day_record import Record, by_the_timetable
from sessions.models import ExamSession
from sessions.timetable import Timetable

Teller: TypeAlias = Callable[[ExamSession, Timetable, datetime], Record]

_tellers: list[Teller] = []


def listen_to(teller: Teller) -> None:
    """Called once by the app that records, when it is ready."""
    _tellers[:] = [teller]


def record_at(exam_session: ExamSession, timetable: Timetable, moment: datetime) -> Record:
    for teller in _tellers:
        return teller(exam_session, timetable, moment)
    return by_the_timetable(timetable, moment)
