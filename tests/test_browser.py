"""The tools of the browser tests: a real server, a real Chromium, and checks that do fail when they must."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from centres.demo import DEMO_ACCOUNTS, DEMO_CODE, DemoAccount
from tests.chromium import axe, log_in
from tests.server import Server


def test_a_visitor_is_led_to_a_log_in_page_anyone_can_use(server: Server, page: Page) -> None:
    page.goto(server.address)
    assert page.url.startswith(f"{server.address}/connexion/")
    assert page.locator("html").get_attribute("lang") == "fr"
    axe(page)


def test_axe_names_a_violation(server: Server, page: Page) -> None:
    page.goto(f"{server.address}/connexion/")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        axe(page)


def test_an_inline_script_is_refused_and_reported(
    server: Server, open_page: Callable[..., Page], problems: list
) -> None:
    page = open_page()
    page.goto(f"{server.address}/connexion/")
    page.evaluate(
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)"
    )
    assert page.evaluate("window.ran") is None
    assert "Content Security Policy" in problems.pop()


def test_each_server_has_a_database_of_its_own(server: Server) -> None:
    count = "from centres.models import Centre; print(Centre.objects.count())"
    server.manage(
        "shell", "-v", "0", "-c", "from centres.models import Centre; Centre.objects.create(code='X', name='X')"
    )
    assert server.manage("shell", "-v", "0", "-c", count).strip() == "1"
    assert server.database.url != ""


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda account: account.username)
def test_each_account_of_the_demonstration_enters_by_the_form(
    demo_server: Server, page: Page, account: DemoAccount
) -> None:
    log_in(page, demo_server.address, account.username, DEMO_CODE)
    assert page.locator("h1").count() == 1
    axe(page)
