"""What a tablet says of itself, and what is not even readable."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.tablet_rules import Found, Line, Unreadable, counts_from, failed_words, jurors_tested, read_test

FOUND = st.fixed_dictionaries({line: st.sampled_from(Found) for line in Line})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def sent(lines: dict[Line, Found], device: Any = "d", figure: Any = "1 s") -> dict[str, Any]:
    rows = [{"key": line.value, "state": found.value, "figure": figure} for line, found in lines.items()]
    return {"device": device, "lines": rows}


@given(FOUND)
def test_a_tablet_passes_unless_a_line_is_bad(lines: dict[Line, Found]) -> None:
    report = read_test(sent(lines))
    assert report.lines == lines
    assert report.passed == (Found.BAD not in lines.values())
    assert bool(failed_words({line.value: found.value for line, found in lines.items()})) == (not report.passed)


@given(JSON)
def test_anything_else_is_unreadable_and_never_a_fault(value: Any) -> None:
    for body in (value, {"device": "d", "lines": value}, sent({Line.CLOCK: Found.GOOD}) | {"device": value}):
        with pytest.raises(Unreadable):
            read_test(body)


def test_a_line_twice_or_missing_is_unreadable() -> None:
    whole = sent(dict.fromkeys(Line, Found.GOOD))
    for rows in (whole["lines"][1:], [*whole["lines"], whole["lines"][0]]):
        with pytest.raises(Unreadable):
            read_test(whole | {"lines": rows})
    with pytest.raises(Unreadable):
        read_test(sent(dict.fromkeys(Line, Found.GOOD), device="d" * 37))


def test_a_figure_is_cut_and_printable() -> None:
    report = read_test(sent(dict.fromkeys(Line, Found.GOOD), figure="1\n" * 60))
    assert report.figures[Line.CLOCK] == "1" * 40


def test_what_is_to_mend_is_named_in_the_order_of_the_screen() -> None:
    assert failed_words({"shell": "bad", "storage": "bad", "clock": "mind"}) == "mémoire et hors ligne"


def test_a_test_counts_from_a_week_before() -> None:
    since = counts_from([date(2026, 12, 9), date(2026, 12, 8)])
    tests = [(1, True, date(2026, 12, 1)), (2, True, date(2026, 11, 30)), (3, False, date(2026, 12, 8))]
    assert since == date(2026, 12, 1)
    assert jurors_tested(tests, since) == {1}
    assert jurors_tested(tests, counts_from([])) == set()
