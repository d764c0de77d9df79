"""What the tests of documents print: a placed session, results marked, sealed or amended, and how a PDF is read."""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pypdf import PdfReader

from centres.models import User
from evaluations.decisions import Decision, as_proposed
from evaluations.documents.cases import Case, cases
from evaluations.grids import Mark, answers_needed, cells
from evaluations.models import Amendment, Answer, Evaluation, Grid, Motive, Signature
from evaluations.models import Mark as MarkRow
from evaluations.verdicts import Facts, Presence, State, propose
from juries.models import Juror
from sessions.leaves import Leaf, PrintFile
from sessions.models import Candidate, ExamSession, Panel
from sessions.scheduling import place
from tests import builders
from tests.builders import at

MOTIVE = "La réclamation est reconnue, mais aucune contrepartie n’est proposée."
NOTE = "Reconnaît le retard."


def fresh(exam_session: ExamSession) -> ExamSession:
    """As a view or a command loads it."""
    return ExamSession.objects.select_related("centre", "title").get(pk=exam_session.pk)


def a_printed_session(**fields: Any) -> ExamSession:
    """Everything the head of a document names, on one day."""
    centre = builders.a_centre(name="Centre des Trois-Rivières", city="Chartres", agreement_number="28-2024-11")
    known = {"ministry_number": "1180457", "place": "12 rue du Pont", "supervisor": "Nadia Ferrand"}
    return fresh(builders.a_session(centre, **{**known, **fields}))


def a_jury(exam_session: ExamSession, **fields: Any) -> tuple[Panel, tuple[Juror, Juror]]:
    centre = exam_session.centre
    jurors = (
        builders.a_juror_with_account(centre, first_names="Claire", last_name="Vasseur"),
        builders.a_juror_with_account(centre, first_names="Marc", last_name="Thiébaut"),
    )
    room = fields.pop("room", None) or builders.a_room(centre, name="salle 101")
    return builders.a_panel(exam_session, *jurors, room=room, **{"name": "Jury A", **fields}), jurors


def a_placed_candidate(exam_session: ExamSession, panel: Panel, clock: str = "08:30", **fields: Any) -> Candidate:
    """Amélie Bœuf-Lacroix, number C003, unless the test says otherwise."""
    names = {key: fields.pop(key) for key in ("birth_name", "first_names") if key in fields}
    person = builders.a_person(exam_session.centre, **{"birth_name": "Bœuf-Lacroix", "first_names": "Amélie", **names})
    candidate = builders.a_candidate(exam_session, person=person, **{"reference": "C003", **fields})
    preparation = builders.a_preparation_room(exam_session.centre, name="salle 104")
    place(candidate, panel=panel, start=at(clock), preparation_room=preparation, by=None)
    return candidate


def fill(evaluation: Evaluation, juror: Juror, *, no: Iterable[str] = (), at_time: datetime | None = None) -> None:
    """All « oui » but the cells named, a note beside each of those, everything handed in."""
    candidate, refused = evaluation.candidate, set(no)
    referentiel = candidate.exam_session.referentiel
    for phase in referentiel.routes[candidate.route].phases:
        grid = Grid.objects.create(evaluation=evaluation, juror=juror, phase=phase.kind.value)
        MarkRow.objects.bulk_create(
            MarkRow(
                grid=grid,
                criterion=cell.code,
                value="N" if cell.code in refused else "O",
                note=NOTE if cell.code in refused else "",
            )
            for cell in cells(referentiel, candidate.route, phase.kind)
            if cell.takes_mark
        )
        Grid.objects.filter(pk=grid.pk).update(submitted_at=at_time or at("10:03"))


def agree(evaluation: Evaluation, *, no: Iterable[str] = (), source: str = "screen") -> Facts:
    """The common answers, with a motive for each compétence that falls."""
    candidate, refused = evaluation.candidate, set(no)
    referentiel = candidate.exam_session.referentiel
    needed = answers_needed(referentiel, candidate.route)
    answers = {cell: Mark.NO if cell in refused else Mark.YES for cell in needed}
    Answer.objects.bulk_create(
        Answer(evaluation=evaluation, criterion=cell, value=mark.value, source=source) for cell, mark in answers.items()
    )
    facts = Facts(candidate.route, Presence(evaluation.presence), answers, frozenset(candidate.held_ccps))
    states = propose(referentiel, facts).competences
    Motive.objects.bulk_create(
        Motive(evaluation=evaluation, competence=number, text=MOTIVE)
        for number, state in states.items()
        if state is State.NOT_VALIDATED
    )
    return facts


def seal(evaluation: Evaluation, jurors: Iterable[Juror], facts: Facts, decision: Decision | None = None) -> None:
    taken = decision or as_proposed(propose(evaluation.candidate.exam_session.referentiel, facts))
    Evaluation.objects.filter(pk=evaluation.pk).update(
        decision=taken.outcome.value, decision_ccps=list(taken.ccps), decision_reason=taken.reason or ""
    )
    for juror in jurors:
        Signature.objects.create(evaluation=evaluation, juror=juror, signed_at=at("11:47"), fingerprint="0" * 64)
    Evaluation.objects.filter(pk=evaluation.pk).update(sealed_at=at("11:48"), fingerprint="0" * 64)


def a_sealed_result(
    candidate: Candidate, jurors: Iterable[Juror], *, no: Iterable[str] = (), decision: Decision | None = None
) -> Evaluation:
    evaluation = Evaluation.objects.create(candidate=candidate)
    for juror in jurors:
        fill(evaluation, juror, no=no)
    seal(evaluation, jurors, agree(evaluation, no=no), decision)
    return evaluation


def an_absence(candidate: Candidate, jurors: Iterable[Juror]) -> Evaluation:
    evaluation = Evaluation.objects.create(candidate=candidate, presence="absent")
    seal(evaluation, jurors, Facts(candidate.route, Presence.ABSENT))
    return evaluation


def an_amendment(evaluation: Evaluation, author: User, changes: Mapping[str, tuple[Any, Any]]) -> Amendment:
    """Each cell with its value before and after."""
    return Amendment.objects.create(
        evaluation=evaluation,
        number=evaluation.amendments.count() + 1,
        author=author,
        reason="Relevé mal reporté.",
        changes=[{"cell": cell, "before": before, "after": after} for cell, (before, after) in changes.items()],
        made_at=at("09:00", day=builders.DAY.replace(day=14)),
        fingerprint="1" * 64,
    )


def loaded(exam_session: ExamSession) -> list[Case]:
    return cases(fresh(exam_session))


def leaves(files: Iterable[PrintFile]) -> list[Leaf]:
    return [leaf for file in files for leaf in file.leaves]


def pages(pdf: bytes) -> list[str]:
    """The text of each page on one line, its no-break spaces made plain."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")
