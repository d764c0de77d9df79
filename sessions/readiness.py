"""Where a session stands: how many are placed, complete, seated; what blocks; its dates as far as they are known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ntc_cert.words import plural
from sessions.conflicts import Conflict, blocking
from sessions.models import ExamSession, PublishedVersion
from sessions.publication import Change, changed_since, conflicts_at_publication
from sessions.snapshot import timetable_of
from sessions.tasks import KIND_OF, Task, Where, tasks_of
from sessions.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Milestone:
    date: date
    label: str
    done: bool
    final: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    exam_session: ExamSession
    timetable: Timetable
    conflicts: tuple[Conflict, ...]
    version: PublishedVersion | None
    changes: tuple[Change, ...]  # since that version
    today: date

    @property
    def candidates(self) -> int:
        return len(self.timetable.candidates)

    @property
    def placed(self) -> int:
        return len({passage.candidate_id for passage in self.timetable.passages})

    @property
    def complete_dossiers(self) -> int:
        wanting = (found for found in self.conflicts if KIND_OF[found.code].where is Where.DOSSIER)
        return self.candidates - len({candidate for found in wanting for candidate in found.candidate_ids})

    @property
    def jurors(self) -> int:
        return len(self.timetable.jurors)

    @property
    def panels(self) -> int:
        return len(self.timetable.panels)

    @property
    def whole_panels(self) -> int:
        """Those with jurors enough and a room."""
        needed = self.timetable.settings.min_jurors
        return sum(len(panel.juror_ids) >= needed and panel.room_id is not None for panel in self.timetable.panels)

    @property
    def jury_rooms(self) -> int:
        return sum(room.is_jury for room in self.timetable.rooms)

    @property
    def preparation_rooms(self) -> int:
        return sum(room.is_preparation for room in self.timetable.rooms)

    @property
    def blocks(self) -> list[Conflict]:
        return blocking(self.conflicts)

    @property
    def warns(self) -> list[Conflict]:
        return [found for found in self.conflicts if not found.blocks]

    @property
    def next_day(self) -> date:
        """The first of its days that is not over; the last one once all are."""
        days = [day.date for day in self.timetable.days]
        return next((day for day in days if day >= self.today), days[-1])

    @property
    def headline(self) -> str:
        """« 2 points bloquent, 3 à surveiller »."""
        blocks, warns = len(self.blocks), len(self.warns)
        if blocks:
            said = plural(blocks, "point bloque", "points bloquent")
            return f"{said}, {warns} à surveiller" if warns else said
        return f"Rien ne bloque, {plural(warns, 'point')} à surveiller" if warns else "Rien ne bloque"

    @property
    def tasks(self) -> list[Task]:
        return tasks_of(self.conflicts)

    @property
    def is_publishable(self) -> bool:
        """Everyone has a place, nothing blocks, and the doors do not say so yet."""
        news = self.version is None or self.changes
        return bool(self.candidates and news and self.placed == self.candidates and not self.blocks)

    @property
    def milestones(self) -> list[Milestone]:
        return sorted(self._milestones(), key=lambda milestone: milestone.date)

    def _milestones(self) -> Iterator[Milestone]:
        zone = self.exam_session.zone
        days = [day.date for day in self.timetable.days]
        yield Milestone(self.exam_session.created_at.astimezone(zone).date(), "Session créée", True)
        if self.version:
            published = self.version.published_at.astimezone(zone).date()
            yield Milestone(published, f"Version {self.version.number} publiée", True)
        elif days:
            # RCT08 3°: rooms and hours are shown before it begins, so the eve at the latest.
            yield Milestone(days[0] - timedelta(days=1), "Planning à publier", False)
        for rank, day in enumerate(days):
            yield Milestone(day, "Jour J" if rank == 0 else f"Journée {rank + 1}", day < self.today, day >= self.today)


def readiness_of(exam_session: ExamSession, *, today: date) -> Readiness:
    """Fifteen queries or so, whatever the size of the session."""
    timetable = timetable_of(exam_session)
    version = last_version(exam_session)
    return Readiness(
        exam_session=exam_session,
        timetable=timetable,
        conflicts=tuple(conflicts_at_publication(timetable)),
        version=version,
        changes=tuple(changed_since(version)) if version else (),
        today=today,
    )


def last_version(exam_session: ExamSession) -> PublishedVersion | None:
    version = exam_session.versions.select_related("published_by").order_by("-number").first()
    if version:
        version.exam_session = exam_session
    return version
