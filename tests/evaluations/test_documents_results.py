"""The individual result sheet: what is proposed and why, never a criterion nor a juror's note (RCT09)."""

import dataclasses
import re

import pytest

from evaluations.decisions import Decision
from evaluations.documents.results import results
from evaluations.models import Evaluation
from evaluations.verdicts import Outcome
from tests import builders
from tests.evaluations import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed():
    exam_session = paper.a_printed_session()
    panel, jurors = paper.a_jury(exam_session)
    return exam_session, paper.a_placed_candidate(exam_session, panel), jurors


def sheet(exam_session):
    (leaf,) = paper.leaves(results(paper.fresh(exam_session), paper.loaded(exam_session)))
    return leaf


def words(leaf) -> str:
    return str(dataclasses.asdict(leaf))


def test_rct09_a_partial_success_names_its_ccps_and_why_the_other_fell(placed):
    exam_session, candidate, jurors = placed
    paper.a_sealed_result(candidate, jurors, no=["C3.2"])
    leaf = sheet(exam_session)
    assert (leaf.body.decision, leaf.is_draft, leaf.body.final_interview) == ("CCP Élaborer", False, "Favorable")
    assert [(ccp.short_label, ccp.word) for ccp in leaf.body.ccps] == [
        ("CCP Présenter", "Non validé"),
        ("CCP Élaborer", "Validé"),
    ]
    assert [(line.code, line.word, line.motive) for line in leaf.body.ccps[0].competences] == [
        ("C1", "Validée", ""),
        ("C2", "Validée", ""),
        ("C3", "Non validée", paper.MOTIVE),
    ]
    assert "Pour le titre, il reste CCP Présenter." in leaf.body.following[2]
    assert "Centre des Trois-Rivières" in leaf.body.following[-1]


def test_no_criterion_and_no_note_reaches_the_candidate(placed):
    exam_session, candidate, jurors = placed
    evaluation = paper.a_sealed_result(candidate, jurors, no=["C3.2"])
    author = builders.an_organiser(exam_session.centre)
    paper.an_amendment(evaluation, author, {"C3.1": ("O", "N")})
    told = words(sheet(exam_session))
    assert paper.NOTE not in told
    assert re.findall(r"C\d\.\d", told) == []
    assert "Rectification n° 1 : C3." in paper.plain(sheet(exam_session).amended)


def test_rcc06_a_ccp_route_tells_only_its_own_ccp():
    exam_session = paper.a_printed_session()
    panel, jurors = paper.a_jury(exam_session)
    candidate = paper.a_placed_candidate(exam_session, panel, route="ccp1", path="vae", training_results_received=None)
    paper.a_sealed_result(candidate, jurors)
    body = sheet(exam_session).body
    assert [ccp.short_label for ccp in body.ccps] == ["CCP Présenter"]
    assert body.final_interview == ""
    assert (body.route, paper.plain(body.about)) == ("CCP Présenter", "n° C003, parcours VAE")


def test_all_ccps_without_the_title_leave_the_final_interview(placed):
    exam_session, candidate, jurors = placed
    decision = Decision(Outcome.CCPS, ("CP-000343", "CP-000342"), "Le jury souhaite revoir l’entretien.")
    paper.a_sealed_result(candidate, jurors, decision=decision)
    body = sheet(exam_session).body
    assert body.decision == "CCP Présenter et CCP Élaborer"
    assert body.reason == "Le jury souhaite revoir l’entretien."
    assert any("il reste l’entretien final" in line for line in body.following)


def test_held_ccps_are_told_as_held():
    exam_session = paper.a_printed_session()
    panel, jurors = paper.a_jury(exam_session)
    candidate = paper.a_placed_candidate(exam_session, panel, route="final", held_ccps=["CP-000343", "CP-000342"])
    paper.a_sealed_result(candidate, jurors)
    body = sheet(exam_session).body
    assert [(ccp.word, ccp.competences) for ccp in body.ccps] == [("Acquis", ()), ("Acquis", ())]
    assert body.decision == "Titre"


def test_an_absence_is_no_failure(placed):
    exam_session, candidate, jurors = placed
    paper.an_absence(candidate, jurors)
    body = sheet(exam_session).body
    assert body.decision == "Absent(e)"
    assert {ccp.word for ccp in body.ccps} == {"Non évalué"}
    assert {line.word for ccp in body.ccps for line in ccp.competences} == {"Non évaluée"}
    assert {line.motive for ccp in body.ccps for line in ccp.competences} == {""}
    assert body.final_interview == "Non évalué"


def test_a_result_nobody_decided_is_a_draft_that_shows_what_the_answers_give(placed):
    exam_session, candidate, _ = placed
    paper.agree(Evaluation.objects.create(candidate=candidate), no=["C1.1"])
    leaf = sheet(exam_session)
    assert (leaf.is_draft, leaf.body.decision, leaf.body.proposal) == (True, "à décider", "CCP Élaborer")
    assert leaf.body.following == ("La décision du jury n’est pas encore prise.",)


def test_a_missing_motive_is_said_to_be_missing(placed):
    exam_session, candidate, _ = placed
    evaluation = Evaluation.objects.create(candidate=candidate)
    paper.agree(evaluation, no=["C1.1"])
    evaluation.motives.all().delete()
    assert sheet(exam_session).body.ccps[0].competences[0].motive == "motif non renseigné"


def test_a_candidate_nobody_marked_still_has_a_sheet(placed):
    exam_session, _, _ = placed
    leaf = sheet(exam_session)
    assert (leaf.is_draft, leaf.body.proposal) == (True, "Incomplète")


def test_an_abandon_may_keep_a_validated_ccp(placed):
    exam_session, candidate, jurors = placed
    evaluation = Evaluation.objects.create(candidate=candidate, presence="abandoned")
    facts = paper.agree(evaluation)
    decision = Decision(Outcome.ABANDONED, ("CP-000343",), "Le CCP était entièrement validé.")
    paper.seal(evaluation, jurors, facts, decision)
    assert sheet(exam_session).body.decision == "Abandon, CCP Présenter"
