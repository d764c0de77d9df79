"""Commands: a session is opened on a version of a title, its days are written, its incidents are told."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from centres import journal
from centres.models import User
from ntc_cert.refusals import Refused, one_transaction
from sessions.badges import follow_days
from sessions.bookings import rescheduling
from sessions.models import ExamSession, Incident, SessionDay

# What the journal may tell in full: none of it is a name or free text.
TOLD = ("title_id", "is_remote", "gap_minutes", "role_play_preparation_room")


class NotOpened(Refused):
    """The session is not written as asked."""


@dataclass(frozen=True, slots=True)
class DayEntry:
    """Lunch is whole or absent: the three together, or none."""

    date: date
    opens_at: time
    closes_at: time
    lunch_from: time | None = None
    lunch_to: time | None = None
    lunch_minutes: int | None = None


def open_session(fields: Mapping[str, Any], days: Sequence[DayEntry], *, by: User) -> ExamSession:
    """From now on the wording of its version of the title can't change: a session uses it."""
    with one_transaction(NotOpened):
        fields["title"].freeze()
        exam_session = ExamSession.objects.create(**fields)
        _write_days(exam_session, days)
        journal.record(by, "session.created", exam_session, after=_told(exam_session, days))
    return exam_session


def change_session(
    exam_session: ExamSession, fields: Mapping[str, Any], days: Sequence[DayEntry], *, by: User
) -> ExamSession:
    """Passages keep their times: what no longer holds is told as a conflict."""
    with one_transaction(NotOpened), rescheduling(exam_session) as locked:
        before = _told(locked, _days(locked))
        if fields["title"].pk != locked.title_id:
            _refuse_another_title(locked)
            fields["title"].freeze()
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(fields))
        if list(days) != _days(locked):
            locked.days.all().delete()
            _write_days(locked, days)
            follow_days(locked)
        journal.record(by, "session.changed", locked, before=before, after=_told(locked, days))
    return locked


def report_incident(exam_session: ExamSession, *, happened_at: datetime, text: str, by: User) -> Incident:
    """Kept as written: the procès-verbal repeats it (règlement général)."""
    with one_transaction():
        incident = Incident.objects.create(exam_session=exam_session, happened_at=happened_at, text=text, author=by)
        after = {"exam_session": exam_session.pk, "happened_at": happened_at.isoformat()}
        journal.record(by, "incident.written", incident, after=after, centre=exam_session.centre)
    return incident


def _refuse_another_title(exam_session: ExamSession) -> None:
    """Inscriptions are routes of one référentiel."""
    if exam_session.candidates.exists():
        raise NotOpened(
            "Le référentiel ne change plus : des candidats sont inscrits. Gardez-le, ou créez une autre session."
        )


def _days(exam_session: ExamSession) -> list[DayEntry]:
    names = DayEntry.__dataclass_fields__
    return [DayEntry(**row) for row in exam_session.days.order_by("date").values(*names)]


def _write_days(exam_session: ExamSession, days: Sequence[DayEntry]) -> None:
    SessionDay.objects.bulk_create(SessionDay(exam_session=exam_session, **asdict(day)) for day in days)


def _told(exam_session: ExamSession, days: Sequence[DayEntry]) -> dict[str, Any]:
    return {
        **{name: getattr(exam_session, name) for name in TOLD},
        "days": [day.date.isoformat() for day in days],
    }
