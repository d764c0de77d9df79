"""A desk of the demonstration for each test that stops, freezes or kills its server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.demonstration import Demonstrations
from tests.flows.tablet_world import Desk
from tests.server import Server


@pytest.fixture
def desk(demonstrations: Demonstrations, tmp_path: Path, open_page: Callable[..., Page]) -> Iterator[Desk]:
    database = demonstrations.today().copy(tmp_path)
    try:
        with Server(database, tmp_path / "server.log") as server:
            yield Desk(server, open_page)
    finally:
        database.drop()
