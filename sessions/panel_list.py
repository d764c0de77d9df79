"""The panels of a session as its list shows them: each juror with what the register says on the session's days."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from juries.eligibility import Finding, may_sit
from sessions.sittings import room_name
from sessions.timetable import Id, Juror, Panel, Timetable


@dataclass(frozen=True, slots=True)
class ListedJuror:
    juror: Juror
    findings: tuple[Finding, ...]

    @property
    def may_sit(self) -> bool:
        return may_sit(self.findings)


@dataclass(frozen=True, slots=True)
class ListedPanel:
    panel: Panel
    room: str
    jurors: tuple[ListedJuror, ...]
    passages: int
    is_short: bool


def listed_panels(timetable: Timetable) -> list[ListedPanel]:
    """Unlike a conflict, a finding is told of a juror as soon as they are seated, before any passage."""
    jurors = {juror.id: juror for juror in timetable.jurors}
    rooms = {room.id: room_name(room) for room in timetable.rooms}
    load: Counter[Id | None] = Counter(passage.panel_id for passage in timetable.passages)
    return [
        ListedPanel(
            panel=panel,
            room="" if panel.room_id is None else rooms[panel.room_id],
            jurors=tuple(
                ListedJuror(jurors[juror], distinct_findings(jurors[juror].findings)) for juror in panel.juror_ids
            ),
            passages=load[panel.id],
            is_short=len(panel.juror_ids) < timetable.settings.min_jurors,
        )
        for panel in timetable.panels
    ]


def distinct_findings(by_day: Mapping[date, tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """What blocks first, each sentence once."""
    found = dict.fromkeys(finding for findings in by_day.values() for finding in findings)
    return tuple(sorted(found, key=lambda finding: may_sit((finding,))))
