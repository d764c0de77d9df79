"""Migrates, loads the référentiel and the demonstration on the first start, then serves a trial on one machine.

gunicorn rather than `runserver`: it is the server of a real installation, so that a trial shows what an installation
does; two processes keep the pages answering while a PDF is laid out; nothing restarts behind one's back. WhiteNoise
serves the static files. The port is taken before anything else, so that a busy one is said at once.
"""

import errno
import io
import os
import secrets
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path

import django
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import OperationalError, connections

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("DATA_DIR") or ROOT / "data")
TITLE = ROOT / "titles" / "data" / "tp_00338_v2.json"


def stop(sentence: str) -> None:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def taken_socket(host: str, port_text: str) -> socket.socket:
    """The address of this trial, ours from here on though not yet listening."""
    if not port_text.isdecimal() or not 0 < int(port_text) < 65536:
        stop(f"PORT vaut « {port_text} ». Donnez un nombre de 1 à 65535 : make run PORT=8001")
    port = int(port_text)
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server.bind((host, port))
    except OSError as reason:
        if reason.errno != errno.EADDRINUSE:
            stop(f"Impossible de servir sur {host}, port {port} : {reason.strerror}. Changez HOST ou PORT.")
        stop(
            f"Le port {port} est déjà pris. Si un autre « make run » tourne, ouvrez http://{host}:{port}/ ; "
            f"sinon choisissez un autre port : make run PORT={port + 1}"
        )
    return server


def secret_key() -> str:
    """The key of this trial, made once and readable by its owner only."""
    path = DATA / "secret_key"
    if not path.exists() or not path.read_text().strip():
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


def prepare_environment(host: str) -> None:
    DATA.mkdir(parents=True, exist_ok=True, mode=0o700)  # people's names will stand there
    os.environ["DEBUG"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ntc_cert.settings")
    os.environ.setdefault("ALLOWED_HOSTS", ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", host])))
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = secret_key()
    keep_mail_here()


def keep_mail_here() -> None:
    """A trial writes to invented people: an address left in the shell for something else must carry nothing out."""
    asked = os.environ.get("EMAIL_URL", "").strip()
    if not asked.startswith(("console:", "file:")):
        os.environ["EMAIL_URL"] = "console:"
        if asked:
            print("EMAIL_URL est laissé de côté : un essai écrit ses messages sur la console.", file=sys.stderr)


def prepare_database() -> None:
    """Whether this is the first start is read in the database: no account yet means nobody has used it."""
    call_command("migrate", interactive=False, verbosity=0)
    if not get_user_model().objects.exists():
        print("Premier démarrage : référentiel et session de démonstration.", file=sys.stderr, flush=True)
        call_command("load_title", str(TITLE), stdout=sys.stderr)
        call_command("load_demo", stdout=io.StringIO())


def log_ins() -> list[str]:
    """The demonstration's accounts that still exist, as lines to read."""
    demo = import_module("centres.demo")  # its models need Django to be set up
    kept = set(get_user_model().objects.values_list("username", flat=True)) if demo.is_demonstration() else set()
    accounts = [account for account in demo.DEMO_ACCOUNTS if account.username in kept]
    return [f"  {account.username:<8} {demo.DEMO_CODE:<10} {account.role}" for account in accounts]


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C while it prepares: no traceback
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    host = os.environ.get("HOST") or "127.0.0.1"
    server = taken_socket(host, os.environ.get("PORT") or "8000")
    prepare_environment(host)
    django.setup()
    try:
        prepare_database()
    except OperationalError as reason:
        stop(f"La base de données ne répond pas : {str(reason).strip()}\nVérifiez DATABASE_URL, puis recommencez.")
    server.listen()  # before the address is shown: whoever opens it at once waits for the first worker
    print(f"\nOuvrez http://{host}:{server.getsockname()[1]}/ (Ctrl+C arrête le serveur)")
    print("\n".join(["Comptes de démonstration : identifiant, code, rôle", *log_ins(), ""]), flush=True)
    connections.close_all()
    server.set_inheritable(True)
    gunicorn = ["-m", "gunicorn", "ntc_cert.wsgi:application", "--bind", f"fd://{server.fileno()}"]
    workers = ["--workers", "2", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
    os.execv(sys.executable, [sys.executable, *gunicorn, *workers])


if __name__ == "__main__":
    main()
