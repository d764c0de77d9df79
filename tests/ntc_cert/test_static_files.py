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
from django.test import override_settings

from ntc_cert.static_files import BOOTSTRAP_FILES, BootstrapFinder, HashedStorage

# `npm pack bootstrap@5.3.8` holds the same bytes.
BOOTSTRAP_SHA256 = {
    "css/bootstrap.min.css": "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede",
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


def test_what_is_text_is_compressed(collected: Path) -> None:
    assert (collected / f"{hashed('vendor/bootstrap/css/bootstrap.min.css')}.gz").is_file()


def test_bootstrap_is_four_files_and_their_maps_are_found(collected: Path) -> None:
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
