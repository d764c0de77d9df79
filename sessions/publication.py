"""Commands: the draft becomes a numbered version that no longer changes, and what has changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Max

from centres import journal
from centres.models import User
from ntc_cert.refusals import Refused
from sessions.bookings import held
from sessions.conflicts import Conflict, blocking, find_conflicts, in_order, unplaced
from sessions.models import ExamSession, PanelMember, PublishedVersion
from sessions.plans import Plan, passages_in, plan_of
from sessions.snapshot import timetable_of
from sessions.timetable import Timetable

JURORS = "panels"  # beside the plan's own keys: who sat on each panel when it was published


class NotPublishable(Refused):
    """At least one conflict blocks; the timetable stays a draft."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__([f"{found.sentence} {found.cure}" for found in self.conflicts])


class What(StrEnum):
    """What differs for a candidate between a version and the draft; the value is the word on screen."""

    ADDED = "passage ajouté"
    REMOVED = "passage retiré"
    TIME = "horaire"
    ROOM = "salle"
    PANEL = "jury"
    JURORS = "jurés"


@dataclass(frozen=True, slots=True)
class Change:
    """`reference` is the candidate's in the session: someone withdrawn since has no row any more."""

    reference: str
    what: tuple[What, ...]
    before: Plan | None
    after: Plan | None


def conflicts_at_publication(timetable: Timetable) -> list[Conflict]:
    """Every conflict of the draft, and a warning for each candidate without a passage."""
    return in_order([*find_conflicts(timetable), *unplaced(timetable)])


def publish(exam_session: ExamSession, *, by: User | None, seen_revision: int | None = None) -> PublishedVersion:
    """Freeze the draft under the next number (RCT08 3°: everyone knows where to be before it begins)."""
    with held(exam_session, seen_revision=seen_revision) as locked:
        if blocks := blocking(find_conflicts(timetable_of(locked))):
            raise NotPublishable(blocks)
        number = (locked.versions.aggregate(last=Max("number"))["last"] or 0) + 1
        version = PublishedVersion.objects.create(
            exam_session=locked, number=number, published_by=by, plan=frozen_plan(locked)
        )
        journal.record(by, "session.published", version, after={"number": number}, centre=locked.centre)
    return version


def changed_since(version: PublishedVersion) -> list[Change]:
    """The candidates whose passage differs from the version, by reference."""
    return changes_between(version.plan, frozen_plan(version.exam_session))


def changed_in(timetable: Timetable, version: PublishedVersion) -> list[Change]:
    """The same, when the draft has just been read whole: nothing is asked of the database."""
    jurors = {panel.reference: list(panel.juror_ids) for panel in timetable.panels if panel.juror_ids}
    return changes_between(version.plan, {"passages": passages_in(timetable), JURORS: jurors})


def changes_between(before: Plan, after: Plan) -> list[Change]:
    was, now = _passages(before), _passages(after)
    changes = []
    for reference in sorted(was | now):
        what = _differences(was.get(reference), now.get(reference), before.get(JURORS, {}), after[JURORS])
        if what:
            changes.append(Change(reference, what, was.get(reference), now.get(reference)))
    return changes


def frozen_plan(exam_session: ExamSession) -> Plan:
    return {**plan_of(exam_session), JURORS: _jurors_by_panel(exam_session)}


def _jurors_by_panel(exam_session: ExamSession) -> dict[str, list[int]]:
    """Primary keys: a juror of the centre's register may have no reference."""
    seats: dict[str, list[int]] = {}
    rows = PanelMember.objects.filter(panel__exam_session=exam_session).order_by("panel__reference", "rank", "pk")
    for panel, juror in rows.values_list("panel__reference", "juror_id"):
        seats.setdefault(panel, []).append(juror)
    return seats


def _passages(plan: Plan) -> dict[str, Plan]:
    return {passage["candidate"]: passage for passage in plan["passages"]}


def _differences(
    was: Plan | None, now: Plan | None, jurors_before: dict[str, Any], jurors_after: dict[str, Any]
) -> tuple[What, ...]:
    if was is None or now is None:
        return (What.ADDED,) if was is None else (What.REMOVED,)
    panel = now["panel"]
    found = {
        What.TIME: _read(was, "phase", "kind", "start", "end") != _read(now, "phase", "kind", "start", "end"),
        What.ROOM: _read(was, "candidate_room", "jury_room") != _read(now, "candidate_room", "jury_room"),
        What.PANEL: was["panel"] != panel,
        # An imported baseline does not say who sat: nobody is told of a change that cannot be known.
        What.JURORS: was["panel"] == panel
        and panel in jurors_before
        and set(jurors_before[panel]) != set(jurors_after.get(panel, ())),
    }
    return tuple(what for what, differs in found.items() if differs)


def _read(passage: Plan, *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(step[key] for key in keys) for step in passage["steps"]]
