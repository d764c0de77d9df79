"""`make soak`: a session's tablets on a bad network before a server that is killed, on both engines; 1 on any loss."""

import argparse
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import postgres  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(prog="make soak")
    parser.add_argument("--seconds", type=int, default=150, help="how long the network is bad, on each engine")
    parser.add_argument("--seed", type=int, default=1, help="draws the faults and the ticks")
    parser.add_argument("--browsers", type=int, default=3, help="Chromium among the tablets")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), help="one engine only")
    asked = parser.parse_args()
    options = ["--seconds", str(asked.seconds), "--seed", str(asked.seed), "--browsers", str(asked.browsers)]
    losses = 0
    if asked.engine != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            losses += _run(f"sqlite:///{Path(folder) / 'soak.sqlite3'}", options)
    if asked.engine != "sqlite":
        with postgres.server() as (url, _):
            name = f"soak_{uuid.uuid4().hex[:8]}"
            postgres.ask(url, f'CREATE DATABASE "{name}"')
            try:
                losses += _run(urlunsplit(urlsplit(url)._replace(path=f"/{name}")), options)
            finally:
                postgres.ask(url, f'DROP DATABASE "{name}" WITH (FORCE)')
    return 1 if losses else 0


def _run(url: str, options: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "bench.soak.play", url, *options], cwd=ROOT).returncode


sys.exit(main())
