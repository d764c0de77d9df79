"""Which ends are tried for a sum of them."""

import pytest

from sessions.planning.aims import widened
from sessions.planning.capacity import Capacity
from sessions.planning.frontier import Ends
from sessions.planning.openings import Openings
from tests.planner.planning import problem
from tests.sessions.planning.test_proof import two_days


@pytest.mark.parametrize(
    ("ends", "total", "expected"),
    [
        ((9, 5), 17, [(11, 6), (12, 5), (9, 8)]),
        ((9, 5), 19, [(12, 7), (9, 10)]),  # fourteen are beyond the first day
        ((9, 5), 14, [(9, 5), (9, 5), (9, 5)]),
        ((9, 5), 13, []),
    ],
)
def test_what_is_left_of_a_sum_is_shared_or_one_day_s(ends: Ends, total: int, expected: list[Ends]) -> None:
    assert list(widened(ends, (12, 12), total)) == expected


def test_of_days_as_full_the_one_with_more_rooms_to_prepare_comes_first() -> None:
    document = two_days("18:00")
    (room,) = [one for one in document["rooms"] if "preparation" in one["uses"]]
    room["unavailable"] = [{"from": "2026-06-15T17:00", "to": "2026-06-15T18:00"}]
    framed = problem(document)
    assert Capacity(framed, Openings(framed)).best_days(1) == (1,)
