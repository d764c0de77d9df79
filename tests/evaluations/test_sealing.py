from hypothesis import given

from evaluations.decisions import DECISION, Code, Decision, as_proposed
from evaluations.grids import FINAL, Mark
from evaluations.sealing import PanelJuror, missing_motives, sealing_refusals
from evaluations.verdicts import Facts, Outcome, Presence, State, propose
from ntc_cert.words import NBSP
from tests.evaluations.referentiels import NTC, PLAN_CCP
from tests.evaluations.strategies import all_yes, cases

SIGNED = [PanelJuror("7", "Claire Vasseur", True), PanelJuror("9", "Marc Thiébaut", True)]


def facts(presence=Presence.PRESENT, **others):
    return Facts("title", presence, all_yes(NTC, "title", **others))


def sealing(facts, *, motives=None, decision=None, jurors=SIGNED):
    return sealing_refusals(NTC, facts, motives=motives or {}, decision=decision, jurors=jurors)


def test_nothing_stands_in_the_way_of_a_complete_result():
    assert sealing(facts(), decision=Decision(Outcome.TITLE)) == ()


def test_formats_every_blank_is_named_with_its_cell():
    found = sealing(facts(C2_3=None, FINAL=None), decision=None)
    assert [(each.code, each.anchor) for each in found] == [
        (Code.BLANK, "C2.3"),
        (Code.BLANK, FINAL),
        (Code.DECISION_MISSING, DECISION),
    ]
    assert found[0].sentence == "C2.3 n’est pas tranché."


def test_a_blank_is_not_said_again_by_the_decision():
    found = sealing(facts(C2_3=None), decision=Decision(Outcome.NONE, (), "Motif."))
    assert [each.code for each in found] == [Code.BLANK]


def test_a_grid_not_handed_in_names_its_juror_and_epreuve():
    late = PanelJuror("9", "Marc Thiébaut", True, ("Entretien technique", "Mise en situation"))
    (refusal,) = sealing(facts(), decision=Decision(Outcome.TITLE), jurors=[SIGNED[0], late])
    assert (refusal.code, refusal.anchor) == (Code.GRID_NOT_SUBMITTED, "9")
    assert refusal.sentence == (
        f"Marc Thiébaut n’a pas encore rendu «{NBSP}Entretien technique{NBSP}» et «{NBSP}Mise en situation{NBSP}»."
    )


def test_every_juror_signs():
    waiting = PanelJuror("9", "Marc Thiébaut", False)
    (refusal,) = sealing(facts(), decision=Decision(Outcome.TITLE), jurors=[SIGNED[0], waiting])
    assert (refusal.code, refusal.anchor) == (Code.SIGNATURE_MISSING, "9")
    assert refusal.sentence == "Marc Thiébaut n’a pas encore signé."


def test_a_jury_of_one_never_seals_even_signed():
    found = sealing(facts(), decision=Decision(Outcome.TITLE), jurors=SIGNED[:1])
    assert [each.code for each in found] == [Code.PANEL_TOO_SMALL]


def test_nobody_signing_never_seals():
    assert [each.code for each in sealing(facts(), decision=Decision(Outcome.TITLE), jurors=[])] == [Code.PANEL_MISSING]


def test_each_competence_not_validated_owes_a_motive():
    refused = facts(C1_1=Mark.NO, C3_2=Mark.NO)
    decision = Decision(Outcome.CCPS, (PLAN_CCP,))
    found = sealing(refused, decision=decision, motives={1: "  ", 3: "Réclamation mal traitée."})
    assert [(each.code, each.anchor) for each in found] == [(Code.MOTIVE_MISSING, "MOTIVE.1")]


def test_a_decision_that_cannot_stand_does_not_seal():
    found = sealing(facts(FINAL=Mark.NO), decision=Decision(Outcome.TITLE, (), "Motif."))
    assert [each.code for each in found] == [Code.TITLE_WITHOUT_OPINION]


def test_formats_an_absence_seals_with_blanks_and_without_grids():
    jurors = [PanelJuror("7", "Claire Vasseur", True, ("Entretien technique",)), SIGNED[1]]
    assert sealing(Facts("title", Presence.ABSENT), decision=Decision(Outcome.ABSENT), jurors=jurors) == ()


def test_an_abandon_owes_no_motive():
    abandoned = facts(Presence.ABANDONED, C1_1=Mark.NO, C2_1=None)
    assert sealing(abandoned, decision=Decision(Outcome.ABANDONED)) == ()


@given(cases(presences=[Presence.PRESENT]))
def test_missing_motives_are_exactly_the_competences_with_a_no(case):
    referentiel, candidate = case
    proposal = propose(referentiel, candidate)
    missing = missing_motives(proposal, {})
    assert set(missing) == {n for n, state in proposal.competences.items() if state is State.NOT_VALIDATED}
    assert missing_motives(proposal, dict.fromkeys(missing, "Motif.")) == ()


@given(cases())
def test_the_proposal_with_its_motives_and_signatures_seals_unless_blank(case):
    referentiel, candidate = case
    proposal = propose(referentiel, candidate)
    found = sealing_refusals(
        referentiel,
        candidate,
        motives=dict.fromkeys(proposal.competences, "Motif."),
        decision=as_proposed(proposal),
        jurors=SIGNED,
    )
    blank = proposal.outcome is Outcome.INCOMPLETE
    assert [each.anchor for each in found if each.code is Code.BLANK] == (list(proposal.blanks) if blank else [])
    assert bool(found) == blank
