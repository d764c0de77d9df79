"""Paper keyed with the keyboard by the organiser, then by the administrator, in a browser."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from centres.demo import DEMO_CODE
from tests.chromium import axe, log_in
from tests.flows.tablet_world import Desk


def keyed(page: Page, letters: str) -> None:
    page.wait_for_load_state()  # until then the script that reads the keys may not be there
    page.locator("[data-line] input").first.focus()
    for letter in letters:
        page.keyboard.press(letter)


def test_two_people_key_the_same_paper_without_the_mouse(desk: Desk, open_page: Callable[..., Page]) -> None:
    candidate = desk.ask(
        "SELECT c.id FROM certification_sessions_candidate c JOIN certification_sessions_person p"
        " ON p.id = c.person_id WHERE p.birth_name = 'Benhaddou'"
    )[0][0]
    pages = {name: open_page() for name in ("nadia", "paul")}
    for name, page in pages.items():
        log_in(page, desk.server.address, name, DEMO_CODE)
        page.goto(f"{desk.server.address}/candidats/{candidate}/papier/")
    nadia, paul = pages.values()
    count = nadia.locator("[data-line]").count()
    keyed(nadia, "n" + "o" * (count - 1))
    axe(nadia)
    expect(nadia.get_by_role("button", name="Garder cette saisie, à vérifier")).to_be_focused()
    nadia.keyboard.press("Enter")
    expect(nadia.get_by_text("Votre saisie attend qu’une autre personne")).to_be_visible()
    paul.reload()
    keyed(paul, "o" * count)
    paul.keyboard.press("Enter")
    expect(paul.get_by_role("heading", name="1 réponse ne correspond pas")).to_be_visible()
    axe(paul)
    keyed(paul, "o")
    paul.keyboard.press("ArrowUp")
    paul.keyboard.press("Delete")
    expect(paul.locator("[data-line]").first.locator("input:checked")).to_have_count(0)
    paul.keyboard.press("n")
    paul.get_by_role("button", name="Vérifier cette saisie").click()
    expect(paul.get_by_text("les réponses comptent")).to_be_visible()
    assert desk.ask("SELECT count(*) FROM evaluations_answer WHERE source = 'paper' AND value = 'N'") == [(1,)]
