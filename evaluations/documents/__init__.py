"""Every kind of document, by the name the command and the address give it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from evaluations.documents import grids, minutes, results
from sessions import documents as doors
from sessions.leaves import PrintFile
from sessions.models import ExamSession


@dataclass(frozen=True, slots=True)
class Kind:
    """`is_personal`: one file per candidate, and its maker also takes the candidates it is asked for."""

    key: str
    label: str
    make: Callable[..., list[PrintFile]]
    is_after: bool  # printed after the deliberation
    is_personal: bool


KINDS: Final[dict[str, Kind]] = {
    kind.key: kind
    for kind in (
        Kind(doors.DOOR_PLANS, doors.LABEL, doors.door_plans, is_after=False, is_personal=False),
        Kind(grids.BLANK_GRIDS, grids.BLANK_LABEL, grids.blank_grids, is_after=False, is_personal=True),
        Kind(grids.GRIDS, grids.LABEL, grids.grids, is_after=True, is_personal=True),
        Kind(results.RESULTS, results.LABEL, results.results, is_after=True, is_personal=True),
        Kind(minutes.MINUTES, minutes.LABEL, minutes.minutes, is_after=True, is_personal=False),
    )
}
# Kinds the stable surface names and that no one can print yet.
NOT_YET: Final = (
    "convocations",
    "juror-plans",
    "candidate-plans",
    "sign-in",
    "correspondence",
    "change-sheets",
    "badges",
)


def files_of(exam_session: ExamSession, key: str) -> list[PrintFile]:
    """The files of one kind, one at least."""
    return KINDS[key].make(exam_session)
