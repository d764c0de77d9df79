"""Keeping a candidates file between its reading and its confirmation, then writing it, all or nothing."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePath
from typing import Final

from django.utils import timezone

from centres import journal
from centres.models import User
from ntc_cert.refusals import Refused, one_transaction
from sessions.candidate_columns import candidate_fields, person_fields
from sessions.candidates_file import has_control, read_table
from sessions.enrolment import free_references, locked, write_changes
from sessions.import_plan import Change, Effect, ImportPlan, plan_import
from sessions.models import Candidate, CandidateFile, ExamSession, Person

KEPT_FOR: Final = timedelta(days=1)


class ImportRefused(Refused):
    """Nothing of the file was written."""


def keep_file(exam_session: ExamSession, name: str, content: bytes, *, by: User) -> CandidateFile:
    """Keep a file that can be read, in place of this person's former one; files of yesterday go."""
    read_table(content)
    bare = "".join(letter for letter in PurePath(name).name if not has_control(letter))
    with one_transaction(ImportRefused):
        exam_session.candidate_files.filter(uploaded_by=by).delete()
        CandidateFile.objects.filter(uploaded_at__lt=timezone.now() - KEPT_FOR).delete()
        return CandidateFile.objects.create(
            exam_session=exam_session, uploaded_by=by, name=bare[-200:] or "candidats", content=content
        )


def plan_of(kept: CandidateFile) -> ImportPlan:
    """What confirming this file would write now."""
    today = timezone.localdate(timezone=kept.exam_session.zone)
    return plan_import(kept.exam_session, read_table(bytes(kept.content)), today)


def import_candidates(kept: CandidateFile, *, seen: str, by: User) -> ImportPlan:
    """Write every accepted line in one transaction, provided that it is what the person has seen."""
    with one_transaction(ImportRefused):
        kept = CandidateFile.objects.select_related("exam_session__centre", "exam_session__title").get(pk=kept.pk)
        locked(kept.exam_session)
        plan = plan_of(kept)
        if plan.fingerprint != seen:
            raise ImportRefused("La session a changé depuis cette lecture. Relisez ce qui suit, puis importez.")
        if kept.imported_at or not plan.accepted:
            raise ImportRefused("Ce fichier n’a rien à importer. Choisissez-en un autre.")
        _write(kept.exam_session, plan, by)
        _keep_refused_lines(kept, plan)
    return plan


def _write(exam_session: ExamSession, plan: ImportPlan, by: User) -> None:
    changed = plan.having(Effect.CHANGED)
    for change in changed:
        values = {column: new for column, (_, new) in change.differences.items()}
        write_changes(change.candidate, person_fields(values), candidate_fields(values), by=by)
    created = _enrol_all(exam_session, plan.having(Effect.NEW))
    after = {
        "enrolled": {candidate.pk: candidate.person_id for candidate in created},
        "changed": [change.candidate.pk for change in changed],
        "refused": plan.refused_count,
    }
    journal.record(by, "candidates.imported", exam_session, after=after)


def _enrol_all(exam_session: ExamSession, changes: Sequence[Change]) -> list[Candidate]:
    for change in changes:
        if change.person:
            fields = person_fields({column: new for column, (_, new) in change.differences.items()})
            for name, value in fields.items():
                setattr(change.person, name, value)
            if fields:
                change.person.save(update_fields=list(fields))
    people = [change.person or _somebody(exam_session, change) for change in changes]
    Person.objects.bulk_create([person for person in people if not person.pk])
    given = [str(change.row.values["identifiant"]) for change in changes if "identifiant" in change.row.values]
    references = free_references(exam_session, given)
    candidates = []
    for person, change in zip(people, changes, strict=True):
        fields = candidate_fields(change.row.values)
        fields["reference"] = fields.get("reference") or next(references)
        candidates.append(Candidate(exam_session=exam_session, person=person, **fields))
    return Candidate.objects.bulk_create(candidates)


def _somebody(exam_session: ExamSession, change: Change) -> Person:
    return Person(centre=exam_session.centre, **person_fields(change.row.values))


def _keep_refused_lines(kept: CandidateFile, plan: ImportPlan) -> None:
    """The refused lines stay to be downloaded and corrected; everything else of the file goes."""
    if not plan.faults:
        kept.delete()
        return
    kept.content, kept.imported_at = plan.refused_file(), timezone.now()
    kept.save(update_fields=["content", "imported_at"])
