"""Grids on paper: who, when, what was ticked, what is left to tick (RCT08, RCT09)."""

import pytest

from evaluations.documents.grids import blank_grids, grids
from evaluations.models import Answer, ClientChange, Evaluation, Grid, ProposalPart, RolePlay
from tests import builders
from tests.builders import at
from tests.evaluations import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed():
    exam_session = paper.a_printed_session()
    panel, jurors = paper.a_jury(exam_session)
    return exam_session, paper.a_placed_candidate(exam_session, panel), jurors


def blanks(exam_session):
    return paper.leaves(blank_grids(paper.fresh(exam_session), paper.loaded(exam_session)))


def filled(exam_session):
    return paper.leaves(grids(paper.fresh(exam_session), paper.loaded(exam_session)))


def test_rct08_a_blank_grid_is_made_for_each_juror_and_epreuve(placed):
    exam_session, _, _ = placed
    found = [(leaf.body.top.phase, leaf.body.member) for leaf in blanks(exam_session)]
    assert found == [
        (phase, juror)
        for phase in ("Entretien technique", "Mise en situation", "Entretien final")
        for juror in ("Claire Vasseur", "Marc Thiébaut")
    ]


def test_a_blank_grid_names_everything_the_plan_knows(placed):
    exam_session, _, _ = placed
    leaf = blanks(exam_session)[0]
    assert leaf.above == "Négociateur(trice) technico-commercial(e), TP-00338 v2"
    assert leaf.right == (
        "Centre des Trois-Rivières",
        f"Session {exam_session.reference}",
        "salle 101, mardi 8 décembre 2026",
    )
    top = leaf.body.top
    assert (top.candidate, paper.plain(top.about)) == ("Amélie Bœuf-Lacroix", "n° C003, parcours formation")
    assert paper.plain(top.when) == "13 critères, de 8 h 30 à 10 h 00"
    assert [(step.label, paper.plain(step.minutes), step.is_preparation) for step in top.steps] == [
        ("Préparation", "30 min", True),
        ("Présentation", "15 min", False),
        ("Échanges", "45 min", False),
    ]
    assert not leaf.is_draft


def test_without_a_passage_there_are_lines_to_fill_in_one_sheet_per_juror_needed():
    exam_session = paper.a_printed_session(min_jurors=3)
    builders.a_candidate(exam_session, route="ccp2", path="")
    found = blanks(exam_session)
    assert [leaf.body.member for leaf in found] == [""] * 6
    assert "____" in found[0].right[-1]
    assert paper.plain(found[0].body.top.when) == "10 critères"
    assert found[0].body.top.about.endswith("parcours non renseigné")
    assert [step.planned for step in found[0].body.top.steps] == [""] * 3


def test_extra_time_shows_as_minutes_and_never_as_a_reason(placed):
    exam_session, candidate, _ = placed
    candidate.extra_time_oral = True
    candidate.save()
    steps = blanks(exam_session)[0].body.top.steps
    assert [paper.plain(step.minutes) for step in steps] == ["30 min", "20 min", "1 h"]


def test_the_fingerprint_of_a_blank_grid_is_that_of_the_official_text(placed):
    exam_session, _, _ = placed
    digest = exam_session.title.law_digest
    grouped = f"{digest[:4]} {digest[4:8]} {digest[8:12]}"
    assert blanks(exam_session)[0].foot == (
        f"ntc_cert · {exam_session.reference} · C003 · référentiel TP-00338 v2 · {grouped}"
    )


def test_rct08_the_criteria_stand_under_their_competence_in_the_official_order(placed):
    exam_session, _, _ = placed
    technical, role_play = blanks(exam_session)[0].body, blanks(exam_session)[2].body
    assert [group.code for group in technical.groups] == ["C3", "C4", "C5", "C6"]
    assert [row.code for group in role_play.groups for row in group.rows] == [
        *("C1.1", "C1.2", "C1.3", "C2.1", "C2.2", "C2.3", "C5.3")
    ]
    assert technical.stem == "Le (la) candidat(e) est capable de"
    assert technical.groups[0].rows[1].text.startswith("traiter la réclamation")
    assert (technical.total, technical.role_play) == (13, None)


def test_rct09_the_final_interview_has_one_opinion_and_four_themes(placed):
    exam_session, _, _ = placed
    body = blanks(exam_session)[4].body
    assert (body.groups, body.opinion.text, len(body.themes)) == ((), "Entretien final", 4)


def test_rct08_the_role_play_sheet_has_the_changes_and_the_parts_of_the_proposal(placed):
    exam_session, _, _ = placed
    play = blanks(exam_session)[2].body.role_play
    assert [change.moment for change in play.changes] == ["pendant l’appel", "pendant le face à face"]
    assert play.fields == ("économique", "technique", "humain", "commercial")
    assert [part.is_present for part in play.parts] == [None] * 5


def test_nothing_is_printed_of_a_candidate_nobody_marked(placed):
    exam_session, _, _ = placed
    (file,) = grids(paper.fresh(exam_session), paper.loaded(exam_session))
    assert file.is_empty
    assert file.name == f"grids-{exam_session.reference}"


def test_each_juror_s_grid_is_printed_as_filled_then_the_common_one(placed):
    exam_session, candidate, jurors = placed
    paper.a_sealed_result(candidate, jurors, no=["C3.2"])
    found = filled(exam_session)
    assert [(leaf.heading, leaf.body.by, leaf.body.member) for leaf in found[:3]] == [
        ("Grille d’évaluation", "Membre du jury", "Claire Vasseur"),
        ("Grille d’évaluation", "Membre du jury", "Marc Thiébaut"),
        ("Grille d’évaluation, décision commune", "Jury", "Claire Vasseur et Marc Thiébaut"),
    ]
    assert len(found) == 9
    row = found[0].body.groups[0].rows[1]
    assert (row.code, row.mark, row.note) == ("C3.2", "N", paper.NOTE)
    assert paper.plain(found[0].body.told[0]).startswith("13 critères renseignés sur 13 : 12 oui, 1 non.")
    assert [paper.plain(text) for text in found[0].body.handed_in] == ["Rendue le", "mardi 8 décembre 2026 à 10 h 03"]
    assert paper.plain(found[0].body.signatures[0].when) == "mardi 8 décembre 2026 à 11 h 47"
    assert not any(leaf.is_draft for leaf in found)


def test_an_unfinished_grid_says_so_and_a_blank_is_never_a_no(placed):
    exam_session, candidate, jurors = placed
    evaluation = Evaluation.objects.create(candidate=candidate)
    Grid.objects.create(evaluation=evaluation, juror=jurors[0], phase="technical_interview")
    (leaf,) = filled(exam_session)
    assert leaf.is_draft
    assert leaf.body.handed_in == ("Grille non rendue", "")
    assert {row.mark for group in leaf.body.groups for row in group.rows} == {None}
    assert leaf.body.told[0].startswith("Aucun critère renseigné sur 13.")


def test_answers_keyed_from_paper_are_printed_without_any_juror_s_grid(placed):
    exam_session, candidate, _ = placed
    paper.agree(Evaluation.objects.create(candidate=candidate), source="paper")
    found = filled(exam_session)
    assert [leaf.body.by for leaf in found] == ["Jury"] * 3
    assert all(leaf.is_draft for leaf in found)
    assert all("d’après les grilles papier signées" in leaf.body.told[-1] for leaf in found)


def test_only_what_the_phase_asks_is_counted(placed):
    exam_session, candidate, _ = placed
    evaluation = Evaluation.objects.create(candidate=candidate)
    Answer.objects.create(evaluation=evaluation, criterion="C3.1", value="N", source="paper")
    technical, role_play, final = filled(exam_session)
    told = paper.plain(technical.body.told[0])
    assert told.startswith("1 critère renseigné sur 13 : 0 oui, 1 non, 12 non renseignés.")
    assert len(role_play.body.told) == 1
    assert final.body.told == ()


def test_an_amended_answer_prints_its_new_value_and_says_what_it_replaces(placed):
    exam_session, candidate, jurors = placed
    evaluation = paper.a_sealed_result(candidate, jurors, no=["C3.2"])
    before = filled(exam_session)
    decision = {"outcome": "title", "ccps": [], "reason": None}
    old = {"outcome": "ccps", "ccps": ["CP-000342"], "reason": None}
    author = builders.an_organiser(exam_session.centre)
    changes = {"C3.2": ("N", "O"), "DECISION": (old, decision), "MOTIVE.3": (paper.MOTIVE, None)}
    paper.an_amendment(evaluation, author, changes)
    after = filled(exam_session)
    assert paper.plain(after[2].amended) == (
        "Version 2 du 14 décembre 2026. Remplace la version 1. Rectification n° 1 : C3.2, décision, motif de C3."
    )
    assert after[2].body.groups[0].rows[1].mark == "O"
    assert after[0].body.groups[0].rows[1].mark == "N"
    assert "version 2" in after[2].foot
    assert before[2].foot.split(" · ")[-1] != after[2].foot.split(" · ")[-1]


def test_what_the_jury_wrote_for_the_role_play_is_printed(placed):
    exam_session, candidate, jurors = placed
    evaluation = Evaluation.objects.create(candidate=candidate)
    RolePlay.objects.create(evaluation=evaluation, client=jurors[1])
    ClientChange.objects.create(
        evaluation=evaluation, rank=1, field="human", text="Nouvel acheteur", announced_at=at("10:19")
    )
    ProposalPart.objects.create(evaluation=evaluation, code="context", is_present=True)
    ProposalPart.objects.create(evaluation=evaluation, code="request", is_present=False)
    paper.fill(evaluation, jurors[0])
    play = filled(exam_session)[1].body.role_play
    assert play.client == "Marc Thiébaut"
    change = play.changes[0]
    assert (change.field, change.text, paper.plain(change.announced)) == (
        "humain",
        "Nouvel acheteur",
        "annoncé à 10 h 19",
    )
    assert [part.is_present for part in play.parts] == [True, False, None, None, None]


def test_a_juror_replaced_since_keeps_the_grid_they_filled(placed):
    exam_session, candidate, jurors = placed
    evaluation = Evaluation.objects.create(candidate=candidate)
    paper.fill(evaluation, jurors[0])
    candidate.passage.panel.members.filter(juror=jurors[0]).delete()
    assert {leaf.body.member for leaf in filled(exam_session)} == {"Claire Vasseur"}
    assert {leaf.body.member for leaf in blanks(exam_session)} == {"Marc Thiébaut"}
