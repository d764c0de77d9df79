"""Law apart from aids, and one order for every dump."""

import json
import random
from typing import Any

import pytest

from tests.titles.documents import NTC, invented, ntc
from titles.document import (
    digest,
    document_of,
    fields_of,
    first_difference,
    guide_of,
    law_of,
    version_rank,
)


def shuffled(value: Any) -> Any:
    """The same document with its keys in another order, as PostgreSQL gives it back."""
    if isinstance(value, dict):
        keys = random.Random(7).sample(list(value), len(value))
        return {key: shuffled(value[key]) for key in keys}
    return [shuffled(one) for one in value] if isinstance(value, list) else value


def whole(document: dict[str, Any]) -> dict[str, Any]:
    return document_of(law_of(document), fields_of(document), guide_of(document))


@pytest.mark.parametrize("document", [ntc(), invented()])
def test_law_and_aids_make_the_document_again(document: dict[str, Any]) -> None:
    assert whole(document) == document


def test_the_law_has_no_aid_in_it() -> None:
    assert "observation_fields" not in json.dumps(law_of(invented()))
    assert "interview_guide" not in law_of(invented())
    assert fields_of(invented()) == {"C1.1": ["Choisit le bon tournevis", "Range les vis"]}
    assert guide_of(invented()) == ["Pourquoi le nord ?"]


def test_reading_the_law_leaves_the_document_as_it_was() -> None:
    document = invented()
    law_of(document)
    assert document == invented()


def test_a_dump_has_one_order_whatever_the_order_of_the_keys() -> None:
    written = json.dumps(whole(ntc()), ensure_ascii=False, indent=2) + "\n"
    assert json.dumps(whole(shuffled(ntc())), ensure_ascii=False, indent=2) + "\n" == written
    assert NTC.read_text(encoding="utf-8") == written


def test_ccp_routes_and_unknown_keys_have_their_place() -> None:
    document = ntc()
    document["routes"] |= {"ccp10": {}, "ccp3": {}}
    document |= {"note": 1, "appendix": 2}
    dumped = whole(shuffled(document))
    assert list(dumped["routes"]) == ["title", "ccp1", "ccp2", "ccp3", "ccp10", "final"]
    assert list(dumped)[-3:] == ["interview_guide", "appendix", "note"]


def test_a_digest_is_that_of_the_law() -> None:
    law = law_of(ntc())
    assert digest(shuffled(law)) == digest(law)
    law["competences"][0]["label"] += " "
    assert digest(law) != digest(law_of(ntc()))


def test_the_first_difference_is_a_place() -> None:
    changed = ntc()
    assert first_difference(changed, ntc()) == ""
    changed["routes"]["title"]["phases"][1]["steps"][0]["minutes"] = 20
    assert first_difference(changed, ntc()) == "routes.title.phases[1].steps[0].minutes"
    changed["competences"][2]["aliases"].append({"text": "x", "source": "X"})
    assert first_difference(changed, ntc()) == "competences[2].aliases"
    assert first_difference({"a": None, "b": 1}, {"a": None}) == "b"


@pytest.mark.parametrize(
    ("older", "newer"), [("2", "10"), ("2", "2.1"), ("2.9", "2.10"), ("2019", "2024"), ("2", "3b")]
)
def test_versions_are_ordered_as_people_do(older: str, newer: str) -> None:
    assert version_rank(older) < version_rank(newer)
