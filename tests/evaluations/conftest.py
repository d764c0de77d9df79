"""What the tests of the control tower share: the hour it is, the day, and Nadia who runs it. And an archive."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.evaluations import archives
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


@pytest.fixture(scope="session")
def eventful(django_db_setup: None, django_db_blocker: Any) -> archives.Taken:
    """Built once for all that import it: building takes longer than importing."""
    with django_db_blocker.unblock():
        return archives.taken_away(archives.an_eventful_session)
