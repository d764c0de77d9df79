"""Finds a PostgreSQL server for the tests: the one named, the one of this machine, or a throw-away cluster."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
from bootstrap import apt_install

LOCAL = "postgres://postgres@127.0.0.1:5432/ntc_cert"


class NoServer(Exception):
    """No PostgreSQL could be used; the message says what to do."""


def connect(url: str) -> "psycopg2.extensions.connection":
    """Connect to the server's own database: the one named in the URL need not exist yet."""
    parts = urlsplit(url)
    connection = psycopg2.connect(
        host=parts.hostname,
        port=parts.port or 5432,
        user=unquote(parts.username or "postgres"),
        password=unquote(parts.password or ""),
        dbname="postgres",
        connect_timeout=5,
    )
    connection.autocommit = True
    return connection


def ask(url: str, question: str) -> list[tuple]:
    connection = connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def refusal(url: str) -> str | None:
    """Why databases cannot be created there, or None when they can."""
    try:
        may_create = ask(url, "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
    except psycopg2.Error as reason:
        return str(reason).strip()
    return None if may_create[0][0] else "ce compte n’a pas le droit de créer une base (CREATEDB)"


@contextmanager
def server() -> Iterator[tuple[str, str]]:
    """The URL of a server where databases may be created, and where it comes from."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        reason = refusal(named)
        if reason:
            raise NoServer(f"TEST_DATABASE_URL est donné mais ne sert pas : {reason}")
        yield named, "TEST_DATABASE_URL"
    elif refusal(LOCAL) is None:
        yield LOCAL, "127.0.0.1:5432"
    else:
        with cluster() as url:
            yield url, "grappe jetable"


def binaries() -> Path:
    """The newest installed server, installed by apt when there is none."""
    found = installed()
    if not found and apt_install(["postgresql"]):
        found = installed()
    if not found:
        raise NoServer(
            "Aucun serveur PostgreSQL. Donnez TEST_DATABASE_URL, ou lancez en tant que root : "
            "apt-get install -y --no-install-recommends postgresql"
        )
    return found[-1]


def installed() -> list[Path]:
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return sorted(folders, key=lambda folder: float(folder.parent.name))


def unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root: the words that make a command run as someone else."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ["runuser", "-u", "postgres" if "postgres" in names else "nobody", "--"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def cluster() -> Iterator[str]:
    """A cluster in a temporary folder, stopped and removed at the end whatever happens."""
    bin_folder, someone, port = binaries(), unprivileged(), free_port()
    home = Path(tempfile.mkdtemp(prefix="ntc-cert-pg-"))
    data, log = home / "data", home / "log"
    if someone:
        shutil.chown(home, someone[2])

    def run(name: str, *arguments: str, check: bool = True) -> None:
        command = [*someone, str(bin_folder / name), *arguments]
        done = subprocess.run(command, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if check and done.returncode != 0:
            written = log.read_text() if log.exists() else ""
            raise NoServer(f"La grappe jetable n’a pas démarré : {done.stdout}{written}")

    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
    try:
        run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        # Its output must not stay on our pipe: the server would hold it open.
        run("pg_ctl", "start", "-w", "-D", str(data), "-l", str(log), "-o", options)
        yield f"postgres://postgres@127.0.0.1:{port}/ntc_cert"
    finally:
        run("pg_ctl", "stop", "-m", "immediate", "-D", str(data), check=False)
        shutil.rmtree(home, ignore_errors=True)


def drop_leftovers(url: str, prefix: str) -> None:
    """Remove databases that an interrupted run left behind."""
    for (name,) in ask(url, "SELECT datname FROM pg_database"):
        if name.startswith(prefix):
            print(f"Base oubliée par un essai, supprimée : {name}", file=sys.stderr)
            ask(url, f'DROP DATABASE "{name}" WITH (FORCE)')
