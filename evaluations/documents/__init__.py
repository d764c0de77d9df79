"""Every kind of document, by the name the command and the address give it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from evaluations.documents import grids, minutes, results
from evaluations.documents.cases import Case
from sessions import documents as doors
from sessions.leaves import PrintFile
from sessions.models import ExamSession


@dataclass(frozen=True, slots=True)
class Kind:
    """`is_personal`: one file per candidate, so that it can be asked for one alone."""

    key: str
    label: str
    about: str
    make: Callable[[ExamSession, list[Case]], list[PrintFile]]
    is_after: bool  # printed after the deliberation
    is_personal: bool


def _door_plans(exam_session: ExamSession, found: list[Case]) -> list[PrintFile]:
    """The floor below knows nothing of what was marked."""
    return doors.door_plans(exam_session)


KINDS: Final[dict[str, Kind]] = {
    kind.key: kind
    for kind in (
        Kind(doors.DOOR_PLANS, doors.LABEL, "par salle et par jour", _door_plans, is_after=False, is_personal=False),
        Kind(
            grids.BLANK_GRIDS,
            grids.BLANK_LABEL,
            "par épreuve et par juré",
            grids.blank_grids,
            is_after=False,
            is_personal=True,
        ),
        Kind(
            grids.GRIDS, grids.LABEL, "par juré, puis la décision commune", grids.grids, is_after=True, is_personal=True
        ),
        Kind(results.RESULTS, results.LABEL, "une par candidat", results.results, is_after=True, is_personal=True),
        Kind(minutes.MINUTES, minutes.LABEL, "un pour la session", minutes.minutes, is_after=True, is_personal=False),
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
