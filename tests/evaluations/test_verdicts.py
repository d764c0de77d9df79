from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.grids import FINAL, Mark, answers_needed
from evaluations.verdicts import (
    Facts,
    FinalInterview,
    Outcome,
    Presence,
    State,
    competence_states,
    propose,
    weakest,
)
from tests.evaluations.referentiels import BAKER, NTC, PLAN_CCP, PRESENT_CCP
from tests.evaluations.strategies import all_yes, cases

BETTER = [State.NOT_VALIDATED, State.INCOMPLETE, State.VALIDATED, State.HELD]
BETTER_OUTCOME = [Outcome.NONE, Outcome.CCPS, Outcome.TITLE]


def ntc(route="title", presence=Presence.PRESENT, held=(), **others):
    return propose(NTC, Facts(route, presence, all_yes(NTC, route, **others), frozenset(held)))


def test_rcc05_a_competence_needs_every_yes():
    assert ntc().competences == dict.fromkeys(range(1, 7), State.VALIDATED)
    assert ntc(C3_2=Mark.NO).competences[3] is State.NOT_VALIDATED
    assert ntc(C3_2=None).competences[3] is State.INCOMPLETE


def test_rcc05_one_no_settles_a_competence_even_beside_a_blank():
    assert ntc(C1_1=Mark.YES, C1_2=Mark.NO, C1_3=None).competences[1] is State.NOT_VALIDATED


def test_rct08_c5_waits_for_the_phone_criterion_of_the_role_play():
    assert ntc(C5_3=None).competences[5] is State.INCOMPLETE


def test_formats_ccp_is_not_validated_once_one_competence_is():
    proposal = ntc(C1_2=Mark.NO, C2_1=None)
    assert proposal.ccps == {PRESENT_CCP: State.NOT_VALIDATED, PLAN_CCP: State.VALIDATED}
    assert ntc(C2_1=None).ccps[PRESENT_CCP] is State.INCOMPLETE


def test_formats_example_of_the_results():
    proposal = ntc(C1_2=Mark.NO)
    assert (proposal.outcome, proposal.final_interview) == (Outcome.CCPS, FinalInterview.FAVOURABLE)


def test_rct09_title_needs_every_ccp_and_a_favourable_final_interview():
    assert ntc().outcome is Outcome.TITLE
    assert ntc(FINAL=Mark.NO).outcome is Outcome.CCPS
    assert ntc(C4_1=Mark.NO).outcome is Outcome.CCPS
    assert ntc(C4_1=Mark.NO, C1_1=Mark.NO).outcome is Outcome.NONE


@pytest.mark.parametrize("blank", answers_needed(NTC, "title"))
def test_formats_title_is_incomplete_while_any_answer_is_untouched(blank):
    proposal = ntc(**{"C1_1": Mark.NO, "C4_1": Mark.NO, blank.replace(".", "_"): None})
    assert (proposal.outcome, proposal.blanks) == (Outcome.INCOMPLETE, (blank,))


def test_formats_a_held_ccp_is_still_examined_and_stays_held():
    assert ntc(held=[PRESENT_CCP], C1_1=Mark.NO).ccps[PRESENT_CCP] is State.HELD
    assert ntc(held=[PRESENT_CCP], C1_1=Mark.NO).competences[1] is State.NOT_VALIDATED
    assert ntc(held=[PRESENT_CCP], C1_1=Mark.NO).outcome is Outcome.TITLE
    assert ntc(held=[PRESENT_CCP], C1_1=None).outcome is Outcome.INCOMPLETE


def test_formats_ccps_needs_one_newly_validated():
    assert ntc(held=[PRESENT_CCP], C4_1=Mark.NO).outcome is Outcome.NONE
    assert ntc(held=[PRESENT_CCP], FINAL=Mark.NO).newly_validated == (PLAN_CCP,)


def test_formats_a_title_session_with_all_held_may_still_give_the_title():
    assert ntc(held=[PRESENT_CCP, PLAN_CCP], C1_1=Mark.NO, C4_1=Mark.NO).outcome is Outcome.TITLE
    assert ntc(held=[PRESENT_CCP, PLAN_CCP], FINAL=Mark.NO).outcome is Outcome.NONE


def test_formats_a_ccp_route_holds_its_own_items_only():
    proposal = ntc("ccp1")
    assert list(proposal.competences) == [1, 2, 3]
    assert list(proposal.criteria) == ["C1.1", "C1.2", "C1.3", "C2.1", "C2.2", "C2.3", "C3.1", "C3.2", "C3.3"]
    assert proposal.ccps == {PRESENT_CCP: State.VALIDATED}
    assert (proposal.final_interview, proposal.outcome) == (None, Outcome.CCPS)


def test_formats_a_ccp_route_shows_the_other_ccp_when_held():
    assert ntc("ccp2", held=[PRESENT_CCP]).ccps == {PRESENT_CCP: State.HELD, PLAN_CCP: State.VALIDATED}


def test_rcc06_a_ccp_route_never_gives_the_title_even_with_a_stray_opinion():
    proposal = ntc("ccp2", held=[PRESENT_CCP], FINAL=Mark.YES)
    assert (proposal.outcome, proposal.final_interview) == (Outcome.CCPS, None)


def test_formats_a_ccp_route_is_incomplete_or_none_on_its_own_criteria():
    assert ntc("ccp1", C1_1=None).outcome is Outcome.INCOMPLETE
    assert ntc("ccp1", C1_1=Mark.NO).outcome is Outcome.NONE


@pytest.mark.parametrize(
    ("mark", "outcome"), [(Mark.YES, Outcome.TITLE), (Mark.NO, Outcome.NONE), (None, Outcome.INCOMPLETE)]
)
def test_formats_final_route_examines_nothing_and_shows_every_ccp_held(mark, outcome):
    proposal = ntc("final", held=[PRESENT_CCP, PLAN_CCP], FINAL=mark)
    assert (proposal.criteria, proposal.competences) == ({}, {})
    assert proposal.ccps == {PRESENT_CCP: State.HELD, PLAN_CCP: State.HELD}
    assert proposal.outcome is outcome


def test_rct09_final_route_gives_no_title_without_every_ccp():
    assert ntc("final", held=[PRESENT_CCP]).outcome is Outcome.NONE


def test_formats_absent_is_computed_like_any_other():
    proposal = propose(NTC, Facts("title", Presence.ABSENT))
    assert proposal.outcome is Outcome.ABSENT
    assert set(proposal.competences.values()) == {State.INCOMPLETE}
    assert set(proposal.ccps.values()) == {State.INCOMPLETE}


def test_formats_abandoned_keeps_what_was_validated():
    proposal = ntc(presence=Presence.ABANDONED, FINAL=None, C1_1=None)
    assert proposal.outcome is Outcome.ABANDONED
    assert proposal.newly_validated == (PLAN_CCP,)


def test_ccps_follow_the_referentiel_and_not_their_codes():
    facts = Facts("title", answers=all_yes(BAKER, "title"))
    assert list(propose(BAKER, facts).ccps) == ["CP-9", "CP-1", "CP-5"]
    assert list(propose(BAKER, facts).competences) == [1, 2, 3, 10]


def test_a_whole_without_parts_is_never_validated():
    assert weakest(set()) is State.INCOMPLETE


def expected_outcome(referentiel, facts):
    """formats.md « proposal », read a second time, criterion by criterion."""
    if facts.presence is not Presence.PRESENT:
        return facts.presence.value
    marks = facts.answers
    if any(marks[cell] is None for cell in answers_needed(referentiel, facts.route)):
        return "incomplete"
    good, new = 0, 0
    for ccp in referentiel.ccps:
        codes = [c.code for n in ccp.competences for c in referentiel.competence(n).criteria]
        if ccp.code in facts.held_ccps:
            good += 1
        elif ccp.code in referentiel.routes[facts.route].ccps and all(marks[code] == "O" for code in codes):
            good, new = good + 1, new + 1
    if not facts.route.startswith("ccp") and good == len(referentiel.ccps) and marks[FINAL] == "O":
        return "title"
    return "ccps" if new else "none"


def test_formats_every_combination_of_the_invented_title():
    needed = answers_needed(BAKER, "title")
    for marks in product((Mark.YES, Mark.NO, None), repeat=len(needed)):
        facts = Facts("title", answers=dict(zip(needed, marks, strict=True)), held_ccps=frozenset({"CP-1"}))
        assert propose(BAKER, facts).outcome == expected_outcome(BAKER, facts)


@given(cases())
def test_formats_outcome_of_any_candidate(case):
    assert propose(*case).outcome == expected_outcome(*case)


@given(cases(presences=[Presence.PRESENT]), st.data())
def test_rcc05_turning_an_answer_into_yes_never_worsens(case, data):
    referentiel, facts = case
    cell = data.draw(st.sampled_from(answers_needed(referentiel, facts.route)))
    better = replace(facts, answers={**facts.answers, cell: Mark.YES})
    before, after = propose(referentiel, facts), propose(referentiel, better)
    for old, new in ((before.competences, after.competences), (before.ccps, after.ccps)):
        assert all(BETTER.index(new[key]) >= BETTER.index(state) for key, state in old.items())
    if before.outcome is not Outcome.INCOMPLETE:
        assert BETTER_OUTCOME.index(after.outcome) >= BETTER_OUTCOME.index(before.outcome)


@given(cases(presences=[Presence.PRESENT], routes=lambda key: key == "title"), st.data())
def test_rcc05_rct09_one_no_anywhere_never_gives_the_title_unless_its_ccp_is_held(case, data):
    referentiel, facts = case
    cell = data.draw(st.sampled_from(answers_needed(referentiel, "title")))
    held = any(
        cell in {each.code for number in ccp.competences for each in referentiel.competence(number).criteria}
        for ccp in referentiel.ccps
        if ccp.code in facts.held_ccps
    )
    outcome = propose(referentiel, replace(facts, answers={**facts.answers, cell: Mark.NO})).outcome
    assert held or outcome is not Outcome.TITLE


@given(cases(presences=[Presence.PRESENT]), st.data())
def test_rcc05_untouched_is_never_no(case, data):
    referentiel, facts = case
    cell = data.draw(st.sampled_from(answers_needed(referentiel, facts.route)))
    untouched = propose(referentiel, replace(facts, answers={**facts.answers, cell: None}))
    refused = propose(referentiel, replace(facts, answers={**facts.answers, cell: Mark.NO}))
    assert untouched != refused
    assert untouched.outcome is Outcome.INCOMPLETE
    assert cell in untouched.blanks
    assert cell not in refused.blanks


@given(cases(), st.sampled_from([Presence.ABSENT, Presence.ABANDONED]))
def test_formats_presence_changes_the_outcome_and_no_state(case, presence):
    referentiel, facts = case
    away = propose(referentiel, replace(facts, presence=presence))
    there = propose(referentiel, replace(facts, presence=Presence.PRESENT))
    assert replace(away, outcome=there.outcome) == there
    assert away.outcome == presence.value


@given(cases())
def test_rcc05_a_competence_follows_its_own_criteria_alone(case):
    referentiel, facts = case
    for number, state in competence_states(referentiel, facts).items():
        marks = [facts.answers[criterion.code] for criterion in referentiel.competence(number).criteria]
        assert (state is State.VALIDATED) == all(mark is Mark.YES for mark in marks)
        assert (state is State.NOT_VALIDATED) == (Mark.NO in marks)
