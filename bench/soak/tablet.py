"""A tablet in Python, doing what `static/js` does: on the disk before the network, there until it is answered for."""

import http.client
import json
import random
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATE, SYNCHRONISE = "/tablette/etat/", "/tablette/synchroniser/"
MOST, CAREFUL = 50, 8
TOKEN = "c" * 32
TABLES = """
CREATE TABLE IF NOT EXISTS outbox (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, cell TEXT, op TEXT, refusal TEXT);
CREATE TABLE IF NOT EXISTS cells (cell TEXT PRIMARY KEY, revision INTEGER);
CREATE TABLE IF NOT EXISTS answered (id TEXT PRIMARY KEY, outcome TEXT, op TEXT);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT);
"""


@dataclass(frozen=True, slots=True)
class Seat:
    """A juror logged in, and the cells they fill: candidate, épreuve, criterion."""

    juror: int
    session: str
    cells: tuple[tuple[int, str, str], ...]


class Outage(Exception):
    """Whatever is not our JSON."""


class Tablet:
    """Everything it knows is in its file: made anew on the same file, it is a browser killed and opened again."""

    def __init__(self, path: Path, seat: Seat, port: int, rng: random.Random) -> None:
        self.path, self.seat, self.port, self.random = path, seat, port, rng
        self.requests = self.failures = 0
        self.has_failed = False
        with self._disk() as disk:
            disk.executescript(TABLES)
            disk.execute("INSERT OR IGNORE INTO facts VALUES ('device', ?)", [str(uuid.UUID(int=rng.getrandbits(128)))])
            self.device = disk.execute("SELECT value FROM facts WHERE name = 'device'").fetchone()[0]

    def tick(self) -> None:
        """One answer, sometimes a note, kept before anything is sent."""
        candidate, phase, criterion = self.random.choice(self.seat.cells)
        kind = "note" if self.random.random() < 0.1 else "mark"
        value = f"Note {self.random.randrange(1000)}" if kind == "note" else self.random.choice(["O", "N", ""])
        cell = f"{candidate}/{phase}/{kind}/{criterion}"
        with self._disk() as disk:
            known = disk.execute("SELECT revision FROM cells WHERE cell = ?", [cell]).fetchone()
            last = disk.execute(
                "SELECT id FROM outbox WHERE cell = ? AND refusal IS NULL ORDER BY n DESC", [cell]
            ).fetchone()
            op = {"id": str(uuid.uuid4()), "candidate": candidate, "phase": phase, "kind": kind, "cell": criterion}
            op |= {"value": value, "base": known[0] if known else 0, "after": last and last[0], "made_at": None}
            disk.execute("INSERT INTO outbox (id, cell, op) VALUES (?, ?, ?)", [op["id"], cell, json.dumps(op)])

    def flush(self) -> bool:
        """Whether nothing is left to send; an outage leaves everything where it is."""
        while waiting := self.waiting()[: CAREFUL if self.has_failed else MOST]:
            try:
                told = self._ask(SYNCHRONISE, {"juror": self.seat.juror, "device": self.device, "ops": waiting})
            except Outage:
                self.failures += 1
                self.has_failed = True
                return False
            answers = {one["id"]: one for one in told["results"]}
            for op in waiting:
                if op["id"] in answers:
                    self._settle(op, answers[op["id"]])
        self.has_failed = False
        return True

    def tell(self) -> bool:
        """How much it holds, when that is not what was last told."""
        with self._disk() as disk:
            held = self._held(disk)
            was = disk.execute("SELECT value FROM facts WHERE name = 'told'").fetchone()
            if was and was[0] == json.dumps(held):
                return True
            number = int((disk.execute("SELECT value FROM facts WHERE name = 'n'").fetchone() or ("0",))[0]) + 1
            disk.execute("INSERT OR REPLACE INTO facts VALUES ('n', ?)", [str(number)])
        try:
            self._ask(STATE, {"device": self.device, "n": number, "held": held})
        except Outage:
            return False
        with self._disk() as disk:
            disk.execute("INSERT OR REPLACE INTO facts VALUES ('told', ?)", [json.dumps(held)])
        return True

    def waiting(self) -> list[dict[str, Any]]:
        with self._disk() as disk:
            rows = disk.execute("SELECT op FROM outbox WHERE refusal IS NULL ORDER BY n").fetchall()
        return [json.loads(op) for (op,) in rows]

    def answered(self) -> list[tuple[str, dict[str, Any]]]:
        """Outcome and operation of each one the server has answered for."""
        with self._disk() as disk:
            return [(outcome, json.loads(op)) for outcome, op in disk.execute("SELECT outcome, op FROM answered")]

    def counts(self) -> tuple[int, int]:
        """Unsent, and refused."""
        with self._disk() as disk:
            found = disk.execute("SELECT COUNT(*) - COUNT(refusal), COUNT(refusal) FROM outbox").fetchone()
        return found[0], found[1]

    def _held(self, disk: sqlite3.Connection) -> list[list[Any]]:
        grids: dict[tuple[int, str], list[int]] = {}
        for op, refusal in disk.execute("SELECT op, refusal FROM outbox"):
            one = json.loads(op)
            grids.setdefault((one["candidate"], one["phase"]), [0, 0])[1 if refusal else 0] += 1
        return [[self.seat.juror, *grid, *counts] for grid, counts in sorted(grids.items())]

    def _settle(self, op: dict[str, Any], result: dict[str, Any]) -> None:
        cell = f"{op['candidate']}/{op['phase']}/{op['kind']}/{op['cell']}"
        outcome = result["outcome"]
        with self._disk() as disk:
            disk.execute("INSERT OR IGNORE INTO answered VALUES (?, ?, ?)", [op["id"], outcome, json.dumps(op)])
            if outcome in ("applied", "conflict"):
                disk.execute("DELETE FROM outbox WHERE id = ?", [op["id"]])
            else:
                disk.execute("UPDATE outbox SET refusal = ? WHERE id = ?", [result["reason"], op["id"]])
            if "revision" in result:
                disk.execute("INSERT OR REPLACE INTO cells VALUES (?, ?)", [cell, result["revision"]])

    def _ask(self, path: str, document: dict[str, Any]) -> dict[str, Any]:
        self.requests += 1
        cookie = f"sessionid={self.seat.session}; csrftoken={TOKEN}"
        headers = {"Content-Type": "application/json", "Cookie": cookie, "X-CSRFToken": TOKEN}
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=8)) as link:
                link.request("POST", path, json.dumps(document), headers)
                answer = link.getresponse()
                content = answer.read()
        except (OSError, http.client.HTTPException) as fault:
            raise Outage(path) from fault
        if answer.status != 200 or not answer.headers.get("Content-Type", "").startswith("application/json"):
            raise Outage(f"{path} : {answer.status}")
        return dict(json.loads(content))

    @contextmanager
    def _disk(self) -> Iterator[sqlite3.Connection]:
        """One transaction, on the disk when it ends."""
        with closing(sqlite3.connect(self.path, timeout=20)) as disk:
            disk.execute("PRAGMA synchronous = FULL")
            with disk:
                yield disk


def pause(rng: random.Random, failures: int) -> None:
    time.sleep(min(0.1 * 2 ** min(failures, 5), 2) * rng.uniform(0.5, 1))
