"""What publishing would change for each person, said in a table: before, after, by how much."""

from collections.abc import Iterable
from dataclasses import dataclass

from ntc_cert.folding import folded
from ntc_cert.words import NBSP, clock, duration, short_date
from sessions.message_words import duty_line
from sessions.models import ExamSession
from sessions.plan_reading import PlannedPassage, passage_reader, read_plan
from sessions.plans import plan_of
from sessions.publication import Change, What
from sessions.readers import JurorReader


@dataclass(frozen=True, slots=True)
class DiffLine:
    name: str
    before: str
    after: str
    gap: str
    is_juror: bool = False


def diff_lines(exam_session: ExamSession, changes: Iterable[Change]) -> list[DiffLine]:
    """By name."""
    read = passage_reader(exam_session, {"passages": []})
    lines = [
        _line(change, *(passage and read(passage) for passage in (change.before, change.after))) for change in changes
    ]
    return sorted(lines, key=lambda line: folded(line.name))


def juror_lines(jurors: Iterable[JurorReader]) -> list[DiffLine]:
    """By name: a day's hours from the first passage to the last."""
    lines = [
        DiffLine(_name(one), duty_line(one.was), duty_line(one.now), _juror_gap(one), is_juror=True) for one in jurors
    ]
    return sorted(lines, key=lambda line: folded(line.name))


def _name(one: JurorReader) -> str:
    return ", ".join(filter(None, (one.juror.last_name, one.juror.first_names)))


def _juror_gap(one: JurorReader) -> str:
    if not (one.was and one.now):
        return "ne siège plus" if one.was else "siège"
    moved = [(duty.start, duty.end) for duty in one.was] != [(duty.start, duty.end) for duty in one.now]
    placed = [(duty.panel, duty.room) for duty in one.was] != [(duty.panel, duty.room) for duty in one.now]
    told = [word for word, differs in (("horaires", moved), ("jury ou salle", placed)) if differs]
    return ", ".join(told) or "inscriptions"


def draft_passages(exam_session: ExamSession) -> list[PlannedPassage]:
    return read_plan(exam_session, plan_of(exam_session))


def _line(change: Change, was: PlannedPassage | None, now: PlannedPassage | None) -> DiffLine:
    known = now or was
    return DiffLine(known.sorted_name if known else change.reference, _place(was), _place(now), _gap(change, was, now))


def _place(passage: PlannedPassage | None) -> str:
    """« 9 déc. 2026, 10 h 35, Jury A, salle 101 »."""
    if passage is None:
        return ""
    parts = (short_date(passage.day), clock(passage.start), passage.panel, passage.jury_room)
    return ", ".join(filter(None, parts))


def _gap(change: Change, was: PlannedPassage | None, now: PlannedPassage | None) -> str:
    """« + 2 h 25, autre jury »; a phase moved apart leaves the start as it was."""
    if was is None or now is None:
        return ", ".join(change.what)
    return ", ".join(_said(what, was, now) for what in change.what)


def _said(what: What, was: PlannedPassage, now: PlannedPassage) -> str:
    if what is not What.TIME:
        return {What.PANEL: "autre jury", What.ROOM: "autre salle", What.JURORS: "autres jurés"}[what]
    if now.day != was.day:
        return "autre jour"
    minutes = int((now.start - was.start).total_seconds() // 60)
    if not minutes:
        return "épreuves déplacées"
    return f"{'+' if minutes > 0 else '−'}{NBSP}{duration(abs(minutes))}"
