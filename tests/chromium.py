"""Debian's Chromium through Playwright: how it starts, what a page must not do, and axe."""

import os

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

CHROMIUM = {
    "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
    "headless": True,
    "args": [
        "--no-sandbox",  # CI is root, where Chromium's sandbox cannot work
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ],
}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def new_page(browser: Browser, problems: list[str], **options: object) -> Page:
    """A French visitor's page; script faults, refused content and server faults land in `problems`."""
    settings = {"locale": "fr-FR", "timezone_id": "Europe/Paris", "viewport": {"width": 1440, "height": 900}}
    page = browser.new_context(**{**settings, **options}).new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda fault: problems.append(f"{page.url} : {fault}"))
    page.on(
        "console",
        lambda message: (
            problems.append(f"{page.url} : {message.text}") if "Content Security Policy" in message.text else None
        ),
    )
    page.on(
        "response",
        lambda answer: problems.append(f"{answer.url} : {answer.status}") if answer.status >= 500 else None,
    )
    return page


def log_in(page: Page, address: str, username: str, password: str) -> None:
    """Log in as a person does: through the form."""
    page.goto(f"{address}/connexion/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "connexion" not in url)


def axe(page: Page) -> None:
    """Zero WCAG 2.x A and AA violations on the page as it stands; a fault names its elements."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]})
    violations = [
        f"{fault['id']} : {fault['help']} : {[node['html'][:160] for node in fault['nodes']]}"
        for fault in found.response["violations"]
    ]
    assert violations == [], f"{page.url} : {violations}"
