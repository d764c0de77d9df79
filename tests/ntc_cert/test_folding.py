"""Names compared whatever their case and accents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntc_cert.folding import folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bœuf-LACROIX", "boeuf-lacroix"),
        ("  É  mile", "e mile"),
        ("D’Arc", "d'arc"),
        ("Æ", "ae"),
        ("ℋ", "h"),
    ],
)
def test_case_accents_ligatures_and_spaces_do_not_count(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_other_letters_do_count() -> None:
    assert folded("Jean-Pierre") != folded("Jean Pierre")


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)
