"""Where a session stands: how many are placed, complete, seated; what blocks; its dates as far as they are known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet

from ntc_cert.words import plural
from ntc_cert.written import WrittenObjects
from sessions.conflicts import Conflict, blocking
from sessions.models import ExamSession, PublishedVersion
from sessions.publication import Change, changed_since, conflicts_at_publication
from sessions.readiness_facts import found_for, rules_of
from sessions.readiness_rules import Item, State, board
from sessions.snapshot import timetable_of
from sessions.tablet_tests import tested_jurors
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
    tested_jurors: int = 0  # with a tablet that passed its test, close enough to the day
    board: tuple[Item, ...] = ()  # what is to be true before the first day, with its dates

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
    def late(self) -> int:
        return sum(item.state is State.LATE for item in self.board)

    @property
    def pressing(self) -> list[Item]:
        """Late or due within the week, the earliest first."""
        return [item for item in self.board if item.is_pressing]

    @property
    def milestones(self) -> list[Milestone]:
        return sorted(self._milestones(), key=lambda milestone: milestone.date)

    def _milestones(self) -> Iterator[Milestone]:
        for item in self.board:
            if item.rule.milestone and item.state is not State.NOT_CONCERNED:
                yield Milestone(item.due, item.rule.milestone, item.state is State.DONE)
        for rank, day in enumerate(day.date for day in self.timetable.days):
            yield Milestone(day, "Jour J" if rank == 0 else f"Journée {rank + 1}", day < self.today, day >= self.today)


def readiness_of(exam_session: ExamSession, *, today: date) -> Readiness:
    """Twenty queries or so, whatever the size of the session."""
    timetable = timetable_of(exam_session)
    version = last_version(exam_session)
    conflicts = tuple(conflicts_at_publication(timetable))
    changes = tuple(changed_since(version)) if version else ()
    days = [day.date for day in timetable.days]
    tested = tested_jurors(exam_session, days)
    found = found_for(exam_session, timetable, conflicts=conflicts, version=version, changes=changes, tested=tested)
    return Readiness(
        exam_session=exam_session,
        timetable=timetable,
        conflicts=conflicts,
        version=version,
        changes=changes,
        today=today,
        tested_jurors=len(tested),
        board=board(rules_of(exam_session), found, first=days[0], last=days[-1], today=today) if days else (),
    )


def _last_versions(exam_session: int) -> QuerySet:
    rows = PublishedVersion.objects.filter(exam_session=exam_session).select_related("published_by")
    return rows.order_by("-number")[:1]


LAST_VERSIONS: Final = WrittenObjects(_last_versions)


def last_version(exam_session: ExamSession) -> PublishedVersion | None:
    version = next(iter(LAST_VERSIONS.objects(exam_session.pk)), None)
    if version:
        version.exam_session = exam_session
    return version
