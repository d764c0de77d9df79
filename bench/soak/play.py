"""One soak on one engine: the tablets tick while everything fails, then everything is counted."""

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from bench.soak.browser import Chromium
from bench.soak.proxy import Proxy
from bench.soak.server import Killable
from bench.soak.tablet import Seat, Tablet, pause

TABLETS = 16
SHARED = 3  # jurors with a second tablet: they contradict themselves
DRAIN_S = 120


@dataclass
class Player:
    """A tablet and its file; now and then it is dropped with all it had in memory, and made anew on the same file."""

    path: Path
    seat: Seat
    port: int
    rng: random.Random
    ticks: int = 0
    kills: int = 0
    requests: int = 0
    failures: int = 0
    fault: str = ""
    tablet: Tablet = field(init=False)

    def __post_init__(self) -> None:
        self.tablet = self._made()

    def play(self, until: float) -> None:
        try:
            failures = 0
            while time.monotonic() < until:
                for _ in range(self.rng.choice([1, 1, 1, 2, 5])):
                    self.tablet.tick()
                    self.ticks += 1
                if self.rng.random() < 0.03:
                    self._reopen()
                failures = 0 if self.tablet.flush() else failures + 1
                self.tablet.tell()
                pause(self.rng, failures)
        except Exception as fault:  # told with the summary, and a loss
            self.fault = f"{type(fault).__name__} : {fault}"

    def hold(self, count: int) -> None:
        """Tick without a way to send: the server is told how much is held."""
        for _ in range(count):
            self.tablet.tick()
            self.ticks += 1
        self.tablet.flush()
        self._insist(self.tablet.tell)

    def drain(self) -> None:
        self._insist(self.tablet.flush)
        self._insist(self.tablet.tell)

    def _insist(self, act: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DRAIN_S
        while not act() and time.monotonic() < deadline:
            time.sleep(0.3)

    def _reopen(self) -> None:
        self.kills += 1
        self.requests, self.failures = self.requests + self.tablet.requests, self.failures + self.tablet.failures
        self.tablet = self._made()

    def _made(self) -> Tablet:
        return Tablet(self.path, self.seat, self.port, self.rng)


def all_at_once(acts: Iterable[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Soak:
    def __init__(self, url: str, folder: Path, seconds: int, seed: int, browsers: int) -> None:
        environment = {"DATABASE_URL": url, "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "ntc_cert.settings"}
        os.environ.update(environment)
        # Django reads its settings when it is first imported: they must be set by then.
        self.world = import_module("bench.soak.world")
        seats = self.world.make()
        import_module("django.db").connections.close_all()
        self.seconds, self.rng = seconds, random.Random(seed)
        self.server = Killable(environment, folder / "server.log")
        self.proxy = Proxy(self.server.port, seed)
        alone = seats[browsers:]
        owners = [*alone[: TABLETS - SHARED], *alone[:SHARED]]
        self.players = [
            Player(folder / f"tablet{rank}.sqlite3", seat, self.proxy.port, random.Random(seed * 1000 + rank))
            for rank, seat in enumerate(owners)
        ]
        self.browsers = [
            Chromium(folder / f"browser{rank}", seat, self.proxy.port, random.Random(seed * 2000 + rank))
            for rank, seat in enumerate(seats[:browsers])
        ]
        self.losses: list[str] = []
        self.is_over = self.is_drained = False

    def run(self) -> None:
        ready = threading.Barrier(len(self.browsers) + 1)
        waiting = [threading.Thread(target=self._browse, args=(one, ready)) for one in self.browsers]
        for thread in waiting:
            thread.start()
        ready.wait(180)
        self.proxy.is_rough = True
        until = time.monotonic() + self.seconds
        threading.Thread(target=self._kill_now_and_then, args=(until,), daemon=True).start()
        all_at_once(lambda one=one: one.play(until) for one in self.players)  # type: ignore[misc]
        self.is_over, self.proxy.is_rough = True, False
        if self.server.process.poll() is not None:
            self.server.start()
        self.proxy.holds_work = True
        all_at_once(lambda one=one: one.hold(2) for one in self.players)  # type: ignore[misc]
        self._compare_counts("pendant la coupure")
        self.proxy.holds_work = False
        all_at_once(one.drain for one in self.players)
        self.is_drained = True
        for thread in waiting:
            thread.join(DRAIN_S)
        self._compare_counts("à la fin")
        self._check()

    def stop(self) -> None:
        self.is_over = self.is_drained = True
        self.proxy.stop()
        self.server.stop()

    def _browse(self, one: Chromium, ready: threading.Barrier) -> None:
        deadline: list[float] = []

        def ends() -> bool:
            deadline.extend([time.monotonic() + DRAIN_S] if self.is_drained and not deadline else [])
            return bool(deadline) and time.monotonic() > deadline[0]

        try:
            one.play(lambda: not self.is_over, lambda: ready.wait(180) and None, ends)
        except Exception as fault:  # told with the summary, and a loss
            self.losses.append(f"navigateur : {type(fault).__name__} : {fault}")
            ready.abort()

    def _kill_now_and_then(self, until: float) -> None:
        """Killed while it answers, and started again by the time the tablets ask again."""
        while time.monotonic() < until - 12:
            time.sleep(self.rng.uniform(6, 14))
            self.server.kill()
            time.sleep(self.rng.uniform(0.2, 3))
            self.server.start()

    def _compare_counts(self, when: str) -> None:
        known = self.world.states()
        for one in self.players:
            told, held = known.get((one.tablet.device, one.seat.juror)), one.tablet.counts()
            if told != held:
                self.losses.append(f"{when}, {one.path.stem} garde {held} et le serveur sait {told}")

    def _check(self) -> None:
        received = self.world.received()
        made = Counter(one.tablet.device for one in self.players)
        for one in self.players:
            answered = one.tablet.answered()
            self.losses += [f"{one.path.stem} : {one.fault}"] if one.fault else []
            if one.tablet.counts() != (0, 0) or len(answered) != one.ticks:
                self.losses.append(
                    f"{one.path.stem} : {one.ticks} saisies, {len(answered)} reçues, reste {one.tablet.counts()}"
                )
            for outcome, op in answered:
                if received.get(op["id"]) != (outcome, op["value"], one.tablet.device):
                    self.losses.append(f"{op['id']} : répondu « {outcome} », gardé {received.get(op['id'])}")
            made[one.tablet.device] = one.ticks
        kept = Counter(device for _, _, device in received.values())
        self.losses += [
            f"{name} : {made[name]} faites, {kept[name]} gardées" for name in made if kept[name] != made[name]
        ]
        self.losses += self.world.broken_cells()
        marks = self.world.marks()
        for browser in self.browsers:
            if browser.held != (0, 0):
                self.losses.append(f"navigateur : {browser.held} encore gardées")
            for cell, value in browser.ticked.items():
                found = marks.get((browser.seat.juror, browser.candidate, browser.phase, "mark", cell), ("", 0))[0]
                if found != value:
                    self.losses.append(f"navigateur : {cell} coché « {value} », gardé « {found} »")

    def summary(self, engine: str) -> None:
        outcomes = Counter(outcome for outcome, _, _ in self.world.received().values())
        ticks = sum(one.ticks for one in self.players), sum(one.ticks for one in self.browsers)
        kills = sum(one.kills for one in self.players), sum(one.kills for one in self.browsers)
        print(f"{engine}, {self.seconds} s")
        print(f"  tablets   {len(self.players)} in Python, {len(self.browsers)} Chromium; {ticks[0]} + {ticks[1]} acts")
        print(f"  received  {', '.join(f'{count} {name}' for name, count in outcomes.most_common())}")
        print(f"  network   {', '.join(f'{count} {name}' for name, count in self.proxy.counted.most_common())}")
        print(f"  kills     server {self.server.kills}, tablets {kills[0]}, Chromium {kills[1]}")
        print(f"  lost      {len(self.losses)}")
        for loss in self.losses[:20]:
            print(f"    {loss}")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--browsers", type=int, required=True)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        soak = Soak(asked.url, Path(folder), asked.seconds, asked.seed, asked.browsers)
        try:
            soak.run()
        finally:
            soak.stop()
        soak.summary("PostgreSQL" if asked.url.startswith("postgres") else "SQLite")
    return 1 if soak.losses else 0


if __name__ == "__main__":
    sys.exit(main())
