"""A juror's tablet before a real server that a test may stop, freeze or make lie."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from playwright.sync_api import Page, Route, expect

from centres.demo import DEMO_CODE
from tests.chromium import log_in
from tests.flows import jury
from tests.server import Server

SYNCHRONISE = "**/tablette/synchroniser/"
PHASE = "Entretien technique"


@dataclass
class Desk:
    """The demonstration served to jurors: Claire has begun the technical interview of Karim Benhaddou."""

    server: Server
    open_page: Callable[..., Page]

    def tablet(self, username: str = "claire", page: Page | None = None) -> Page:
        page = page or self.open_page(**jury.TABLET)
        log_in(page, self.server.address, username, DEMO_CODE)
        return page

    def grid(self, page: Page, candidate: str = "Karim Benhaddou", phase: str = PHASE) -> Page:
        jury.open_grid(page, phase, candidate)
        says(page, jury.SAVED)
        return page

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """What the server's database has."""
        url = self.server.database.url
        if url.startswith("sqlite"):
            connect = sqlite3.connect(f"/{self.server.database.name}", timeout=20)
        else:
            parts = urlsplit(url)
            connect = psycopg2.connect(host=parts.hostname, port=parts.port, user=parts.username, dbname=parts.path[1:])
        with closing(connect) as database, closing(database.cursor()) as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def operations(self, cell: str) -> list[tuple[str, str]]:
        """Value and outcome of each operation received for a cell, in the order received."""
        found = self.ask(
            "SELECT value, outcome, device FROM evaluations_operation"
            f" WHERE cell = '{cell}' AND device <> '' ORDER BY received_at"
        )
        return [(value, outcome) for value, outcome, _ in found]

    def answers_lost(self, page: Page) -> None:
        """Each sending reaches the server and is done there; its answer never comes back."""

        def lose(route: Route) -> None:
            route.fetch()
            route.abort()

        page.route(SYNCHRONISE, lose)


def sends_again(page: Page) -> None:
    """The network is back: nothing stands between the tablet and the server, once what was on its way is dealt with."""
    page.unroute_all(behavior="wait")


def says(page: Page, text: str, *, seconds: float = 20) -> None:
    expect(jury.status(page)).to_contain_text(text, timeout=seconds * 1000)


def ready(page: Page) -> Page:
    """This page and those it leads to are on the tablet."""
    expect(page.locator("body[data-kept=true]")).to_be_attached(timeout=30_000)
    return page


def rubbish(route: Route) -> None:
    """What a captive portal answers to anything."""
    route.fulfill(status=200, content_type="text/html", body="<h1>Bienvenue sur le Wi-Fi</h1>")


def outbox(page: Page) -> list[dict[str, Any]]:
    """What the tablet's disk holds."""
    return json.loads(
        page.evaluate(
            """() => new Promise((resolve) => {
                const request = indexedDB.open("ntc_cert");
                request.onsuccess = () => {
                    const all = request.result.transaction("outbox").objectStore("outbox").getAll();
                    all.onsuccess = () => { request.result.close(); resolve(JSON.stringify(all.result)); };
                };
            })"""
        )
    )
