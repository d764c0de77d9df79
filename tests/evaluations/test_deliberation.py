"""Agreeing, deciding, signing, sealing, amending (RCC05, RCT09)."""

import pytest
from django.db import IntegrityError, transaction

from evaluations import deliberation, marking
from evaluations.decisions import Decision
from evaluations.deliberation import DeliberationRefused
from evaluations.facts import records, results_document
from evaluations.grids import FINAL
from evaluations.models import Amendment, Answer, Evaluation, Motive, Signature
from evaluations.verdicts import Outcome
from sessions.models import ExamSession
from tests import builders
from tests.evaluations.test_marking import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged():
    """A title candidate both jurors found able in all, but for one disagreement."""
    candidate, one, two = builders.a_judged_candidate()
    fill(candidate, one)
    fill(candidate, two, but={"C2.3": "N"})
    return candidate, one, two


def sealed(judged) -> object:
    candidate, one, two = judged
    deliberation.answer(candidate, "C2.3", value="O", by=one.user)
    deliberation.decide(candidate, decision=Decision(Outcome.TITLE), by=one.user)
    for juror in (one, two):
        deliberation.sign(candidate, juror=juror, code=builders.CODE, by=juror.user)
    return candidate


def result(candidate) -> dict:
    return results_document(candidate.exam_session)["candidates"][0]


def test_marks_stay_hidden_until_every_juror_has_handed_in_every_grid():
    candidate, one, two = builders.a_judged_candidate(route="ccp1")
    evaluation = marking.evaluation_of(candidate)
    assert not deliberation.marks_are_shown(evaluation)
    fill(candidate, one)
    assert not deliberation.marks_are_shown(evaluation)
    with pytest.raises(DeliberationRefused, match="rendues"):
        deliberation.answer(candidate, "C1.1", value="O", by=one.user)
    fill(candidate, two)
    assert deliberation.marks_are_shown(evaluation)


def test_rcc05_a_disagreement_leaves_the_proposal_incomplete_until_settled(judged):
    candidate, one, _ = judged
    assert result(candidate)["proposal"] == "incomplete"
    assert result(candidate)["criteria"]["C2.3"] is None
    deliberation.answer(candidate, "C2.3", value="N", by=one.user)
    assert result(candidate)["competences"]["2"] == "not_validated"
    assert result(candidate)["proposal"] == "ccps"


def test_a_decision_that_grants_too_much_is_refused(judged):
    candidate, one, _ = judged
    deliberation.answer(candidate, "C2.3", value="N", by=one.user)
    with pytest.raises(DeliberationRefused) as refused:
        deliberation.decide(candidate, decision=Decision(Outcome.TITLE, reason="très bon"), by=one.user)
    assert "C2.3" in {refusal.anchor for refusal in refused.value.refusals}
    assert Evaluation.objects.get().decision == ""


def test_another_decision_needs_a_reason(judged):
    candidate, one, _ = judged
    deliberation.answer(candidate, "C2.3", value="O", by=one.user)
    with pytest.raises(DeliberationRefused, match="motif"):
        deliberation.decide(candidate, decision=Decision(Outcome.NONE), by=one.user)
    deliberation.decide(candidate, decision=Decision(Outcome.NONE, reason="posture"), by=one.user)
    assert result(candidate)["decision"] == {"outcome": "none", "ccps": [], "reason": "posture"}


def test_a_signature_needs_everything_else_first(judged):
    candidate, one, _ = judged
    deliberation.answer(candidate, "C2.3", value="N", by=one.user)
    with pytest.raises(DeliberationRefused) as refused:
        deliberation.sign(candidate, juror=one, code=builders.CODE, by=one.user)
    assert {refusal.anchor for refusal in refused.value.refusals} == {"MOTIVE.2", "DECISION"}
    assert not Signature.objects.exists()


def test_a_juror_signs_for_nobody_else_and_with_the_right_code(judged):
    candidate, one, two = judged
    deliberation.answer(candidate, "C2.3", value="O", by=one.user)
    deliberation.decide(candidate, decision=Decision(Outcome.TITLE), by=one.user)
    with pytest.raises(DeliberationRefused, match="chacun pour soi"):
        deliberation.sign(candidate, juror=two, code=builders.CODE, by=one.user)
    with pytest.raises(DeliberationRefused, match="Code refusé"):
        deliberation.sign(candidate, juror=one, code="autre", by=one.user)
    assert not Signature.objects.exists()


def test_once_signed_nothing_changes_unless_the_signature_is_withdrawn(judged):
    candidate, one, two = judged
    deliberation.answer(candidate, "C2.3", value="O", by=one.user)
    deliberation.decide(candidate, decision=Decision(Outcome.TITLE), by=one.user)
    assert deliberation.sign(candidate, juror=one, code=builders.CODE, by=one.user) is False
    for act in (
        lambda: deliberation.answer(candidate, "C2.3", value="N", by=two.user),
        lambda: deliberation.write_motive(candidate, competence=2, text="x", by=two.user),
        lambda: deliberation.record_presence(candidate, presence="abandoned", by=two.user),
        lambda: deliberation.decide(candidate, decision=Decision(Outcome.NONE, reason="x"), by=two.user),
    ):
        with pytest.raises(DeliberationRefused, match="signé"):
            act()
    deliberation.withdraw_signature(candidate, juror=one, by=one.user)
    deliberation.answer(candidate, "C2.3", value="N", by=two.user)
    assert Signature.objects.get().withdrawn_at is not None


def test_the_last_signature_seals(judged):
    candidate = sealed(judged)
    evaluation = Evaluation.objects.get()
    assert evaluation.sealed_at is not None
    assert {row.fingerprint for row in Signature.objects.all()} == {evaluation.fingerprint}
    assert result(candidate)["sealed"] is True


@pytest.mark.parametrize("model", [Evaluation, Answer, Signature])
def test_sealed_rows_refuse_every_write_even_raw(judged, model):
    sealed(judged)
    field = {Evaluation: "presence", Answer: "value", Signature: "fingerprint"}[model]
    value = {"presence": "abandoned", "value": "N", "fingerprint": "0"}[field]
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**{field: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all()._raw_delete(using="default")
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(evaluation=Evaluation.objects.get(), criterion="C9.9", value="N")
    with pytest.raises(IntegrityError), transaction.atomic():
        Motive.objects.create(evaluation=Evaluation.objects.get(), competence=1, text="x")


@pytest.mark.parametrize(
    "change", [{"route": "ccp1"}, {"held_ccps": ["CP-000343"]}, {"reference": "Z"}, {"sealed_at": None}]
)
def test_what_a_sealed_result_was_computed_from_is_frozen_too(judged, change):
    candidate = sealed(judged)
    before = result(candidate)
    with pytest.raises(IntegrityError, match="candidate_does_not_change_once_sealed"), transaction.atomic():
        type(candidate).objects.update(**change)
    type(candidate).objects.update(dspp_received=True)
    assert result(candidate) == before


def test_absent_needs_no_grid_and_blanks_stay_blank():
    candidate, one, two = builders.a_judged_candidate()
    deliberation.record_presence(candidate, presence="absent", by=one.user)
    deliberation.decide(candidate, decision=Decision(Outcome.ABSENT), by=one.user)
    for juror in (one, two):
        deliberation.sign(candidate, juror=juror, code=builders.CODE, by=juror.user)
    document = result(candidate)
    assert document["sealed"] is True
    assert document["proposal"] == "absent"
    assert set(document["criteria"].values()) == {None}
    assert set(document["competences"].values()) == {"incomplete"}


def test_an_absence_beside_a_tick_is_refused():
    candidate, one, _ = builders.a_judged_candidate()
    grid = marking.open_grid(candidate, juror=one, phase="technical_interview")
    marking.rate(grid, "C3.1", value="O", by=one.user)
    with pytest.raises(DeliberationRefused, match="absence"):
        deliberation.record_presence(candidate, presence="absent", by=one.user)
    deliberation.record_presence(candidate, presence="abandoned", by=one.user)
    assert result(candidate)["proposal"] == "abandoned"


def test_an_abandon_may_keep_a_ccp_fully_validated_with_a_reason(judged):
    candidate, one, _ = judged
    deliberation.record_presence(candidate, presence="abandoned", by=one.user)
    second = candidate.exam_session.referentiel.ccps[1].code
    with pytest.raises(DeliberationRefused, match="motif"):
        deliberation.decide(candidate, decision=Decision(Outcome.CCPS, (second,)), by=one.user)
    deliberation.decide(candidate, decision=Decision(Outcome.CCPS, (second,), "tout est validé"), by=one.user)
    assert result(candidate)["decision"]["ccps"] == [second]


def test_another_presence_takes_the_decision_back(judged):
    candidate, one, _ = judged
    deliberation.answer(candidate, "C2.3", value="O", by=one.user)
    deliberation.decide(candidate, decision=Decision(Outcome.TITLE), by=one.user)
    deliberation.record_presence(candidate, presence="abandoned", by=one.user)
    assert result(candidate)["decision"] is None


def test_an_amendment_is_laid_over_and_the_sealed_rows_stay(judged):
    candidate = sealed(judged)
    organiser = builders.an_organiser(candidate.exam_session.centre)
    first = candidate.exam_session.referentiel.ccps[1].code
    amendment = deliberation.amend(
        candidate,
        changes={
            "C2.3": "N",
            "MOTIVE.2": "Ne conclut pas.",
            "DECISION": {"outcome": "ccps", "ccps": [first], "reason": None},
        },
        reason="Erreur de report.",
        code=builders.CODE,
        by=organiser,
    )
    assert amendment.number == 1
    document = result(candidate)
    assert (document["criteria"]["C2.3"], document["decision"]["outcome"]) == ("N", "ccps")
    assert Answer.objects.get(criterion="C2.3").value == "O"
    assert Evaluation.objects.get().decision == "title"
    (record,) = records(candidate.exam_session)
    assert record.version == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.update(reason="autre")


def test_an_amendment_that_leaves_an_impossible_decision_is_refused(judged):
    candidate = sealed(judged)
    organiser = builders.an_organiser(candidate.exam_session.centre)
    for changes, reason in (({"C2.3": "N"}, "report"), ({"C2.3": "O"}, "report"), ({FINAL: "N"}, ""), ({}, "report")):
        with pytest.raises(DeliberationRefused):
            deliberation.amend(candidate, changes=changes, reason=reason, code=builders.CODE, by=organiser)
    assert not Amendment.objects.exists()


def test_a_result_that_is_not_sealed_is_not_amended(judged):
    candidate, one, _ = judged
    with pytest.raises(DeliberationRefused, match="scellé"):
        deliberation.amend(candidate, changes={"C2.3": "N"}, reason="x", code=builders.CODE, by=one.user)


def test_a_session_keeps_its_name_and_its_law_once_a_result_is_sealed(judged):
    candidate = sealed(judged)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExamSession.objects.update(reference="AUTRE")
    ExamSession.objects.update(place="Chartres")
    assert ExamSession.objects.get().reference == candidate.exam_session.reference


def test_a_juror_does_not_look_at_the_others_by_way_of_an_abandon():
    candidate, one, two = builders.a_judged_candidate(route="ccp1")
    fill(candidate, two)
    deliberation.record_presence(candidate, presence="abandoned", by=one.user)
    with pytest.raises(DeliberationRefused, match="Seul le responsable de session"):
        deliberation.record_presence(candidate, presence="present", by=one.user)
    deliberation.record_presence(candidate, presence="present", by=builders.an_organiser(one.centre))
    assert not deliberation.marks_are_shown(Evaluation.objects.get())
