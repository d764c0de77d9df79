"""What a tick costs beside the floor: latency, processor time, statements, rate with 50 clients, errors with 500.

The two sides are served and measured in turn, in one run: only their ratios mean something.
"""

import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from bench.floor import BACKEND
from bench.operation import sending
from bench.servers import Served

ROUNDS, TICKS = 10, 60
CLIENTS, TICKS_EACH = 50, 20
CROWD = 500
OWN_BACKEND = "centres.backends.Backend"


@dataclass(frozen=True, slots=True)
class Caller:
    """A logged-in juror and where one of their ticks goes: what the tablet's copy says of it, else the floor's form."""

    port: int
    path: str
    session: str
    juror: int
    candidate: int
    sends_json: bool


class Line:
    """One connection kept open, as a browser keeps it."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.link = http.client.HTTPConnection("127.0.0.1", caller.port, timeout=60)
        self.revision = 0
        token = "b" * 32
        kind = "application/json" if caller.sends_json else "application/x-www-form-urlencoded"
        self.headers = {
            "Content-Type": kind,
            "Cookie": f"sessionid={caller.session}; csrftoken={token}",
            "X-CSRFToken": token,
        }

    def tick(self, value: str) -> float:
        body = self.operation(value) if self.caller.sends_json else f"mark={value}"
        start = time.perf_counter()
        self.link.request("POST", self.caller.path, body, self.headers)
        answer = self.link.getresponse()
        received = answer.read()
        taken = time.perf_counter() - start
        if answer.status >= 400:
            raise RuntimeError(f"{self.caller.path} : {answer.status}")
        if self.caller.sends_json:
            self.revision = json.loads(received)["results"][0]["revision"]
        return taken

    def operation(self, value: str) -> str:
        return json.dumps(sending(self.caller.juror, self.caller.candidate, value, self.revision))


def measure(sides: dict[str, tuple[object, list[Caller]]]) -> dict[str, dict[str, float]]:
    """Rounds in turn: A B A B …, so that the machine's drift touches both alike."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    cpu = dict.fromkeys(sides, 0.0)
    lines = {name: Line(callers[0]) for name, (_, callers) in sides.items()}
    for line in lines.values():
        for _ in range(20):
            line.tick("O")
    for _ in range(ROUNDS):
        for name, (served, _) in sides.items():
            before = served.cpu()
            times[name] += [lines[name].tick("ON"[index % 2]) for index in range(TICKS)]
            cpu[name] += served.cpu() - before
    return {
        name: {
            "median": statistics.median(times[name]),
            "p95": statistics.quantiles(times[name], n=20)[18],
            "cpu": cpu[name] / (ROUNDS * TICKS),
        }
        for name in sides
    }


def rate(callers: list[Caller], clients: int, each: int) -> tuple[float, int]:
    """Ticks per second of so many clients at once, and how many of them met an error."""

    def work(index: int) -> int:
        try:
            line = Line(callers[index % len(callers)])
            for number in range(each):
                line.tick("ON"[number % 2])
        except (OSError, http.client.HTTPException, RuntimeError):
            return 1
        return 0

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        errors = sum(pool.map(work, range(clients)))
    return clients * each / (time.perf_counter() - start), errors


def compare(engine: str, url: str, say: Callable[[str], None]) -> None:
    environment = {"DATABASE_URL": url, "DEBUG": "1"}
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="ntc_cert.settings")
    # Django reads its settings when it is first imported: they must be set by then.
    seeding = import_module("bench.seeding")

    seeding.prepare()
    statements = {1: seeding.statements_of_a_tick(1)}
    backends = {"floor": BACKEND, "tick": OWN_BACKEND}
    sessions = {name: seeding.callers(CLIENTS, backend) for name, backend in backends.items()}
    statements[CROWD] = seeding.statements_of_a_tick(CROWD)
    served = {"floor": Served("bench.floor.settings", environment), "tick": Served("ntc_cert.settings", environment)}
    try:
        paths = {"floor": "/tick/", "tick": seeding.PATH}
        sides = {
            name: (one, [Caller(one.port, paths[name], *who, sends_json=name == "tick") for who in sessions[name]])
            for name, one in served.items()
        }
        figures = measure(sides)
        for _, callers in sides.values():
            rate(callers, CLIENTS, 4)  # every thread of both has answered once, as in the middle of a day
        rates = {name: rate(callers, CLIENTS, TICKS_EACH) for name, (_, callers) in sides.items()}
        crowd = rate(sides["tick"][1], CROWD, 2)
    finally:
        for one in served.values():
            one.stop()
    floor, tick = figures["floor"], figures["tick"]
    say(f"{engine}")
    for what, goal in (("median", "≤ 2"), ("p95", "≤ 2.5"), ("cpu", "≤ 2")):
        ratio = tick[what] / floor[what]
        say(f"  {what:<8} {ratio:5.2f} × floor  (goal {goal}; {tick[what] * 1000:.2f} ms, {floor[what] * 1000:.2f} ms)")
    say(f"  rate     {rates['tick'][0] / rates['floor'][0]:5.2f} × floor  (goal ≥ 0.5; {CLIENTS} clients)")
    say(f"  errors   {crowd[1]} of {CROWD} clients  (goal 0), {rates['tick'][1]} of {CLIENTS}")
    say(f"  queries  {statements[1]} with 1 juror, {statements[CROWD]} with {CROWD}  (goal ≤ 6)")


def main() -> None:
    if len(sys.argv) > 1:
        compare("PostgreSQL" if sys.argv[1].startswith("postgres") else "SQLite", sys.argv[1], print)
        return
    with tempfile.TemporaryDirectory() as folder:
        compare("SQLite", f"sqlite:///{Path(folder) / 'bench.sqlite3'}", print)


if __name__ == "__main__":
    main()
