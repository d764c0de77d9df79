"""What every test may ask for: strict templates, an htmx client, a real server and a real Chromium."""

import inspect
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import CHROMIUM, new_page
from tests.demonstration import Demonstrations, seconds_before_a_day_that_lasts
from tests.server import Database, Server

TEMPLATES = settings.BASE_DIR / "templates"


class Undefined(str):
    """What Django prints for a name a template does not know: here it fails the test that rendered it.

    Templates of Django and of crispy lean on the empty string; only ours are held to it.
    """

    def __new__(cls) -> "Undefined":
        return super().__new__(cls, "%s")  # Django formats it with the name when it holds « %s »

    def __mod__(self, name: object) -> str:
        template = _template_being_rendered()
        if template and Path(template).is_relative_to(TEMPLATES):
            pytest.fail(f"{Path(template).relative_to(TEMPLATES)} : « {name} » n’est pas défini")
        return ""

    def __html__(self) -> str:
        """Reached when a lookup ended in a missing row instead of a missing name."""
        return self % "une ligne liée"


def _template_being_rendered() -> str | None:
    frame = inspect.currentframe()
    while frame:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if frame.f_code.co_name in {"render", "render_annotated"} and origin:
            return origin.name
        frame = frame.f_back
    return None


# A slow machine is no counterexample; where a change is judged, the same examples come back each time.
hypothesis.settings.register_profile("house", deadline=None, derandomize="CI" in os.environ, print_blob=True)
hypothesis.settings.load_profile("house")


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the tests log in by the hundred
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """SQLite in a file: WAL, IMMEDIATE and racing writers mean nothing in memory. Each worker has its own folder."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "suite.sqlite3")


@pytest.fixture
def htmx_client() -> Client:
    """A client whose requests come from htmx: they are answered by fragments."""
    return Client(headers={"HX-Request": "true"})


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with every table and the référentiel; each server starts from its copy."""
    database = Database.create(tmp_path_factory.mktemp("migrated"))
    try:
        database.manage("migrate", "--no-input", "--verbosity", "0")
        database.manage("load_title", "titles/data/tp_00338_v2.json")
        yield database
    finally:
        database.drop()


@pytest.fixture
def server(migrated: Database, tmp_path: Path) -> Iterator[Server]:
    """The real application in a process of its own, on a free port, with a database of its own."""
    database = migrated.copy(tmp_path)
    try:
        with Server(database, tmp_path / "server.log") as running:
            yield running
    finally:
        database.drop()


@pytest.fixture(scope="session")
def demonstrations(migrated: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstrations]:
    with ExitStack() as stack:
        yield Demonstrations(migrated, tmp_path_factory.mktemp("demonstrations"), stack)


@pytest.fixture
def demo_server(demonstrations: Demonstrations) -> Server:
    """A server with the demonstration session, shared by every test of the day that only looks."""
    return demonstrations.server()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, launched once."""
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, where Django would then refuse any query.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(**CHROMIUM)
            yield chromium
            chromium.close()


@pytest.fixture
def problems() -> list[str]:
    """What went wrong in the pages of this test; a test that expects one takes it out."""
    return []


@pytest.fixture
def open_page(browser: Browser, problems: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens pages, each with cookies of its own: one per person. Whatever went wrong in them fails the test."""
    contexts = []

    def open_one(**options: object) -> Page:
        page = new_page(browser, problems, **options)
        contexts.append(page.context)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """One visitor's page."""
    return open_page()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for the browser or a server is a browser test, whether it says so or not."""
    for item in items:
        if {"browser", "server", "demo_server"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the fixtures: what they load is of the day the test ends on."""
    if item.get_closest_marker("browser"):
        time.sleep(seconds_before_a_day_that_lasts(timezone.localtime()))


@pytest.fixture(autouse=True)
def _no_sheet_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process started by a seal would look for it in another database than the test's; servers start theirs."""
    monkeypatch.setattr("evaluations.kept_papers.start", lambda command, number: None)


@pytest.fixture(autouse=True)
def _no_leftover_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables of the machine that would change what the settings mean in a subprocess."""
    for name in ("DATA_DIR", "HTTPS", "CSRF_TRUSTED_ORIGINS", "EMAIL_URL", "EMAIL_FROM"):
        if name in os.environ:
            monkeypatch.delenv(name)
