"""Lighthouse's scores of the pages people spend their day on, on its phone profile and on its desktop one.

The demonstration is served as it is installed. Lighthouse comes from npm, for the time of the measure only.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.board import INSTALLED
from bench.servers import ROOT, Served

PACKAGE = "lighthouse@12.8.2"
CHROMIUM = "/usr/bin/chromium"
SCORES = (("performance", 95), ("accessibility", 100), ("best-practices", 100))
PROFILES: dict[str, tuple[str, ...]] = {"phone": (), "desktop": ("--preset=desktop",)}


@dataclass(frozen=True, slots=True)
class Sight:
    who: str  # the account that opens it; nobody for the door
    path: str


SIGHTS = (
    Sight("", "/connexion/"),
    Sight("nadia", "/aujourdhui/"),
    Sight("nadia", "/sessions/1/planning/"),
    Sight("nadia", "/sessions/1/jour-j/"),
    Sight("claire", "/ma-journee/"),
    Sight("claire", "/candidats/2/grilles/technical_interview/"),
)


def installed(folder: Path) -> Path:
    """The command, put in a folder that is thrown away."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("Lighthouse demande npm : apt-get install -y npm.")
    options = ("--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(folder))
    subprocess.run([npm, "install", *options, PACKAGE], check=True, stdout=subprocess.DEVNULL)
    return folder / "node_modules/.bin/lighthouse"


def scores(command: Path, address: str, port: int, profile: str) -> dict[str, int]:
    """Out of a hundred, by category, in the browser that answers at this port."""
    options = (
        *("--quiet", "--output=json", "--output-path=stdout", f"--port={port}", "--disable-storage-reset"),
        f"--only-categories={','.join(name for name, _ in SCORES)}",
        *PROFILES[profile],
    )
    done = subprocess.run([command, address, *options], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    if told["finalDisplayedUrl"] != address:
        raise RuntimeError(f"{address} led to {told['finalDisplayedUrl']}.")
    return {name: round(100 * (told["categories"][name]["score"] or 0)) for name, _ in SCORES}


@contextmanager
def logged_in(address: str, session: str) -> Iterator[int]:
    """A browser with that cookie, its service worker's requests included, and the port it is driven by."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    arguments = ["--no-sandbox", f"--remote-debugging-port={port}"]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        chromium = playwright.chromium
        context = chromium.launch_persistent_context(profile, executable_path=CHROMIUM, args=arguments)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        yield port
        context.close()


def demonstration(url: str, static: str) -> dict[str, str]:
    """Session keys by account, of a database made for the measure."""
    trial = os.environ | {"DATABASE_URL": url, "DEBUG": "1"}
    for line in (("migrate", "-v0"), ("load_title", "titles/data/tp_00338_v2.json"), ("load_demo",)):
        subprocess.run([sys.executable, "manage.py", *line], cwd=ROOT, env=trial, check=True, stdout=subprocess.DEVNULL)
    os.environ.update(INSTALLED, DATABASE_URL=url, STATIC_ROOT=static, DJANGO_SETTINGS_MODULE="ntc_cert.settings")
    # Django reads its settings when it is first imported: they must be set by then.
    seeding, board_seeding = import_module("bench.seeding"), import_module("bench.board_seeding")
    board_seeding.collect_static()
    accounts = {sight.who for sight in SIGHTS} - {""}
    return {name: seeding.session_key(seeding.User.objects.get(username=name)) for name in accounts}


def measure(folder: Path, say: Callable[[str], None]) -> None:
    command = installed(folder)
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    sessions = demonstration(url, str(folder / "static"))
    served = Served("ntc_cert.settings", {})
    try:
        say("Lighthouse (" + ", ".join(f"{name} ≥ {goal}" for name, goal in SCORES) + ")")
        site = f"http://127.0.0.1:{served.port}"
        for sight in SIGHTS:
            for profile in PROFILES:
                with logged_in(site, sessions.get(sight.who, "")) as port:
                    told = scores(command, f"{site}{sight.path}", port, profile)
                say(f"  {profile:<8} {' '.join(f'{score:>3}' for score in told.values())}  {sight.path}")
    finally:
        served.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as where:
        measure(Path(where), print)
