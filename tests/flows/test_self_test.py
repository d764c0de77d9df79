"""« Tester cette tablette », with the server and without it, in a window that keeps things and in one that does not."""

from playwright.sync_api import Page, expect

from tests.chromium import axe
from tests.flows import jury
from tests.flows.tablet_world import Desk, ready


def verdict(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible(timeout=40_000)
    expect(page.get_by_role("button", name="Recommencer")).to_be_visible(timeout=20_000)


def row(page: Page, label: str) -> object:
    return page.get_by_role("listitem").filter(has_text=label)


def test_a_tablet_is_tested_told_to_the_organiser_and_again_without_network(desk: Desk) -> None:
    page = ready(desk.tablet())
    page.locator("#person-menu summary").click()
    page.get_by_role("link", name="Tester cette tablette").click()
    verdict(page, "Cette tablette est prête.")
    expect(row(page, "Mémoire")).to_contain_text("Les saisies restent après un redémarrage.")
    expect(row(page, "Hors ligne")).to_contain_text("La grille s’ouvre sans réseau.")
    expect(row(page, "Heure")).to_contain_text("s d’écart avec le serveur.")
    expect(page.get_by_text("Résultat noté pour Claire Vasseur")).to_be_visible()
    assert desk.ask("SELECT count(*) FROM certification_sessions_tablettest WHERE passed") == [(1,)]
    axe(page)
    page.context.set_offline(True)
    page.reload()
    verdict(page, "Cette tablette garde les saisies.")
    expect(row(page, "Heure")).to_contain_text("heure non comparée")
    expect(page.get_by_text("Résultat non envoyé")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Voir ma journée").click()
    expect(page.get_by_role("heading", level=1, name="Ma journée")).to_be_visible()


def test_a_window_that_keeps_nothing_is_told_what_to_do(desk: Desk) -> None:
    page = desk.open_page(**jury.TABLET)
    page.add_init_script("navigator.storage.getDirectory = () => Promise.reject(new Error('SecurityError'))")
    page.goto(f"{desk.server.address}/badge/")
    page.get_by_role("link", name="Tester cette tablette").click()
    verdict(page, "Cette tablette n’est pas prête.")
    expect(page.locator("#to-do")).to_contain_text("elle est en navigation privée. Fermez cette fenêtre")
    expect(page.get_by_text("Entrez avec votre badge, puis recommencez")).to_be_visible()
    axe(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_wrong_clock_and_a_small_screen_are_told(desk: Desk) -> None:
    page = desk.open_page(viewport={"width": 390, "height": 844}, screen={"width": 390, "height": 844})

    def late(route: object) -> None:
        route.fulfill(json={"now": 60_000})

    page.route("**/tablette/tester/heure/", late)
    page.goto(f"{desk.server.address}/tablette/tester/")
    verdict(page, "Cette tablette est prête.")
    expect(row(page, "Heure")).to_contain_text("min d’avance sur le serveur. Réglez l’heure")
    expect(row(page, "Écran")).to_contain_text("Petit, 390 × 844.")
