"""« Vérifier un document » on a phone, logged in nowhere."""

from playwright.sync_api import Page, expect

from tests.chromium import axe
from tests.server import Server


def test_a_code_is_typed_and_answered_on_a_phone(demo_server: Server, open_page) -> None:
    page: Page = open_page(viewport={"width": 390, "height": 844})
    page.goto(f"{demo_server.address}/verifier/")
    axe(page)
    page.get_by_label("Empreinte").fill("0" * 64)
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("heading", name="Empreinte inconnue")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
