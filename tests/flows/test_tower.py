"""The day played in a browser: a drop-out, a late candidate, a jury running late, and the way back from each."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.builders import CODE
from tests.chromium import axe, log_in
from tests.flows import desk
from tests.server import Server

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def tower(server: Server, open_page: Callable[..., Page]) -> Page:
    """Nadia, on the tower of a session of today at ten in the morning."""
    server.manage("shell", "-c", "from tests.flows.tower_world import build; build()")
    page = open_page()
    log_in(page, server.address, "nadia", CODE)
    page.get_by_role("link", name="Suivre la journée").click()
    expect(page.get_by_text("Rien n’est pointé")).to_be_visible()
    return page


def card(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name, exact=True)


def report(page: Page, jury: str, act: str) -> None:
    page.get_by_role("link", name=f"Signaler pour {jury}").click()
    page.get_by_role("link", name=act).click()


def undo_last(page: Page) -> None:
    page.get_by_role("region", name="Derniers gestes").get_by_role("button").first.click()
    desk.told(page, "Annulé")


def arrival(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name="Prochaines arrivées").get_by_role("listitem").filter(has_text=name)


def test_the_day_with_a_drop_out_and_a_late_candidate(tower: Page) -> None:
    go_in(tower)
    drop_out(tower)
    come_late(tower)
    run_late(tower)
    replace_a_juror(tower)


def go_in(page: Page) -> None:
    """Two candidates go in, one of them late; the jury that is late comes first."""
    page.get_by_role("button", name="Faire entrer Amélie Bœuf").click()
    desk.told(page, "Amélie Bœuf, entrée à")
    page.get_by_role("button", name="Faire entrer Hélène Castaing").click()
    expect(card(page, "Jury B")).to_contain_text("En retard")
    card(page, "Jury B").get_by_role("button", name="Terminer l’étape").click()
    expect(card(page, "Jury B")).to_contain_text("Entretien technique")
    undo_last(page)
    expect(card(page, "Jury B")).to_contain_text("Préparation")


def drop_out(page: Page) -> None:
    """Amélie gives up: the effect first, then the act, then the way back, then the act for good."""
    for is_last in (False, True):
        report(page, "Jury A", "Abandon de Amélie Bœuf")
        expect(page.get_by_text("Aucune saisie touchée.")).to_be_visible()
        page.get_by_role("button", name="Noter l’abandon de Amélie Bœuf").click()
        expect(page.get_by_text("1 abandon")).to_be_visible()
        expect(card(page, "Jury A").get_by_role("heading", name="Karim Benhaddou")).to_be_visible()
        if not is_last:
            undo_last(page)
            expect(card(page, "Jury A").get_by_role("heading", name="Amélie Bœuf")).to_be_visible()


def come_late(page: Page) -> None:
    """Karim telephones: announced, then decided with its reason, then taken back."""
    report(page, "Jury A", "Retard de… Karim Benhaddou")
    page.get_by_role("link", name="20 min").click()
    page.get_by_role("radio", name="Décider plus tard").check()
    page.get_by_role("button", name="Enregistrer le retard").click()
    expect(arrival(page, "Karim")).to_contain_text(re.compile(r"Retard annoncé, 20.min"))
    arrival(page, "Karim").get_by_role("link", name="Décider").click()
    expect(page.get_by_text(re.compile(r"Garder la fin à 17.h.00"))).to_be_visible()
    page.get_by_role("radio", name=re.compile(r"Décaler la fin à 17.h.20")).check()
    page.get_by_role("button", name="Enregistrer le retard").click()
    expect(page.get_by_role("alert")).to_contain_text("Écrivez le motif")
    page.get_by_label("Motif de la décision").fill("Train supprimé.")
    page.get_by_role("button", name="Enregistrer le retard").click()
    expect(arrival(page, "Karim")).to_contain_text(re.compile(r"14.h.20"))
    undo_last(page)
    expect(arrival(page, "Karim")).to_contain_text(re.compile(r"14.h.00"))


def run_late(page: Page) -> None:
    """« Voir l’effet » names who moves and who must hear of it."""
    page.get_by_role("link", name="Voir l’effet pour Jury B").click()
    page.get_by_role("link", name="+ 10 min").click()
    expect(page.get_by_text(re.compile(r"Thibault Noël passe à 11.h.40 au lieu de 11.h.30"))).to_be_visible()
    expect(page.get_by_text(re.compile("3 personnes à prévenir.*Thibault Noël"))).to_be_visible()
    page.get_by_role("button", name="Décaler de 10").click()
    expect(arrival(page, "Thibault")).to_contain_text(re.compile(r"11.h.40"))
    undo_last(page)
    expect(arrival(page, "Thibault")).to_contain_text(re.compile(r"11.h.30"))


def replace_a_juror(page: Page) -> None:
    report(page, "Jury B", "Remplacer un juré")
    page.get_by_role("button", name="Voir qui peut siéger").click()
    desk.choose(page, "Qui peut siéger", "Bruno Castel")
    page.get_by_role("button", name="Voir l’effet").click()
    page.get_by_role("button", name="Faire siéger Bruno Castel").click()
    expect(card(page, "Jury B bis")).to_contain_text("Bruno Castel")
    expect(card(page, "Jury B")).to_contain_text("Hélène Castaing")


def test_what_another_organiser_does_appears_without_a_reload(
    tower: Page, server: Server, open_page: Callable[..., Page]
) -> None:
    """And without JavaScript one can do the same, page by page."""
    tower.evaluate("window.kept = true")
    other = open_page(java_script_enabled=False)
    log_in(other, server.address, "paul", CODE)
    other.goto(tower.url)
    other.get_by_role("button", name="Pointer Karim Benhaddou").click()
    desk.told(other, "Karim Benhaddou, sur place à")
    other.get_by_role("link", name="Signaler pour Jury B").click()
    other.get_by_role("link", name="Absence de Thibault Noël").click()
    other.get_by_role("button", name="Noter l’absence de Thibault Noël").click()
    expect(other.get_by_text("1 absence")).to_be_visible()
    expect(arrival(tower, "Karim")).to_contain_text("Sur place", timeout=25_000)
    expect(arrival(tower, "Thibault")).to_contain_text("Absent(e)")
    assert tower.evaluate("window.kept") is True


def test_the_tower_and_its_acts_are_accessible(tower: Page) -> None:
    """Desktop and phone, light and dark; nothing scrolls sideways on a phone, nothing is pressed on the wall."""
    tower.get_by_role("button", name="Faire entrer Hélène Castaing").click()
    day = tower.url
    addresses = [day]
    tower.get_by_role("link", name="Signaler pour Jury B").click()
    addresses.append(tower.url)
    links = tower.locator("main .page").get_by_role("link")
    addresses += [
        link.evaluate("link => link.href") for link in links.all() if "jour-j" in link.evaluate("l => l.href")
    ]
    addresses.append(day.replace("jour-j/", "jour-j/grand-ecran/"))
    for address in dict.fromkeys(addresses):
        tower.set_viewport_size({"width": 1440, "height": 900})
        tower.goto(address)
        for scheme in ("light", "dark"):
            for size in ({"width": 1440, "height": 900}, PHONE):
                tower.set_viewport_size(size)
                tower.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                axe(tower)
        assert not tower.evaluate("document.documentElement.scrollWidth > innerWidth"), address
    expect(tower.get_by_role("button")).to_have_count(0)


def test_the_clock_goes_on_between_two_answers(tower: Page) -> None:
    """By the server's hour it was drawn at, in the centre's zone: this screen's own clock may be wrong."""
    tower.route(lambda address: "vu=" in address, lambda route: route.fulfill(status=204))
    clock = tower.locator("[data-clock]")
    expect(clock).to_have_text(re.compile(r"^1[01].h.\d\d$"))
    clock.evaluate("clock => { clock.dataset.clock = Number(clock.dataset.clock) + 4 * 3600 }")
    expect(clock).to_have_text(re.compile(r"^1[45].h.\d\d$"))
