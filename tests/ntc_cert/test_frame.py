"""The frame around every page, in a real browser: theme, menus, failures told, keyboard, narrow screens."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from centres.demo import DEMO_CODE
from tests.chromium import axe, log_in
from tests.server import Server

BACKGROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(246, 244, 239)", "rgb(20, 24, 31)"


@pytest.fixture
def candidates_page(demo_server: Server, open_page: Callable[..., Page]) -> Iterator[Page]:
    page = open_page()
    log_in(page, demo_server.address, "nadia", DEMO_CODE)
    page.goto(f"{demo_server.address}/candidats/")
    return page


def test_the_theme_follows_the_machine_until_one_chooses(demo_server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(color_scheme="dark")
    page.goto(demo_server.address)
    assert page.evaluate(BACKGROUND) == DARK
    page.emulate_media(color_scheme="light")
    page.wait_for_function("() => document.documentElement.dataset.bsTheme === 'light'")  # the listener runs after us
    assert page.evaluate(BACKGROUND) == LIGHT


def test_a_chosen_theme_is_kept_and_the_server_sends_it(candidates_page: Page) -> None:
    candidates_page.locator(".person-menu summary").click()
    candidates_page.get_by_label("Sombre").check()
    assert candidates_page.evaluate(BACKGROUND) == DARK
    answer = candidates_page.reload()
    assert 'data-bs-theme="dark"' in answer.text()
    axe(candidates_page)


def test_a_menu_closes_on_escape_and_gives_the_focus_back(candidates_page: Page) -> None:
    summary = candidates_page.locator(".person-menu summary")
    summary.click()
    candidates_page.get_by_label("Clair").focus()
    candidates_page.keyboard.press("Escape")
    expect(candidates_page.locator(".person-menu")).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()


def test_a_menu_closes_when_another_place_is_touched(candidates_page: Page) -> None:
    candidates_page.locator(".person-menu summary").click()
    candidates_page.locator("h1").click()
    expect(candidates_page.locator(".person-menu")).not_to_have_attribute("open", "")


def test_the_first_key_offers_to_skip_the_menu(candidates_page: Page) -> None:
    candidates_page.keyboard.press("Tab")
    expect(candidates_page.locator(".skip")).to_be_focused()
    candidates_page.keyboard.press("Enter")
    expect(candidates_page.locator("main")).to_be_focused()


def test_a_silent_network_is_told_and_the_next_answer_takes_it_away(candidates_page: Page) -> None:
    ask = "htmx.ajax('GET', '/candidats/', {target: '#bar', swap: 'none'}).catch(() => null)"
    line = candidates_page.locator("#network")
    candidates_page.route("**/candidats/", lambda route: route.abort())
    candidates_page.evaluate(ask)
    expect(line).to_contain_text("Rien n’a été perdu")
    candidates_page.unroute("**/candidats/")
    candidates_page.evaluate(ask)
    expect(line).to_be_hidden()


@pytest.mark.parametrize("width", [390, 810, 1440])
def test_no_page_scrolls_sideways(candidates_page: Page, width: int) -> None:
    candidates_page.set_viewport_size({"width": width, "height": 900})
    assert candidates_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(candidates_page)


def test_a_phone_reaches_the_menu_in_two_taps(candidates_page: Page) -> None:
    candidates_page.set_viewport_size({"width": 390, "height": 844})
    candidates_page.get_by_text("Menu", exact=True).click()
    expect(candidates_page.get_by_role("link", name="Référentiel")).to_be_visible()


def test_a_refused_form_takes_the_focus_to_what_must_be_read(
    demo_server: Server, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.goto(f"{demo_server.address}/connexion/")
    page.get_by_label("Identifiant").fill("nadia")
    page.locator("input[name=password]").fill("faux")
    page.get_by_role("button", name="Entrer").click()
    expect(page.locator(".to-correct")).to_be_focused()
    axe(page)


def test_paper_is_white_whatever_the_theme(demo_server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(color_scheme="dark")
    page.goto(demo_server.address)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(BACKGROUND) == "rgb(255, 255, 255)"
    expect(page.locator(".bar")).to_be_hidden()
