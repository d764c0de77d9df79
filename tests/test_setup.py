"""The settings a machine gives, and what the test suite itself stands on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.template import Context, Origin, Template, engines

from ntc_cert.settings import _database

ROOT = settings.BASE_DIR
ON_SQLITE = """
from django.db import connection
import django
django.setup()
with connection.cursor() as cursor:
    for pragma in ("journal_mode", "foreign_keys", "synchronous"):
        cursor.execute(f"PRAGMA {pragma}")
        print(cursor.fetchone()[0])
print(connection.settings_dict["OPTIONS"]["transaction_mode"])
"""


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Python in an environment that holds these variables and no other setting of the project."""
    environment = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", "DJANGO_SETTINGS_MODULE": "ntc_cert.settings"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment | variables, capture_output=True, text=True
    )


def test_without_debug_a_secret_key_is_asked_for(tmp_path: Path) -> None:
    done = run("manage.py", "check", DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3")
    assert done.returncode != 0
    assert done.stderr.startswith("SECRET_KEY est vide et DEBUG vaut 0")
    assert "Traceback" not in done.stderr


def test_with_a_secret_key_it_starts(tmp_path: Path) -> None:
    done = run("manage.py", "check", DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3", SECRET_KEY="k" * 60)
    assert done.returncode == 0, done.stderr


def test_without_its_tables_a_command_says_so_and_how_to_make_them(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.sqlite3"
    done = run("manage.py", "export_plan", "S1", DEBUG="1", DATABASE_URL=url)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "manage.py migrate" in done.stderr
    detailed = run("manage.py", "export_plan", "S1", "--traceback", DEBUG="1", DATABASE_URL=url)
    assert "Traceback" in detailed.stderr


def test_a_path_that_is_no_text_is_refused_legibly(tmp_path: Path) -> None:
    path = f"{tmp_path}/absent\udcff.json"
    done = run("manage.py", "load_title", path, DEBUG="1", DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3")
    assert done.returncode == 2
    assert "absent\\udcff.json : ligne 1, champ « fichier » : ce fichier n’existe pas." in done.stderr


@pytest.mark.parametrize("debug", ["true", "yes", "0", ""])
def test_only_1_turns_debug_on(debug: str, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/x.sqlite3"
    done = run(
        "-c", "from ntc_cert import settings as s; print(s.DEBUG)", DEBUG=debug, SECRET_KEY="k", DATABASE_URL=database
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("url", [{}, {"DATABASE_URL": ""}])
def test_without_a_database_url_the_data_folder_holds_one(url: dict[str, str], tmp_path: Path) -> None:
    data = tmp_path / "data"
    code = "from ntc_cert import settings as s; print(s.DATABASES['default']['NAME'])"
    done = run("-c", code, DEBUG="1", DATA_DIR=str(data), **url)
    assert done.stdout.strip() == str(data / "ntc_cert.sqlite3"), done.stderr
    assert data.is_dir()


def test_a_postgresql_url_is_read_whole() -> None:
    read = _database("postgres://jury%40nord:p%3Aw@db.example.org:5433/certification")
    assert {name: read[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")} == {
        "USER": "jury@nord",
        "PASSWORD": "p:w",
        "HOST": "db.example.org",
        "PORT": 5433,
        "NAME": "certification",
    }
    assert read["ENGINE"] == "django.db.backends.postgresql"


def test_a_sqlite_url_is_an_absolute_path() -> None:
    assert _database("sqlite:////srv/ntc/base.sqlite3")["NAME"] == "/srv/ntc/base.sqlite3"


def test_another_engine_is_refused_with_the_two_forms() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"mysql.*sqlite:////.*postgres://"):
        _database("mysql://root@localhost/ntc")


@pytest.mark.parametrize("url", ["postgres://root@localhost:port/ntc", "postgres://[root@localhost/ntc"])
def test_a_url_that_cannot_be_read_is_refused_with_the_two_forms(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"sqlite:////.*postgres://"):
        _database(url)


def test_a_sqlite_file_is_opened_for_several_writers(tmp_path: Path) -> None:
    """WAL lets readers through while one writes; IMMEDIATE makes a second writer wait instead of fail."""
    done = run("-c", ON_SQLITE, DEBUG="1", DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3")
    assert done.stdout.split() == ["wal", "1", "1", "IMMEDIATE"], done.stderr


@pytest.mark.django_db
def test_the_suite_itself_runs_on_a_database_that_others_could_open() -> None:
    """A database in memory knows neither WAL nor racing writers."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone() == ("wal",)
    else:
        assert connection.settings_dict["NAME"].startswith("test_")


def test_a_template_that_names_nothing_fails() -> None:
    """`tests/conftest.py` holds our templates to it, and only ours."""
    engine = engines["django"].engine
    ours = Template("{{ nobody }}", origin=Origin(str(ROOT / "templates/x.html")), engine=engine)
    theirs = Template("{{ nobody }}", origin=Origin("/usr/lib/theirs/x.html"), engine=engine)
    with pytest.raises(pytest.fail.Exception, match=r"x\.html : « nobody »"):
        ours.render(Context())
    assert theirs.render(Context()) == ""
