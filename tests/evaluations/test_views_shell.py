"""What a tablet keeps to start without network: no name in it, nothing missing."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from evaluations.views.shell import kept_files, modules_of
from tests import builders

SCRIPTS = settings.BASE_DIR / "static" / "js"


def kept() -> list[str]:
    text = Client().get("/service-worker.js").content.decode()
    return json.loads(re.match(r"const SHELL = (\[.*\]);\n", text)[1])


def test_the_worker_is_asked_again_and_names_the_shell_first() -> None:
    answer = Client().get("/service-worker.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-cache"
    assert kept()[0] == "/tablette/hors-ligne/"


def test_every_file_kept_exists() -> None:
    names = [address.removeprefix("/static/") for address in kept_files()]
    assert [name for name in names if finders.find(name) is None] == []
    assert {"css/grid.css", "img/icons.svg", "js/tablet.js", "js/lib/outbox.js"} <= set(names)


def test_every_module_the_tablet_may_import_is_kept() -> None:
    """Read otherwise than the worker's own list: by following each import statement there is."""
    found, waiting = set(), [SCRIPTS / "app.js", SCRIPTS / "shell.js"]
    while waiting:
        path = waiting.pop()
        found.add(str(path.relative_to(SCRIPTS)))
        code = re.sub(r"(?s:/\*.*?\*/)|^\s*//.*$", "", path.read_text(), flags=re.MULTILINE)
        asked = {Path(path.parent, name) for name in re.findall(r'(?:from|import)\s*\(?\s*"(\./[^"]+)"', code)}
        waiting += [one.resolve() for one in asked if str(one.resolve().relative_to(SCRIPTS)) not in found]
    assert {name for entry in ("app.js", "shell.js") for name in modules_of(entry)} == found


@pytest.mark.django_db
def test_the_shell_is_the_same_for_all_and_names_nobody(client: Client) -> None:
    _, juror, _ = builders.a_judged_candidate()
    client.force_login(juror.user)
    mine, nobodys = client.get("/tablette/hors-ligne/"), Client().get("/tablette/hors-ligne/")
    assert mine.content == nobodys.content
    assert b"csrf" not in mine.content


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["my_day", "grid"])
def test_the_jurys_pages_load_neither_htmx_nor_bootstraps_script(client: Client, page: str) -> None:
    candidate, juror, _ = builders.a_judged_candidate()
    client.force_login(juror.user)
    args = [candidate.pk, "technical_interview"] if page == "grid" else []
    text = client.get(reverse(f"evaluations:{page}", args=args)).content.decode()
    scripts = re.findall(r'<script[^>]*src="([^"]+)"', text)
    assert "/static/js/tablet.js" in scripts
    assert [address for address in scripts if "htmx" in address or "bootstrap" in address] == []


@pytest.mark.django_db
def test_a_grid_travels_compressed(client: Client) -> None:
    candidate, juror, _ = builders.a_judged_candidate()
    client.force_login(juror.user)
    address = reverse("evaluations:grid", args=[candidate.pk, "technical_interview"])
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) < 8_000
