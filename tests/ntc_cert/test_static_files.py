"""Hashed names all the way down, and a Bootstrap whose bytes are known."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from bootstrap_wrapper import get_bootstrap_dir
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.template import engines
from django.test import Client, override_settings
from django.urls import reverse
from whitenoise.compress import Compressor

from ntc_cert.static_files import BOOTSTRAP_FILES, BootstrapFinder, HashedStorage
from tests import builders

FIRST_VISIT_BYTES = 60_000

# `npm pack bootstrap@5.3.8` holds the same bytes.
BOOTSTRAP_SHA256 = {
    "css/bootstrap.min.css": "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede",
    "css/bootstrap-reboot.min.css": "0b56cde507cfa4d5d219f71df2e2d0a9b14bd6f589583818b874fb026f0f47f7",
    "js/bootstrap.bundle.min.js": "e4fd49181388c48ec5040bd3fe66f57c29c8e67fcd8502b3354b96ec7ab47cc7",
}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What `collectstatic` makes for production, of our files and of two modules that import each other."""
    source, root = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("collected")
    (source / "js" / "probe").mkdir(parents=True)
    (source / "js" / "probe.js").write_text('import { a } from "./probe/inner.js";\nimport "./probe/inner.js";\na();\n')
    (source / "js" / "probe" / "inner.js").write_text("export const a = () => 1;\n")
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "ntc_cert.static_files.HashedStorage"},
    }
    folders = [*settings.STATICFILES_DIRS, source]
    quick = {"WHITENOISE_SKIP_COMPRESS_EXTENSIONS": ("js", "map")}  # compressing them takes ten times the rest
    with override_settings(DEBUG=False, STORAGES=storages, STATIC_ROOT=root, STATICFILES_DIRS=folders, **quick):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield root


def hashed(name: str) -> str:
    return staticfiles_storage.stored_name(name)


def test_an_imported_module_is_asked_for_under_its_hashed_name(collected: Path) -> None:
    text = (collected / hashed("js/probe.js")).read_text()
    inner = Path(hashed("js/probe/inner.js")).name
    assert re.fullmatch(r"inner\.[0-9a-f]{12}\.js", inner)
    assert re.findall(r'"(.*?)"', text) == [f"./probe/{inner}", f"./probe/{inner}"]
    assert (collected / "js/probe" / inner).is_file()


def test_none_of_our_modules_imports_an_unhashed_file(collected: Path) -> None:
    modules = [path for path in collected.glob("js/**/*.js") if re.search(r"\.[0-9a-f]{12}\.js$", path.name)]
    assert modules
    for module in modules:
        for address in re.findall(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""", module.read_text()):
            assert re.search(r"\.[0-9a-f]{12}\.js$", address), f"{module.name} imports {address}"


def test_our_scripts_travel_without_their_comments_and_say_the_same(collected: Path) -> None:
    def code(text: str) -> list[str]:
        lines = [line.strip() for line in text.splitlines()]
        return [line for line in lines if line and not line.startswith(("//", "/*", "*"))]

    for source in (settings.BASE_DIR / "static/js").glob("**/*.js"):
        name = str(source.relative_to(settings.BASE_DIR / "static"))
        sent = (collected / hashed(name)).read_text()
        assert code(re.sub(r"\.[0-9a-f]{12}\.js", ".js", sent)) == code(source.read_text()), source.name
        assert not re.search(r"^\s*(?://|/\*\*)", sent, re.MULTILINE), source.name


def templates_of(name: str) -> dict[str, str]:
    """A template's text and those of all it includes or extends."""
    text = (settings.BASE_DIR / "templates" / name).read_text()
    found = {name: text}
    for other in re.findall(r'{% (?:include|extends) "([^"]+)"', text):
        found |= templates_of(other)
    return found


def test_the_jurys_pages_use_no_bootstrap_class_that_they_do_not_load() -> None:
    folder = settings.BASE_DIR / "templates"
    pages = [path for path in folder.glob("**/*.html") if '{% extends "tablet.html" %}' in path.read_text()]
    texts = {name: text for page in pages for name, text in templates_of(str(page.relative_to(folder))).items()}
    attributes = " ".join(re.findall(r'class="([^"]*)"', "\n".join(texts.values())))
    used = set(re.sub(r"{[{%].*?[%}]}", " ", attributes).split())
    bootstrap = class_names(Path(get_bootstrap_dir(), "css/bootstrap.min.css"))
    own = [settings.BASE_DIR / "static/css" / f"{name}.css" for name in ("jury", "ui", "parts", "grid")]
    assert {"btn", "form-control", "d-none"} <= used & bootstrap
    assert used & bootstrap - {name for path in own for name in class_names(path)} == set()


def class_names(sheet: Path) -> set[str]:
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", sheet.read_text()))


def test_what_is_text_is_compressed(collected: Path) -> None:
    assert (collected / f"{hashed('vendor/bootstrap/css/bootstrap.min.css')}.gz").is_file()


def served_bytes(file: Path) -> int:
    """As WhiteNoise sends it over plain HTTP, where no browser takes Brotli: its gzip, when that is worth making."""
    made = file.with_name(f"{file.name}.gz")
    if not made.is_file():
        list(Compressor(use_brotli=False, quiet=True).compress(str(file)))
    return (made if made.is_file() else file).stat().st_size


def loaded_by(page: str, root: Path) -> set[Path]:
    """Every file of ours a page asks for: those it names, and the modules those import, however far."""
    waiting = [root / name for name in re.findall(r'(?:href|src)="/static/([^"#]+)', page)]
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        if file in found:
            continue
        found.add(file)
        if file.suffix == ".js":
            imported = re.findall(r"""(?:from|import)\s*\(?\s*["'](\./[^"']+)["']""", file.read_text())
            waiting += [Path(file.parent, name).resolve() for name in imported]
    return found


@pytest.mark.django_db
def test_a_first_visit_to_a_grid_is_light(collected: Path, client: Client) -> None:
    candidate, juror, _ = builders.a_judged_candidate()
    client.force_login(juror.user)
    address = reverse("evaluations:grid", args=[candidate.pk, "technical_interview"])
    page = client.get(address, headers={"Accept-Encoding": "gzip"})
    text = client.get(address).content.decode()
    weights = {str(file.relative_to(collected)): served_bytes(file) for file in loaded_by(text, collected)}
    for expected in ("css/grid.", "css/print.", "img/icons.", "js/tablet.", "js/lib/outbox.", "vendor/bootstrap/"):
        assert any(name.startswith(expected) for name in weights), expected
    assert len(page.content) + sum(weights.values()) <= FIRST_VISIT_BYTES, (len(page.content), weights)


def test_bootstrap_is_the_allow_list_and_its_maps_are_found(collected: Path) -> None:
    names = {
        re.sub(r"\.[0-9a-f]{12}", "", str(path.relative_to(collected / "vendor/bootstrap")))
        for path in (collected / "vendor").glob("bootstrap/**/*.*")
        if path.suffix not in {".gz", ".br"}
    }
    assert names == set(BOOTSTRAP_FILES)
    style = (collected / hashed("vendor/bootstrap/css/bootstrap.min.css")).read_text()
    assert Path(hashed("vendor/bootstrap/css/bootstrap.min.css.map")).name in style


def test_htmx_comes_in_its_second_version_from_the_wheel(collected: Path) -> None:
    tag = engines["django"].from_string("{% load django_htmx %}{% htmx_script version=2 %}").render({})
    address = re.search(r'src="/static/(django_htmx/htmx-2\.min\.[0-9a-f]{12}\.js)"', tag)
    assert address, tag
    assert (collected / address[1]).is_file()
    assert "htmx-4" not in tag


@pytest.mark.parametrize("name", BOOTSTRAP_SHA256)
def test_bootstrap_has_the_bytes_we_looked_at(name: str) -> None:
    assert hashlib.sha256(Path(get_bootstrap_dir(), name).read_bytes()).hexdigest() == BOOTSTRAP_SHA256[name]


def test_the_finder_finds_the_allow_list_only() -> None:
    finder = BootstrapFinder()
    for name in BOOTSTRAP_FILES:
        assert Path(finder.find(f"vendor/bootstrap/{name}")).is_file()
        assert finder.find(f"vendor/bootstrap/{name}", find_all=True) == [finder.find(f"vendor/bootstrap/{name}")]
    for name in ("css/bootstrap.css", "version.txt", "../bootstrap/css/bootstrap.min.css", ""):
        assert finder.find(f"vendor/bootstrap/{name}") == []
        assert finder.find(f"vendor/bootstrap/{name}", find_all=True) == []
    assert finder.find("css/bootstrap.min.css") == []
    assert finders.find("vendor/bootstrap/css/bootstrap.css") is None
    assert sorted(name for name, _ in finder.list([])) == sorted(BOOTSTRAP_FILES)
    assert finder.check() == []


def test_production_stores_under_hashed_names() -> None:
    assert HashedStorage.support_js_module_import_aggregation
    assert HashedStorage.manifest_strict
