"""What really happened on a day under way, for whoever plans the rest of it: the timetable alone does not know."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from sessions.timetable import Booking, Candidate, Id, Interval, Juror, Timetable

BUSY: Final = "encore avec le candidat précédent"


@dataclass(frozen=True, slots=True)
class Record:
    """At one moment: whose passage stays, who is not to be planned any more, and what is known of the others."""

    staying: frozenset[Id] = frozenset()
    gone: frozenset[Id] = frozenset()  # absent, or left: where they were planned nothing changes
    busy_until: Mapping[Id, datetime] = field(default_factory=dict, hash=False)  # by panel
    expected_at: Mapping[Id, datetime] = field(default_factory=dict, hash=False)  # by candidate

    @property
    def told(self) -> tuple[object, ...]:
        """The same for two readings of the same facts."""
        kept = (sorted(map(str, self.staying)), sorted(map(str, self.gone)))
        return (*kept, *(sorted(map(str, one.items())) for one in (self.busy_until, self.expected_at)))


def by_the_timetable(timetable: Timetable, moment: datetime) -> Record:
    """Where nobody records anything, a passage begins at its hour."""
    return Record(frozenset(one.candidate_id for one in timetable.passages if one.start < moment))


def as_recorded(timetable: Timetable, record: Record, moment: datetime) -> Timetable:
    """The timetable a search works on: late juries and late candidates are not free yet, the gone are not asked for."""
    placed = {passage.candidate_id for passage in timetable.passages}
    busy = {
        juror: until
        for panel in timetable.panels
        if (until := record.busy_until.get(panel.id)) is not None
        for juror in panel.juror_ids
    }
    return replace(
        timetable,
        jurors=tuple(_still_busy(juror, busy.get(juror.id), moment) for juror in timetable.jurors),
        candidates=tuple(
            _expected(candidate, record.expected_at.get(candidate.id), moment)
            for candidate in timetable.candidates
            if candidate.id not in record.gone or candidate.id in placed
        ),
    )


def _still_busy(juror: Juror, until: datetime | None, moment: datetime) -> Juror:
    if until is None:
        return juror
    return replace(juror, bookings=(*juror.bookings, Booking(moment, until, BUSY)))


def _expected(candidate: Candidate, at: datetime | None, moment: datetime) -> Candidate:
    if at is None or at <= moment:
        return candidate
    return replace(candidate, unavailable=(*candidate.unavailable, Interval(moment, at)))
