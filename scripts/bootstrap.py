"""Gives a bare machine what the project needs: Debian packages, `.venv`, the locked Python packages.

Standard library only: it runs before anything is installed. Run again, it finds everything and stops there.
"""

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")


def library(soname: str) -> Callable[[], bool]:
    """Ask the dynamic loader itself, as WeasyPrint will."""

    def is_there() -> bool:
        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    return is_there


def program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def venv_can_be_made() -> bool:
    importlib.invalidate_caches()
    return (VENV / "bin" / "python").exists() or importlib.util.find_spec("ensurepip") is not None


def liberation_is_there() -> bool:
    return any(next(folder.rglob("LiberationSans-Regular.*"), None) for folder in FONT_FOLDERS if folder.is_dir())


@dataclass(frozen=True)
class Package:
    """A Debian package, how to see that it is there, and what stops without it."""

    name: str
    is_there: Callable[[], bool]
    without: str
    required: bool = False


TO_RUN = (
    Package("python3-venv", venv_can_be_made, "l’application ne peut pas être installée", required=True),
    Package("libpango-1.0-0", library("libpango-1.0.so.0"), "aucun PDF"),
    Package("libpangoft2-1.0-0", library("libpangoft2-1.0.so.0"), "aucun PDF"),
    Package("libharfbuzz-subset0", library("libharfbuzz-subset.so.0"), "PDF plus lourds"),
    Package("fonts-liberation", liberation_is_there, "PDF dans une autre police"),
)
# A partial run of the tests must not look like a whole one: there, everything is required.
TO_TEST = (
    Package("chromium", program("chromium"), "aucun test de navigateur"),
    Package("poppler-utils", program("pdftoppm"), "aucun PDF regardé page par page"),
)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def as_root() -> list[str] | None:
    """The words to put before a command that needs root, or None when root is out of reach."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def apt_line(names: list[str]) -> list[str]:
    return ["apt-get", "install", "-y", "--no-install-recommends", *names]


def apt_install(names: list[str]) -> bool:
    """Whether apt could install these; its own words go to the terminal."""
    prefix = as_root()
    if prefix is None or not shutil.which("apt-get"):
        return False
    say(f"Paquets Debian à installer : {' '.join(names)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, "apt-get", "update", "-q"], env=environment, stdout=sys.stderr)
    return subprocess.run([*prefix, *apt_line(names)], env=environment, stdout=sys.stderr).returncode == 0


def ensure_packages(packages: tuple[Package, ...], *, all_required: bool) -> None:
    missing = [package for package in packages if not package.is_there()]
    if not missing:
        return
    apt_install([package.name for package in missing])
    missing = [package for package in missing if not package.is_there()]
    if not missing:
        return
    for package in missing:
        say(f"Il manque {package.name} : {package.without}.")
    line = shlex.join(apt_line([package.name for package in missing]))
    say(f"Lancez cette ligne en tant que root, puis recommencez :\n\n    apt-get update && {line}\n")
    if all_required or any(package.required for package in missing):
        raise SystemExit(1)
    say("L’application démarre quand même.\n")


def ensure_venv() -> None:
    """A usable `.venv`; one that an upgrade of Python or an interruption broke is made again."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    python = VENV / "bin" / "python"
    if python.exists() and subprocess.run([python, "-c", probe], capture_output=True).returncode == 0:
        return
    say("Création de .venv")
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def ensure_locked(lock: Path) -> None:
    """Install a lock once; the stamp is its hash, so that a changed lock is installed again."""
    stamp = VENV / f"{lock.stem}.installed"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text().strip() == wanted:
        return
    say(f"Installation de {lock.name}")
    pip = [VENV / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-q"]
    if subprocess.run([*pip, "--require-hashes", "-r", lock], stdout=sys.stderr).returncode != 0:
        say(f"pip n’a pas pu installer {lock.name}. Vérifiez l’accès à PyPI (réseau, proxy), puis recommencez.")
        raise SystemExit(1)
    stamp.write_text(wanted)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C: no traceback
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--for", choices=["run", "lint", "test"], default="run", dest="purpose")
    purpose = parser.parse_args().purpose
    packages = {"run": TO_RUN, "lint": TO_RUN[:1], "test": TO_RUN + TO_TEST}[purpose]
    ensure_packages(packages, all_required=purpose == "test")
    ensure_venv()
    ensure_locked(ROOT / "requirements.txt")
    if purpose != "run":
        ensure_locked(ROOT / "requirements-dev.txt")


if __name__ == "__main__":
    main()
