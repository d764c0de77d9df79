"""The real application as a process, on a database of its own, for the tests that need both."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings

ROOT = settings.BASE_DIR


@dataclass(frozen=True)
class Database:
    """A database outside the test process, on the engine the suite runs on."""

    url: str

    @classmethod
    def create(cls, folder: Path) -> "Database":
        if settings.DATABASES["default"]["ENGINE"].endswith("sqlite"):
            return cls(f"sqlite:///{folder / 'server.sqlite3'}")
        database = cls(_postgresql_url())
        _execute(f'CREATE DATABASE "{database.name}"')
        return database

    @property
    def name(self) -> str:
        return urlsplit(self.url).path.lstrip("/")

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"DATABASE_URL": self.url, "DEBUG": "1", "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}

    def copy(self, folder: Path) -> "Database":
        if self.url.startswith("sqlite"):
            copied = Database(f"sqlite:///{folder / 'server.sqlite3'}")
            shutil.copy(f"/{self.name}", f"/{copied.name}")
            return copied
        copied = Database(_postgresql_url())
        _execute(f'CREATE DATABASE "{copied.name}" TEMPLATE "{self.name}"')
        return copied

    def drop(self) -> None:
        if not self.url.startswith("sqlite"):
            _execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def manage(self, *arguments: str) -> str:
        """Run `manage.py` on this database, and give back what it printed."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return done.stdout


class Server:
    """`runserver --noreload` on a free port: one process, which a test may stop, freeze or kill."""

    def __init__(self, database: Database, log: Path) -> None:
        self.database = database
        self.log = log
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if kind is None:
            written = self.log.read_text()
            assert "Traceback (most recent call last)" not in written, written

    def start(self) -> None:
        command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{self.port}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.database.environment, stdout=log, stderr=subprocess.STDOUT
            )
        self._wait_until_it_listens()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:  # frozen by a test
                self.process.kill()
                self.process.wait(timeout=10)

    def manage(self, *arguments: str) -> str:
        return self.database.manage(*arguments)

    def _wait_until_it_listens(self, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"Le serveur ne répond pas :\n{self.log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _postgresql_url() -> str:
    """A new name on the suite's own server; its prefix lets the suite remove what an interruption leaves."""
    suite = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(suite._replace(path=f"/test_{suite.path.lstrip('/')}_server_{uuid.uuid4().hex[:8]}"))


def _execute(statement: str) -> None:
    suite = settings.DATABASES["default"]
    connection = psycopg2.connect(
        host=suite["HOST"],
        port=suite["PORT"] or 5432,
        user=suite["USER"],
        password=suite["PASSWORD"],
        dbname="postgres",
    )
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
