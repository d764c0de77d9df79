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


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "bench.tick", f"sqlite:///{Path(folder) / 'bench.sqlite3'}"], check=True)
    with postgres.server() as (url, _):
        name = f"bench_{uuid.uuid4().hex[:8]}"
        postgres.ask(url, f'CREATE DATABASE "{name}"')
        try:
            subprocess.run(
                [sys.executable, "-m", "bench.tick", urlunsplit(urlsplit(url)._replace(path=f"/{name}"))], check=True
            )
        finally:
            postgres.ask(url, f'DROP DATABASE "{name}" WITH (FORCE)')


main()
