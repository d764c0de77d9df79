"""What no plan can beat: never above what some plan reaches."""

from typing import Any

import pytest

from sessions.planning.capacity import Capacity
from sessions.planning.openings import Openings
from sessions.planning.proof import MinutesBound, Outlook, fewest_days
from tests.planner.planning import instance, planned, problem

ONE_ROOM = "02-one-prep-room"  # 480 minutes on one day, two of its three panels kept waiting by the room


def two_days(closes: str) -> dict[str, Any]:
    document = instance(ONE_ROOM)
    (day,) = document["days"]
    later = {key: _moved(value) for key, value in day.items()}
    return {**document, "days": [{**one, "close": f"{one['date']}T{closes}"} for one in (day, later)]}


def _moved(value: Any) -> Any:
    """The same a day later."""
    if isinstance(value, dict):
        return {key: _moved(part) for key, part in value.items()}
    return value.replace("2026-06-15", "2026-06-16") if isinstance(value, str) else value


@pytest.mark.parametrize(("closes", "count"), [("16:30", 1), ("16:25", 2)])
def test_a_preparation_room_too_few_costs_a_day(closes: str, count: int) -> None:
    framed = problem(two_days(closes))
    openings = Openings(framed)
    capacity = Capacity(framed, openings)
    assert capacity.fewest_days() == 1
    assert fewest_days(framed, openings, capacity, lambda: True) == count
    assert planned(two_days(closes), seconds=20).levels[1].value == count


def test_minutes_are_bounded_by_the_days_they_are_counted_on() -> None:
    """Whatever a plan on more days has reached so far."""
    framed = problem(two_days("18:00"))
    openings = Openings(framed)
    bound = MinutesBound(framed, openings, Capacity(framed, openings), 1)
    bound.raise_to(lambda: 5000, lambda: True)
    assert bound.value == 480


def test_a_proof_tells_which_ends_it_could_not_forbid() -> None:
    """Never below the bound, and down to it: whoever looks for a plan meanwhile begins there."""
    framed = problem(two_days("18:00"))
    openings = Openings(framed)
    outlook = Outlook()
    bound = MinutesBound(framed, openings, Capacity(framed, openings), 1, outlook)
    bound.raise_to(lambda: 560, lambda: True)
    assert outlook.least <= bound.value
    assert min(sum(ends) for ends in outlook.hopes) * framed.unit == bound.value
