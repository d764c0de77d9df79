from dataclasses import replace

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from evaluations.amending import (
    Amendment,
    AmendmentCode,
    Change,
    NotAmendable,
    Record,
    amend,
    amendment_refusals,
    apply,
    cells_of,
    version,
)
from evaluations.decisions import Code, Decision, as_proposed
from evaluations.grids import FINAL, Mark, answers_needed
from evaluations.results import decision_document
from evaluations.verdicts import Facts, Outcome, Presence, propose
from tests.evaluations.referentiels import NTC, PLAN_CCP, PRESENT_CCP
from tests.evaluations.strategies import all_yes, cases

WHY = "Erreur de report sur la grille."
REFUSED = Facts("title", answers=all_yes(NTC, "title", C3_2=Mark.NO))
SEALED = Record(REFUSED, Decision(Outcome.CCPS, (PLAN_CCP,)), {3: "Réclamation mal traitée."})
TITLE = {"outcome": "title", "ccps": [], "reason": None}
TO_TITLE = (
    Change("C3.2", "N", "O"),
    Change("DECISION", decision_document(SEALED.decision), TITLE),
    Change("MOTIVE.3", "Réclamation mal traitée.", None),
)


def amendment(*changes, number=1, author="12", reason=WHY):
    return Amendment(number, author, reason, changes)


def codes(*changes, sealed=SEALED, earlier=(), **given):
    return [each.code for each in amendment_refusals(NTC, sealed, earlier, amendment(*changes, **given))]


def test_a_correction_is_laid_over_and_the_sealed_record_stays():
    current = amend(NTC, SEALED, [], amendment(*TO_TITLE))
    assert current.facts.answers["C3.2"] is Mark.YES
    assert current.decision == Decision(Outcome.TITLE)
    assert current.motives == {}
    assert SEALED.facts.answers["C3.2"] is Mark.NO
    assert (version([]), version([amendment(*TO_TITLE)])) == (1, 2)


def test_a_second_amendment_starts_from_the_first():
    first = amendment(*TO_TITLE)
    back = amendment(
        Change("C3.2", "O", "N"),
        Change("DECISION", TITLE, decision_document(SEALED.decision)),
        Change("MOTIVE.3", None, "Réclamation mal traitée."),
        number=2,
    )
    assert amend(NTC, SEALED, [first], back) == replace(SEALED, motives={3: "Réclamation mal traitée."})


def test_every_cell_of_the_route_can_be_named():
    cells = cells_of(NTC, SEALED)
    assert list(cells) == [
        *answers_needed(NTC, "title"),
        "PRESENCE",
        "DECISION",
        *(f"MOTIVE.{number}" for number in range(1, 7)),
    ]
    assert (cells["C3.2"], cells[FINAL], cells["PRESENCE"]) == ("N", "O", "present")
    assert (cells["MOTIVE.3"], cells["MOTIVE.4"]) == ("Réclamation mal traitée.", None)


def test_a_stale_before_is_refused():
    assert codes(Change("C3.2", "O", "N")) == [AmendmentCode.CHANGE_STALE]


def test_an_unknown_cell_is_refused():
    assert codes(Change("C9.9", None, "O")) == [AmendmentCode.CELL_UNKNOWN]
    assert codes(Change("MOTIVE.9", None, "Motif.")) == [AmendmentCode.CELL_UNKNOWN]


def test_a_change_of_nothing_is_refused():
    assert codes(Change("C3.2", "N", "N")) == [AmendmentCode.CHANGE_EMPTY]
    assert codes() == [AmendmentCode.WITHOUT_CHANGE]


def test_a_cell_is_changed_once():
    assert codes(Change("C3.2", "N", "O"), Change("C3.2", "N", None)) == [AmendmentCode.CELL_REPEATED]


def test_an_amendment_has_a_reason_an_author_and_the_next_number():
    assert codes(*TO_TITLE, reason=" ") == [AmendmentCode.WITHOUT_REASON]
    assert codes(*TO_TITLE, author="") == [AmendmentCode.WITHOUT_AUTHOR]
    assert codes(*TO_TITLE, number=2) == [AmendmentCode.OUT_OF_ORDER]


@pytest.mark.parametrize(
    ("cell", "before", "after"),
    [
        ("C3.2", "N", "X"),
        ("C3.2", "N", ["O"]),
        ("C3.2", "N", {"mark": "O"}),
        ("PRESENCE", "present", None),
        ("PRESENCE", "present", "A"),
        ("MOTIVE.3", "Réclamation mal traitée.", "  "),
        ("DECISION", decision_document(SEALED.decision), None),
        ("DECISION", decision_document(SEALED.decision), {"outcome": "gold", "ccps": [], "reason": None}),
        ("DECISION", decision_document(SEALED.decision), {**TITLE, "extra": 1}),
    ],
)
def test_a_value_the_cell_does_not_take_is_refused(cell, before, after):
    assert codes(Change(cell, before, after)) == [AmendmentCode.VALUE_UNKNOWN]


def test_formats_the_decision_must_still_stand_after_the_amendment():
    assert codes(Change("C3.2", "N", "O")) == [Code.REASON_MISSING]
    assert codes(Change("C4.1", "O", "N")) == [Code.CCP_NOT_VALIDATED, Code.REASON_MISSING, Code.MOTIVE_MISSING]
    assert codes(Change("C4.1", "O", None)) == [Code.BLANK, Code.CCP_NOT_VALIDATED, Code.REASON_MISSING]


def test_a_competence_that_falls_owes_its_motive_in_the_same_amendment():
    to_none = Change("DECISION", decision_document(SEALED.decision), {**TITLE, "outcome": "none"})
    fall = Change("C4.1", "O", "N")
    assert codes(fall, to_none) == [Code.MOTIVE_MISSING]
    assert codes(fall, to_none, Change("MOTIVE.4", None, "Marché non segmenté.")) == []


def test_formats_an_absence_leaves_no_answer_behind():
    absent = (
        Change("PRESENCE", "present", "absent"),
        Change("DECISION", decision_document(SEALED.decision), {**TITLE, "outcome": "absent"}),
    )
    assert codes(*absent) == [AmendmentCode.ABSENT_WITH_MARK] * 21
    emptied = [Change(cell, cells_of(NTC, SEALED)[cell], None) for cell in answers_needed(NTC, "title")]
    assert codes(*absent, *emptied) == []


def test_apply_refuses_a_tampered_history():
    with pytest.raises(NotAmendable) as caught:
        apply(NTC, SEALED, [amendment(Change("C3.2", "O", "N"))])
    assert [refusal.code for refusal in caught.value.refusals] == [AmendmentCode.CHANGE_STALE]
    assert "Rechargez" in str(caught.value)


def test_apply_refuses_a_history_with_a_gap():
    with pytest.raises(NotAmendable) as caught:
        apply(NTC, SEALED, [amendment(*TO_TITLE, number=2)])
    assert [refusal.code for refusal in caught.value.refusals] == [AmendmentCode.OUT_OF_ORDER]


def test_amend_raises_with_every_reason():
    with pytest.raises(NotAmendable) as caught:
        amend(NTC, SEALED, [], amendment(Change("C9.9", None, "O"), reason=""))
    assert [refusal.code for refusal in caught.value.refusals] == [
        AmendmentCode.WITHOUT_REASON,
        AmendmentCode.CELL_UNKNOWN,
    ]


def record_of(referentiel, facts):
    proposal = propose(referentiel, facts)
    return Record(facts, as_proposed(proposal), dict.fromkeys(proposal.competences, "Motif."))


@given(cases(presences=[Presence.PRESENT]), st.data())
def test_amendments_round_trip(case, data):
    referentiel, facts = case
    assume(propose(referentiel, facts).outcome is not Outcome.INCOMPLETE)
    sealed = record_of(referentiel, facts)
    cells = data.draw(st.sets(st.sampled_from(answers_needed(referentiel, facts.route)), min_size=1))
    other = {Mark.YES: Mark.NO, Mark.NO: Mark.YES}
    amended = record_of(
        referentiel, replace(facts, answers=facts.answers | {cell: other[facts.answers[cell]] for cell in cells})
    )
    before, after = cells_of(referentiel, sealed), cells_of(referentiel, amended)
    changed = [cell for cell in before if before[cell] != after[cell]]
    there = amendment(*(Change(cell, before[cell], after[cell]) for cell in changed))
    back = amendment(*(Change(cell, after[cell], before[cell]) for cell in changed), number=2)
    assert cells_of(referentiel, amend(referentiel, sealed, [], there)) == after
    assert amend(referentiel, sealed, [there], back) == sealed


@given(cases(), st.data())
def test_whatever_an_accepted_amendment_leaves_could_have_been_sealed(case, data):
    referentiel, facts = case
    sealed = record_of(referentiel, facts)
    cells = cells_of(referentiel, sealed)
    values = {
        "PRESENCE": ["present", "absent", "abandoned"],
        "DECISION": [{"outcome": each, "ccps": [], "reason": "Motif."} for each in ("title", "none", "absent")],
    }
    named = data.draw(st.lists(st.sampled_from(sorted(cells)), min_size=1, max_size=4, unique=True))
    changes = [
        Change(cell, cells[cell], data.draw(st.sampled_from(values.get(cell, ["O", "N", None])))) for cell in named
    ]
    try:
        current = amend(referentiel, sealed, [], amendment(*changes))
    except NotAmendable:
        event("refused")
        return
    event("accepted")
    assert {cell for cell, value in cells_of(referentiel, current).items() if value != cells[cell]} == set(named)
    proposal = propose(referentiel, current.facts)
    assert current.facts.presence is not Presence.PRESENT or not proposal.blanks
    if current.decision.outcome is Outcome.TITLE:
        assert proposal.outcome is Outcome.TITLE


def test_the_route_and_what_was_held_never_change():
    held = replace(SEALED, facts=replace(REFUSED, held_ccps=frozenset({PRESENT_CCP})), decision=Decision(Outcome.TITLE))
    current = amend(NTC, held, [], amendment(Change("C3.1", "O", "N")))
    assert (current.facts.route, current.facts.held_ccps) == ("title", frozenset({PRESENT_CCP}))
