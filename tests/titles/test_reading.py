"""What a document may hold, read place by place."""

import pytest

from titles.reading import Fault, Node, shown, unstorable_texts


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({}, "un objet"),
        ([1], "une liste"),
        (None, "«\u00a0null\u00a0»"),
        (False, "«\u00a0false\u00a0»"),
        ("deux\nlignes", "«\u00a0deux lignes\u00a0»"),
        ("a\x00b", "«\u00a0a\ufffdb\u00a0»"),
        ("é" * 80, f"«\u00a0{'é' * 57}…\u00a0»"),
    ],
)
def test_what_was_read_fits_in_a_line(value: object, said: str) -> None:
    assert shown(value) == said


def test_what_no_database_keeps_is_found_where_it_is() -> None:
    document = {"a": [{"b": "x\x00"}, "y\ud800"], "c\x00": 1, "d": "é œ 👍"}
    assert [fault.path for fault in unstorable_texts(document)] == ["a[0].b", "a[1]", "document"]


def test_a_fault_is_one_line_whatever_its_path() -> None:
    assert str(Fault("a\nb\x00", "motif", "Quoi faire.")) == "champ « a b » : motif. Quoi faire."


def test_below_a_fault_nothing_more_is_said() -> None:
    root = Node([])
    root.child("a").child("b").text()
    root.child("a").items()
    assert [fault.path for fault in root.faults] == ["document"]


@pytest.mark.parametrize("code", ["A B", "A/B", "A,B", "A;B", "x" * 41, " "])
def test_a_code_can_be_named_in_other_files(code: str) -> None:
    node = Node(code, "code")
    node.code()
    assert len(node.faults) == 1
