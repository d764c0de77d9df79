"""Runs the whole suite on SQLite, then on PostgreSQL, and says at the end what ran on which engine.

Green means that everything ran: no part left out, nothing skipped, and every test of SQLite seen on PostgreSQL too.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from xml.etree import ElementTree

import postgres

ROOT = Path(__file__).resolve().parent.parent
WORKERS = os.environ.get("TEST_WORKERS", "2")


@dataclass
class Outcome:
    """What one engine ran, and every reason not to call it green."""

    engine: str
    passed: set[str] = field(default_factory=set)
    failed: int = 0
    skipped: int = 0
    faults: list[str] = field(default_factory=list)

    def read(self, report: Path, part: str, exit_code: int) -> None:
        if exit_code != 0:
            self.faults.append(f"{part} : pytest a rendu {exit_code}")
        if not report.exists():
            self.faults.append(f"{part} : aucun compte rendu, la suite n’est pas allée au bout")
            return
        cases = list(ElementTree.parse(report).iter("testcase"))
        if not cases:
            self.faults.append(f"{part} : aucun test")
        for case in cases:
            if case.find("failure") is not None or case.find("error") is not None:
                self.failed += 1
            elif case.find("skipped") is not None:
                self.skipped += 1
                self.faults.append(f"{part} : {case.get('name')} a été sauté")
            else:
                self.passed.add(f"{case.get('classname')}::{case.get('name')}")

    def line(self) -> str:
        return f"{self.engine}: {len(self.passed)} passed, {self.failed} failed, {self.skipped} skipped"


def environment(url: str) -> dict[str, str]:
    """Nothing of the caller's may narrow the run or change what the settings mean."""
    dropped = {
        *("PYTEST_ADDOPTS", "DATA_DIR", "SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "DJANGO_SETTINGS_MODULE"),
        *("PDF_CERTIFICATE", "PDF_CERTIFICATE_PASSWORD", "PDF_TIMESTAMP_URL"),
    }
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"DEBUG": "1", "DATABASE_URL": url}


def run(outcome: Outcome, url: str, folder: Path, markers: str) -> None:
    """Units on every core, then the browser alone: two browsers at once on two cores make each other late."""
    for part, expression, more in (
        ("tests", f"not browser{markers}", ["-n", WORKERS]),
        ("navigateur", f"browser{markers}", []),
    ):
        print(f"\n=== {outcome.engine}, {part} ===", flush=True)
        report = folder / f"{outcome.engine}-{part}.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-m", expression, f"--junitxml={report}", *more]
        done = subprocess.run(command, cwd=ROOT, env=environment(url))
        outcome.read(report, part, done.returncode)


def on_sqlite(folder: Path) -> Outcome:
    outcome = Outcome("SQLite")
    run(outcome, f"sqlite:///{folder / 'suite.sqlite3'}", folder, " and not postgresql")
    return outcome


def on_postgresql(folder: Path) -> tuple[Outcome, str]:
    outcome = Outcome("PostgreSQL")
    try:
        with postgres.server() as (url, origin):
            version = postgres.ask(url, "SHOW server_version")[0][0]
            # A name of its own: two runs on one server must not drop each other's database.
            name = f"ntc_cert_{os.getpid()}"
            try:
                run(outcome, urlunsplit(urlsplit(url)._replace(path=f"/{name}")), folder, "")
            finally:
                postgres.drop_leftovers(url, f"test_{name}")
            return outcome, f"PostgreSQL {version} ({origin})"
    except postgres.NoServer as reason:
        outcome.faults.append(str(reason))
        return outcome, "PostgreSQL : absent"


def browser_version() -> str:
    chromium = shutil.which("chromium")
    if not chromium:
        return ""
    return subprocess.run([chromium, "--version"], capture_output=True, text=True).stdout.strip()


def close(lite: Outcome, full: Outcome) -> int:
    """Say what ran on which engine; 0 only when everything did, on both."""
    left_out = sorted(lite.passed - full.passed)
    if left_out and not full.faults:
        full.faults.append(f"passés sur SQLite seulement : {', '.join(left_out[:5])}")
    for outcome in (lite, full):
        for fault in outcome.faults:
            print(f"{outcome.engine} : {fault}")
    print(lite.line())
    print(full.line())
    return 1 if any(outcome.faults or outcome.failed for outcome in (lite, full)) else 0


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the throw-away cluster goes too
    browser = browser_version()
    if not browser:
        print("Chromium ne démarre pas : lancez apt-get install -y chromium en tant que root.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="ntc-cert-tests-") as name:
        lite = on_sqlite(Path(name))
        full, server = on_postgresql(Path(name))
    print(f"\nSQLite {sqlite3.sqlite_version}, {server}, {browser}")
    return close(lite, full)


if __name__ == "__main__":
    raise SystemExit(main())
