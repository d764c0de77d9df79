"""From an unplaced session to its messages read again: the planner on screen, as an organiser lives it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import axe, log_in
from tests.flows import desk
from tests.server import ROOT, Server

REFERENCE = "02-one-prep-room"
PATIENCE = 120_000  # milliseconds before the test gives up on a busy machine; nothing is judged by it
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def session(server: Server) -> Server:
    """Six candidates without a passage, and somebody to plan them."""
    server.manage("import_session", str(ROOT / "tests" / "planner" / "instances" / f"{REFERENCE}.json"))
    return server


@pytest.fixture
def nadia(session: Server, open_page: Callable[..., Page]) -> Page:
    code = session.manage("add_administrator", "nadia", "--first-name", "Nadia", "--last-name", "Ferrand").strip()
    page = open_page()
    log_in(page, session.address, "nadia", code)
    return page


def test_a_session_is_planned_kept_published_and_its_messages_read_again(nadia: Page) -> None:
    page = nadia
    open_planning(page)
    start(page)
    follow(page)
    keep(page)
    publish(page)
    read_again(page)


def open_planning(page: Page) -> None:
    page.get_by_role("link", name="Sessions", exact=True).first.click()
    page.get_by_role("row", name=REFERENCE).get_by_role("link").first.click()
    desk.tab(page, "Planning")
    page.get_by_role("link", name="Planifier…").click()
    expect(page.get_by_text("6 candidats à placer")).to_be_visible()
    axe(page)


def start(page: Page) -> None:
    page.get_by_role("button", name="Planifier", exact=True).click()
    expect(page.get_by_role("progressbar", name="Temps de calcul écoulé")).to_be_visible()
    axe(page)


def follow(page: Page) -> None:
    """The page changes by itself; leaving it loses nothing."""
    desk.tab(page, "Planning")
    page.get_by_role("link", name="Calcul en cours…").or_(page.get_by_role("link", name="Planning proposé")).click()
    keeps = page.get_by_role("button", name="Garder ce planning")
    expect(keeps).to_be_visible(timeout=PATIENCE)
    told = page.get_by_role("status").filter(has_text="candidats placés")
    expect(told).to_contain_text("6 candidats placés sur 6")
    expect(page.get_by_role("heading", name="6 passages changent par rapport au brouillon")).to_be_visible()
    axe(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 1440, "height": 900})


def keep(page: Page) -> None:
    """Kept, undone, kept again: the way back is the same page, for as long as nothing moved."""
    page.get_by_role("button", name="Garder ce planning").click()
    desk.told(page, "Planning gardé, 6 passages au brouillon.")
    page.get_by_role("button", name="Annuler le planning gardé").click()
    desk.told(page, "Le brouillon est revenu comme avant.")
    page.get_by_role("link", name="Planifier…").click()
    page.get_by_role("button", name="Planifier", exact=True).click()
    expect(page.get_by_role("button", name="Garder ce planning")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Garder ce planning").click()
    desk.told(page, "Planning gardé, 6 passages au brouillon.")


def publish(page: Page) -> None:
    page.get_by_role("link", name="Publier…").click()
    expect(page.get_by_role("checkbox", name="Préparer")).to_be_checked()
    axe(page)
    page.get_by_role("button", name="Publier la version 1").click()
    desk.told(page, "Version 1 publiée.")


def read_again(page: Page) -> None:
    """One is edited, another removed and put back; nothing has left."""
    expect(page.get_by_text("Rien n’est encore envoyé.")).to_be_visible()
    axe(page)
    shown = page.get_by_role("navigation", name="Messages montrés")
    shown.get_by_role("link", name="Candidats 6").click()
    lines = page.get_by_role("listitem").filter(has_text="votre horaire de passage")
    expect(lines).to_have_count(6)
    lines.first.get_by_role("link", name="Relire").click()
    axe(page)
    text = desk.field(page, "Texte")
    text.fill(f"{text.input_value()}\n\nL’entrée se fait par la cour.")
    page.get_by_role("button", name="Enregistrer le message").click()
    desk.told(page, "Message enregistré")
    page.get_by_role("button", name="Retirer").last.click()
    desk.told(page, "Message retiré, il ne partira pas")
    page.get_by_role("button", name="Remettre").click()
    desk.told(page, "Message remis parmi ceux à envoyer")
    shown.get_by_role("link", name="Modifiés 1").click()
    expect(page.get_by_role("link", name="Relire")).to_have_count(1)
