"""The heads of a sorted table: what a click asks for, and the order in force."""

import pytest

from ntc_cert.sorting import Head, heads

COLUMNS = [("nom", "Nom"), ("", "Compte")]


@pytest.mark.parametrize(
    ("order", "sort", "aria"),
    [("nom", "-nom", "ascending"), ("-nom", "nom", "descending"), ("autre", "nom", ""), ("--nom", "nom", "")],
)
def test_a_second_click_turns_the_order_round(order: str, sort: str, aria: str) -> None:
    assert heads(COLUMNS, order) == [Head("Nom", sort, aria), Head("Compte")]


def test_a_column_without_a_key_sorts_nothing_even_without_an_order() -> None:
    assert heads(COLUMNS, "")[1] == Head("Compte", "", "")
