"""When a badge opens, and what a refused code says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.badge_rules import LOCKED, MOST_WRONG_CODES, NO_DAY, code_refusal, last_valid_day, refusal_on

DAYS = st.lists(st.dates(date(2026, 1, 2), date(2027, 12, 30)), min_size=1, max_size=4)
EIGHTH = date(2026, 12, 8)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@given(DAYS, st.dates(date(2025, 12, 1), date(2028, 1, 31)))
def test_it_opens_from_the_day_before_to_the_day_after_and_on_no_other(days: list[date], today: date) -> None:
    opens = min(days) - timedelta(days=1) <= today <= max(days) + timedelta(days=1)
    assert (refusal_on(today, days) is None) == opens
    assert last_valid_day(days) == max(days) + timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "days", "sentence"),
    [
        (date(2026, 12, 6), [EIGHTH], "Ce badge vaut pour le 8 décembre. Nous sommes le 6. Il s’ouvrira la veille."),
        (
            date(2026, 11, 24),
            [EIGHTH, date(2026, 12, 9)],
            "Ce badge vaut pour les 8 et 9 décembre. Nous sommes le 24 novembre. Il s’ouvrira la veille.",
        ),
        (
            date(2027, 1, 1),
            [EIGHTH],
            "Ce badge vaut pour le 8 décembre 2026. Nous sommes le 1er janvier 2027. Il ne s’ouvre plus : "
            "voyez le responsable de session.",
        ),
    ],
)
def test_the_days_are_said(today: date, days: list[date], sentence: str) -> None:
    assert plain(refusal_on(today, days) or "") == sentence


def test_a_session_without_a_day_opens_none() -> None:
    assert refusal_on(EIGHTH, []) == NO_DAY
    assert last_valid_day([]) is None


def test_the_tries_left_are_counted_down() -> None:
    said = [plain(code_refusal(wrong)) for wrong in range(1, MOST_WRONG_CODES + 1)]
    assert said[1] == "Code refusé. Encore 3 essais, puis votre badge sera bloqué."
    assert said[3] == "Code refusé. Encore 1 essai, puis votre badge sera bloqué."
    assert said[4] == LOCKED
