"""What a juror does on a tablet, by visible labels and roles."""

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

TABLET = {"viewport": {"width": 810, "height": 1080}, "has_touch": True}
SAVED = "Tout est enregistré"


def status(page: Page) -> Locator:
    """The line that says what the server has."""
    return page.locator("#status")


def open_grid(page: Page, phase: str, candidate: str) -> None:
    page.get_by_role("link", name=re.compile(rf"^(Ouvrir|Continuer|Relire)\s*, {phase} de {candidate}$")).click()
    expect(page.get_by_role("heading", level=1, name=candidate)).to_be_visible()


def tick(page: Page, criterion: str, answer: str) -> None:
    page.get_by_role("group", name=criterion, exact=True).get_by_role("radio", name=answer).check()


def is_ticked(page: Page, criterion: str, answer: str) -> None:
    expect(page.get_by_role("group", name=criterion, exact=True).get_by_label(answer, exact=True)).to_be_checked()


def note(page: Page, criterion: str, text: str) -> None:
    page.get_by_text(f"Note de {criterion}", exact=True).first.click()
    written = page.get_by_role("textbox", name=f"Note de {criterion}", exact=True)
    written.fill(text)
    written.blur()
    expect(status(page)).to_contain_text(SAVED)


def criteria(page: Page) -> list[str]:
    """Codes of the pairs to fill on this page."""
    pairs = page.get_by_role("group").filter(has=page.get_by_role("radio", name="Oui"))
    return [legend.strip() for legend in pairs.locator("legend").all_inner_texts()]


def fill_grid(page: Page, *, besides: Mapping[str, str]) -> None:
    """« Oui » everywhere, but where told otherwise."""
    for criterion in criteria(page):
        tick(page, criterion, besides.get(criterion, "Oui"))
    expect(status(page)).to_contain_text(SAVED)


def hand_in(page: Page) -> None:
    page.get_by_role("button", name="Rendre la grille").click()
    expect(page.get_by_role("heading", level=1, name="Ma journée")).to_be_visible()


def write_change(page: Page, rank: int, *, kind: str, text: str) -> None:
    change = page.get_by_role("group", name=re.compile(f"^Changement {rank}"))
    change.get_by_label("Champ").select_option(label=kind)
    change.get_by_label("Changement écrit").fill(text)
    change.get_by_label("Changement écrit").blur()
    expect(status(page)).to_contain_text(SAVED)
    announce = page.get_by_role("button", name=re.compile(rf"^Marquer comme annoncé\s*, changement {rank}$"))
    announce.click()
    expect(announce).to_be_hidden()


def deliberate(page: Page, candidate: str) -> None:
    page.get_by_role("link", name=re.compile(rf"^(Délibérer|Délibération) de {candidate}$")).click()
    expect(page.get_by_role("heading", level=1, name=f"Délibération : {candidate}")).to_be_visible()


def settle(page: Page, criterion: str, answer: str) -> None:
    """The common answer of one disagreement."""
    line = page.get_by_role("article").filter(has=page.get_by_role("heading", name=re.compile(rf"^{criterion}\b")))
    line.get_by_role("group", name="Décision commune").get_by_role("radio", name=answer).check()


def draw_signature(page: Page) -> None:
    """Draws, thinks better of it, then draws again; the code is still asked."""
    pad = page.get_by_role("img", name="Zone de tracé")
    erase = page.get_by_role("button", name="Effacer le tracé")
    for first in (True, False):
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box() or {}
        page.mouse.move(box["x"] + 20, box["y"] + 30)
        page.mouse.down()
        page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
        page.mouse.up()
        expect(erase).to_be_visible()
        if first:
            erase.click()
            expect(erase).to_be_hidden()


def sign(page: Page, code: str) -> None:
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Signer").click()


def waits_for_the_others(page: Page) -> None:
    """Not a mark of anybody before all have handed in; then back to the day."""
    expect(page.get_by_role("heading", name="Vous verrez les réponses de chacun")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)
    page.get_by_role("link", name="Ma journée").click()
