import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.decisions import Decision, as_proposed
from evaluations.grids import Mark
from evaluations.results import (
    candidate_result,
    canonical,
    decision_document,
    fingerprint,
    read_decision,
    session_results,
    short,
)
from evaluations.verdicts import Facts, Outcome, Presence, propose
from tests.evaluations.referentiels import BAKER, NTC, PLAN_CCP, PRESENT_CCP
from tests.evaluations.strategies import all_yes, cases

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abœé", max_size=3), inner, max_size=4),
    max_leaves=12,
)


def test_formats_shape_of_a_title_candidate():
    facts = Facts("title", answers=all_yes(NTC, "title", C1_2=Mark.NO, C3_1=None))
    result = candidate_result(NTC, facts, candidate="C001", decision=None, sealed=False)
    assert list(result) == [
        "candidate",
        "route",
        "presence",
        "criteria",
        "competences",
        "ccps",
        "final_interview",
        "proposal",
        "decision",
        "sealed",
    ]
    assert (result["candidate"], result["route"], result["presence"]) == ("C001", "title", "present")
    assert len(result["criteria"]) == 20
    assert (result["criteria"]["C1.1"], result["criteria"]["C1.2"], result["criteria"]["C3.1"]) == ("O", "N", None)
    assert result["competences"] == {
        "1": "not_validated",
        "2": "validated",
        "3": "incomplete",
        "4": "validated",
        "5": "validated",
        "6": "validated",
    }
    assert result["ccps"] == {PRESENT_CCP: "not_validated", PLAN_CCP: "validated"}
    assert (result["final_interview"], result["proposal"]) == ("favourable", "incomplete")
    assert (result["decision"], result["sealed"]) == (None, False)


def test_formats_shape_of_a_final_candidate():
    facts = Facts("final", answers=all_yes(NTC, "final"), held_ccps=frozenset({PRESENT_CCP, PLAN_CCP}))
    decision = Decision(Outcome.TITLE)
    assert candidate_result(NTC, facts, candidate="C9", decision=decision, sealed=True) == {
        "candidate": "C9",
        "route": "final",
        "presence": "present",
        "criteria": {},
        "competences": {},
        "ccps": {PRESENT_CCP: "held", PLAN_CCP: "held"},
        "final_interview": "favourable",
        "proposal": "title",
        "decision": {"outcome": "title", "ccps": [], "reason": None},
        "sealed": True,
    }


def test_formats_a_ccp_route_has_no_final_interview():
    facts = Facts("ccp3", answers=all_yes(BAKER, "ccp3"), held_ccps=frozenset({"CP-9"}))
    result = candidate_result(BAKER, facts, candidate="X", decision=None, sealed=False)
    assert result["final_interview"] is None
    assert result["criteria"] == {"C10.1": "O", "C10.2": "O"}
    assert result["ccps"] == {"CP-9": "held", "CP-5": "validated"}


def test_formats_a_session_keeps_the_order_of_its_candidates():
    entries = [
        candidate_result(NTC, Facts("title", Presence.ABSENT), candidate=name, decision=None, sealed=False)
        for name in ("C2", "C1")
    ]
    document = session_results(session="REF", title="TP-00338", candidates=entries)
    assert list(document) == ["session", "title", "candidates"]
    assert [entry["candidate"] for entry in document["candidates"]] == ["C2", "C1"]


def test_a_blank_reason_is_written_null():
    assert decision_document(Decision(Outcome.NONE, (), "  "))["reason"] is None


@given(cases())
def test_a_decision_comes_back_from_its_document(case):
    decision = as_proposed(propose(*case))
    assert read_decision(json.loads(canonical(decision_document(decision)))) == decision


@pytest.mark.parametrize(
    "document",
    [
        {"outcome": "gold", "ccps": [], "reason": None},
        {"outcome": "none", "ccps": "CP-1", "reason": None},
        {"outcome": "none", "ccps": [1], "reason": None},
        {"outcome": "none", "ccps": [], "reason": 3},
        {"outcome": "none", "ccps": []},
    ],
)
def test_anything_else_is_not_a_decision(document):
    with pytest.raises((KeyError, TypeError, ValueError)):
        read_decision(document)


def test_canonical_bytes_are_sorted_compact_and_utf8():
    assert canonical({"b": "Bœuf", "a": [1, None]}) == '{"a":[1,null],"b":"Bœuf"}'.encode()


def test_the_fingerprint_is_the_sha256_anybody_can_recompute():
    document = {"b": "é", "a": 1}
    assert fingerprint(document) == hashlib.sha256('{"a":1,"b":"é"}'.encode()).hexdigest()


def test_face_twelve_digits_in_groups_of_four():
    assert short("4f9a27c108beffff") == "4f9a 27c1 08be"


def reordered(value):
    if isinstance(value, dict):
        return {key: reordered(inner) for key, inner in reversed(value.items())}
    return [reordered(inner) for inner in value] if isinstance(value, list) else value


@given(st.dictionaries(st.text("abœé", max_size=3), JSON, max_size=5))
def test_canonical_is_stable_under_key_order_and_loses_nothing(document):
    assert canonical(reordered(document)) == canonical(document)
    assert json.loads(canonical(document)) == document


@given(cases(), st.booleans())
def test_the_fingerprint_of_a_result_tells_every_change_apart(case, sealed):
    referentiel, facts = case
    one, other = (
        candidate_result(referentiel, facts, candidate="C1", decision=None, sealed=value)
        for value in (sealed, not sealed)
    )
    assert fingerprint(one) != fingerprint(other)
    assert json.loads(canonical(one)) == one
