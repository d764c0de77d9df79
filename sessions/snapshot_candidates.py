"""From rows to values: the candidates of a session and what links them to jurors."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.db.models import QuerySet

from ntc_cert.written import Written
from sessions.models import Candidate as CandidateRow
from sessions.models import ExamSession
from sessions.timetable import Booking, Candidate, Dossier, ExtraTime, Id, Interval, Link, merged

_COLUMNS: Final = (
    *("pk", "reference", "route", "path", "employer", "training_centre"),
    *("extra_time_preparation", "extra_time_oral"),
    *("dspp_received", "proposal_received", "client_masked", "training_results_received"),
    *("person_id", "person__first_names", "person__used_name", "person__birth_name"),
    *("links__juror_id", "links__reason"),
)


def _candidates(exam_session: int) -> QuerySet:
    rows = CandidateRow.objects.filter(exam_session=exam_session)
    return rows.order_by("reference", "pk", "links__juror_id").values_list(*_COLUMNS)


def _some_candidates(exam_session: int, candidates: Collection[int]) -> QuerySet:
    return _candidates(exam_session).filter(pk__in=candidates)


CANDIDATES, SOME_CANDIDATES = Written(_candidates), Written(_some_candidates)


def candidates_and_links(
    exam_session: ExamSession,
    away: Mapping[int, Sequence[Interval]],
    elsewhere: Mapping[int, Sequence[Booking]],
    *,
    only: tuple[Id, ...] | None = None,
) -> tuple[tuple[Candidate, ...], tuple[Link, ...]]:
    """One query: a row for each link of each candidate, one at least. `away` is by candidate, `elsewhere` by person."""
    rows = CANDIDATES(exam_session.pk) if only is None else SOME_CANDIDATES(exam_session.pk, only)
    candidates: dict[int, Candidate] = {}
    links = []
    for pk, reference, route, path, employer, school, *more in rows:
        preparation, oral, dspp, proposal, masked, results, person, first_names, used, birth, juror, reason = more
        if pk not in candidates:
            candidates[pk] = Candidate(
                id=pk,
                name=f"{first_names} {used or birth}".strip(),
                route=route,
                extra_time=ExtraTime(preparation, oral),
                unavailable=merged(away.get(pk, ())),
                employer=employer,
                training_centre=school,
                path=path,
                dossier=Dossier(dspp, proposal, masked, results),
                bookings=tuple(elsewhere.get(person, ())),
                reference=reference,
                person_id=person,
            )
        if juror is not None:
            links.append(Link(juror, pk, reason))
    # The order the links have always had: by candidate, then by juror.
    return tuple(candidates.values()), tuple(sorted(links, key=lambda link: (link.candidate_id, link.juror_id)))


def extra_time_of(candidate: CandidateRow) -> ExtraTime:
    return ExtraTime(preparation=candidate.extra_time_preparation, oral=candidate.extra_time_oral)
