"""How long each step lasts before the jury, and what a second tap does to a start (pure rules)."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.timers import Asked, Start, credible, judge_start, read_asked, timed_steps
from sessions.steps import has_extra_time
from sessions.timetable import ExtraTime
from tests.evaluations.referentiels import NTC

NOON = datetime(2026, 12, 8, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 12, 8), datetime(2026, 12, 9), timezones=st.just(UTC))
EXTRA = st.builds(ExtraTime, st.booleans(), st.booleans())


def told(phase: str, extra: ExtraTime, route: str = "title") -> list[tuple[str, int, int]]:
    steps = timed_steps(NTC.routes[route].phase(phase), extra, 5)
    return [(step.kind, step.seconds, step.reserve) for step in steps]


def test_the_referentiel_s_lengths_without_extra_time() -> None:
    assert told("technical_interview", ExtraTime()) == [
        ("preparation", 1800, 0),
        ("jury_preparation", 1800, 0),
        ("presentation", 900, 0),
        ("exchanges", 2700, 0),
    ]
    assert told("technical_interview", ExtraTime(), "ccp1")[2:] == [("presentation", 600, 0), ("exchanges", 900, 0)]


def test_a_third_more_is_exact_and_what_the_timetable_rounds_up_is_a_reserve() -> None:
    steps = told("role_play", ExtraTime(oral=True))
    assert steps == [("jury_preparation", 900, 0), ("phone_call", 800, 100), ("face_to_face", 2800, 200)]


@given(EXTRA, st.sampled_from([1, 5]), st.sampled_from(sorted(NTC.routes)))
def test_exact_time_and_reserve_make_what_the_timetable_keeps(extra: ExtraTime, grid: int, route: str) -> None:
    for phase in NTC.routes[route].phases:
        for step, timed in zip(phase.steps, timed_steps(phase, extra, grid), strict=True):
            factor = Fraction(4, 3) if has_extra_time(step, extra) else 1
            assert timed.seconds == step.minutes * 60 * factor
            assert 0 <= timed.reserve < grid * 60
            assert not has_extra_time(step, extra) or (timed.seconds + timed.reserve) % (grid * 60) == 0


@given(st.lists(MOMENTS, min_size=1))
def test_whatever_the_order_the_starts_arrive_in_the_earliest_stays(moments: list[datetime]) -> None:
    current = None
    for moment in moments:
        if judge_start(Asked(moment), current, has_seen=True) is Start.WRITES:
            current = moment
    assert current == min(moments)


@given(MOMENTS, MOMENTS)
def test_a_start_is_never_after_it_was_received(moment: datetime, received: datetime) -> None:
    kept = credible(moment, received)
    assert kept is None or kept == min(moment, received)
    assert (kept is None) == (received - moment > timedelta(hours=12))


@pytest.mark.parametrize("asked", [Asked(None), Asked(NOON, is_correction=True)])
def test_to_take_back_or_set_right_one_must_have_seen(asked: Asked) -> None:
    assert judge_start(asked, NOON, has_seen=True) is Start.WRITES
    assert judge_start(asked, NOON, has_seen=False) is Start.OUTDATED


def test_a_start_older_than_the_taking_back_of_another_is_not_taken_in_silence() -> None:
    assert judge_start(Asked(NOON), None, has_seen=False) is Start.OUTDATED


@pytest.mark.parametrize("value", ["x", "2026-12-08T10:00:00", "=", "==2026-12-08T10:00:00Z"])
def test_what_is_no_moment_is_not_read(value: str) -> None:
    assert read_asked(value) is None


def test_a_moment_and_a_correction_are_read() -> None:
    assert read_asked("") == Asked(None)
    assert read_asked("2026-12-08T12:00:00Z") == Asked(NOON)
    assert read_asked("=2026-12-08T12:00:00+00:00") == Asked(NOON, is_correction=True)
