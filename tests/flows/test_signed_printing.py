"""The print room of a centre that has a certificate: offered on every screen, refused in place, signed apart."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from centres.demo import DEMO_CODE
from tests.certificates import OWNER, PASSWORD, a_p12
from tests.chromium import axe, log_in
from tests.demonstration import Demonstrations
from tests.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def signing_server(demonstrations: Demonstrations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("PDF_CERTIFICATE", str(a_p12(tmp_path)))
    monkeypatch.setenv("PDF_CERTIFICATE_PASSWORD", PASSWORD)
    database = demonstrations.today().copy(tmp_path)
    try:
        with Server(database, tmp_path / "server.log") as running:
            yield running
    finally:
        database.drop()


def test_convocations_are_signed_from_the_print_room(signing_server: Server, open_page, tmp_path: Path) -> None:
    page: Page = open_page(viewport={"width": 390, "height": 844})
    log_in(page, signing_server.address, "nadia", DEMO_CODE)
    page.goto(f"{signing_server.address}/sessions/1/impression/")
    expect(
        page.get_by_text(f"Certificat « {OWNER} »".replace("« ", "«\u00a0").replace(" »", "\u00a0»"))
    ).to_be_visible()
    page.get_by_label("Feuilles d’émargement", exact=True).check()
    signs = page.get_by_label("Signer avec le certificat du centre")
    signs.check()
    page.get_by_role("button", name="Préparer l’impression").click()
    expect(page.get_by_role("alert").filter(has_text="Ne se signent que")).to_be_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Feuilles d’émargement", exact=True).uncheck()
    page.get_by_label("Table de correspondance", exact=True).check()
    page.get_by_role("button", name="Préparer l’impression").click()
    signed = page.get_by_text("signé avec le certificat du centre")
    signed.wait_for(timeout=60_000)
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Table de correspondance, 1 feuille").click()
    said = signing_server.manage("verify_papers", str(download.value.path()))
    assert f"Signé par « {OWNER} »" in said
    assert "Intact : rien n’a changé depuis cette signature." in said
