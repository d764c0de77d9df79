"""Codes tried all at once: five are heard, the badge is locked, and the sixth is never read."""

import pytest
from django.utils import timezone

from sessions.badge_entry import NotEntered, enter
from sessions.badge_rules import LOCKED, MOST_WRONG_CODES
from sessions.badges import prepare_badges
from sessions.models import Badge
from tests.builders import a_panel, a_session
from tests.sessions.badge_world import an_issued_badge, wrong
from tests.sessions.test_races import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_parallel_tries_are_counted_one_by_one() -> None:
    issued, _ = an_issued_badge()
    results = race(*(lambda: enter(issued.badge, wrong(issued)) for _ in range(12)))
    assert all(isinstance(result, NotEntered) for result in results), results
    said = [str(result) for result in results]
    assert len([one for one in said if one != LOCKED]) == MOST_WRONG_CODES - 1
    assert len(set(said)) == MOST_WRONG_CODES
    badge = Badge.objects.get()
    assert (badge.wrong_codes, badge.locked_at is None) == (MOST_WRONG_CODES, False)


def test_two_clicks_prepare_one_badge_each() -> None:
    exam_session = a_session(day=timezone.localdate())
    a_panel(exam_session)
    results = race(*(lambda: prepare_badges(exam_session, by=None) for _ in range(4)))
    assert sorted(len(result) for result in results) == [0, 0, 0, 2]
    assert Badge.objects.count() == 2
