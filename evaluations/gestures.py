"""One gesture of the organiser: a transaction, what it touched before and after, and the way back."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import timezone

from centres import journal
from centres.models import User
from evaluations.day_facts import seen_now
from evaluations.day_rows import PASSAGE, Touched, reading, write_back
from evaluations.models import ActKind, DayAct
from ntc_cert.refusals import Refused, one_transaction
from sessions.bookings import Outdated, held, rescheduling
from sessions.models import ExamSession, Panel
from sessions.seating import remove_panel

LONGEST: Final = 300
CHANGED: Final = "La journée a changé depuis l’affichage de cette page. Relisez l’effet, puis recommencez si besoin."


class NotDone(Refused):
    """The act no longer makes sense, or would contradict what was recorded."""


@dataclass
class Gesture:
    """Under way: what it is about to write is named first, and what it did is told last."""

    exam_session: ExamSession
    told: str = ""
    before: dict[Touched, Any] = field(default_factory=dict)

    def touches(self, what: str, *candidates: Any) -> None:
        named = [(what, candidate) for candidate in candidates if (what, candidate) not in self.before]
        self.before.update(zip(named, reading(named), strict=True))

    def changes(self) -> list[dict[str, Any]]:
        after = reading(self.before)
        return [
            {"what": what, "candidate": candidate, "before": was, "after": becomes}
            for ((what, candidate), was), becomes in zip(self.before.items(), after, strict=True)
            if was != becomes
        ]


@contextmanager
def gesture(
    exam_session: ExamSession, kind: ActKind, *, by: User, seen: str | None = None, moves: bool = False
) -> Iterator[Gesture]:
    """Alone on the session; refused when another act came after what the organiser saw."""
    with one_transaction(NotDone), _holding(exam_session, moves=moves) as locked:
        if seen is not None and seen != seen_now(ExamSession.objects.get(pk=locked.pk)):
            raise Outdated(CHANGED)
        under_way = Gesture(locked)
        yield under_way
        changes = under_way.changes()
        act = DayAct.objects.create(
            exam_session=locked, kind=kind, at=timezone.now(), by=by, told=under_way.told[:LONGEST], changes=changes
        )
        journal.record(by, "day_act.done", act, after=_about(act), centre=locked.centre)


def undo(act: DayAct, *, by: User) -> None:
    """Everything the act touched as it was before, if nothing has touched it since."""
    moves = any(change["what"] == PASSAGE for change in act.changes)
    with one_transaction(NotDone), _holding(act.exam_session, moves=moves) as locked:
        row = DayAct.objects.select_for_update().get(pk=act.pk)
        if row.undone_at:
            raise NotDone("Ce geste est déjà annulé.")
        touched = [(change["what"], change["candidate"]) for change in row.changes]
        if reading(touched) != [change["after"] for change in row.changes]:
            raise NotDone("Un autre geste a suivi celui-ci. Annulez d’abord le plus récent.")
        write_back(locked, ((one["what"], one["candidate"], one["before"]) for one in row.changes))
        _remove_what_was_made(row, by=by)
        row.undone_at = timezone.now()
        row.save(update_fields=["undone_at"])
        journal.record(by, "day_act.undone", row, after=_about(row), centre=locked.centre)


def _remove_what_was_made(act: DayAct, *, by: User) -> None:
    """A jury made for the act, now that nobody passes before it."""
    moved = [change for change in act.changes if change["what"] == PASSAGE]
    made = {change["after"]["panel"] for change in moved} - {change["before"]["panel"] for change in moved}
    for panel in Panel.objects.filter(pk__in=made, passages=None).select_related("exam_session"):
        remove_panel(panel, by=by)


def _holding(exam_session: ExamSession, *, moves: bool) -> AbstractContextManager[ExamSession]:
    """Only what changes the timetable gives it another revision."""
    return rescheduling(exam_session) if moves else held(exam_session)


def _about(act: DayAct) -> dict[str, Any]:
    return {"kind": str(act.kind), "candidates": _touched(act.changes)}


def _touched(changes: Iterable[dict[str, Any]]) -> list[int]:
    return sorted({change["candidate"] for change in changes})
