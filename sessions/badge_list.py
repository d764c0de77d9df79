"""The jurors of a session, each with the state of their badge."""

from dataclasses import dataclass
from typing import Final

from juries.models import Juror
from sessions.badges import seated_jurors, staff_among
from sessions.models import Badge, ExamSession, PanelMember, TabletTest
from sessions.tablet_rules import failed_words
from sessions.tablet_tests import last_tests

NONE, READY, LOCKED, REVOKED, STAFF = "none", "ready", "locked", "revoked", "staff"
# Key of the state chip, word.
STATES: Final = {
    NONE: ("libre", "Aucun"),
    READY: ("conf", "Prêt"),
    LOCKED: ("bloq", "Bloqué"),
    REVOKED: ("absent", "Révoqué"),
    STAFF: ("libre", "Sans badge"),
}


@dataclass(frozen=True, slots=True)
class BadgeLine:
    """`badge` is the one in force, or nothing."""

    juror: Juror
    panels: tuple[str, ...]  # none: sits no more, and the badge is to be revoked
    badge: Badge | None
    kind: str
    test: TabletTest | None = None  # the last of their tablets

    @property
    def to_mend(self) -> str:
        """« mémoire et hors ligne », or nothing when the tablet passed."""
        return failed_words(self.test.lines) if self.test else ""

    @property
    def chip(self) -> tuple[str, str]:
        return STATES[self.kind]


def badge_lines(exam_session: ExamSession) -> list[BadgeLine]:
    """Six queries, however many jurors; whoever left with a badge comes last."""
    panels = _panels(exam_session)
    standing = {
        badge.juror_id: badge for badge in exam_session.badges.standing().select_related("juror__user", "exam_session")
    }
    revoked = set(exam_session.badges.exclude(revoked_at=None).values_list("juror_id", flat=True))
    seated = list(seated_jurors(exam_session))
    known = {juror.pk for juror in seated}
    gone = [badge.juror for badge in standing.values() if badge.juror_id not in known]
    staff, tests = staff_among(seated), last_tests([*known])
    return [
        BadgeLine(juror, panels.get(juror.pk, ()), badge, _kind(juror, badge, staff, revoked), tests.get(juror.pk))
        for juror in [*seated, *gone]
        for badge in [standing.get(juror.pk)]
    ]


def _panels(exam_session: ExamSession) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    members = PanelMember.objects.filter(panel__exam_session=exam_session).select_related("panel__room")
    for member in members.order_by("panel__reference", "panel_id"):
        said = ", ".join(filter(None, (member.panel.name, member.panel.room and member.panel.room.name)))
        found[member.juror_id] = (*found.get(member.juror_id, ()), said)
    return found


def _kind(juror: Juror, badge: Badge | None, staff: set[int], revoked: set[int]) -> str:
    if juror.user_id in staff:
        return STAFF
    if badge is None:
        return REVOKED if juror.pk in revoked else NONE
    return LOCKED if badge.locked_at else READY
