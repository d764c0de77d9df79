"""What the list of candidates shows: searched, filtered and sorted here, because no engine folds accents alike."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import prefetch_related_objects

from ntc_cert.folding import folded
from sessions.candidate_columns import extra_time_word
from sessions.conflict_rules import Conflict
from sessions.models import Candidate, ExamSession, Passage, Person
from sessions.people_conflicts import dossier_conflicts
from sessions.timetable import Candidate as CandidateValue
from sessions.timetable import Dossier
from titles.referentiel import Referentiel

PER_PAGE: Final = 100
UNPLACED: Final = datetime.max.replace(tzinfo=UTC)
EXTRA_TIME_WORDS: Final = {"non": "", "preparation": "préparation", "oral": "oral", "tout": "préparation et oral"}
COMPLETE: Final = ("conf", "Complet")
MISSING: Final = ("avert", "Incomplet")
UNKNOWN: Final = ("libre", "Non renseigné")

SORTS: Final[dict[str, Callable[[Candidate], object]]] = {
    "nom": lambda candidate: (folded(candidate.person.sorted_name), candidate.pk),
    "identifiant": lambda candidate: (candidate.reference, candidate.pk),
    "inscription": lambda candidate: (candidate.route, folded(candidate.person.sorted_name)),
    "passage": lambda candidate: (starts_at(candidate), candidate.reference),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list, said in words."""

    candidate: Candidate
    route: str
    path: str
    extra_time: str
    dossier: tuple[str, str]
    passage: Passage | None
    links: int


@dataclass(frozen=True, slots=True)
class CandidateList:
    rows: list[Listed]
    page: Page
    total: int
    routes: list[tuple[str, str]]  # those that somebody is enrolled for

    @property
    def found(self) -> int:
        return self.page.paginator.count


def list_candidates(exam_session: ExamSession, query: Mapping[str, str]) -> CandidateList:
    """Two queries whatever the number of candidates: theirs, and the links of those on the page."""
    referentiel = exam_session.referentiel
    everyone = list(exam_session.candidates.select_related("person", "passage__panel"))
    words, route = folded(query.get("q", "")).split(), query.get("inscription", "")
    found = [one for one in everyone if (not route or one.route == route) and _answers(words, _texts(one))]
    sort = query.get("tri", "identifiant")
    key = SORTS.get(sort.removeprefix("-"), SORTS["identifiant"])
    found.sort(key=key, reverse=sort.startswith("-"))
    page = Paginator(found, PER_PAGE).get_page(query.get("page"))
    prefetch_related_objects(list(page), "links")
    enrolled = {candidate.route for candidate in everyone}
    routes = [(key, one.label) for key, one in referentiel.routes.items() if key in enrolled]
    return CandidateList([_listed(one, referentiel) for one in page], page, len(everyone), routes)


def list_people(people: Iterable[Person], query: Mapping[str, str]) -> tuple[Page, int]:
    """The page of people found and how many there are in all, by name."""
    words = folded(query.get("q", "")).split()
    everyone = sorted(people, key=lambda person: (folded(person.sorted_name), person.pk))
    found = [one for one in everyone if _answers(words, (one.birth_name, one.used_name, one.first_names))]
    page = Paginator(found, PER_PAGE).get_page(query.get("page"))
    prefetch_related_objects(list(page), "centre", "enrolments__exam_session__title")
    return page, len(everyone)


def starts_at(candidate: Candidate) -> datetime:
    passage = getattr(candidate, "passage", None)
    return passage.starts_at if passage else UNPLACED


def dossier_state(candidate: Candidate, referentiel: Referentiel) -> tuple[str, str]:
    found = dossier_findings(candidate, referentiel)
    if not found:
        return COMPLETE
    return UNKNOWN if all(conflict.code == "dossier_unknown" for conflict in found) else MISSING


def dossier_findings(candidate: Candidate, referentiel: Referentiel) -> list[Conflict]:
    """What the rules of the timetable say of this dossier (RCT07, RCT08, RCT09)."""
    dossier = Dossier(
        dspp=candidate.dspp_received,
        proposal=candidate.proposal_received,
        client_masked=candidate.client_masked,
        training_results=candidate.training_results_received,
    )
    value = CandidateValue(
        id=candidate.pk, name=str(candidate.person), route=candidate.route, path=candidate.path, dossier=dossier
    )
    return list(dossier_conflicts(value, referentiel))


def _listed(candidate: Candidate, referentiel: Referentiel) -> Listed:
    return Listed(
        candidate=candidate,
        route=referentiel.routes[candidate.route].label,
        path=candidate.get_path_display(),
        extra_time=EXTRA_TIME_WORDS[extra_time_word(candidate)],
        dossier=dossier_state(candidate, referentiel),
        passage=getattr(candidate, "passage", None),
        links=len(candidate.links.all()),
    )


def _texts(candidate: Candidate) -> tuple[str, ...]:
    person = candidate.person
    return person.birth_name, person.used_name, person.first_names, candidate.reference


def _answers(words: list[str], texts: Iterable[str]) -> bool:
    text = folded(" ".join(texts)) if words else ""
    return all(word in text for word in words)
