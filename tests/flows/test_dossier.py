"""A dossier kept for the day on a tablet: read after the server and the page are gone, and purged at log-out."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from evaluations.demo_documents import LINES, one_page
from sessions.dossier_rules import Kind
from tests.chromium import axe
from tests.flows.tablet_world import Desk
from tests.flows.test_tablet_offline import EVERYTHING_CACHED, PAGES, tablet_of

__all__ = ["tablet_of"]  # a fixture
NAME = "Dossier\u00a0: Karim Benhaddou"
KEPT = "sur cette tablette, même sans réseau"
# The bytes that this tablet holds under an address.
BYTES = """(path) => new Promise((resolve) => {
    const request = indexedDB.open("ntc_cert");
    request.onsuccess = () => {
        const row = request.result.transaction("pages").objectStore("pages").get(path);
        row.onsuccess = async () => {
            request.result.close();
            resolve([...new Uint8Array(await row.result.file.arrayBuffer())]);
        };
    };
})"""


def kept_dossiers(page: Page) -> None:
    expect(page.locator("[data-dossiers]")).to_contain_text(KEPT, timeout=30_000)


def test_a_dossier_is_read_after_the_server_and_the_browser_were_killed(
    desk: Desk, tablet_of: Callable[[], Page], tmp_path: Path
) -> None:
    page = desk.tablet(page=tablet_of())
    kept_dossiers(page)
    expect(page.locator("[data-dossiers]")).to_contain_text("5 documents")
    page.get_by_role("link", name="Lire le dossier de Karim Benhaddou").click()
    address = page.url
    desk.server.stop(signal.SIGKILL)
    os.kill(int(os.readlink(tmp_path / "profile" / "SingletonLock").rpartition("-")[2]), signal.SIGKILL)
    page = tablet_of()
    page.goto(address)
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    expect(page.get_by_text(KEPT)).to_have_count(2)
    path = address.removeprefix(desk.server.address).replace("/tablette/dossier/", "/candidats/")
    held = page.evaluate(BYTES, f"{path}dossier/dspp/")
    assert bytes(held) == one_page(LINES[Kind.DSPP])
    with page.expect_popup() as opened:
        page.get_by_role("listitem").filter(has_text="Dossier (DSPP)").get_by_role("link").click()
    assert opened.value.url.startswith(f"blob:{desk.server.address}/")
    page.context.close()


def test_dossiers_are_in_no_cache_and_go_at_log_out(desk: Desk) -> None:
    page = desk.tablet()
    kept_dossiers(page)
    assert [path for path in page.evaluate(PAGES) if "dossier" in path]
    assert "Benhaddou" not in page.evaluate(EVERYTHING_CACHED)
    page.locator("#person-menu summary").click()
    page.get_by_role("button", name="Quitter").click()
    page.wait_for_url("**/connexion/**")
    page.wait_for_load_state("networkidle")
    assert page.evaluate(PAGES) == []


def test_a_dossier_leaves_the_tablet_when_its_day_is_over(desk: Desk) -> None:
    page = desk.tablet()
    kept_dossiers(page)
    page.get_by_role("link", name="Lire le dossier de Karim Benhaddou").click()
    expect(page.get_by_text(KEPT)).to_have_count(2)
    axe(page)
    pk = page.locator("[data-dossier]").get_attribute("data-dossier")
    desk.server.stop(signal.SIGKILL)
    page.clock.set_fixed_time("2099-01-01")
    page.reload()
    expect(page.locator("[data-nothing]")).to_be_visible()
    expect(page.locator("a[data-version]").first).to_be_hidden()
    page.wait_for_function(
        """async (pk) => (await new Promise((resolve) => {
            const request = indexedDB.open("ntc_cert");
            request.onsuccess = () => {
                const all = request.result.transaction("pages").objectStore("pages").getAllKeys();
                all.onsuccess = () => { request.result.close(); resolve(all.result); };
            };
        })).filter((path) => path.includes("dossier") && path.includes(`/${pk}/`)).length === 0""",
        arg=pk,
    )
