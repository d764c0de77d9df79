"""Two tablets of one juror, one of which cannot send: nothing is handed in nor sealed behind its back."""

import re

from playwright.sync_api import Page, expect

from centres.demo import DEMO_CODE
from tests.chromium import axe, log_in
from tests.flows import jury
from tests.flows.tablet_world import SYNCHRONISE, Desk, outbox, says, sends_again

STATE = "**/tablette/etat/"
NAME = "Karim Benhaddou"
HELD = "SELECT COALESCE(SUM(pending), 0), COALESCE(SUM(refused), 0) FROM evaluations_tabletstate"


def held(desk: Desk, page: Page, expected: tuple[int, int]) -> None:
    """The server knows so much; told within a second of what happens, so it is not waited for long."""
    for _ in range(50):
        if tuple(desk.ask(HELD)[0]) == expected:
            return
        page.wait_for_timeout(100)
    assert tuple(desk.ask(HELD)[0]) == expected


def test_a_grid_is_not_handed_in_while_another_tablet_of_the_juror_holds_ticks_of_it(desk: Desk) -> None:
    first, second = (desk.grid(desk.tablet()) for _ in range(2))
    second.route(SYNCHRONISE, lambda route: route.abort())
    jury.tick(second, "C3.1", "Non")
    jury.tick(second, "C6.3", "Non")
    says(second, "Hors ligne : 2 saisies gardées")
    held(desk, second, (2, 0))
    organiser = desk.open_page()
    log_in(organiser, desk.server.address, "nadia", DEMO_CODE)
    organiser.goto(f"{desk.server.address}/sessions/1/jour-j/")
    expect(organiser.locator(".tower-tablets li").filter(has_text="Claire Vasseur")).to_contain_text(
        [re.compile("À synchroniser")]
    )
    axe(organiser)
    jury.fill_grid(first, besides={})
    first.get_by_role("button", name="Rendre la grille").click()
    says(first, "2 saisies de cette grille attendent sur une autre de vos tablettes.")
    sends_again(second)
    second.evaluate("dispatchEvent(new Event('online'))")
    held(desk, second, (0, 0))
    assert outbox(second) == []
    first.reload()
    says(first, "1 réponse diffère sur deux tablettes")  # C3.1 was « oui » already: nobody contradicts its « non »
    first.get_by_role("button", name="Garder Oui").click()
    says(first, jury.SAVED)
    jury.hand_in(first)


def test_a_result_is_not_sealed_while_a_tablet_holds_ticks_of_it(desk: Desk) -> None:
    """Amélie's grids are handed in: a tick that comes late is refused, and somebody must have read that."""
    tablet = desk.tablet("marc")
    juror, candidate = desk.ask(
        "SELECT j.id, c.id FROM juries_juror j, certification_sessions_candidate c"
        " JOIN certification_sessions_person p ON p.id = c.person_id"
        " WHERE j.last_name = 'Thiébaut' AND p.birth_name = 'Bœuf-Lacroix'"
    )[0]
    tablet.evaluate(
        """([juror, candidate]) => new Promise((resolve) => {
            const request = indexedDB.open("ntc_cert");
            request.onsuccess = () => {
                const store = request.result.transaction("outbox", "readwrite").objectStore("outbox");
                store.add({id: crypto.randomUUID(), juror, candidate, phase: "technical_interview", kind: "mark",
                    cell: "C3.1", value: "N", base: 0, after: null, made_at: null, refusal: null,
                    name: "Marc Thiébaut", about: "Amélie Bœuf-Lacroix"}).onsuccess = resolve;
            };
        })""",
        [juror, candidate],
    )
    tablet.reload()
    says(tablet, "1 saisie refusée")
    held(desk, tablet, (0, 1))
    claire = desk.tablet("claire")
    claire.goto(f"{desk.server.address}/candidats/{candidate}/deliberation/")
    for criterion in ("C2.3", "C3.2"):
        jury.settle(claire, criterion, "Oui")
        expect(claire.get_by_text(f"La proposition attend {criterion}")).to_have_count(0)
    expect(claire.get_by_text("La proposition attend")).to_have_count(0)
    claire.goto(f"{desk.server.address}/candidats/{candidate}/decision/")
    claire.get_by_role("button", name="Enregistrer la décision").click()
    expect(claire.get_by_text("1 saisie refusée par le serveur, à relire.")).to_be_visible()
    expect(claire.get_by_role("button", name="Signer")).to_have_count(0)
    axe(claire)
    tablet.get_by_text("Retirer…").click()
    tablet.get_by_role("button", name="Retirer cette saisie").click()
    held(desk, tablet, (0, 0))
    claire.reload()
    expect(claire.get_by_role("button", name="Signer")).to_be_visible()
