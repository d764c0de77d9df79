"""`make bench`: our figures beside their references, on SQLite and on PostgreSQL, one process per engine."""

import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import postgres  # noqa: E402

BENCHES = ("bench.tick", "bench.board")
ON_ONE_ENGINE = ("bench.paper",)  # laying out asks nothing of a database


def main() -> None:
    for bench in (*BENCHES, *ON_ONE_ENGINE):
        with tempfile.TemporaryDirectory() as folder:
            _run(bench, f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
    _run("bench.lighthouse")
    with postgres.server() as (url, _):
        for bench in BENCHES:
            name = f"bench_{uuid.uuid4().hex[:8]}"
            postgres.ask(url, f'CREATE DATABASE "{name}"')
            try:
                _run(bench, urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
            finally:
                postgres.ask(url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(bench: str, *url: str) -> None:
    subprocess.run([sys.executable, "-m", bench, *url], check=True)


main()
