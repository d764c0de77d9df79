"""No tick is ever lost: a real Chromium before a real server that is stopped, frozen, or lies."""

import signal
from pathlib import Path

from playwright.sync_api import Route, expect

from centres.demo import DEMO_CODE
from tests.chromium import log_in
from tests.flows import jury
from tests.flows.tablet_world import SYNCHRONISE, Desk, outbox, ready, rubbish, says, sends_again

WITHOUT_WORKER = """navigator.serviceWorker.getRegistrations()
    .then((all) => Promise.all(all.map((one) => one.unregister())))"""
OFFLINE = "Hors ligne : {} sur cette tablette"


def test_ticks_and_notes_made_while_the_server_is_killed_reach_it_once_it_is_back(desk: Desk) -> None:
    page = desk.grid(desk.tablet())
    desk.server.stop(signal.SIGKILL)
    jury.tick(page, "C3.1", "Non")
    jury.tick(page, "C6.3", "Oui")
    page.get_by_text("Note de C3.3", exact=True).first.click()
    page.get_by_role("textbox", name="Note de C3.3", exact=True).fill("Consolide peu.")
    says(page, OFFLINE.format("3 saisies gardées"))
    assert [one["cell"] for one in outbox(page)] == ["C3.1", "C6.3", "C3.3"]
    desk.server.start()
    says(page, jury.SAVED)
    assert outbox(page) == []
    assert (desk.operations("C3.1"), desk.operations("C6.3")) == ([("N", "applied")], [("O", "applied")])
    page.reload()
    jury.is_ticked(page, "C3.1", "Non")
    expect(page.get_by_role("textbox", name="Note de C3.3", exact=True)).to_have_value("Consolide peu.")


def test_the_line_says_busy_before_the_disk_has_answered(desk: Desk) -> None:
    page = desk.grid(desk.tablet())
    said = page.evaluate(
        """() => {
            const pair = document.querySelector("[data-mark='C3.1']");
            pair.querySelector("input[value='N']").click();
            return document.getElementById("status").textContent;
        }"""
    )
    assert said.strip() == "…"
    says(page, jury.SAVED)


def test_the_line_never_says_all_saved_of_a_note_still_being_written(desk: Desk) -> None:
    """Another tab has just changed what is kept: the line is read again while the hand is on the note."""
    page = desk.grid(desk.tablet())
    page.get_by_text("Note de C3.3", exact=True).first.click()
    page.evaluate(
        """() => {
            const line = document.getElementById("status");
            window.said = [];
            const watch = () => window.said.push(line.textContent.trim());
            new MutationObserver(watch).observe(line, { childList: true, characterData: true, subtree: true });
            const note = document.querySelector("[data-note='C3.3']");
            note.value = "Consolide peu.";
            note.dispatchEvent(new Event("input", { bubbles: true }));
            new BroadcastChannel("ntc_cert").postMessage("changed");
        }"""
    )
    page.wait_for_function("() => window.said.some((one) => one.startsWith('Envoi de'))")
    says(page, jury.SAVED)
    said = page.evaluate("() => window.said")
    assert jury.SAVED not in said[: next(rank for rank, one in enumerate(said) if one.startswith("Envoi de"))]


def test_a_tick_quicker_than_the_script_is_kept(desk: Desk) -> None:
    page = ready(desk.grid(desk.tablet()))
    page.evaluate(WITHOUT_WORKER)  # which would ask for the script itself, out of the route's sight
    held: list[Route] = []
    page.route("**/tablet.js", lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    jury.tick(page, "C3.1", "Non")
    for _ in range(1000):  # the tick may be quicker than the request itself
        if held:
            break
        page.wait_for_timeout(20)
    held[0].continue_()
    says(page, jury.SAVED)
    assert desk.operations("C3.1") == [("N", "applied")]


def test_an_answer_lost_after_the_commit_leaves_one_operation(desk: Desk) -> None:
    page = desk.grid(desk.tablet())
    desk.answers_lost(page)
    jury.tick(page, "C3.1", "Non")
    says(page, OFFLINE.format("1 saisie gardée"))
    assert desk.operations("C3.1") == [("N", "applied")]
    sends_again(page)
    says(page, jury.SAVED)
    assert desk.operations("C3.1") == [("N", "applied")]


def test_a_change_of_mind_after_a_lost_answer_is_no_dispute(desk: Desk) -> None:
    page = desk.grid(desk.tablet())
    desk.answers_lost(page)
    jury.tick(page, "C3.1", "Non")
    says(page, OFFLINE.format("1 saisie gardée"))
    jury.tick(page, "C3.1", "Oui")
    sends_again(page)
    says(page, jury.SAVED)
    assert desk.operations("C3.1") == [("N", "applied"), ("O", "applied")]


def test_a_change_of_mind_offline_sends_both_in_order(desk: Desk) -> None:
    page = desk.grid(desk.tablet())
    page.context.set_offline(True)
    for answer in ("Non", "Oui", "Non"):
        jury.tick(page, "C3.1", answer)
    page.get_by_role("button", name="Vider C6.1").click()
    says(page, OFFLINE.format("3 saisies gardées"))  # C6.1 was empty: nothing to take back
    page.context.set_offline(False)
    says(page, jury.SAVED)
    assert desk.operations("C3.1") == [(value, "applied") for value in "NON"]


def test_a_frozen_server_and_a_captive_portal_are_outages(desk: Desk) -> None:
    page = desk.grid(desk.tablet())
    desk.server.process.send_signal(signal.SIGSTOP)
    jury.tick(page, "C6.3", "Oui")
    says(page, OFFLINE.format("1 saisie gardée"))
    desk.server.process.send_signal(signal.SIGCONT)
    says(page, jury.SAVED)
    page.route(SYNCHRONISE, rubbish)
    jury.tick(page, "C3.1", "Non")
    says(page, OFFLINE.format("1 saisie gardée"))
    sends_again(page)
    says(page, jury.SAVED)
    assert (desk.operations("C3.1"), desk.operations("C6.3")) == ([("N", "applied")], [("O", "applied")])


def test_a_session_gone_keeps_everything_until_one_logs_in_again(desk: Desk) -> None:
    page = desk.grid(desk.tablet())
    page.context.clear_cookies(name="sessionid")
    jury.tick(page, "C3.1", "Non")
    says(page, "Session expirée : 1 saisie gardée. Reconnectez-vous.")
    assert desk.operations("C3.1") == []
    page.get_by_role("link", name="Reconnectez-vous").click()
    desk.tablet(page=page)
    says(page, jury.SAVED)
    assert desk.operations("C3.1") == [("N", "applied")]


def test_a_lost_token_is_asked_for_again(desk: Desk) -> None:
    page = ready(desk.grid(ready(desk.tablet())))  # no other page is being read, which would bring a token
    page.context.clear_cookies(name="csrftoken")
    jury.tick(page, "C3.1", "Non")
    says(page, jury.SAVED)
    assert desk.operations("C3.1") == [("N", "applied")]


def test_another_juror_on_the_tablet_never_sends_the_firsts_work(desk: Desk) -> None:
    page = desk.grid(desk.tablet())
    page.context.clear_cookies(name="sessionid")
    jury.tick(page, "C3.1", "Non")
    says(page, "Session expirée")
    desk.tablet("marc", page)
    expect(page.get_by_text("1 saisie de Claire Vasseur attend sur cette tablette.")).to_be_visible()
    desk.grid(page)
    jury.tick(page, "C6.3", "Oui")
    says(page, jury.SAVED)
    assert (desk.operations("C6.3"), desk.operations("C3.1")) == ([("O", "applied")], [])
    assert [one["name"] for one in outbox(page)] == ["Claire Vasseur"]
    page.context.clear_cookies(name="sessionid")
    desk.tablet("claire", page)
    says(page, jury.SAVED)
    assert desk.operations("C3.1") == [("N", "applied")]


def test_a_page_left_open_by_the_first_juror_sends_nothing_under_the_second(desk: Desk) -> None:
    first = desk.grid(desk.tablet())
    second = first.context.new_page()
    second.context.clear_cookies(name="sessionid")
    desk.tablet("marc", second)
    jury.tick(first, "C3.1", "Non")
    says(first, "Un autre juré est entré sur cette tablette : 1 saisie gardée")
    assert desk.operations("C3.1") == []


def test_two_tabs_share_what_is_kept(desk: Desk) -> None:
    one = desk.grid(desk.tablet())
    two = one.context.new_page()
    two.goto(one.url)
    one.context.set_offline(True)
    jury.tick(one, "C3.1", "Non")
    says(two, OFFLINE.format("1 saisie gardée"))
    jury.is_ticked(two, "C3.1", "Non")
    jury.tick(two, "C3.1", "Oui")
    jury.is_ticked(one, "C3.1", "Oui")
    one.context.set_offline(False)
    for page in (one, two):
        says(page, jury.SAVED)
    assert desk.operations("C3.1") == [("N", "applied"), ("O", "applied")]


def test_two_tablets_that_differ_are_shown_to_the_juror_who_chooses(desk: Desk) -> None:
    one, two = (desk.grid(desk.tablet()) for _ in range(2))
    jury.tick(one, "C6.3", "Oui")
    says(one, jury.SAVED)
    jury.tick(two, "C6.3", "Non")
    says(two, "1 réponse diffère sur deux tablettes : choisissez.")
    jury.is_ticked(two, "C6.3", "Oui")
    two.reload()
    says(two, "1 réponse diffère sur deux tablettes : choisissez.")
    two.get_by_role("button", name="Garder Non").click()
    says(two, jury.SAVED)
    assert desk.operations("C6.3") == [("O", "applied"), ("N", "conflict"), ("N", "applied")]


def test_a_refused_tick_stays_in_sight_until_somebody_deals_with_it(desk: Desk) -> None:
    page = desk.grid(desk.tablet())
    page.context.set_offline(True)
    jury.tick(page, "C3.1", "Non")
    says(page, OFFLINE.format("1 saisie gardée"))
    other = desk.grid(desk.tablet())
    jury.fill_grid(other, besides={})
    jury.hand_in(other)
    page.context.set_offline(False)
    says(page, "1 saisie refusée : Cette grille est rendue : elle ne change plus.")
    page.reload()
    says(page, "1 saisie refusée")
    expect(page.get_by_text("C3.1 : Non, Karim Benhaddou, Entretien technique.")).to_be_visible()
    jury.is_ticked(page, "C3.1", "Oui")
    page.get_by_text("Retirer…").click()
    page.evaluate("new BroadcastChannel('ntc_cert').postMessage('changed')")
    page.wait_for_timeout(500)  # what is kept has been read again: what the hand has unfolded stays so
    page.get_by_role("button", name="Retirer cette saisie").click()
    says(page, "Grille rendue")
    assert outbox(page) == []


def test_a_grid_is_not_handed_in_while_something_waits(desk: Desk) -> None:
    page = desk.grid(desk.tablet())
    page.route(SYNCHRONISE, rubbish)
    for criterion in jury.criteria(page):
        jury.tick(page, criterion, "Oui")
    page.get_by_role("button", name="Rendre la grille").click()
    says(page, "Rendre la grille demande le réseau")
    sends_again(page)
    page.get_by_role("button", name="Rendre la grille").click()
    expect(page.get_by_role("heading", level=1, name="Ma journée")).to_be_visible()


def test_a_rescue_copy_brings_the_work_in_by_another_way(desk: Desk, tmp_path: Path) -> None:
    page = desk.grid(desk.tablet())
    page.route(SYNCHRONISE, rubbish)
    jury.tick(page, "C3.1", "Non")
    jury.tick(page, "C6.3", "Oui")
    says(page, OFFLINE.format("2 saisies gardées"))
    page.get_by_role("link", name="Ma journée").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger une copie de secours").click()
    file = tmp_path / "copie.json"
    download.value.save_as(file)
    paul = desk.open_page()
    log_in(paul, desk.server.address, "paul", DEMO_CODE)
    paul.goto(f"{desk.server.address}/administration/copies-de-secours/")
    paul.get_by_label("Copie de secours").set_input_files(file)
    paul.get_by_role("button", name="Reprendre ces saisies").click()
    expect(paul.get_by_role("heading", name="2 sur 2 saisies au serveur")).to_be_visible()
    sends_again(page)  # the tablet comes back: nothing is done twice
    says(page, jury.SAVED)
    assert (desk.operations("C3.1"), desk.operations("C6.3")) == ([("N", "applied")], [("O", "applied")])
