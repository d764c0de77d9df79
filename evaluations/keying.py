"""The agreed answers keyed from signed paper grids: the whole file, or nothing."""

from django.db import transaction

from centres import journal
from centres.models import User
from evaluations.csv_lines import Fault
from evaluations.deliberation import review_decision, set_presence
from evaluations.facts import CandidateRecord, records
from evaluations.grids import Mark as MarkLetter
from evaluations.marking import evaluation_of
from evaluations.marks_file import Known, MarksFile, read_marks
from evaluations.models import Answer, Evaluation, Mark, Signature
from sessions.models import ExamSession


class MarksRefused(Exception):
    """The faults of the file, every one with its line; nothing was written."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def import_marks(exam_session: ExamSession, content: bytes, *, by: User | None) -> int:
    """Write the answers of the file and say how many; they count at once, and the journal says so."""
    with transaction.atomic():
        ExamSession.objects.select_for_update(of=("self",)).get(pk=exam_session.pk)
        found = {record.candidate.reference: record for record in records(exam_session)}
        file = read_marks(content, exam_session.referentiel, _known(exam_session, found))
        if file.faults:
            raise MarksRefused(file.faults)
        evaluations = {name: evaluation_of(found[name].candidate) for name in _named(file)}
        _write(file, evaluations)
        for name, evaluation in evaluations.items():
            review_decision(found[name].candidate, evaluation)
            cells = {row.cell: row.mark and row.mark.value for row in file.marks if row.candidate == name}
            presence = {"presence": evaluation.presence}
            told = {"cells": cells, "counts": "at once", **presence}
            journal.record(by, "marks.keyed_from_paper", evaluation, after=told, centre=exam_session.centre)
    return len(file.marks) + len(file.presences)


def _known(exam_session: ExamSession, found: dict[str, CandidateRecord]) -> dict[str, Known]:
    """A signed result is as closed to the file as a sealed one; a tick on a tablet is a mark recorded."""
    signed = set(
        Signature.objects.filter(evaluation__candidate__exam_session=exam_session, withdrawn_at=None).values_list(
            "evaluation_id", flat=True
        )
    )
    ticks = _ticks(exam_session)
    return {
        name: Known(
            route=record.candidate.route,
            is_sealed=record.is_sealed,
            is_signed=record.evaluation is not None and record.evaluation.pk in signed,
            presence=record.facts.presence,
            answers=ticks.get(name, {}) | {cell: mark for cell, mark in record.facts.answers.items() if mark},
        )
        for name, record in found.items()
    }


def _named(file: MarksFile) -> list[str]:
    return list(dict.fromkeys(row.candidate for row in (*file.marks, *file.presences)))


def _write(file: MarksFile, evaluations: dict[str, Evaluation]) -> None:
    for row in file.presences:
        set_presence(evaluations[row.candidate], presence=row.presence.value)
        if row.note is not None:
            evaluations[row.candidate].presence_note = row.note
            evaluations[row.candidate].save(update_fields=["presence_note"])
    noted = [row for row in file.marks if row.note is not None]
    silent = [row for row in file.marks if row.note is None]
    for rows, fields in ((noted, ["value", "source", "note"]), (silent, ["value", "source"])):
        Answer.objects.bulk_create(
            [
                Answer(
                    evaluation=evaluations[row.candidate],
                    criterion=row.cell,
                    value=row.mark.value if row.mark else None,
                    source="paper",
                    note=row.note or "",
                )
                for row in rows
            ],
            update_conflicts=True,
            unique_fields=["evaluation", "criterion"],
            update_fields=fields,
        )


def _ticks(exam_session: ExamSession) -> dict[str, dict[str, MarkLetter]]:
    """What jurors already ticked on screen, by candidate: an absence cannot stand beside it."""
    rows = Mark.objects.filter(grid__evaluation__candidate__exam_session=exam_session, value__isnull=False)
    ticks: dict[str, dict[str, MarkLetter]] = {}
    for name, cell, value in rows.values_list("grid__evaluation__candidate__reference", "criterion", "value"):
        ticks.setdefault(name, {})[cell] = MarkLetter(value)
    return ticks
