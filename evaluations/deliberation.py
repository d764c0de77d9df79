"""What the jury agrees, decides and signs; the last signature seals, and from then on only amendments are added."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from centres import journal
from centres.models import User
from evaluations import amending, kept_papers, verdicts, verifying
from evaluations.decisions import Code, Decision, Refusal, refusals
from evaluations.drawn_signatures import fault_of_drawing
from evaluations.facts import CandidateRecord, amendment_value, jury_of, record_of, result_document, with_results
from evaluations.grids import answers_needed
from evaluations.marking import evaluation_of, grids_awaited, locked
from evaluations.models import Amendment, Answer, Evaluation, Mark, MarkValue, Motive, Presence, Signature
from evaluations.own_codes import code_refusal
from evaluations.results import candidate_result, fingerprint
from evaluations.sealing import sealing_refusals
from evaluations.sealing_jury import gone, sitting
from juries.models import Juror
from ntc_cert.refusals import Refused, one_transaction
from sessions.models import Candidate


class DeliberationRefused(Refused):
    """The jury may not do this now; each `refusals` entry has the cell or the juror to go to."""

    def __init__(self, reasons: Sequence[str] | str, refusals: Sequence[Refusal] = ()) -> None:
        super().__init__(reasons)
        self.refusals = tuple(refusals)

    @classmethod
    def of(cls, found: Sequence[Refusal]) -> "DeliberationRefused":
        return cls([refusal.sentence for refusal in found], found)


def marks_are_shown(evaluation: Evaluation) -> bool:
    """Jurors see one another's marks only once all have handed in every grid, or nobody will any more."""
    return evaluation.presence != Presence.PRESENT or not grids_awaited(evaluation)


def record_presence(candidate: Candidate, *, presence: str, by: User) -> None:
    """Present, absent or abandoned; an absence beside a mark is refused, and neither ever becomes a « non »."""
    if presence not in Presence.values:
        raise DeliberationRefused("Choisissez la présence, l’absence ou l’abandon.")
    with one_transaction(DeliberationRefused):
        evaluation = locked(evaluation_of(candidate))
        if presence == Presence.ABSENT and _has_marks(evaluation):
            raise DeliberationRefused(
                "Des réponses sont déjà enregistrées pour ce candidat : ce n’est pas une absence. "
                "Videz-les, ou notez un abandon."
            )
        before = evaluation.presence
        if before == Presence.ABANDONED and presence == Presence.PRESENT and not by.is_staff_member:
            _refuse_having_seen(evaluation)
        set_presence(evaluation, presence=presence)
        journal.record(by, "presence.recorded", evaluation, before={"presence": before}, after={"presence": presence})


def _refuse_having_seen(evaluation: Evaluation) -> None:
    """An abandon shows each juror the others' answers: whoever has seen them does not go back to marking alone."""
    if grids_awaited(evaluation):
        raise DeliberationRefused(
            "L’abandon a montré à chaque juré les réponses des autres, et des grilles ne sont pas rendues. "
            "Seul le responsable de session peut revenir sur l’abandon."
        )


def answer(candidate: Candidate, cell: str, *, value: str, by: User, note: str | None = None) -> None:
    """Keep the jury's common answer to one cell; empty sets it back to untouched."""
    if cell not in answers_needed(candidate.exam_session.referentiel, candidate.route):
        raise DeliberationRefused(f"{cell} ne fait pas partie de cette inscription.")
    if value not in {*MarkValue.values, ""}:
        raise DeliberationRefused("Répondez Oui ou Non, ou laissez vide.")
    with one_transaction(DeliberationRefused):
        evaluation = locked(evaluation_of(candidate))
        if not marks_are_shown(evaluation):
            raise DeliberationRefused("Toutes les grilles ne sont pas rendues : la délibération n’est pas ouverte.")
        if evaluation.presence == Presence.ABSENT and value:
            raise DeliberationRefused("Absent(e) : retirez d’abord l’absence pour répondre.")
        row = Answer.objects.filter(evaluation=evaluation, criterion=cell).first()
        before = row.value if row else None
        written = {"value": value or None, "source": "screen"} | ({} if note is None else {"note": note})
        Answer.objects.update_or_create(evaluation=evaluation, criterion=cell, defaults=written)
        review_decision(candidate, evaluation)
        told = {"before": {"cell": cell, "value": before}, "after": {"cell": cell, "value": value or None}}
        journal.record(by, "answer.agreed", evaluation, **told)


def write_motive(candidate: Candidate, *, competence: int, text: str, by: User) -> None:
    """Why a compétence is not validated; an empty text takes the motive away."""
    if competence not in verdicts.competence_states(
        candidate.exam_session.referentiel, verdicts.Facts(route=candidate.route)
    ):
        raise DeliberationRefused("Cette compétence n’est pas évaluée pour cette inscription.")
    with one_transaction(DeliberationRefused):
        evaluation = locked(evaluation_of(candidate))
        if text.strip():
            Motive.objects.update_or_create(
                evaluation=evaluation, competence=competence, defaults={"text": text.strip()}
            )
        else:
            Motive.objects.filter(evaluation=evaluation, competence=competence).delete()
        journal.record(by, "motive.written", evaluation, after={"competence": competence, "empty": not text.strip()})


def decide(candidate: Candidate, *, decision: Decision, by: User) -> None:
    """Keep the jury's decision: its own, with a reason where it differs from the proposal."""
    with one_transaction(DeliberationRefused):
        evaluation = locked(evaluation_of(candidate))
        record = current_record(candidate)
        found = refusals(candidate.exam_session.referentiel, record.facts, decision)
        if found:
            raise DeliberationRefused.of(found)
        evaluation.decision = decision.outcome.value
        evaluation.decision_ccps = list(decision.ccps)
        evaluation.decision_reason = (decision.reason or "").strip()
        evaluation.decided_at = timezone.now()
        evaluation.save(update_fields=["decision", "decision_ccps", "decision_reason", "decided_at"])
        told = {"outcome": evaluation.decision, "ccps": evaluation.decision_ccps}
        journal.record(by, "decision.taken", evaluation, after=told)


def standing_refusals(candidate: Candidate) -> tuple[Refusal, ...]:
    """Everything still missing before this result is sealed, signatures included."""
    record = current_record(candidate)
    return sealing_refusals(
        candidate.exam_session.referentiel,
        record.facts,
        motives=record.motives,
        decision=record.decision,
        jurors=sitting(candidate, record.evaluation),
        left=gone(candidate, record.evaluation),
        min_jurors=candidate.exam_session.min_jurors,
    )


def sign(candidate: Candidate, *, juror: Juror, code: str, by: User, drawing: str = "") -> bool:
    """Sign with one's own code; True when this was the last signature, which seals."""
    if juror.user_id != by.pk or juror not in jury_of(candidate):
        raise DeliberationRefused("Seuls les jurés de ce jury signent, chacun pour soi.")
    if fault := fault_of_drawing(drawing):
        raise DeliberationRefused(fault)
    _check_code(candidate, code, by)
    with one_transaction(DeliberationRefused):
        evaluation = locked(evaluation_of(candidate))
        _unsigned_only(candidate)
        digest = _fingerprint(candidate)
        row = Signature.objects.create(evaluation=evaluation, juror=juror, fingerprint=digest, drawing=drawing)
        journal.record(by, "result.signed", row, after={"evaluation": evaluation.pk, "fingerprint": digest})
        # Read again: a tablet may have told meanwhile what it holds, and a last signature that does not seal would be
        # one that nothing seals any more.
        if _unsigned_only(candidate):
            return False
        _seal(evaluation, digest, by=by)
    return True


def _check_code(candidate: Candidate, code: str, by: User) -> None:
    if refusal := code_refusal(candidate.exam_session, code, by):
        raise DeliberationRefused(refusal)


def _unsigned_only(candidate: Candidate) -> bool:
    """Whether signatures are missing; refused when anything else is."""
    standing = standing_refusals(candidate)
    missing = [each for each in standing if each.code != Code.SIGNATURE_MISSING]
    if missing:
        raise DeliberationRefused.of(missing)
    return bool(standing)


def withdraw_signature(candidate: Candidate, *, juror: Juror, by: User) -> None:
    """Take one's signature back before the seal: it stays on record, and the jury can change its answers again."""
    with one_transaction(DeliberationRefused):
        evaluation = locked(evaluation_of(candidate))
        row = Signature.objects.filter(evaluation=evaluation, juror=juror, withdrawn_at=None).first()
        if juror.user_id != by.pk or row is None:
            raise DeliberationRefused("Vous n’avez pas signé ce résultat.")
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        journal.record(by, "signature.withdrawn", row, after={"evaluation": evaluation.pk})


def amend(
    candidate: Candidate, *, changes: Mapping[str, amending.Value], reason: str, code: str, by: User
) -> Amendment:
    """Correct a sealed result by a numbered amendment laid over it: who, by their own code, why, before and after."""
    _check_code(candidate, code, by)
    referentiel = candidate.exam_session.referentiel
    with one_transaction(DeliberationRefused):
        evaluation = locked(evaluation_of(candidate))
        if evaluation.sealed_at is None:
            raise DeliberationRefused("Ce résultat n’est pas scellé : changez la décision commune.")
        record = current_record(candidate)
        standing = amending.Record(record.facts, record.decision, record.motives)
        before = amending.cells_of(referentiel, standing)
        new = amending.Amendment(
            number=len(record.amendments) + 1,
            author=str(by.pk),
            reason=reason,
            changes=tuple(amending.Change(cell, before.get(cell), after) for cell, after in changes.items()),
        )
        sealed = record_of(_with_rows(candidate), referentiel, amended=False)
        earlier = [amendment_value(row) for row in record.amendments]
        original = amending.Record(sealed.facts, sealed.decision, sealed.motives)
        try:
            amended = amending.amend(referentiel, original, earlier, new)
        except amending.NotAmendable as refusal:
            raise DeliberationRefused.of(refusal.refusals) from refusal
        document = candidate_result(
            referentiel, amended.facts, candidate=candidate.reference, decision=amended.decision, sealed=True
        )
        row = Amendment.objects.create(
            evaluation=evaluation,
            number=new.number,
            author=by,
            reason=reason.strip(),
            changes=[change.as_document() for change in new.changes],
            fingerprint=fingerprint(document),
        )
        journal.record(by, "result.amended", row, after={"number": new.number, "cells": sorted(changes)})
        verifying.record_versions(candidate)
        kept_papers.make_once_sealed(candidate)
    return row


def current_record(candidate: Candidate) -> CandidateRecord:
    """The result as it stands in the database now."""
    return record_of(_with_rows(candidate), candidate.exam_session.referentiel)


def _with_rows(candidate: Candidate) -> Candidate:
    return with_results(Candidate.objects.all()).get(pk=candidate.pk)


def _fingerprint(candidate: Candidate) -> str:
    """What a juror signs: this candidate's result as the seal will leave it."""
    record = current_record(candidate)
    return fingerprint(result_document(record, candidate.exam_session.referentiel, sealed=True))


def _seal(evaluation: Evaluation, digest: str, *, by: User) -> None:
    evaluation.sealed_at = timezone.now()
    evaluation.fingerprint = digest
    evaluation.save(update_fields=["sealed_at", "fingerprint"])
    Candidate.objects.filter(pk=evaluation.candidate_id).update(sealed_at=evaluation.sealed_at)
    journal.record(by, "result.sealed", evaluation, after={"fingerprint": digest})
    verifying.record_versions(evaluation.candidate)
    kept_papers.make_once_sealed(evaluation.candidate)


def _has_marks(evaluation: Evaluation) -> bool:
    ticked = Mark.objects.filter(grid__evaluation=evaluation, value__isnull=False)
    return ticked.exists() or evaluation.answers.filter(value__isnull=False).exists()


def set_presence(evaluation: Evaluation, *, presence: str) -> None:
    """Another presence calls for another decision: the one taken on the old one falls."""
    if presence != evaluation.presence:
        evaluation.presence = presence
        evaluation.save(update_fields=["presence"])
        _forget_decision(evaluation)


def review_decision(candidate: Candidate, evaluation: Evaluation) -> None:
    """A decision that the answers no longer allow falls with the answer that carried it."""
    if evaluation.decision:
        record = current_record(candidate)
        if refusals(candidate.exam_session.referentiel, record.facts, record.decision):
            _forget_decision(evaluation)


def _forget_decision(evaluation: Evaluation) -> None:
    evaluation.decision, evaluation.decision_ccps, evaluation.decision_reason = "", [], ""
    evaluation.decided_at = None
    evaluation.save(update_fields=["decision", "decision_ccps", "decision_reason", "decided_at"])
