"""From an empty installation to a juror who logs in, in real Chromium: no demonstration, no database shell."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.chromium import axe, log_in
from tests.server import Server


def told_code(page: Page) -> str:
    """The code the page shows once."""
    expect(page.get_by_text("Ce code n’est montré qu’une fois.")).to_be_visible()
    axe(page)
    return page.locator("#told code").last.inner_text()


def test_from_the_first_administrator_to_a_juror_who_logs_in(server: Server, open_page: Callable[..., Page]) -> None:
    chef = server.manage("add_administrator", "chef", "--last-name", "Marchand", "--first-name", "Odile").strip()
    page = open_page()
    log_in(page, server.address, "chef", chef)
    organiser = _add_the_centre_and_its_organiser(page, server.address)

    page = open_page()
    log_in(page, server.address, "n.ferrand", organiser)
    juror = _add_a_juror_and_open_an_account(page, server.address)

    page = open_page(viewport={"width": 810, "height": 1080}, has_touch=True)
    log_in(page, server.address, "c.vasseur", juror)
    expect(page.locator("body")).to_contain_text("Claire Vasseur")
    assert page.goto(f"{server.address}/jures/").status == 404


def _add_the_centre_and_its_organiser(page: Page, address: str) -> str:
    page.goto(f"{address}/administration/centres/")
    page.get_by_role("link", name="Ajouter un centre").click()
    page.locator("[name=name]").fill("Centre des Trois-Rivières")
    page.locator("[name=code]").fill("CHARTRES")
    page.get_by_role("button", name="Ajouter ce centre").click()
    expect(page.get_by_role("status").first).to_contain_text("Centre ajouté")
    page.goto(f"{address}/administration/comptes/ouvrir/")
    page.get_by_label("Centre des Trois-Rivières").check()
    page.locator("[name=first_name]").fill("Nadia")
    page.locator("[name=last_name]").fill("Ferrand")
    page.get_by_role("button", name="Ouvrir ce compte").click()
    return told_code(page)


def _add_a_juror_and_open_an_account(page: Page, address: str) -> str:
    page.goto(f"{address}/jures/")
    page.get_by_role("link", name="Ajouter un juré").click()
    page.locator("[name=first_names]").fill("Claire")
    page.locator("[name=habilitation_0_title]").select_option("TP-00338")
    page.locator("[name=habilitation_0_start]").fill("01/01/2026")
    page.get_by_role("button", name="Ajouter ce juré").click()
    summary = page.get_by_role("alert").filter(has_text="2 champs à corriger")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Au").click()
    expect(page.locator("[name=habilitation_0_end]")).to_be_focused()
    page.keyboard.type("31/12/2099")
    page.locator("[name=last_name]").fill("Vasseur")
    page.get_by_role("button", name="Ajouter ce juré").click()
    expect(page.get_by_role("heading", name="Claire Vasseur")).to_be_visible()
    expect(page.locator("#standing")).to_contain_text("du 1er janvier 2026 au 31 décembre 2099")
    expect(page.locator("#juror-panels")).to_contain_text("Aucun jury pour l’instant.")
    page.get_by_role("link", name="Ouvrir un compte").click()
    page.get_by_role("button", name="Ouvrir ce compte").click()
    return told_code(page)
