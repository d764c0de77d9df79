"""Two answers of a jury, one right after the other, are shown as they stand, however late the first reply comes."""

from playwright.sync_api import Page, Route, expect

from tests.flows import jury
from tests.flows.tablet_world import Desk

FIRST, SECOND = "C3.2", "C2.3"


def test_a_late_reply_does_not_bring_back_what_stood_before(desk: Desk) -> None:
    page: Page = desk.tablet()
    jury.deliberate(page, "Amélie Bœuf-Lacroix")
    held: list[Route] = []
    page.route(f"**/{FIRST}/repondre/", lambda route: held.append(route))
    jury.settle(page, FIRST, "Non")
    while not held:
        page.wait_for_timeout(20)
    reply = held[0].fetch()  # the server has answered, and its answer is on the way
    jury.settle(page, SECOND, "Oui")
    page.wait_for_timeout(500)  # time enough for the second to overtake it
    held[0].fulfill(response=reply)
    expect(page.get_by_text("tout est tranché", exact=True)).to_be_visible()


def test_a_screen_reader_is_told_what_an_answer_changes(desk: Desk) -> None:
    """One region stays from one answer to the next; each disagreement and each pair has its criterion's name."""
    page: Page = desk.tablet()
    jury.deliberate(page, "Amélie Bœuf-Lacroix")
    page.evaluate("window.region = document.getElementById('said')")
    named = "C3.2 traiter la réclamation en prenant en compte l’intérêt des deux parties"
    expect(page.get_by_role("article", name=named)).to_be_visible()
    pair = page.get_by_role("article", name=named).get_by_role("group", name="Décision commune")
    expect(pair).to_have_accessible_description(named)
    for criterion, answer, told in (
        (FIRST, "Non", "1 réponse à trancher. Proposition calculée : Incomplète."),
        (SECOND, "Oui", "Tout est tranché. Proposition calculée : CCP Élaborer."),
    ):
        jury.settle(page, criterion, answer)
        expect(page.locator("#said")).to_have_text(f"Enregistré. {told}")
    assert page.evaluate("region === document.getElementById('said')")
