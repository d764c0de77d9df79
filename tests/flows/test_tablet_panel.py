"""What a panel shares, on two real tablets: the timer and the role-play, with or without network."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.chromium import axe
from tests.flows import jury
from tests.flows.tablet_world import Desk, outbox, ready, says

NAME, ROLE_PLAY = "Karim Benhaddou", "Mise en situation"
WORDS = """async ([step, elapsed]) => {
    const { leftOf } = await import("/static/js/lib/timer_words.js");
    return leftOf(step, elapsed);
}"""


def timer(page: Page) -> Locator:
    return page.get_by_role("timer")


def start(page: Page, step: str) -> None:
    page.get_by_role("button", name=f"Démarrer : {step}").click()


def fold(page: Page) -> Locator:
    page.locator("#timer-steps summary").click()
    return page.locator("#timer-steps")


def role_play(desk: Desk, username: str) -> Page:
    return desk.grid(ready(desk.tablet(username)), NAME, ROLE_PLAY)


def starts(desk: Desk) -> list[tuple]:
    return desk.ask("SELECT cell, outcome FROM evaluations_sharedoperation WHERE kind = 'timer' ORDER BY received_at")


def test_one_tap_starts_a_step_on_both_tablets_and_a_second_restarts_nothing(desk: Desk) -> None:
    claire, marc = role_play(desk, "claire"), role_play(desk, "marc")
    start(claire, "préparation du jury")
    for page in (claire, marc):
        expect(timer(page)).to_have_text("Préparation du jury, reste 15 min", timeout=15_000)
    start(claire, "appel")
    expect(timer(marc)).to_have_text("Appel, reste 10 min", timeout=15_000)
    told = fold(marc)
    expect(told).to_contain_text("Appel 10 min · départ à")
    expect(told).to_contain_text("Claire Vasseur")
    axe(marc)
    told.get_by_role("button", name="Annuler le départ , Appel").click()
    for page in (claire, marc):
        expect(timer(page)).to_have_text("Préparation du jury, reste 15 min", timeout=15_000)


def test_a_start_without_network_keeps_its_own_moment_and_is_told_so(desk: Desk) -> None:
    claire, marc = role_play(desk, "claire"), role_play(desk, "marc")
    marc.context.set_offline(True)
    start(marc, "préparation du jury")
    expect(timer(marc)).to_have_text("Préparation du jury, reste 15 min")
    says(marc, "Hors ligne : 1 saisie gardée")
    marc.reload()
    expect(timer(marc)).to_have_text("Préparation du jury, reste 15 min")
    [kept] = outbox(marc)
    assert (kept["kind"], kept["cell"]) == ("timer", "jury_preparation")
    start(claire, "préparation du jury")  # after him, and told before
    expect(timer(claire)).to_have_text("Préparation du jury, reste 15 min")
    says(claire, jury.SAVED)
    marc.context.set_offline(False)
    says(marc, jury.SAVED)
    expect(fold(claire)).to_contain_text("Marc Thiébaut", timeout=15_000)
    assert starts(desk) == [("jury_preparation", "applied"), ("jury_preparation", "applied")]
    [(result,)] = desk.ask(
        "SELECT result FROM evaluations_sharedoperation WHERE kind = 'timer' AND result IS NOT NULL"
        " ORDER BY revision DESC LIMIT 1"
    )
    assert result.startswith(kept["value"][:19])


def test_a_tablet_whose_clock_is_wrong_shows_the_panel_s_time(desk: Desk) -> None:
    claire = role_play(desk, "claire")
    wrong = desk.open_page(**jury.TABLET)
    wrong.add_init_script("const real = Date.now; Date.now = () => real() + 20 * 60000;")
    marc = desk.grid(desk.tablet("marc", wrong), NAME, ROLE_PLAY)
    with marc.expect_response("**/tablette/jury/**"):
        marc.reload()
    start(claire, "préparation du jury")
    expect(timer(marc)).to_have_text("Préparation du jury, reste 15 min", timeout=15_000)
    start(marc, "appel")
    expect(timer(claire)).to_have_text("Appel, reste 10 min", timeout=15_000)


@pytest.mark.parametrize(
    ("elapsed", "text", "warns"),
    [
        (-5, "Appel, reste 14 min", False),
        (0, "Appel, reste 14 min", False),
        (500, "Appel, plus que 5 min", True),
        (741, "Appel, dernière minute", True),
        (800, "Temps atteint, réserve 2 min", True),
        (899, "Temps atteint, réserve 1 min", True),
        (900, "Temps atteint", True),
    ],
)
def test_the_timer_warns_by_its_words(desk: Desk, elapsed: int, text: str, warns: bool) -> None:
    page = desk.tablet()
    said = page.evaluate(WORDS, [{"label": "Appel", "seconds": 800, "reserve": 100}, elapsed])
    assert (said["text"].replace("\u00a0", " "), bool(said["warns"])) == (text, warns)


def test_the_role_play_is_written_without_network_and_reaches_the_other_tablet(desk: Desk) -> None:
    claire, marc = role_play(desk, "claire"), role_play(desk, "marc")
    claire.context.set_offline(True)
    claire.get_by_role("group", name="Qui joue le client ?").get_by_label("Marc Thiébaut").check()
    expect(claire.locator("#role-play summary")).to_contain_text("vous observez")
    change = claire.get_by_role("group", name=re.compile("^Changement 1"))
    change.get_by_label("Champ").select_option(label="économique")
    change.get_by_label("Changement écrit").fill("Budget réduit.")
    announce = claire.get_by_role("button", name=re.compile(r"^Marquer comme annoncé\s*, changement 1$"))
    announce.click()
    expect(claire.get_by_text("annoncé à")).to_be_visible()
    says(claire, "Hors ligne : 4 saisies gardées")
    claire.reload()
    expect(claire.get_by_role("group", name="Qui joue le client ?").get_by_label("Marc Thiébaut")).to_be_checked()
    expect(claire.get_by_text("annoncé à")).to_be_visible()
    claire.context.set_offline(False)
    says(claire, jury.SAVED)
    expect(marc.locator("#role-play summary")).to_contain_text("vous jouez le client", timeout=15_000)
    expect(marc.get_by_role("group", name=re.compile("^Changement 1")).get_by_label("Changement écrit")).to_have_value(
        "Budget réduit."
    )
    expect(marc.get_by_text("annoncé à")).to_be_visible()
    assert desk.ask("SELECT text, announced_at IS NOT NULL FROM evaluations_clientchange WHERE text = 'Budget réduit.'")


def test_two_jurors_who_differ_are_both_shown_and_one_chooses(desk: Desk) -> None:
    claire, marc = role_play(desk, "claire"), role_play(desk, "marc")
    marc.context.set_offline(True)
    marc.get_by_role("group", name="Qui joue le client ?").get_by_label("Marc Thiébaut").check()
    claire.get_by_role("group", name="Qui joue le client ?").get_by_label("Claire Vasseur").check()
    says(claire, jury.SAVED)
    marc.context.set_offline(False)
    for page in (claire, marc):
        expect(page.get_by_text("deux jurés diffèrent")).to_be_visible(timeout=15_000)
    says(marc, "1 réponse diffère")
    claire.get_by_role("button", name="Garder Marc Thiébaut").click()
    for page in (claire, marc):
        expect(page.get_by_text("deux jurés diffèrent")).to_have_count(0, timeout=15_000)
        expect(page.get_by_role("group", name="Qui joue le client ?").get_by_label("Marc Thiébaut")).to_be_checked()


def test_the_parts_of_the_proposal_are_ticked_without_network(desk: Desk) -> None:
    page = desk.grid(ready(desk.tablet()))
    page.context.set_offline(True)
    page.locator("#proposal summary").click()
    box = page.locator("#proposal").get_by_role("checkbox").first
    was = box.is_checked()
    box.set_checked(not was)
    says(page, "Hors ligne : 1 saisie gardée")
    page.context.set_offline(False)
    says(page, jury.SAVED)
    [(value,)] = desk.ask("SELECT value FROM evaluations_sharedoperation WHERE kind = 'part' AND device <> ''")
    assert value == ("" if was else "1")
