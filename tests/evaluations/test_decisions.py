from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.decisions import Code, Decision, as_proposed, differs, refusals
from evaluations.grids import FINAL, Mark
from evaluations.verdicts import Facts, Outcome, Presence, State, propose
from ntc_cert.words import NBSP, quoted
from tests.evaluations.referentiels import BAKER, NTC, PLAN_CCP, PRESENT_CCP
from tests.evaluations.strategies import all_yes, cases

WHY = "Le jury relève une présentation remarquable."


def codes(facts, *decision, referentiel=NTC):
    return [refusal.code for refusal in refusals(referentiel, facts, Decision(*decision))]


def title_facts(presence=Presence.PRESENT, held=(), **others):
    return Facts("title", presence, all_yes(NTC, "title", **others), frozenset(held))


def ccp_facts(presence=Presence.PRESENT, held=(), **others):
    return Facts("ccp1", presence, all_yes(NTC, "ccp1", **others), frozenset(held))


def test_rct09_the_title_is_granted_when_everything_is_there():
    assert codes(title_facts(), Outcome.TITLE) == []
    assert codes(title_facts(), Outcome.TITLE, (PRESENT_CCP, PLAN_CCP)) == []


def test_rct09_the_title_is_refused_without_a_ccp_even_with_a_reason():
    (refusal,) = refusals(NTC, title_facts(C3_2=Mark.NO), Decision(Outcome.TITLE, (), WHY))
    assert (refusal.code, refusal.anchor, refusal.source) == (Code.TITLE_WITHOUT_CCP, "C3.2", "RCT09")
    assert refusal.sentence == (
        f"Pas de titre sans CCP Présenter{NBSP}: C3.2 {quoted('non')}. Changez d’abord la décision commune."
    )


def test_rct09_the_title_is_refused_without_a_favourable_opinion():
    (refusal,) = refusals(NTC, title_facts(FINAL=Mark.NO), Decision(Outcome.TITLE, (), WHY))
    assert (refusal.code, refusal.anchor) == (Code.TITLE_WITHOUT_OPINION, FINAL)


def test_rct09_a_held_ccp_counts_for_the_title_whatever_its_marks():
    assert codes(title_facts(held=[PRESENT_CCP], C1_1=Mark.NO), Outcome.TITLE, (PLAN_CCP,)) == []


def test_rct09_a_title_lists_all_its_new_ccps_or_none():
    assert codes(title_facts(), Outcome.TITLE, (PLAN_CCP,)) == [Code.CCP_LEFT_OUT_OF_TITLE]


def test_rcc06_a_ccp_route_never_leads_to_the_title():
    (refusal,) = refusals(NTC, ccp_facts(held=[PLAN_CCP]), Decision(Outcome.TITLE, (), WHY))
    assert refusal.code is Code.TITLE_NOT_ON_ROUTE
    assert "CCP Présenter" in refusal.sentence


def test_rct09_final_route_without_every_ccp_never_gives_the_title():
    facts = Facts("final", answers={FINAL: Mark.YES}, held_ccps=frozenset({PRESENT_CCP}))
    (refusal,) = refusals(NTC, facts, Decision(Outcome.TITLE, (), WHY))
    assert refusal.code is Code.TITLE_WITHOUT_CCP
    assert "ni acquis ni évalué" in refusal.sentence


def test_formats_a_decision_grants_only_ccps_whose_criteria_are_all_yes():
    (refusal,) = refusals(NTC, title_facts(C3_2=Mark.NO), Decision(Outcome.CCPS, (PRESENT_CCP,), WHY))
    assert (refusal.code, refusal.anchor, refusal.source) == (Code.CCP_NOT_VALIDATED, "C3.2", "RCC05")


def test_formats_a_held_ccp_is_not_granted_again():
    facts = title_facts(held=[PRESENT_CCP], FINAL=Mark.NO)
    assert codes(facts, Outcome.CCPS, (PRESENT_CCP, PLAN_CCP), WHY) == [Code.CCP_ALREADY_HELD]


def test_a_ccp_of_another_route_is_not_granted():
    assert codes(ccp_facts(), Outcome.CCPS, (PRESENT_CCP, PLAN_CCP), WHY) == [Code.CCP_NOT_EXAMINED]
    assert codes(ccp_facts(), Outcome.CCPS, (PRESENT_CCP, "CP-0"), WHY) == [Code.CCP_NOT_EXAMINED]


def test_the_list_of_ccps_agrees_with_the_outcome():
    facts = title_facts(FINAL=Mark.NO)
    assert codes(facts, Outcome.CCPS, (), WHY) == [Code.CCP_MISSING]
    assert codes(facts, Outcome.NONE, (PLAN_CCP,), WHY) == [Code.CCP_UNEXPECTED]
    assert codes(facts, Outcome.CCPS, (PLAN_CCP, PLAN_CCP), WHY) == [Code.CCP_REPEATED]


def test_formats_a_reason_is_owed_for_another_outcome_or_other_ccps():
    assert codes(title_facts(), Outcome.NONE) == [Code.REASON_MISSING]
    assert codes(title_facts(), Outcome.NONE, (), "  ") == [Code.REASON_MISSING]
    assert codes(title_facts(), Outcome.NONE, (), WHY) == []
    assert codes(title_facts(FINAL=Mark.NO), Outcome.CCPS, (PLAN_CCP,)) == [Code.REASON_MISSING]
    assert codes(title_facts(FINAL=Mark.NO), Outcome.CCPS, (PLAN_CCP,), WHY) == []
    assert codes(title_facts(FINAL=Mark.NO), Outcome.CCPS, (PLAN_CCP, PRESENT_CCP)) == []


def test_face_the_reason_missing_says_where_it_will_be_read():
    (refusal,) = refusals(NTC, title_facts(), Decision(Outcome.NONE))
    assert refusal.sentence == (
        "Votre décision s’écarte de la proposition. Écrivez le motif, il figurera au procès-verbal."
    )


@pytest.mark.parametrize("outcome", [Outcome.TITLE, Outcome.NONE])
def test_formats_a_blank_blocks_deciding(outcome):
    refusal = refusals(NTC, title_facts(C2_3=None, FINAL=None), Decision(outcome, (), WHY))[0]
    assert (refusal.code, refusal.anchor) == (Code.BLANK, "C2.3")
    assert refusal.sentence == "Tranchez d’abord C2.3 et l’entretien final."


def test_formats_a_blank_does_not_block_an_absence_or_an_abandon():
    assert codes(Facts("title", Presence.ABSENT), Outcome.ABSENT) == []
    assert codes(Facts("title", Presence.ABANDONED), Outcome.ABANDONED) == []


@pytest.mark.parametrize("outcome", [Outcome.TITLE, Outcome.CCPS, Outcome.NONE, Outcome.ABANDONED])
def test_formats_an_absent_candidate_is_only_absent(outcome):
    granted = (PLAN_CCP,) if outcome is Outcome.CCPS else ()
    assert codes(title_facts(Presence.ABSENT), outcome, granted, WHY) == [Code.OUTCOME_AGAINST_PRESENCE]


@pytest.mark.parametrize("outcome", [Outcome.ABSENT, Outcome.ABANDONED])
def test_a_present_candidate_is_neither_absent_nor_abandoned(outcome):
    assert codes(title_facts(), outcome, (), WHY) == [Code.OUTCOME_AGAINST_PRESENCE]


def test_formats_an_abandoned_candidate_may_be_granted_a_validated_ccp_with_a_reason():
    facts = title_facts(Presence.ABANDONED, C1_1=None, FINAL=None)
    for outcome in (Outcome.ABANDONED, Outcome.CCPS):
        assert codes(facts, outcome, (PLAN_CCP,)) == [Code.REASON_MISSING]
        assert codes(facts, outcome, (PLAN_CCP,), WHY) == []
        assert codes(facts, outcome, (PRESENT_CCP,), WHY) == [Code.CCP_NOT_VALIDATED]


def test_an_abandoned_candidate_is_not_given_the_title():
    assert codes(title_facts(Presence.ABANDONED), Outcome.TITLE, (), WHY) == [Code.OUTCOME_AGAINST_PRESENCE]


def test_incomplete_is_not_a_decision():
    assert Code.OUTCOME_NOT_A_DECISION in codes(title_facts(), Outcome.INCOMPLETE, (), WHY)


def test_every_fault_is_said_at_once():
    facts = title_facts(C3_2=Mark.NO, C4_1=None, FINAL=Mark.NO)
    assert codes(facts, Outcome.TITLE, (PRESENT_CCP,)) == [
        Code.BLANK,
        Code.TITLE_WITHOUT_CCP,
        Code.TITLE_WITHOUT_CCP,
        Code.TITLE_WITHOUT_OPINION,
        Code.CCP_NOT_VALIDATED,
        Code.REASON_MISSING,
    ]


@given(cases())
def test_formats_every_proposal_passes_its_own_refusals_without_a_reason(case):
    referentiel, facts = case
    proposal = propose(referentiel, facts)
    found = [refusal.code for refusal in refusals(referentiel, facts, as_proposed(proposal))]
    if proposal.outcome is Outcome.INCOMPLETE:
        assert found == [Code.BLANK, Code.OUTCOME_NOT_A_DECISION]
    else:
        assert found == []
        assert not differs(proposal, as_proposed(proposal))


@st.composite
def decisions(draw):
    referentiel, facts = draw(cases())
    pool = [ccp.code for ccp in referentiel.ccps] + ["CP-0"]
    granted = tuple(draw(st.lists(st.sampled_from(pool), max_size=3)))
    return referentiel, facts, Decision(draw(st.sampled_from(Outcome)), granted, draw(st.sampled_from([None, "", WHY])))


@given(decisions())
def test_formats_no_accepted_decision_grants_what_the_answers_contradict(drawn):
    referentiel, facts, decision = drawn
    if refusals(referentiel, facts, decision):
        return
    proposal = propose(referentiel, facts)
    assert all(proposal.ccps[code] is State.VALIDATED for code in decision.ccps)
    assert decision.reason == WHY or not differs(proposal, decision)
    assert (facts.presence is Presence.ABSENT) == (decision.outcome is Outcome.ABSENT)
    assert facts.presence is not Presence.PRESENT or not proposal.blanks
    if decision.outcome is Outcome.TITLE:
        assert facts.answers[FINAL] is Mark.YES
        assert set(proposal.ccps.values()) <= {State.HELD, State.VALIDATED}


@given(decisions())
def test_a_reason_only_ever_lifts_the_lack_of_a_reason(drawn):
    referentiel, facts, decision = drawn
    silent = [each.code for each in refusals(referentiel, facts, replace(decision, reason=None))]
    spoken = [each.code for each in refusals(referentiel, facts, replace(decision, reason=WHY))]
    assert spoken == [code for code in silent if code is not Code.REASON_MISSING]


def test_the_rules_name_the_invented_title_as_well():
    facts = Facts("title", answers=all_yes(BAKER, "title", C10_2=Mark.NO))
    (refusal,) = refusals(BAKER, facts, Decision(Outcome.TITLE, (), WHY))
    assert (refusal.anchor, "CCP Vendre" in refusal.sentence) == ("C10.2", True)
