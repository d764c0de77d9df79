"""Every kind of document, by the name the command and the address give it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.db.models import QuerySet

from evaluations.documents import change_sheets, grids, minutes, results
from evaluations.documents.cases import Case, cases
from sessions import badge_sheets
from sessions.documents import convocations, correspondence, doors, person_plans, sign_in
from sessions.documents.planned import Planned, planned
from sessions.leaves import PrintFile
from sessions.models import Candidate, ExamSession

PLANNED: Final = "attend un planning"


@dataclass(frozen=True)
class Folder:
    """What the kinds print from, read once for all of them and only when one asks for it."""

    exam_session: ExamSession
    candidates: QuerySet[Candidate] | None = None  # of the session, when only some are wanted
    site: str = ""  # where the page was asked for: a badge leads there

    @cached_property
    def cases(self) -> list[Case]:
        return cases(self.exam_session, self.candidates)

    @cached_property
    def planned(self) -> Planned:
        return planned(self.exam_session)


@dataclass(frozen=True, slots=True)
class Kind:
    """`is_personal`: one file per person, so that it can be asked for one alone."""

    key: str
    label: str
    about: str
    make: Callable[[Folder], list[PrintFile]]
    waits: str = "attend des candidats"  # while there is nothing to print
    is_after: bool = False  # printed after the deliberation
    is_personal: bool = False
    is_signable: bool = (
        False  # handed over in the centre's name, or kept as evidence: not a sheet to fill in or post up
    )


def _of_plan(make: Callable[[Planned], list[PrintFile]]) -> Callable[[Folder], list[PrintFile]]:
    """The floor below knows nothing of what was marked."""
    return lambda folder: make(folder.planned)


def _of_cases(make: Callable[[ExamSession, list[Case]], list[PrintFile]]) -> Callable[[Folder], list[PrintFile]]:
    return lambda folder: make(folder.exam_session, folder.cases)


def _change_sheets(folder: Folder) -> list[PrintFile]:
    return change_sheets.change_sheets(folder.exam_session, folder.cases, folder.planned.edition)


def _badges(folder: Folder) -> list[PrintFile]:
    return badge_sheets.badges(folder.exam_session, folder.site)


KINDS: Final[dict[str, Kind]] = {
    kind.key: kind
    for kind in (
        Kind(
            convocations.CONVOCATIONS,
            convocations.LABEL,
            "candidats, jurés et leurs employeurs",
            _of_plan(convocations.convocations),
            is_personal=True,
            is_signable=True,
        ),
        Kind(
            doors.DOOR_PLANS,
            doors.LABEL,
            "par salle et par jour",
            _of_plan(doors.door_plans),
            waits=PLANNED,
        ),
        Kind(
            person_plans.JUROR_PLANS,
            person_plans.JUROR_LABEL,
            "par juré et par jour",
            _of_plan(person_plans.juror_plans),
            waits=PLANNED,
            is_personal=True,
        ),
        Kind(
            person_plans.CANDIDATE_PLANS,
            person_plans.CANDIDATE_LABEL,
            "un par candidat",
            _of_plan(person_plans.candidate_plans),
            waits=PLANNED,
            is_personal=True,
        ),
        Kind(sign_in.SIGN_IN, sign_in.LABEL, "par épreuve et par jour, et les jurés", _of_plan(sign_in.sign_in)),
        Kind(
            correspondence.CORRESPONDENCE,
            correspondence.LABEL,
            "pour le responsable de session",
            _of_plan(correspondence.correspondence),
            is_signable=True,
        ),
        Kind(
            badge_sheets.BADGES,
            badge_sheets.LABEL,
            "huit par page, à découper",
            _badges,
            waits="à préparer dans Jurys",
        ),
        Kind(
            grids.BLANK_GRIDS,
            grids.BLANK_LABEL,
            "par épreuve et par juré",
            _of_cases(grids.blank_grids),
            is_personal=True,
        ),
        Kind(
            change_sheets.CHANGE_SHEETS,
            change_sheets.LABEL,
            "pour qui joue le client",
            _change_sheets,
            waits="attend une mise en situation",
            is_personal=True,
        ),
        Kind(
            grids.GRIDS,
            grids.LABEL,
            "par juré, puis la décision commune",
            _of_cases(grids.grids),
            waits="attend les réponses d’un juré",
            is_after=True,
            is_personal=True,
            is_signable=True,
        ),
        Kind(
            results.RESULTS,
            results.LABEL,
            "une par candidat",
            _of_cases(results.results),
            is_after=True,
            is_personal=True,
            is_signable=True,
        ),
        Kind(
            minutes.MINUTES,
            minutes.LABEL,
            "un pour la session",
            _of_cases(minutes.minutes),
            is_after=True,
            is_signable=True,
        ),
    )
}
