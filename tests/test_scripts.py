"""The scripts behind `make`: a set-up that says what is missing, a test run that cannot look greener than it was."""

import os
import subprocess
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from ntc_cert.mail_server import read_server
from tests.test_setup import run

ROOT = settings.BASE_DIR
PASSED = '<testcase classname="tests.a" name="test_one"/>'
CASES = "<testsuites><testsuite>{}</testsuite></testsuites>"
MISSING = """
import os, sys
sys.path.insert(0, "scripts")
import bootstrap
os.geteuid = lambda: 1000
absent = bootstrap.Package("libabsent0", bootstrap.library("libabsent.so.0"), "aucun PDF")
required = bootstrap.Package("librequired0", bootstrap.library("librequired.so.0"), "rien", required=True)
"""


@pytest.fixture
def run_tests(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return import_module("run_tests")


def closed(run_tests: ModuleType, folder: Path, lite: str, full: str, *, exit_code: int = 0) -> int:
    """The exit code of a run in which each engine wrote these test cases."""
    outcomes = []
    for engine, cases in (("SQLite", lite), ("PostgreSQL", full)):
        report = folder / f"{engine}.xml"
        report.write_text(CASES.format(cases))
        outcomes.append(run_tests.Outcome(engine))
        outcomes[-1].read(report, "tests", exit_code)
    return run_tests.close(*outcomes)


def test_all_passed_on_both_engines_is_green(run_tests: ModuleType, tmp_path: Path, capsys) -> None:
    more = '<testcase classname="tests.a" name="test_two"/>'
    assert closed(run_tests, tmp_path, PASSED, PASSED + more) == 0
    assert capsys.readouterr().out.splitlines() == [
        "SQLite: 1 passed, 0 failed, 0 skipped",
        "PostgreSQL: 2 passed, 0 failed, 0 skipped",
    ]


@pytest.mark.parametrize("fate", ["skipped", "failure", "error"])
def test_one_test_that_did_not_pass_is_red(run_tests: ModuleType, tmp_path: Path, fate: str) -> None:
    broken = f'<testcase classname="tests.a" name="test_two"><{fate} message="x"/></testcase>'
    assert closed(run_tests, tmp_path, PASSED + broken, PASSED) == 1
    assert closed(run_tests, tmp_path, PASSED, PASSED + broken) == 1


def test_a_test_left_out_on_postgresql_is_red(run_tests: ModuleType, tmp_path: Path, capsys) -> None:
    other = '<testcase classname="tests.b" name="test_other"/>'
    assert closed(run_tests, tmp_path, PASSED + other, PASSED) == 1
    assert "passés sur SQLite seulement : tests.b::test_other" in capsys.readouterr().out


def test_no_test_at_all_is_red(run_tests: ModuleType, tmp_path: Path) -> None:
    assert closed(run_tests, tmp_path, "", "") == 1


def test_pytest_s_own_word_counts(run_tests: ModuleType, tmp_path: Path) -> None:
    assert closed(run_tests, tmp_path, PASSED, PASSED, exit_code=3) == 1


def test_a_run_that_died_is_red(run_tests: ModuleType, tmp_path: Path) -> None:
    died, whole = run_tests.Outcome("SQLite"), run_tests.Outcome("PostgreSQL")
    died.read(tmp_path / "absent.xml", "tests", 0)
    assert run_tests.close(died, whole) == 1


def test_a_server_that_was_named_and_does_not_answer_is_not_replaced(
    run_tests: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://nobody:wrong@127.0.0.1:1/nowhere")
    outcome, server = run_tests.on_postgresql(tmp_path)
    assert (server, outcome.passed) == ("PostgreSQL : absent", set())
    assert "TEST_DATABASE_URL est donné mais ne sert pas" in outcome.faults[0]


def test_nothing_around_narrows_the_run(run_tests: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing")
    monkeypatch.setenv("DEBUG", "0")
    environment = run_tests.environment("sqlite:////x")
    assert "PYTEST_ADDOPTS" not in environment
    assert (environment["DEBUG"], environment["DATABASE_URL"]) == ("1", "sqlite:////x")


def test_the_set_up_needs_only_the_standard_library() -> None:
    """It runs before anything is installed: `-S` and `-I` hide every installed package."""
    done = run("-I", "-S", "scripts/bootstrap.py", "--help")
    assert done.returncode == 0, done.stderr


def test_without_root_the_exact_line_to_run_is_printed(tmp_path: Path) -> None:
    """Pango missing: the line, and the application starts all the same. venv missing: the line, and nothing else."""
    soft, hard = (
        run("-c", f"{MISSING}\nbootstrap.ensure_packages(({kind},), all_required=False)", PATH=str(tmp_path))
        for kind in ("absent", "required")
    )
    line = "apt-get update && apt-get install -y --no-install-recommends {}\n"
    assert line.format("libabsent0") in soft.stderr
    assert (soft.returncode, "L’application démarre quand même." in soft.stderr) == (0, True)
    assert line.format("librequired0") in hard.stderr
    assert (hard.returncode, "L’application démarre quand même." in hard.stderr) == (1, False)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("", "console:"),
        ("smtp://mail.example.org", "console:"),
        ("smtp+tls://a:b@mail.example.org", "console:"),
        ("file:///srv/mail", "file:///srv/mail"),
    ],
)
def test_a_trial_lets_no_message_out(asked: str, kept: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    serve = import_module("serve")
    for name in ("DEBUG", "ALLOWED_HOSTS", "SECRET_KEY"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("EMAIL_URL", asked)
    monkeypatch.setattr(serve, "DATA", tmp_path)
    serve.prepare_environment("127.0.0.1")
    assert os.environ["EMAIL_URL"] == kept
    assert read_server(kept, debug=True).is_trial


def test_make_says_what_it_can_do() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    targets = ["help", "run", "test", "lint", "bench", "bench-planner", "soak", "mutants", "lock"]
    assert [line.split()[1] for line in listed.splitlines()] == targets
