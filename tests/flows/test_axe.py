"""Every page a link leads to, for each role of the demonstration: WCAG 2.x AA, no fault, no sideways scroll."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import ConsoleMessage, Page

from centres.demo import DEMO_CODE
from tests.access_table import TABLE
from tests.chromium import axe, log_in
from tests.server import Server

ROLES = {
    "claire": "juror",
    "fatou": "juror",  # the result of one of her candidates is sealed
    "nadia": "organiser",
    "paul": "administrator",
}
DESKTOP, TABLET, PHONE = ({"width": width, "height": 900} for width in (1440, 810, 390))
# The pages whose face changes with the candidate they are about: each of their addresses is opened.
BY_CANDIDATE = {"evaluations:grid", "evaluations:deliberation", "evaluations:decision"}
# Files: they have their own tests.
DOWNLOADS = {
    "evaluations:document",
    "evaluations:candidate_document",
    "evaluations:figures_file",
    "evaluations:figures_over_file",
    "evaluations:results_file",
    "evaluations:ccp_export",
    "evaluations:print_file",
    "sessions:dossier_document",
    "sessions:calendar",
    "sessions:message_attachment",
    "sessions:candidates_template",
    "sessions:candidates_refused",
}
# Pages that the demonstration, as it stands, leads nowhere to.
ELSEWHERE = {
    "centres:health",
    "evaluations:verify",  # printed codes lead to these two: read in `tests/flows/test_verifying.py`
    "evaluations:verify_digest",
    "evaluations:tower_tablet",  # its link waits for a tablet that holds something
    "evaluations:archive_confirm",  # these two wait for an archive to come in
    "evaluations:archive_journal",
    "evaluations:print_count",  # these two are parts of the print room
    "evaluations:print_room",
    "sessions:badge_log_in",  # read in `tests/flows/test_badge.py`
    "centres:log_in",  # read in `tests/ntc_cert/test_frame.py`
    "evaluations:decision",  # for a juror, until the deliberation is over
    "evaluations:self_test",  # for the staff; read in `tests/flows/test_self_test.py`
    "evaluations:server_clock",
    "evaluations:shared",  # these four are asked by the tablet's script
    "evaluations:token",
    "evaluations:worker",
    "evaluations:shell",
    "sessions:mailing",  # the part of the messages that is asked again while they leave
    "sessions:board_reach",  # asked by the board's script
    "juries:account",  # every juror has one
    "sessions:candidates_import_confirm",  # asks for a file
    "sessions:juror_panels",  # its link gives way to what it leads to
    "sessions:centre_rooms",  # before the first session
    "sessions:centre_room_add",
    "sessions:centre_room_edit",
    "sessions:centre_room_remove",
}
# What a page is made of: a second one made of the same elements tells axe nothing more.
MADE_OF = """() => [...new Set([...document.querySelectorAll("*")].map((one) =>
  [one.tagName, ...one.getAttributeNames().map((name) => name + (["class", "role", "type"].includes(name)
    ? "=" + one.getAttribute(name) : ""))].join(" ")))].sort().join("|")"""


def view_name(address: str) -> str:
    return resolve(urlsplit(address).path).view_name


def kind(address: str) -> str:
    """Two addresses of one kind show the same page about other rows."""
    match = resolve(urlsplit(address).path)
    if match.view_name in BY_CANDIDATE:
        return address
    return ".".join([match.view_name, *(match.kwargs[name] for name in ("phase", "kind") if name in match.kwargs)])


@pytest.fixture(scope="module")
def read() -> set[str]:
    """What axe has read already, whoever it was shown to."""
    return set()


class Visit:
    """One person who follows every link, and what was wrong with what they found."""

    def __init__(self, page: Page, server: Server, read: set[str]) -> None:
        self.page, self.server, self.read = page, server, read
        self.seen: dict[str, str] = {}
        self.faults: list[str] = []
        page.on("console", self._hear)

    @property
    def names(self) -> set[str]:
        return {view_name(address) for address in self.seen.values()}

    def follow(self, *addresses: str) -> None:
        """Breadth first; a page that sends elsewhere is the page it sends to."""
        queue = list(addresses)
        while queue:
            address = queue.pop(0)
            if kind(address) in self.seen or view_name(address) in DOWNLOADS:
                continue
            answer = self.page.goto(f"{self.server.address}{address}")
            if answer.status != 200:
                self.faults.append(f"{address} : {answer.status}")
            self.seen[kind(address)] = address
            self._look(self.page.evaluate(MADE_OF))
            queue += [link for link in self._links() if kind(link) not in self.seen]

    def _look(self, made_of: str) -> None:
        """Desktop and tablet, light and dark, each with each; then a phone."""
        if made_of in self.read:
            return
        self.read.add(made_of)
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")
        for size in (DESKTOP, TABLET):
            self._resize(size)
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                self.page.wait_for_function("theme => document.documentElement.dataset.bsTheme === theme", arg=scheme)
                self._check(f"{size['width']}, {scheme}")
        self._resize(PHONE)

    def _resize(self, size: dict[str, int]) -> None:
        self.page.set_viewport_size(size)
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.faults.append(f"{self.page.url} : défile de côté à {size['width']} px")

    def _check(self, told: str) -> None:
        try:
            axe(self.page)
        except AssertionError as fault:
            self.faults.append(f"{told} : {fault}")

    def _links(self) -> list[str]:
        found = self.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        own = [link.removeprefix(self.server.address) for link in found if link.startswith(self.server.address)]
        return [link.partition("#")[0] for link in own]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{self.page.url} : {message.text}")


@pytest.mark.parametrize("username", ROLES)
def test_every_page_a_link_leads_to_is_accessible(
    demo_server: Server, open_page: Callable[..., Page], username: str, read: set[str]
) -> None:
    page = open_page()
    log_in(page, demo_server.address, username, DEMO_CODE)
    visit = Visit(page, demo_server, read)
    visit.follow("/", "/referentiel/")
    assert visit.faults == []
    pages = {row.name for row in TABLE if ROLES[username] in row.who and "GET" in row.methods and row.status == 200}
    assert pages - visit.names - DOWNLOADS <= ELSEWHERE
