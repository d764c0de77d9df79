"""The board in a browser: every way to move a passage, by mouse, by keys and by finger, and two organisers at once."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from centres.demo import DEMO_CODE
from tests.chromium import axe, log_in
from tests.demonstration import Demonstrations
from tests.server import Server

TOUCH = {"has_touch": True, "viewport": {"width": 810, "height": 1080}}
RACHID, THIBAULT, AMELIE, LUCIEN = "Rachid Le Goff", "Thibault Noël", "Amélie Bœuf-Lacroix", "Lucien Abgrall"


@pytest.fixture
def served(demonstrations: Demonstrations, tmp_path: Path) -> Iterator[Server]:
    """The demonstration, to be changed by this test alone."""
    database = demonstrations.today().copy(tmp_path)
    try:
        with Server(database, tmp_path / "server.log") as running:
            yield running
    finally:
        database.drop()


class Board:
    """The board as a person has it under the eyes."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        log_in(page, server.address, "nadia", DEMO_CODE)
        page.goto(f"{server.address}/sessions/1/planning/")

    def passage(self, name: str) -> Locator:
        return self.page.locator(".slot", has=self.page.locator(".slot-name", has_text=name))

    def link(self, name: str) -> Locator:
        return self.passage(name).locator(".slot-name")

    def grip(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=f"Prendre {name}")

    def column(self, name: str) -> Locator:
        return self.page.locator(f'.board-ground[data-name="{name}"]')

    def spot(self, column: str, clock: str) -> tuple[float, float]:
        """The middle of the row that starts at this hour, brought into view."""
        hour, minute = map(int, clock.split(":"))
        first = self.page.locator("#board").get_attribute("data-start")
        rows = ((hour - int(first[:2])) * 60 + minute) / 5
        total = int(self.page.locator("#board").get_attribute("data-rows"))
        self.page.evaluate(
            "([name, share]) => { const g = document.querySelector(`.board-ground[data-name='${name}']`);"
            " const v = document.querySelector('.board-scroll');"
            " v.scrollIntoView({block: 'start', behavior: 'instant'});"
            " const [left, top] = [g.parentElement.offsetLeft - 80, share * g.clientHeight - 150];"
            " v.scrollTo({left, top, behavior: 'instant'}); }",
            [column, rows / total],
        )
        box = self.column(column).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] * (rows + 0.5) / total

    def said(self, words: str) -> None:
        expect(self.page.locator("#board-said")).to_contain_text(re.compile(words.replace(" ", r"\s")))

    def ready(self) -> None:
        """Where the one who is held may go has come."""
        expect(self.page.locator(".ground-yes, .ground-no").first).to_be_attached()

    def stands(self, name: str, column: str, hours: str) -> None:
        passage = self.in_column(column, name)
        expect(passage.locator(".slot-hours")).to_have_text(re.compile(hours.replace(" ", r"\s")))

    def in_column(self, column: str, name: str) -> Locator:
        return self.column(column).locator(".slot", has=self.page.locator(".slot-name", has_text=name))

    def day(self, rank: int) -> None:
        self.page.get_by_role("navigation", name="Journée").get_by_role("link").nth(rank).click()


@pytest.fixture
def board(served: Server, open_page: Callable[..., Page]) -> Board:
    return Board(open_page(), served)


@pytest.fixture
def touched(served: Server, open_page: Callable[..., Page]) -> Board:
    return Board(open_page(**TOUCH), served)


def test_a_mouse_drags_a_passage_and_undoes_it(board: Board) -> None:
    mouse = board.page.mouse
    x, y = board.spot("Jury C", "15:30")
    name = board.link(RACHID).bounding_box()
    grabbed = name["y"] + 5 - board.passage(RACHID).bounding_box()["y"]
    mouse.move(name["x"] + 20, name["y"] + 5)
    mouse.down()
    mouse.move(x, y + grabbed - 60, steps=4)
    board.ready()
    mouse.move(x, y + grabbed - 3, steps=4)
    expect(board.page.locator(".ghost")).to_contain_text("possible")
    mouse.up()
    board.stands(RACHID, "Jury C", "15 h 30 à 17 h 15")
    board.said(f"{RACHID}, Jury C à 15 h 30")
    board.page.get_by_role("button", name="Annuler").last.click()
    board.stands(RACHID, "Jury C", "10 h 30 à 12 h 15")
    board.said("Annulé")
    board.page.reload()
    board.page.get_by_role("button", name="Rétablir").click()
    board.stands(RACHID, "Jury C", "15 h 30 à 17 h 15")
    board.page.keyboard.press("Control+z")
    board.stands(RACHID, "Jury C", "10 h 30 à 12 h 15")
    board.page.keyboard.press("Control+Shift+z")
    board.stands(RACHID, "Jury C", "15 h 30 à 17 h 15")


def test_two_clicks_take_then_place_and_an_impossible_place_says_why(board: Board) -> None:
    board.grip(RACHID).click()
    board.said(f"{RACHID} en main. Choisissez une place, ou Échap pour le reposer à 10 h 30")
    board.ready()
    axe(board.page)
    board.page.mouse.click(*board.spot("Jury A", "09:00"))
    board.said("impossible ici. Jury A reçoit Amélie Bœuf-Lacroix de 8 h 30 à 11 h 30")
    board.page.mouse.click(*board.spot("Jury C", "15:30"))
    board.stands(RACHID, "Jury C", "15 h 30 à 17 h 15")
    axe(board.page)


def test_keys_take_move_place_and_put_back(board: Board) -> None:
    board.link(RACHID).focus()
    board.page.keyboard.press("Enter")
    board.ready()
    board.page.keyboard.press("ArrowLeft")
    board.said("Jury B, 10 h 30 à 12 h 15, impossible. Jury B reçoit Inès Quéméneur")
    board.page.keyboard.press("Escape")
    board.said(f"{RACHID} reste à 10 h 30")
    board.page.keyboard.press("Enter")
    board.ready()
    for _ in range(5):
        board.page.keyboard.press("Shift+ArrowDown")
    board.said("Jury C, 15 h 30 à 17 h 15, possible")
    board.page.keyboard.press("ArrowDown")
    board.said("Jury C, 15 h 35 à 17 h 20, possible")
    board.page.keyboard.press("Enter")
    board.stands(RACHID, "Jury C", "15 h 35 à 17 h 20")
    expect(board.link(RACHID)).to_be_focused()


def test_the_sheet_exchanges_locks_and_removes(board: Board) -> None:
    page = board.page
    sheet = page.get_by_role("dialog")
    board.link(RACHID).click()
    expect(sheet.get_by_role("heading", name=RACHID)).to_be_visible()
    axe(page)
    sheet.get_by_role("button", name="Échanger avec…").click()
    board.said(f"Choisissez le passage à échanger avec celui de {RACHID}")
    board.link(THIBAULT).click()
    board.said(f"{RACHID} et {THIBAULT}, passages échangés")
    board.stands(RACHID, "Jury C", "13 h 30 à 15 h 15")
    page.get_by_role("button", name="Annuler").last.click()
    board.stands(RACHID, "Jury C", "10 h 30 à 12 h 15")

    board.link(RACHID).focus()
    page.keyboard.press(" ")
    sheet.get_by_role("button", name="Verrouiller").click()
    expect(board.passage(RACHID).get_by_role("img", name="Verrouillé")).to_be_visible()
    board.link(RACHID).focus()
    page.keyboard.press("Enter")
    board.said(f"Le passage de {RACHID} est verrouillé")
    page.keyboard.press("Control+z")
    board.said("Annulé")

    board.link(RACHID).click()
    sheet.get_by_role("button", name="Retirer").click()
    board.said(f"{RACHID}, passage retiré. Il reste à placer")
    axe(page)
    page.get_by_role("button", name=f"Placer {RACHID}").click()
    board.ready()
    page.mouse.click(*board.spot("Jury C", "15:30"))
    board.stands(RACHID, "Jury C", "15 h 30 à 17 h 15")


def test_another_day_is_chosen_with_the_passage_in_hand(board: Board) -> None:
    board.grip(RACHID).click()
    board.ready()
    board.day(1)
    expect(board.passage(RACHID)).to_have_count(0)
    board.ready()
    free = board.page.locator(".ground-yes").first
    column = free.locator("xpath=..").get_attribute("data-name")
    free.scroll_into_view_if_needed()
    box = free.bounding_box()
    board.page.mouse.click(box["x"] + 40, box["y"] + 4)
    expect(board.in_column(column, RACHID)).to_be_visible()
    board.page.keyboard.press("Control+z")
    expect(board.passage(RACHID)).to_have_count(0)
    board.day(0)
    board.stands(RACHID, "Jury C", "10 h 30 à 12 h 15")


def test_by_room_a_passage_goes_to_the_jury_of_the_room(board: Board) -> None:
    board.page.get_by_role("link", name="Par salle").click()
    board.page.wait_for_url("**par=salle*")
    expect(board.grip(RACHID)).to_be_attached()
    board.link(RACHID).focus()
    board.page.keyboard.press("Enter")
    board.ready()
    board.page.keyboard.press("ArrowLeft")
    for _ in range(6):
        board.page.keyboard.press("Shift+ArrowDown")
    board.said("Salle 102, 16 h 30")
    board.page.keyboard.press("Escape")
    axe(board.page)


def test_a_finger_taps_twice(touched: Board) -> None:
    touched.link(RACHID).tap()
    touched.page.get_by_role("dialog").get_by_role("button", name="Déplacer").tap()
    touched.ready()
    touched.page.touchscreen.tap(*touched.spot("Jury C", "15:30"))
    touched.stands(RACHID, "Jury C", "15 h 30 à 17 h 15")


def fingers(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


def touch(hand: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})


def test_a_finger_drags_by_the_grip_and_scrolls_elsewhere(touched: Board) -> None:
    hand = fingers(touched.page)
    x, y = touched.spot("Jury C", "13:30")
    grip, passage = touched.grip(THIBAULT).bounding_box(), touched.passage(THIBAULT).bounding_box()
    grabbed = grip["y"] + grip["height"] / 2 - passage["y"]
    touch(hand, "touchStart", (grip["x"] + grip["width"] / 2, passage["y"] + grabbed))
    for down in (20, 60, 120, 160):
        touch(hand, "touchMove", (x, y + grabbed + down))
    touched.ready()
    touch(hand, "touchMove", (x, y + grabbed + 12 * 7))
    touch(hand, "touchEnd")
    touched.stands(THIBAULT, "Jury C", "14 h [23]\\d à 16 h [12]\\d")

    name = touched.link(THIBAULT).bounding_box()
    touch(hand, "touchStart", (name["x"] + 10, name["y"] + 8))
    touch(hand, "touchMove", (name["x"] + 10, name["y"] - 80))
    touch(hand, "touchEnd")
    expect(touched.page.locator(".taken")).to_have_count(0)


def test_two_organisers_do_not_overwrite_one_another_unseen(
    served: Server, open_page: Callable[..., Page], board: Board
) -> None:
    other = Board(open_page(), served)
    board.grip(RACHID).click()
    board.ready()
    board.page.mouse.click(*board.spot("Jury C", "15:30"))
    board.stands(RACHID, "Jury C", "15 h 30 à 17 h 15")
    other.grip(THIBAULT).click()
    other.ready()
    other.page.mouse.click(*other.spot("Jury C", "15:15"))
    other.said("Le planning a changé depuis l’affichage de cette page")
    other.stands(RACHID, "Jury C", "15 h 30 à 17 h 15")
    other.stands(THIBAULT, "Jury C", "13 h 30 à 15 h 15")


def test_without_javascript_a_passage_leads_to_its_page(served: Server, open_page: Callable[..., Page]) -> None:
    board = Board(open_page(java_script_enabled=False), served)
    board.link(RACHID).click()
    expect(board.page.get_by_role("heading", name=RACHID)).to_be_visible()
    board.page.go_back()
    board.page.get_by_role("link", name="Voir en liste").click()
    expect(board.page.get_by_role("link", name=f"Déplacer {RACHID}")).to_be_visible()
