"""What somebody holds, until when, and what comes next."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.ccp_deadlines import (
    RULES,
    Acquired,
    Attempt,
    Key,
    Origin,
    Past,
    Standing,
    Weight,
    months_after,
    rules_with,
    standing,
)
from tests.builders import ntc_document
from titles.referentiel import Referentiel

NTC = Referentiel.parse(ntc_document())
FIRST, SECOND = (ccp.code for ccp in NTC.ccps)
SWITCH = date(2016, 6, 1)
TODAY = date(2026, 11, 24)
DAYS = st.dates(date(2005, 1, 1), date(2032, 12, 31))


def judge(past: Past, *, end: date | None = None, today: date = TODAY, rules: tuple = RULES) -> Standing:
    return standing(NTC, past, rules, title_ends_on=end, today=today)


def held(*codes: str, on: date | None = date(2026, 1, 12), origin: Origin = Origin.SEALED) -> tuple[Acquired, ...]:
    return tuple(Acquired(code, on, origin) for code in codes)


@given(day=DAYS, months=st.integers(1, 120))
def test_so_many_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int) -> None:
    found = months_after(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


def test_a_leap_day_falls_on_the_last_of_february() -> None:
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2024, 2, 29), 48) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("on", "key", "until"),
    [
        (SWITCH - timedelta(days=1), Key.FIRST_CCP, date(2021, 5, 31)),
        (SWITCH, Key.TITLE_END, date(2030, 6, 10)),
    ],
)
def test_the_regime_changes_on_its_day(on: date, key: Key, until: date) -> None:
    (limit,) = judge(Past(held(FIRST, on=on)), end=date(2029, 6, 10)).limits
    assert (limit.rule.key, limit.until) == (key, until)


@given(on=DAYS, end=DAYS, today=DAYS)
def test_one_regime_applies_and_the_last_day_still_counts(on: date, end: date, today: date) -> None:
    found = judge(Past(held(FIRST, on=on)), end=end, today=today)
    (limit,) = found.limits
    assert (limit.rule.key is Key.FIRST_CCP) == (on < SWITCH)
    assert limit.until == (months_after(on, 60) if on < SWITCH else months_after(end, 12))
    assert found.is_over == (today > limit.until)
    assert found.is_to_invite != found.is_over


def test_five_years_run_from_the_first_of_the_two() -> None:
    past = Past((*held(SECOND, on=date(2015, 3, 2)), *held(FIRST, on=date(2017, 1, 9))))
    (limit,) = judge(past).limits
    assert (limit.rule.key, limit.until) == (Key.FIRST_CCP, date(2020, 3, 2))


def test_what_is_not_known_is_to_be_checked_and_never_made_up() -> None:
    undated = judge(Past(held(FIRST, on=None, origin=Origin.DECLARED)))
    assert (undated.until, undated.is_to_check) == (None, True)
    assert undated.doubts == (f"date d’acquisition de {FIRST} non renseignée",)
    endless = judge(Past(held(FIRST)))
    assert (endless.until, endless.doubts) == (None, ("date de fin du titre non renseignée",))
    # The other's date may come before: the regime itself is in doubt.
    half = judge(Past((*held(FIRST), *held(SECOND, on=None))), end=date(2029, 1, 1))
    assert (half.until, half.doubts) == (None, (f"date d’acquisition de {SECOND} non renseignée",))


@pytest.mark.parametrize("outcome", ["none", "ccps", "absent", "abandoned"])
def test_a_year_to_come_back_after_a_title_not_granted(outcome: str) -> None:
    found = judge(Past(attempts=(Attempt(date(2026, 1, 12), "title", outcome),)))
    assert (found.until, found.is_over) == (date(2027, 1, 12), False)
    assert judge(Past(attempts=(Attempt(date(2025, 11, 23), "title", outcome),))).is_over
    assert not judge(Past(attempts=(Attempt(date(2025, 11, 24), "title", outcome),))).is_over


def test_a_ccp_session_that_grants_its_ccp_sets_no_year() -> None:
    past = Past(held(FIRST), (Attempt(date(2026, 1, 12), "ccp1", "ccps"),))
    assert judge(past, end=date(2029, 6, 10)).until == date(2030, 6, 10)
    assert judge(Past(attempts=(Attempt(date(2026, 1, 12), "ccp1", "none"),))).until == date(2027, 1, 12)


def test_the_first_limit_to_fall_is_the_one() -> None:
    past = Past(held(FIRST), (Attempt(date(2026, 1, 12), "title", "ccps"),))
    assert judge(past, end=date(2029, 6, 10)).until == date(2027, 1, 12)


@pytest.mark.parametrize(
    ("codes", "routes"),
    [((FIRST,), ("ccp2", "title")), ((SECOND,), ("ccp1", "title")), ((FIRST, SECOND), ("final", "title"))],
)
def test_rct09_the_final_interview_comes_with_every_ccp(codes: tuple[str, ...], routes: tuple[str, ...]) -> None:
    found = judge(Past(held(*codes)))
    assert found.routes == routes
    assert not found.has_title  # all the CCPs are not the title


def test_nobody_is_invited_once_the_title_is_granted() -> None:
    past = Past(held(FIRST), (Attempt(date(2026, 1, 12), "title", "title"),))
    found = judge(past)
    assert (found.routes, found.limits, found.doubts, found.has_title) == ((), (), (), True)


def test_a_failure_may_come_back_to_everything_and_nothing_to_nothing() -> None:
    assert judge(Past(attempts=(Attempt(TODAY, "title", "none"),))).routes == ("ccp1", "ccp2", "title")
    assert judge(Past()).routes == ()


def test_the_same_ccp_known_twice_is_one_with_its_earliest_date() -> None:
    twice = (
        *held(FIRST, on=None, origin=Origin.DECLARED),
        *held(FIRST, on=date(2025, 3, 1), origin=Origin.ELSEWHERE),
        *held(FIRST, on=date(2026, 1, 12)),
    )
    (one,) = judge(Past(twice)).held
    assert (one.origin, one.on) == (Origin.SEALED, date(2025, 3, 1))


def test_three_title_sessions_are_told() -> None:
    tries = tuple(Attempt(date(2026, month, 2), "title", "none") for month in (1, 5, 9))
    assert judge(Past(attempts=tries[:2])).doubts == ()
    assert judge(Past(attempts=tries)).doubts == ("déjà 3 sessions titre, la dernière le 2 septembre 2026",)


def test_a_rule_switched_off_sets_nothing() -> None:
    off = rules_with({rule.key: replace(rule, is_active=False) for rule in RULES})
    past = Past(held(FIRST, on=None), (Attempt(date(2026, 1, 12), "title", "ccps"),))
    found = judge(past, rules=off)
    assert (found.limits, found.doubts) == ((), ())


def test_every_rule_says_how_far_its_source_is_to_be_trusted() -> None:
    weights = {rule.key: rule.weight for rule in RULES}
    assert weights[Key.FIRST_CCP] is weights[Key.MOST_SESSIONS] is Weight.SECONDARY
    assert weights[Key.TITLE_END] is Weight.OFFICIAL
    assert all(rule.source for rule in RULES)
