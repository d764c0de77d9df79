"""The board counted back from the first day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.readiness_rules import (
    BY_SUBJECT,
    CENTRE,
    RULES,
    Found,
    Item,
    Rule,
    Setting,
    State,
    Subject,
    all_rules_with,
    board,
    rules_with,
)

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
FIRST = date(2026, 12, 8)
NONE_OF_TWO = Found(0, 2)


def one(
    days: int = 15, *, today: date, found: Found = NONE_OF_TWO, first: date = FIRST, last: date | None = None
) -> Item:
    rule = Rule(Subject.DOSSIERS, "Dossiers complets", BY_SUBJECT[Subject.DOSSIERS].topic, days)
    (item,) = board([rule], {Subject.DOSSIERS: found}, first=first, last=last or first, today=today)
    return item


@given(first=DAYS, days=st.integers(0, 730))
def test_the_date_is_counted_in_calendar_days(first: date, days: int) -> None:
    due = one(days, first=first, today=first).due
    assert due + timedelta(days=days) == first


def test_a_leap_day_is_a_day() -> None:
    assert one(1, first=date(2028, 3, 1), today=FIRST).due == date(2028, 2, 29)
    assert one(1, first=date(2027, 3, 1), today=FIRST).due == date(2027, 2, 28)


@given(first=DAYS, days=st.integers(0, 730), shift=st.integers(-800, 30), length=st.integers(0, 3))
def test_it_is_late_the_day_after_and_missed_once_the_session_is_over(
    first: date, days: int, shift: int, length: int
) -> None:
    today, last = first + timedelta(days=shift), first + timedelta(days=length)
    item = one(days, first=first, last=last, today=today)
    if today > last:
        assert item.state is State.MISSED
    else:
        assert (item.state is State.LATE) == (today > item.due)
    assert item.is_pressing == (item.is_open and today >= item.due - timedelta(days=7))


@given(today=DAYS, total=st.integers(1, 20), done=st.integers(0, 20))
def test_done_is_all_of_them(today: date, total: int, done: int) -> None:
    item = one(today=today, found=Found(min(done, total), total))
    assert (item.state is State.DONE) == (done >= total)
    assert item.count == f"{min(done, total)}/{total}"


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Found(), State.TODO),
        (Found(is_told=True), State.DONE),
        (Found(2, 2), State.DONE),
        (Found(2, 2, is_held=True), State.TODO),
        (Found(2, 2, is_held=True, is_told=True), State.DONE),
        (Found(0, 0, is_concerned=False), State.NOT_CONCERNED),
    ],
)
def test_nothing_to_count_is_not_done(found: Found, state: State) -> None:
    assert one(today=date(2026, 11, 1), found=found).state is state


def test_the_day_due_is_not_late() -> None:
    assert one(15, today=date(2026, 11, 23)).is_due_today
    late = one(15, today=date(2026, 11, 26))
    assert (late.state, late.days_late) == (State.LATE, 3)


def test_a_week_ahead_is_pressing_and_no_more() -> None:
    assert one(15, today=date(2026, 11, 16)).is_pressing
    assert not one(15, today=date(2026, 11, 15)).is_pressing


def test_the_board_goes_from_the_earliest_to_the_latest() -> None:
    items = board(RULES, {}, first=FIRST, last=FIRST, today=FIRST)
    assert [item.due for item in items] == sorted(item.due for item in items)
    assert len(items) == len(RULES) == len(Subject)


def test_a_centre_s_own_words_replace_the_rule_s() -> None:
    own = {Subject.DOSSIERS: Setting(20, "note du 3 mars"), Subject.ROOMS: Setting(30, "", is_active=False)}
    rules = {rule.subject: rule for rule in rules_with(own)}
    assert (rules[Subject.DOSSIERS].days, rules[Subject.DOSSIERS].source) == (20, "note du 3 mars")
    assert Subject.ROOMS not in rules
    assert [rule.subject for rule in all_rules_with(own)] == [rule.subject for rule in RULES]


def test_every_rule_says_on_whose_word() -> None:
    assert all(rule.source for rule in RULES)
    leave = BY_SUBJECT[Subject.EMPLOYERS]
    assert (leave.days, "15 jours calendaires" in leave.source) == (15, True)
    assert "RCT08 3°" in BY_SUBJECT[Subject.DOORS].source
    # One centre's habits are never told as law.
    assert {BY_SUBJECT[one].source for one in (Subject.PANELS, Subject.CONVOCATIONS, Subject.TABLETS)} == {CENTRE}
