"""A whole grid by the keyboard alone: answered, noted, emptied, handed in; and no arrow ever ticks."""

from playwright.sync_api import Page, expect

from tests.chromium import axe
from tests.flows import jury
from tests.flows.tablet_world import Desk, outbox, says

HERE = """() => [document.activeElement.closest('.crit')?.id ?? '', document.activeElement.tagName,
    document.activeElement.value ?? '', document.activeElement.innerText?.trim() ?? '']"""

IN_SIGHT = """(line) => document.getElementById(line).querySelector('.yn-pair').getBoundingClientRect().bottom
    <= document.querySelector('.g-foot').getBoundingClientRect().top"""


def here(page: Page) -> list[str]:
    return page.evaluate(HERE)


def tab_to(page: Page, tag: str, text: str = "", criterion: str = "") -> None:
    """As somebody does who has no mouse."""
    for _ in range(120):
        page.keyboard.press("Tab")
        line, name, _, words = here(page)
        if name == tag and words.startswith(text) and (not criterion or line == criterion):
            return
    raise AssertionError(f"{tag} {text} {criterion} is not reached by Tab.")


def test_a_grid_is_filled_and_handed_in_by_the_keyboard_alone(desk: Desk) -> None:
    page = desk.grid(desk.tablet(page=desk.open_page()))
    expect(page.get_by_text("Au clavier, sur un critère")).to_be_visible()
    codes = jury.criteria(page)
    tab_to(page, "INPUT", criterion=codes[0])
    page.keyboard.press("n")
    jury.is_ticked(page, codes[0], "Non")
    for code in codes[1:]:
        before = page.locator(".yn :checked").count()
        page.keyboard.press("ArrowDown")
        assert here(page)[0] == code
        assert page.locator(".yn :checked").count() == before  # an arrow moves, and answers nothing
        page.keyboard.press("o")
        jury.is_ticked(page, code, "Oui")
    page.keyboard.press("Delete")
    expect(page.locator(f"[id='{codes[-1]}'] :checked")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    assert here(page)[0] == codes[-2]
    page.keyboard.press("t")
    assert here(page)[1] == "TEXTAREA"
    page.keyboard.type("Non, trop tôt.")  # its letters are written, not taken for answers
    jury.is_ticked(page, codes[-2], "Oui")
    tab_to(page, "INPUT", criterion=codes[-1])
    page.keyboard.press("o")
    says(page, jury.SAVED)
    assert outbox(page) == []
    axe(page)
    tab_to(page, "BUTTON", "Rendre la grille")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Ma journée")).to_be_visible()
    last = "SELECT note FROM evaluations_mark WHERE note = 'Non, trop tôt.'"
    assert len(desk.ask(last)) == 1


def test_a_pair_is_told_with_what_it_answers(desk: Desk) -> None:
    """What a screen reader says on reaching a pair: its code, then the criterion in full."""
    page = desk.grid(desk.tablet())
    group = page.get_by_role("group", name="C3.1", exact=True)
    expect(group).to_have_accessible_description(
        "suivre la commande du client jusqu’à la livraison et/ou la mise en service de la solution."
    )


def test_the_next_blank_is_wholly_in_sight_at_twice_the_size(desk: Desk) -> None:
    page = desk.grid(desk.tablet(page=desk.open_page(viewport={"width": 590, "height": 410})))
    page.get_by_role("link", name="Prochain vide").click()
    line = here(page)[0]
    assert line
    page.wait_for_function(IN_SIGHT, arg=line)


def test_in_landscape_the_button_that_hands_in_is_in_sight_and_the_page_does_not_scroll(desk: Desk) -> None:
    page = desk.grid(desk.tablet(page=desk.open_page(viewport={"width": 1180, "height": 820})))
    expect(page.get_by_role("button", name="Rendre la grille")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
