"""Runs every check that needs no test, all of them, and names at the end those that failed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]

CHECKS: dict[str, list[str]] = {
    "ruff check": [str(BIN / "ruff"), "check", "."],
    "ruff format": [str(BIN / "ruff"), "format", "--check", "."],
    "djlint (mise en forme)": [str(BIN / "djlint"), "templates", "--check"],
    "djlint (règles)": [str(BIN / "djlint"), "templates", "--lint", "--quiet"],
    "mypy": [str(BIN / "mypy")],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "check --deploy": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "collectstatic": [*MANAGE, "collectstatic", "--no-input", "--verbosity", "0"],
}


def production(folder: str) -> dict[str, str]:
    """The environment of a real installation, on files that are thrown away."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATA_DIR", "CSRF_TRUSTED_ORIGINS"}}
    return kept | {
        "DEBUG": "0",
        "HTTPS": "1",
        "SECRET_KEY": "a-key-for-the-checks-only-" + "0123456789abcdef" * 3,
        "ALLOWED_HOSTS": "certification.example.org",
        "DATABASE_URL": f"sqlite:///{folder}/lint.sqlite3",
        "STATIC_ROOT": f"{folder}/static",
    }


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory(prefix="ntc-cert-lint-") as folder:
        for name, command in CHECKS.items():
            print(f"--- {name}", flush=True)
            if subprocess.run(command, cwd=ROOT, env=production(folder)).returncode != 0:
                failed.append(name)
    print(f"\nÀ reprendre : {', '.join(failed)}" if failed else "\nTout est en ordre.")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
