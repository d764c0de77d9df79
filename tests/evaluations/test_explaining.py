import pytest
from hypothesis import given

from evaluations.explaining import (
    CCP_LABELS,
    COMPETENCE_LABELS,
    FINAL_INTERVIEW_LABELS,
    OUTCOME_LABELS,
    competence_detail,
    explain,
)
from evaluations.grids import Mark
from evaluations.verdicts import Facts, FinalInterview, Outcome, Presence, State, propose
from ntc_cert.words import NBSP, quoted
from tests.evaluations.referentiels import NTC, PLAN_CCP, PRESENT_CCP
from tests.evaluations.strategies import all_yes, cases


def ntc(route="title", presence=Presence.PRESENT, held=(), **others):
    return propose(NTC, Facts(route, presence, all_yes(NTC, route, **others), frozenset(held)))


def texts(proposal):
    return [reason.text for reason in explain(NTC, proposal)]


@pytest.mark.parametrize(
    ("others", "detail"),
    [
        ({}, "3 oui sur 3"),
        ({"C2_3": None}, "C2.3 en attente"),
        ({"C2_3": Mark.NO}, "C2.3 non"),
        ({"C2_1": Mark.NO, "C2_3": Mark.NO}, "C2.1 et C2.3 non"),
        ({"C2_1": Mark.NO, "C2_3": None}, "C2.1 non, C2.3 en attente"),
    ],
)
def test_face_detail_under_each_competence(others, detail):
    assert competence_detail(NTC, ntc(**others), 2) == detail


def test_rcc05_the_rule_comes_first_with_its_source():
    first = explain(NTC, ntc())[0]
    assert first.text == f"Une compétence est validée si tous ses critères sont {quoted('oui')} (RCC05)."
    assert first.source == "RCC05"


def test_the_final_route_has_no_rule_on_competences():
    proposal = ntc("final", held=[PRESENT_CCP, PLAN_CCP])
    assert not any("RCC05" in text for text in texts(proposal))
    assert sum("déjà acquis" in text for text in texts(proposal)) == 2


@pytest.mark.parametrize(
    ("proposal", "last"),
    [
        (ntc(C2_3=None, FINAL=None), "La proposition attend C2.3 et l’entretien final."),
        (ntc(), "Tous les CCP sont validés ou acquis et l’entretien final est favorable (RCT09)."),
        (
            ntc(C3_2=Mark.NO),
            f"Il manque au titre CCP Présenter (RCT09). Tous les critères sont {quoted('oui')}{NBSP}: CCP Élaborer.",
        ),
        (
            ntc(FINAL=Mark.NO),
            "L’entretien final est défavorable, donc pas de titre (RCT09). "
            f"Tous les critères sont {quoted('oui')}{NBSP}: CCP Présenter et CCP Élaborer.",
        ),
        (ntc("ccp1"), f"Tous les critères sont {quoted('oui')}{NBSP}: CCP Présenter."),
        (ntc("ccp1", C1_1=Mark.NO), "Aucun CCP nouveau n’est validé."),
    ],
)
def test_rct09_the_outcome_is_explained(proposal, last):
    assert texts(proposal)[-1] == last


def test_formats_an_absence_says_that_a_blank_is_not_a_no():
    assert "n’est pas un" in texts(propose(NTC, Facts("title", Presence.ABSENT)))[-1]


@given(cases())
def test_every_proposal_is_explained_and_labelled(case):
    referentiel, facts = case
    proposal = propose(referentiel, facts)
    assert all(reason.text.endswith(".") and reason.source for reason in explain(referentiel, proposal))
    assert all(competence_detail(referentiel, proposal, number) for number in proposal.competences)


def test_every_state_and_outcome_has_its_french_word():
    assert set(OUTCOME_LABELS) == set(Outcome)
    assert set(CCP_LABELS) == set(State)
    assert set(COMPETENCE_LABELS) == set(State) - {State.HELD}
    assert set(FINAL_INTERVIEW_LABELS) == {*FinalInterview, None}
