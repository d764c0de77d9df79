"""The print room in a browser: a sheet looked at, its pages turned with the keyboard, pages counted on the button."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from centres.demo import DEMO_CODE
from tests.chromium import axe, log_in
from tests.server import Server

TIMES = 20_000  # milliseconds: sheets are laid out, a few at a time


def opened(page: Page, server: Server) -> Page:
    log_in(page, server.address, "nadia", DEMO_CODE)
    page.goto(f"{server.address}/sessions/1/impression/")
    return page


def test_a_sheet_is_looked_at_and_turned_without_the_mouse(demo_server: Server, page: Page) -> None:
    opened(page, demo_server)
    expect(page.locator("#apercu")).to_contain_text("Convocations")
    page.locator("#choose-blank-grids").focus()
    page.keyboard.press("Space")
    frame = page.locator("#apercu iframe")
    expect(frame).to_have_attribute("title", re.compile("Aperçu.: Grille d’évaluation vierge, .*Lucien Abgrall"))
    expect(page.locator("#kind-blank-grids")).to_have_class("here")
    sheet = page.frame_locator("#apercu iframe")
    expect(sheet.get_by_role("heading", name="Grille d’évaluation vierge")).to_be_visible()
    expect(page.locator("#pages-blank-grids")).to_have_text("58 p.", timeout=TIMES)
    expect(page.get_by_role("button", name="Préparer les 58 pages")).to_be_visible()
    page.locator("#preview-next").focus()
    for number in (2, 3):
        page.keyboard.press("Enter")
        expect(page.locator("#apercu .when")).to_have_text(f"page {number} sur 58")
        expect(page.locator("#preview-next")).to_be_focused()
    expect(sheet.get_by_text("Mise en situation").first).to_be_visible()
    axe(page)


def test_a_sheet_is_drawn_as_wide_as_its_column_in_its_own_styles(demo_server: Server, page: Page) -> None:
    opened(page, demo_server)
    sheet = page.frame_locator("#apercu iframe")
    for width in (1440, 1100, 390):
        page.set_viewport_size({"width": width, "height": 900})
        frame, holder = (page.locator(one).bounding_box() for one in ("#apercu iframe", ".preview-frame"))
        assert frame
        assert holder
        assert abs(frame["width"] - holder["width"]) < 1
        assert abs(frame["height"] - holder["height"]) < 2
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    font = sheet.locator("h1").evaluate("(one) => getComputedStyle(one).fontSize")
    assert round(float(font.removesuffix("px")) * 3 / 4, 2) == 17  # points, as on paper


def test_without_a_script_sheets_are_links(demo_server: Server, open_page: Callable[..., Page]) -> None:
    page = opened(open_page(java_script_enabled=False), demo_server)
    page.get_by_role("link", name="Aperçu : Fiches de résultat").click()
    expect(page.locator("#apercu")).to_contain_text("Lucien Abgrall")
    page.get_by_role("link", name="Feuille suivante").click()
    expect(page.locator("#apercu")).to_contain_text("Karim Benhaddou")
    expect(page.frame_locator("#apercu iframe").locator("body")).to_contain_text("Karim Benhaddou")
