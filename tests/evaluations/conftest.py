"""What the tests of the control tower share: the hour it is, the day, and Nadia who runs it."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.evaluations.day_world import TheDay, at, the_day
from tests.evaluations.tower_pages import Now


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    """The hour it is, on the day of the tests."""

    def set_to(clock: str) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at(clock))

    set_to("09:00")
    return set_to


@pytest.fixture
def day(now: Now) -> TheDay:
    return the_day()


@pytest.fixture
def nadia(day: TheDay) -> Client:
    client = Client()
    client.force_login(day.nadia)
    return client
