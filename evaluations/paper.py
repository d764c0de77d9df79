"""Paper grids keyed on screen: one person keys, another keys again without seeing; alike, the answers count.

Keying twice rather than reading over: whoever reads values already there confirms them by habit, slips included. The
second person is told which cells differ, never what the first one read.
"""

from collections.abc import Mapping
from typing import Final

from django.utils import timezone

from centres import journal
from centres.models import User
from evaluations.deliberation import review_decision
from evaluations.grids import answers_needed
from evaluations.marking import evaluation_of, locked
from evaluations.models import Answer, Evaluation, PaperKeying, Presence
from evaluations.models.paper import BY_ANOTHER
from ntc_cert.refusals import Refused, one_transaction
from sessions.models import Candidate

LETTERS: Final = frozenset({"O", "N", ""})


class PaperRefused(Refused):
    """This cannot be keyed, now or by this person."""


def waiting_of(candidate: Candidate) -> PaperKeying | None:
    """The keying that another person has still to check."""
    rows = PaperKeying.objects.filter(evaluation__candidate=candidate, checked_at=None, set_aside_at=None)
    return rows.select_related("keyed_by").first()


def key(candidate: Candidate, answers: Mapping[str, str], *, by: User) -> PaperKeying:
    """Keep what one person reads on the paper; nothing of the result changes yet."""
    read = _read(candidate, answers)
    with one_transaction(PaperRefused):
        evaluation = _open(candidate)
        row = PaperKeying.objects.create(evaluation=evaluation, answers=read, keyed_by=by, keyed_at=timezone.now())
        journal.record(by, "paper.keyed", row, after={"cells": read})
    return row


def check(keying: PaperKeying, answers: Mapping[str, str], *, by: User) -> tuple[str, ...]:
    """Key it again: the cells that differ; or, all alike, none, and the answers count from now on."""
    candidate = keying.evaluation.candidate
    read = _read(candidate, answers)
    with one_transaction(PaperRefused):
        evaluation = _open(candidate)
        row = _standing(keying)
        if row.keyed_by_id == by.pk:
            raise PaperRefused(BY_ANOTHER)
        differing = tuple(cell for cell in read if read[cell] != row.answers.get(cell))
        if differing:
            journal.record(by, "paper.differed", row, after={"cells": list(differing)})
            return differing
        row.checked_by, row.checked_at = by, timezone.now()
        row.save(update_fields=["checked_by", "checked_at"])
        before = _write(evaluation, read)
        review_decision(candidate, evaluation)
        told = {"cells": read, "keyed_by": row.keyed_by_id}
        journal.record(by, "paper.checked", row, before={"cells": before}, after=told)
    return ()


def set_aside(keying: PaperKeying, *, by: User) -> None:
    """The keying was wrong: it stays on record, and the paper is keyed anew."""
    with one_transaction(PaperRefused):
        _open(keying.evaluation.candidate)
        row = _standing(keying)
        row.set_aside_by, row.set_aside_at = by, timezone.now()
        row.save(update_fields=["set_aside_by", "set_aside_at"])
        journal.record(by, "paper.set_aside", row, after={"keyed_by": row.keyed_by_id})


def _read(candidate: Candidate, answers: Mapping[str, str]) -> dict[str, str]:
    """Every cell of the route; one left empty is untouched, never « non »."""
    cells = answers_needed(candidate.exam_session.referentiel, candidate.route)
    read = {cell: answers.get(cell, "") for cell in cells}
    if set(read.values()) - LETTERS:
        raise PaperRefused("Répondez Oui ou Non, ou laissez vide.")
    if not any(read.values()):
        raise PaperRefused("Aucune réponse n’est saisie. Recopiez celles du papier.")
    return read


def _open(candidate: Candidate) -> Evaluation:
    evaluation = locked(evaluation_of(candidate))
    if evaluation.presence == Presence.ABSENT:
        raise PaperRefused("Absent(e) : retirez d’abord l’absence pour reprendre le papier.")
    return evaluation


def _standing(keying: PaperKeying) -> PaperKeying:
    row = PaperKeying.objects.select_for_update(of=("self",)).get(pk=keying.pk)
    if row.checked_at or row.set_aside_at:
        raise PaperRefused("Cette saisie est déjà vérifiée ou écartée. Rechargez la page.")
    return row


def _write(evaluation: Evaluation, read: Mapping[str, str]) -> dict[str, str]:
    """A box left empty on paper says nothing of what the jury has answered on screen; gives what stood before."""
    before = {row.criterion: row.value or "" for row in evaluation.answers.filter(criterion__in=list(read))}
    Answer.objects.bulk_create(
        [
            Answer(evaluation=evaluation, criterion=cell, value=value, source="paper")
            for cell, value in read.items()
            if value
        ],
        update_conflicts=True,
        unique_fields=["evaluation", "criterion"],
        update_fields=["value", "source"],
    )
    return before
