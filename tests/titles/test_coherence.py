"""Every fault of a document is named: where, what was read, what to do."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntc_cert.words import NBSP
from tests.titles.documents import ntc
from titles.referentiel import Referentiel, UnreadableReferentiel

Document = dict[str, Any]


def problems(document: Any) -> list[str]:
    with pytest.raises(UnreadableReferentiel) as refused:
        Referentiel.parse(document)
    return [problem.replace(NBSP, " ") for problem in refused.value.problems]


def title_phase(document: Document, rank: int) -> Document:
    return document["routes"]["title"]["phases"][rank]


def _set(path: str, value: Any) -> Callable[[Document], None]:
    *above, last = [int(part) if part.isdigit() else part for part in path.split("/")]

    def spoil(document: Any) -> None:
        for part in above:
            document = document[part]
        if value is KeyError:
            del document[last]
        else:
            document[last] = value

    return spoil


P = "routes/title/phases/0"
SPOILED = [
    ("title/version", KeyError, "title.version", "manque"),
    ("title/code", "TP 338", "title.code", "« TP 338 »"),
    ("title/label", "", "title.label", "Écrivez un texte qui n’est pas vide"),
    ("title/dates/0/value", None, "title.dates[0].value", "lu « null »"),
    ("ccps", {}, "ccps", "lu un objet"),
    ("ccps", [], "ccps", "la liste est vide"),
    ("ccps/0/competences", [], "ccps[0].competences", "la liste est vide"),
    ("ccps/1/code", "CP-000343", "ccps[1].code", "est déjà pris plus haut"),
    ("ccps/0/competences", [1, 2, 9], "ccps[0].competences[2]", "la compétence 9 n’existe pas"),
    ("ccps/0/competences", [1, 2], "competences[2].number", "n’est dans aucun CCP"),
    ("ccps/1/competences", [4, 5, 6, 3], "ccps[1].competences[3]", "est déjà dans un CCP"),
    ("competences/1/number", 1, "competences[1].number", "« 1 » est déjà pris"),
    ("competences/1/number", "2", "competences[1].number", "lu « 2 »"),
    ("competences/0/criteria", [], "competences[0].criteria", "la liste est vide"),
    ("competences/0/criteria/1/code", "C1.1", "competences[0].criteria[1].code", "déjà pris"),
    ("competences/0/criteria/1/code", "C2.2", "competences[0].criteria[1].code", "Écrivez C1.2"),
    ("competences/0/criteria/1/code", "1b", "competences[0].criteria[1].code", "« 1b » dans la compétence 1"),
    ("competences/0/criteria/0/observation_fields", [3], "competences[0].criteria[0].observation_fields[0]", "« 3 »"),
    ("competences/0/aliases/0", "le texte", "competences[0].aliases[0]", "« le texte »"),
    ("interview_guide", "?", "interview_guide", "une liste"),
    ("routes", [], "routes", "lu une liste"),
    ("routes/final", KeyError, "routes.final", "manque"),
    ("routes/ccp2/ccps", ["CP-000343"], "routes.ccp2.ccps", "Écrivez CP-000342."),
    ("routes/final/ccps", ["CP-000343"], "routes.final.ccps", "Laissez cette liste vide"),
    ("routes/title/jury_equipment", "radio", "routes.title.jury_equipment", "« radio »"),
    (f"{P}/kind", "oral", "routes.title.phases[0].kind", "technical_interview, role_play ou final_interview"),
    (f"{P}/kind", "role_play", "routes.title.phases[1].kind", "déjà pris"),
    (f"{P}/steps/0/kind", "nap", "routes.title.phases[0].steps[0].kind", "« nap »"),
    (f"{P}/steps/1/kind", "preparation", "routes.title.phases[0].steps[1].kind", "déjà pris"),
    (f"{P}/steps/2/minutes", 0, "routes.title.phases[0].steps[2].minutes", "« 0 »"),
    (f"{P}/steps/2/minutes", -5, "routes.title.phases[0].steps[2].minutes", "« -5 »"),
    (f"{P}/steps/2/minutes", 15.0, "routes.title.phases[0].steps[2].minutes", "« 15.0 »"),
    (f"{P}/steps/2/minutes", True, "routes.title.phases[0].steps[2].minutes", "« true »"),
    (f"{P}/steps/2/minutes", "15", "routes.title.phases[0].steps[2].minutes", "sans guillemets"),
    (f"{P}/steps/2/minutes", 1441, "routes.title.phases[0].steps[2].minutes", "entre 1 et 1440"),
    (f"{P}/steps/2/candidate", "garden", "routes.title.phases[0].steps[2].candidate", "« garden »"),
    (f"{P}/steps/0/candidate", None, "routes.title.phases[0].steps[0]", "personne n’y est"),
    (f"{P}/steps/2/jury", "preparation_room", "routes.title.phases[0].steps[2].jury", "jury_room"),
    (f"{P}/steps", [], "routes.title.phases[0].steps", "aucune étape devant le jury"),
    (f"{P}/criteria", ["C3.1"], "routes.title.phases", "ne sont dans aucune épreuve"),
    ("routes/ccp1/phases/0/criteria", ["C3.1", "C3.2"], "routes.ccp1.phases", "C3.3 n’est dans aucune épreuve"),
    ("routes/ccp1/phases/0/criteria/0", "C4.1", "routes.ccp1.phases[0].criteria", "n’est pas de cette inscription"),
    ("routes/ccp1/phases/0/criteria/0", "C1.1", "routes.ccp1.phases[1].criteria", "y est évalué deux fois"),
    ("routes/title/phases/2/criteria", ["C1.1"], "routes.title.phases[2].criteria", "l’entretien final n’en a pas"),
    ("routes/title/phases/2", KeyError, "routes.title.phases", "Ajoutez-y l’épreuve final_interview"),
    ("routes/ccp1/phases/0/kind", "final_interview", "routes.ccp1.phases", "Retirez-en l’épreuve final_interview"),
    ("written_changes/1/rank", 1, "written_changes[1].rank", "déjà pris"),
    ("written_changes/0/said_during/ccp9", "phone_call", "written_changes[0].said_during.ccp9", "n’existe pas"),
    ("written_changes/0/said_during/ccp1", "phone_call", "written_changes[0].said_during.ccp1", "n’est pas une étape"),
    ("change_fields/1/code", "economic", "change_fields[1].code", "déjà pris"),
    ("proposal_parts/0/source", KeyError, "proposal_parts[0].source", "manque"),
]


@pytest.mark.parametrize(("place", "value", "path", "words"), SPOILED, ids=[f"{row[0]} {row[3]}" for row in SPOILED])
def test_a_fault_is_named_with_its_place_and_its_cure(place: str, value: Any, path: str, words: str) -> None:
    document = ntc()
    _set(place, value)(document)
    named = [problem for problem in problems(document) if problem.startswith(f"champ « {path} » : ")]
    assert [problem for problem in named if words in problem and problem.endswith(".")]


def test_an_unknown_route_is_named() -> None:
    document = ntc()
    document["routes"]["ccp3"] = document["routes"]["ccp2"]
    assert problems(document)[0].startswith("champ « routes.ccp3 » : cette inscription n’existe pas. Gardez title")


def test_a_preparation_comes_first() -> None:
    document = ntc()
    title_phase(document, 0)["steps"].reverse()
    assert problems(document) == [
        "champ « routes.title.phases[0].steps » : une préparation vient après une autre étape. "
        "Mettez les préparations en tête."
    ]


def test_criteria_and_competences_stand_in_the_order_of_their_numbers() -> None:
    document = ntc()
    document["competences"].reverse()
    document["competences"][0]["criteria"].reverse()
    paths = [problem.split(" » ")[0] for problem in problems(document)]
    assert paths == ["champ « competences[0].criteria[0].code", "champ « competences"]


def test_every_fault_is_told_at_once() -> None:
    document = ntc()
    document["title"]["version"] = 2
    del document["ccps"][0]["label"]
    title_phase(document, 1)["steps"][1]["minutes"] = None
    assert [problem.split(" » ")[0] for problem in problems(document)] == [
        "champ « title.version",
        "champ « ccps[0].label",
        "champ « routes.title.phases[1].steps[1].minutes",
    ]


@pytest.mark.parametrize("document", [[], None, "texte", 3, True])
def test_what_is_no_object_is_refused_in_one_line(document: Any) -> None:
    assert [problem.split(" » ")[0] for problem in problems(document)] == ["champ « document"]


def test_an_empty_object_misses_every_part() -> None:
    assert all("ce champ manque. Ajoutez-le" in problem for problem in problems({}))
    assert len(problems({})) == 8


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def _places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, below in pairs for place in [(*above, key), *_places(below, (*above, key))]]


@given(st.sampled_from(_places(ntc())), json_values)
def test_any_value_anywhere_is_read_or_refused_with_words(place: tuple[Any, ...], value: Any) -> None:
    document = ntc()
    below: Any = document
    for key in place[:-1]:
        below = below[key]
    below[place[-1]] = value
    told: list[str] = []
    try:
        Referentiel.parse(document)
    except UnreadableReferentiel as refused:
        told = refused.problems or ["refusé sans un mot"]
    assert [problem for problem in told if not problem.startswith("champ « ") or "\n" in problem] == []
