"""What the board costs beside the floor's tick: its page with 324 steps, and a move with its conflicts checked again.

The three are served and measured in turn, in one run: only their ratios mean something.
"""

import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.servers import Served

ROUNDS, TICKS, PAGES, MOVES = 8, 60, 8, 24
LARGE, SMALL = 18, 2  # panels of three passages of six steps
TOKEN = "b" * 32
INSTALLED = {"DEBUG": "0", "HTTPS": "0", "ALLOWED_HOSTS": "127.0.0.1,localhost", "SECRET_KEY": "bench" * 12}


@dataclass(slots=True)
class Line:
    """One connection kept open, as a browser keeps it, and what was spent on it."""

    served: Served
    session: str
    link: http.client.HTTPConnection | None = None
    cpu: float = 0
    count: int = 0

    def send(self, method: str, path: str, body: str = "", kind: str = "application/x-www-form-urlencoded") -> Any:
        self.link = self.link or http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=60)
        headers = {
            "Content-Type": kind,
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
        }
        self.link.request(method, path, body or None, headers)
        answer = self.link.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path} : {answer.status} {content[:200]!r}")
        return content


class Mover:
    """Moves one candidate to and fro, each move from the revision the last one left."""

    def __init__(self, line: Line, pk: int, known: dict[str, Any]) -> None:
        self.line, self.path, self.known, self.turn = line, f"/sessions/{pk}/planning/gestes/", known, 0

    def move(self) -> None:
        self.turn += 1
        start = f"2026-12-08T{('15:00', '15:30')[self.turn % 2]}"
        place = {
            "panel": self.known["panel"],
            "start": start,
            "phases": {},
            "preparation_room": self.known["preparation_room"],
            "jury_room": None,
        }
        places = [{"candidate": self.known["candidate"], "place": place}]
        asked = {"act": "move", "seen": self.known["revision"], "places": places}
        answer = self.line.send("POST", self.path, json.dumps(asked), "application/json")
        self.known["revision"] = json.loads(answer)["revision"]


def measure(jobs: dict[str, tuple[Line, Callable[[], object], int]]) -> dict[str, dict[str, float]]:
    """Rounds in turn, so that the machine's drift touches all alike."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    cpu: dict[str, list[float]] = {name: [] for name in jobs}
    for _, job, _ in jobs.values():
        for _ in range(10):
            job()
    for _ in range(ROUNDS):
        for name, (line, job, count) in jobs.items():
            before = line.served.cpu()
            for _ in range(count):
                start = time.perf_counter()
                job()
                times[name].append(time.perf_counter() - start)
            cpu[name].append((line.served.cpu() - before) / count)
    return {name: {"median": statistics.median(times[name]), "cpu": statistics.fmean(cpu[name])} for name in jobs}


def compare(engine: str, url: str, folder: str, say: Callable[[str], None]) -> None:
    # As it is installed: under DEBUG each statement is written again for the log, and files are sought at each request.
    environment = {"DATABASE_URL": url, "STATIC_ROOT": folder, **INSTALLED}
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="ntc_cert.settings")
    # Django reads its settings when it is first imported: they must be set by then.
    seeding, board_seeding = import_module("bench.seeding"), import_module("bench.board_seeding")

    seeding.prepare()
    board_seeding.collect_static()
    large, small = board_seeding.a_board(LARGE), board_seeding.a_board(SMALL)
    user = board_seeding.organiser(large)
    pages = [board_seeding.page_of(large, user), board_seeding.page_of(small, board_seeding.organiser(small))]
    (before_floor, session), known = board_seeding.logged_in(user), board_seeding.moved(large)
    floor, ours = Served("bench.floor.settings", environment), Served("ntc_cert.settings", environment)
    try:
        tick, page = Line(floor, before_floor), Line(ours, session)
        mover = Mover(Line(ours, session), large.pk, known)
        figures = measure(
            {
                "floor": (tick, lambda: tick.send("POST", "/tick/", "mark=O"), TICKS),
                "board": (page, lambda: page.send("GET", f"/sessions/{large.pk}/planning/"), PAGES),
                "move": (mover.line, mover.move, MOVES),
            }
        )
    finally:
        floor.stop()
        ours.stop()
    say(f"{engine}, board of {pages[0][2]} steps")
    base = figures["floor"]
    for what, goal in (("board", "≤ 32"), ("move", "≤ 3")):
        one = figures[what]
        cpu, median = one["cpu"] / base["cpu"], one["median"] / base["median"]
        say(
            f"  {what:<8} {cpu:5.2f} × floor in processor time (goal {goal}), {median:5.2f} × in time"
            f"  ({one['cpu'] * 1000:.2f} ms, {base['cpu'] * 1000:.2f} ms)"
        )
    say(f"  queries  {pages[0][0]} at {pages[0][2]} steps, {pages[1][0]} at {pages[1][2]}  (goal ≤ 12, the same)")
    say(f"  page     {pages[0][1] / 1000:.0f} kB  (goal ≤ 150)")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        compare("PostgreSQL" if url.startswith("postgres") else "SQLite", url, f"{folder}/static", print)


if __name__ == "__main__":
    main()
