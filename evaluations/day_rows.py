"""What an act of the day touches, read and written back as JSON: that is what makes each of them undoable."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from evaluations.deliberation import set_presence
from evaluations.marking import evaluation_of, locked
from evaluations.models import Attendance, Evaluation, JurorReplaced, Presence, StageTaken
from sessions.bookings import with_passages, write
from sessions.models import Candidate, ExamSession, PassageStep
from sessions.models import Passage as PassageRow
from sessions.snapshot import timetable_of
from sessions.timetable import Passage, PlacedStep

ATTENDANCE, STAGES, PRESENCE, PASSAGE, SEATS = "attendance", "stages", "presence", "passage", "seats"
Touched: TypeAlias = tuple[str, int]  # what, of which candidate


def reading(touches: Iterable[Touched]) -> list[Any]:
    return [READ[what](candidate) for what, candidate in touches]


def write_back(exam_session: ExamSession, values: Iterable[tuple[str, int, Any]]) -> None:
    """Each thing as it was; the passages together, so that two that changed places pass through no clash."""
    passages = []
    for what, candidate, value in values:
        if what == PASSAGE:
            passages.append(_passage(candidate, value, exam_session))
        else:
            WRITE[what](candidate, value)
    if passages:
        timetable = with_passages(timetable_of(exam_session), passages)
        write(timetable, [passage.candidate_id for passage in passages])


def stamp(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _read_attendance(candidate: int) -> dict[str, Any] | None:
    row = Attendance.objects.filter(candidate=candidate).first()
    if row is None:
        return None
    return {
        "arrived_at": stamp(row.arrived_at),
        "expected_at": stamp(row.expected_at),
        "keeps_end": row.keeps_end,
        "reason": row.reason,
    }


def _write_attendance(candidate: int, value: dict[str, Any] | None) -> None:
    if value is None:
        Attendance.objects.filter(candidate=candidate).delete()
        return
    moments = {name: moment(value[name]) for name in ("arrived_at", "expected_at")}
    Attendance.objects.update_or_create(candidate_id=candidate, defaults={**value, **moments})


def _read_stages(candidate: int) -> list[list[Any]]:
    rows = StageTaken.objects.filter(candidate=candidate).order_by("began_at", "pk")
    return [[row.phase, row.kind, stamp(row.began_at), stamp(row.ended_at)] for row in rows]


def _write_stages(candidate: int, value: list[list[Any]]) -> None:
    StageTaken.objects.filter(candidate=candidate).delete()
    StageTaken.objects.bulk_create(
        StageTaken(candidate_id=candidate, phase=phase, kind=kind, began_at=moment(began), ended_at=moment(ended))
        for phase, kind, began, ended in value
    )


def _read_presence(candidate: int) -> str:
    found = Evaluation.objects.filter(candidate=candidate).values_list("presence", flat=True).first()
    return found or Presence.PRESENT.value


def _write_presence(candidate: int, value: str) -> None:
    set_presence(locked(evaluation_of(Candidate.objects.get(pk=candidate))), presence=value)


def _read_seats(candidate: int) -> list[list[Any]]:
    rows = JurorReplaced.objects.filter(evaluation__candidate=candidate)
    return [[row.leaving_id, row.joining_id, stamp(row.at)] for row in rows]


def _write_seats(candidate: int, value: list[list[Any]]) -> None:
    evaluation = evaluation_of(Candidate.objects.get(pk=candidate))
    JurorReplaced.objects.filter(evaluation=evaluation).delete()
    JurorReplaced.objects.bulk_create(
        JurorReplaced(evaluation=evaluation, leaving_id=leaving, joining_id=joining, at=moment(at))
        for leaving, joining, at in value
    )


def _read_passage(candidate: int) -> dict[str, Any] | None:
    panel = PassageRow.objects.filter(candidate=candidate).values_list("panel_id", flat=True).first()
    steps = PassageStep.objects.filter(passage__candidate=candidate).order_by("position")
    rows = [
        [row.phase, row.kind, stamp(row.starts_at), stamp(row.ends_at), row.candidate_room_id, row.jury_room_id]
        for row in steps
    ]
    return {"panel": panel, "steps": rows} if panel else None


def _passage(candidate: int, value: dict[str, Any], exam_session: ExamSession) -> Passage:
    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(exam_session.zone)

    steps = (
        PlacedStep(phase, kind, local(start), local(end), *rooms) for phase, kind, start, end, *rooms in value["steps"]
    )
    return Passage(candidate, value["panel"], tuple(steps))


READ: Final[dict[str, Callable[[int], Any]]] = {
    ATTENDANCE: _read_attendance,
    STAGES: _read_stages,
    PRESENCE: _read_presence,
    PASSAGE: _read_passage,
    SEATS: _read_seats,
}
WRITE: Final[dict[str, Callable[[int, Any], None]]] = {
    ATTENDANCE: _write_attendance,
    STAGES: _write_stages,
    PRESENCE: _write_presence,
    SEATS: _write_seats,
}
