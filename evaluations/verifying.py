"""Commands on the codes printed on papers: recorded as results are sealed or amended, and what each stands for now."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from evaluations.facts import CandidateRecord, records, session_fingerprint
from evaluations.models import PaperVersion
from evaluations.results import PRINTED_DIGITS
from sessions.models import Candidate, ExamSession

DIGEST: Final = re.compile(r"[0-9a-f]{64}")
PRINTED: Final = re.compile(rf"[0-9a-f]{{{PRINTED_DIGITS}}}")


@dataclass(frozen=True, slots=True)
class Verified:
    """What anybody holding the paper may know: no person, no result."""

    exam_session: ExamSession
    is_minutes: bool
    first_version: int  # an amendment that changes no result, of a motive, leaves the procès-verbal's code as it was
    version: int
    made_at: datetime
    newest_version: int
    newest_at: datetime

    @property
    def is_current(self) -> bool:
        return self.version == self.newest_version and self.made_at == self.newest_at

    @property
    def is_shared(self) -> bool:
        """By several versions: only the paper tells which one it is."""
        return self.first_version != self.version


def record_versions(candidate: Candidate) -> None:
    """This candidate's sheet has a new code; so has the procès-verbal, once everybody's result is sealed."""
    exam_session = candidate.exam_session
    found = records(exam_session)
    made = [_sheet(record) for record in found if record.candidate.pk == candidate.pk]
    PaperVersion.objects.bulk_create([*made, *_minutes(exam_session, found)])


def record_missing_versions(exam_session: ExamSession) -> int:
    """How many codes were given to results sealed without one: before codes were, or in another installation.

    As they stand now, under the day they were sealed or last amended: an earlier version was never given a code.
    """
    found = records(exam_session)
    known = set(exam_session.paper_versions.values_list("candidate", flat=True))
    made = [_sheet(record) for record in found if record.is_sealed and record.candidate.pk not in known]
    made += _minutes(exam_session, found) if None not in known else []
    for row in made:
        row.made_at = max(_written_at(record) for record in found if row.candidate in (None, record.candidate))
    return len(PaperVersion.objects.bulk_create(made))


def _sheet(record: CandidateRecord) -> PaperVersion:
    candidate = record.candidate
    about = {"exam_session": candidate.exam_session, "candidate": candidate, "version": record.version}
    return PaperVersion(**about, digest=secrets.token_hex(32))


def _minutes(exam_session: ExamSession, found: list[CandidateRecord]) -> list[PaperVersion]:
    """Of everybody, or nothing while a result is open."""
    if not found or not all(record.is_sealed for record in found):
        return []
    version = 1 + sum(len(record.amendments) for record in found)
    return [PaperVersion(exam_session=exam_session, version=version, digest=session_fingerprint(exam_session, found))]


def _written_at(record: CandidateRecord) -> datetime:
    assert record.evaluation is not None
    return max([record.evaluation.sealed_at, *(one.made_at for one in record.amendments)])


def current_codes(exam_session: ExamSession) -> dict[int, str]:
    """Of each candidate's result sheet."""
    rows = PaperVersion.objects.filter(exam_session=exam_session, candidate__isnull=False).order_by("pk")
    return dict(rows.values_list("candidate", "digest"))


def typed(text: str) -> str:
    """A code as somebody copies it: spaces and capitals do not count."""
    return "".join(text.lower().split())


def is_digest(text: str) -> bool:
    return DIGEST.fullmatch(text) is not None


def whole_digest(text: str) -> str:
    """Of a procès-verbal's twelve printed digits; what was given when they are nobody's."""
    if not PRINTED.fullmatch(text):
        return text
    row = PaperVersion.objects.filter(candidate=None, digest__startswith=text).order_by("-pk").first()
    return row.digest if row else text


def verified(digest: str) -> list[Verified]:
    """What stands under this code; two sessions of one name in two centres could share a fingerprint."""
    if not is_digest(digest):
        return []
    bearing: dict[tuple[int, int | None], list[PaperVersion]] = {}
    for row in PaperVersion.objects.filter(digest=digest).select_related("exam_session__title").order_by("pk"):
        bearing.setdefault((row.exam_session_id, row.candidate_id), []).append(row)
    return [_verified(rows) for rows in bearing.values()]


def _verified(rows: list[PaperVersion]) -> Verified:
    first, last = rows[0], rows[-1]
    same = PaperVersion.objects.filter(exam_session=last.exam_session_id, candidate=last.candidate_id)
    newest = same.order_by("-pk")[0]
    return Verified(
        last.exam_session,
        last.candidate_id is None,
        first.version,
        last.version,
        last.made_at,
        newest.version,
        newest.made_at,
    )
