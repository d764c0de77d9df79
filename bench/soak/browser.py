"""A real Chromium as one more tablet: the page of the project itself, in a browser that is killed and opened again."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, sync_playwright

from bench.soak.tablet import Seat

OPTIONS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run")
HELD = """() => new Promise((resolve) => {
    const request = indexedDB.open("ntc_cert");
    request.onsuccess = () => {
        const all = request.result.transaction(["outbox"]).objectStore("outbox").getAll();
        all.onsuccess = () => { request.result.close(); resolve(all.result.map(({ refusal }) => Boolean(refusal))); };
    };
})"""
TICK = """([cell, value]) => {
    document.getElementById(cell).querySelector(`input[value="${value}"]`).click();
}"""
SETTLED = "() => !/^\\s*…/.test(document.getElementById('status')?.textContent ?? '…')"


class Chromium:
    """Ticks one grid; `ticked` holds the last answer given to each cell that the tablet has kept."""

    def __init__(self, folder: Path, seat: Seat, port: int, rng: random.Random) -> None:
        self.folder, self.seat, self.port, self.random = folder, seat, port, rng
        self.candidate, self.phase, _ = seat.cells[0]
        self.cells = [cell for candidate, phase, cell in seat.cells if (candidate, phase) == seat.cells[0][:2]]
        self.ticked: dict[str, str] = {}
        self.ticks = self.kills = 0
        self.held: tuple[int, int] | None = None

    def play(self, goes_on: Callable[[], bool], is_ready: Callable[[], None], ends: Callable[[], bool]) -> None:
        """Tick while it goes on, then wait until nothing is held, or until it all ends."""
        with sync_playwright() as playwright:
            self.playwright = playwright
            context, page = self._open()
            page.wait_for_selector("body[data-kept=true]", state="attached", timeout=60_000)
            is_ready()
            while goes_on():
                if self.random.random() < 0.03:
                    context, page = self._killed()
                self._tick(page)
                time.sleep(self.random.uniform(0.05, 0.4))
            while self.held != (0, 0) and not ends():
                found = page.evaluate(HELD)
                self.held = (found.count(False), found.count(True))
                time.sleep(0.5)
            context.close()

    def _tick(self, page: Page) -> None:
        cell, value = self.random.choice(self.cells), self.random.choice("ON")
        page.evaluate(TICK, [cell, value])
        page.wait_for_function(SETTLED, timeout=30_000)
        self.ticked[cell] = value
        self.ticks += 1

    def _open(self) -> tuple[BrowserContext, Page]:
        context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            headless=True,
            args=list(OPTIONS),
        )
        address = f"http://127.0.0.1:{self.port}"
        context.add_cookies([{"name": "sessionid", "value": self.seat.session, "url": address}])
        page = context.pages[0] if context.pages else context.new_page()
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                page.goto(f"{address}/candidats/{self.candidate}/grilles/{self.phase}/", timeout=15_000)
                page.wait_for_selector("[data-marking]", state="attached", timeout=8_000)
                page.wait_for_function(SETTLED, timeout=15_000)
                return context, page
            except Error:
                time.sleep(0.5)
        raise RuntimeError("The page of the grid did not come.")

    def _killed(self) -> tuple[BrowserContext, Page]:
        """kill -9 of this browser's own process, found by its folder; then opened again on what its disk holds."""
        self.kills += 1
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = entry.read_bytes().decode().split("\0")
            except OSError:
                continue
            if f"--user-data-dir={self.folder}" in words and not any(word.startswith("--type=") for word in words):
                os.kill(int(entry.parent.name), signal.SIGKILL)
        time.sleep(0.5)
        for name in ("SingletonLock", "SingletonCookie", "SingletonSocket"):
            (self.folder / name).unlink(missing_ok=True)
        return self._open()
