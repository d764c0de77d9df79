"""A desk of the demonstration for each test that stops, freezes or kills its server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.flows.tablet_world import Desk
from tests.server import Database, Server


@pytest.fixture(scope="session")
def demonstrated(migrated: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = migrated.copy(tmp_path_factory.mktemp("demonstrated"))
    try:
        database.manage("load_demo")
        yield database
    finally:
        database.drop()


@pytest.fixture
def desk(demonstrated: Database, tmp_path: Path, open_page: Callable[..., Page]) -> Iterator[Desk]:
    database = demonstrated.copy(tmp_path)
    try:
        with Server(database, tmp_path / "server.log") as server:
            yield Desk(server, open_page)
    finally:
        database.drop()
