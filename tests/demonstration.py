"""The demonstration that browser tests are served: its days are today and tomorrow, so it is good for one day only."""

from contextlib import ExitStack
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.utils import timezone

from tests.server import Database, Server

LONGEST_TEST = timedelta(minutes=3)


class Demonstrations:
    """One a day: a suite that runs over midnight goes on with that of the new day. All go with the stack."""

    def __init__(self, migrated: Database, folder: Path, stack: ExitStack) -> None:
        self._migrated, self._folder, self._stack = migrated, folder, stack
        self._database, self._server = cache(self._load), cache(self._serve)

    def today(self) -> Database:
        """To be copied, never served: what a test writes would be the next one's start."""
        return self._database(timezone.localdate())

    def server(self) -> Server:
        """Shared by every test that only looks."""
        return self._server(timezone.localdate())

    def _load(self, day: date) -> Database:
        database = self._kept(self._migrated, f"{day}")
        database.manage("load_demo")
        return database

    def _serve(self, day: date) -> Server:
        database = self._kept(self._database(day), f"{day}-served")
        return self._stack.enter_context(Server(database, self._folder / f"{day}.log"))

    def _kept(self, database: Database, name: str) -> Database:
        folder = self._folder / name
        folder.mkdir()
        copied = database.copy(folder)
        self._stack.callback(copied.drop)
        return copied


def seconds_before_a_day_that_lasts(now: datetime) -> float:
    """How long a test waits before it begins, so that the day does not change under its feet."""
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    left = midnight - now
    return left.total_seconds() if left < LONGEST_TEST else 0
