"""A tablet that starts, reloads and restarts without network: the shell from the worker, the rest from its own disk."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import CHROMIUM
from tests.flows import jury
from tests.flows.tablet_world import Desk, outbox, ready, says

NAME = "Karim Benhaddou"
EVERYTHING_CACHED = """async () => {
    const texts = [];
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text());
    }
    return texts.join("\\n");
}"""
PAGES = """() => new Promise((resolve) => {
    const request = indexedDB.open("ntc_cert");
    request.onsuccess = () => {
        const all = request.result.transaction("pages").objectStore("pages").getAllKeys();
        all.onsuccess = () => { request.result.close(); resolve(all.result); };
    };
})"""


def test_a_reload_and_a_start_without_network_show_the_grid_and_what_waits(desk: Desk) -> None:
    page = desk.grid(ready(desk.tablet()))
    page.context.set_offline(True)
    jury.tick(page, "C3.1", "Non")
    says(page, "Hors ligne : 1 saisie gardée")
    page.reload()
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    jury.is_ticked(page, "C3.1", "Non")
    jury.tick(page, "C6.3", "Oui")
    says(page, "Hors ligne : 2 saisies gardées")
    page.goto(desk.server.address)
    row = page.get_by_role("listitem").filter(has_text="Entretien technique").filter(has_text="À synchroniser (2)")
    expect(row).to_have_count(1)
    jury.open_grid(page, "Mise en situation", NAME)  # never opened before on this tablet
    jury.tick(page, "C1.1", "Oui")
    page.context.set_offline(False)
    says(page, jury.SAVED)
    assert desk.operations("C3.1") == [("N", "applied")]
    assert desk.operations("C1.1") == [("O", "applied")]


def test_a_server_killed_then_back_loses_nothing_across_reloads(desk: Desk) -> None:
    page = desk.grid(ready(desk.tablet()))
    jury.tick(page, "C3.1", "Non")
    says(page, jury.SAVED)
    desk.server.stop(signal.SIGKILL)
    jury.tick(page, "C3.3", "Non")
    says(page, "Hors ligne")
    page.reload()
    jury.is_ticked(page, "C3.1", "Non")  # answered after the page was kept
    jury.is_ticked(page, "C3.3", "Non")
    desk.server.start()
    says(page, jury.SAVED)
    page.reload()
    jury.is_ticked(page, "C3.3", "Non")
    assert desk.operations("C3.3") == [("N", "applied")]


def test_a_frozen_server_gives_way_to_what_is_kept(desk: Desk) -> None:
    page = desk.grid(ready(desk.tablet()))
    desk.server.process.send_signal(signal.SIGSTOP)
    page.reload()
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    jury.tick(page, "C3.1", "Non")
    says(page, "Hors ligne : 1 saisie gardée")
    desk.server.process.send_signal(signal.SIGCONT)
    says(page, jury.SAVED)


def test_names_are_in_the_tablets_database_and_in_no_cache(desk: Desk) -> None:
    page = desk.grid(ready(desk.tablet()))
    cached = page.evaluate(EVERYTHING_CACHED)
    assert "/tablette/hors-ligne/" in cached
    assert "js/lib/outbox.js" in cached
    assert "Benhaddou" not in cached
    assert "Vasseur" not in cached
    assert len(page.evaluate(PAGES)) > 3


def test_logging_out_takes_everything_away_but_unsent_work(desk: Desk) -> None:
    page = desk.grid(ready(desk.tablet()))
    page.route("**/tablette/synchroniser/", lambda route: route.abort())
    jury.tick(page, "C3.1", "Non")
    says(page, "Hors ligne")
    page.get_by_role("link", name="Ma journée").click()
    page.locator("#person-menu summary").click()
    page.get_by_role("button", name="Quitter").click()
    page.wait_for_url("**/connexion/**")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(PAGES) == []
    assert [one["cell"] for one in outbox(page)] == ["C3.1"]


@pytest.fixture
def tablet_of(browser: Browser, tmp_path: Path) -> Callable[[], Page]:
    """A browser of its own on one profile, opened again after it was killed."""

    def start() -> Page:
        profile = tmp_path / "profile"
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (profile / name).unlink(missing_ok=True)
        context = browser.browser_type.launch_persistent_context(profile, **CHROMIUM, locale="fr-FR", **jury.TABLET)
        return context.new_page()

    return start


def test_a_browser_killed_and_opened_again_without_server_has_every_tick(
    desk: Desk, tablet_of: Callable[[], Page], tmp_path: Path
) -> None:
    page = desk.grid(ready(desk.tablet(page=tablet_of())))
    address = page.url
    desk.server.stop(signal.SIGKILL)
    for cell in ("C3.1", "C3.3", "C6.3"):
        jury.tick(page, cell, "Non")
    says(page, "Hors ligne : 3 saisies gardées")
    os.kill(int(os.readlink(tmp_path / "profile" / "SingletonLock").rpartition("-")[2]), signal.SIGKILL)
    page = tablet_of()
    page.goto(address)
    for cell in ("C3.1", "C3.3", "C6.3"):
        jury.is_ticked(page, cell, "Non")
    says(page, "Hors ligne : 3 saisies gardées")
    desk.server.start()
    page.wait_for_function("() => /enregistré|Session expirée/.test(document.getElementById('status').textContent)")
    if "Session expirée" in jury.status(page).inner_text():  # the cookie of the session died with the browser
        page.get_by_role("link", name="Reconnectez-vous").click()
        desk.tablet(page=page)
    says(page, jury.SAVED)
    assert [desk.operations(cell) for cell in ("C3.1", "C3.3", "C6.3")] == [[("N", "applied")]] * 3
    page.context.close()
