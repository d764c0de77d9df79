"""The house holds: floors, labels, templates, sizes, third-party files, colours, locks."""

import hashlib
import re
import shutil
import subprocess
from importlib.metadata import distribution
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import reverse

from tests import floors

ROOT = settings.BASE_DIR
TEMPLATES = ROOT / "templates"
LONGEST = 300
BOOTSTRAP = {
    "css/bootstrap-reboot.min.css": "0b56cde507cfa4d5d219f71df2e2d0a9b14bd6f589583818b874fb026f0f47f7",
    "css/bootstrap.min.css": "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede",
    "js/bootstrap.bundle.min.js": "e4fd49181388c48ec5040bd3fe66f57c29c8e67fcd8502b3354b96ec7ab47cc7",
}
PLANTS = [
    ("juries.models", "from sessions.models import ExamSession", "juries est sous sessions"),
    (
        "titles.models",
        "from django.apps import apps; apps.get_model('evaluations.Grid')",
        "titles est sous evaluations",
    ),
    ("sessions.models.places", "from sessions.forms import RoomForm", "modèles sous formulaires et documents"),
    ("centres.journal", "def late():\n    import centres.views", "commandes sous vues"),
    ("evaluations.verdicts", "from django.db import models", "une règle pure ne connaît que Python"),
    ("evaluations.grids", "from evaluations.models import Grid", "une règle pure ne connaît que Python"),
    ("ntc_cert.constraints", "from centres.models import Centre", "le sol ne connaît aucune application"),
    ("sessions.planned", "from ortools.sat.python import cp_model", "le solveur reste dans sessions.planning"),
    ("juries.models", "from . import forms", "les imports relatifs cachent l’étage"),
]


def project_files(*suffixes: str) -> list[Path]:
    """Files of the project that git knows or would take; without git, all but what is generated or hidden."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists() and shutil.which("git"):
        names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
        paths = [ROOT / name for name in names if name]
    else:
        tops = [path for path in ROOT.iterdir() if path.name[0] != "." and path.name not in {"data", "staticfiles"}]
        paths = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*"))]
    paths = [path for path in paths if path.is_file() and "__pycache__" not in path.parts]
    return [path for path in paths if not suffixes or path.suffix in suffixes]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def is_a_copied_file(path: Path) -> bool:
    return "migrations" in path.parts or path.name == "check_plan.py"


def template_names() -> list[str]:
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*"))


def test_no_import_looks_up() -> None:
    assert floors.offences(floors.sources(ROOT)) == []


@pytest.mark.parametrize(("module", "planted", "reason"), PLANTS, ids=lambda value: value.split("\n")[0][:40])
def test_a_planted_import_is_named(module: str, planted: str, reason: str) -> None:
    modules = floors.sources(ROOT)
    modules.setdefault("sessions.forms", "")
    line = modules[module].count("\n") + planted.count("\n") + 1
    modules[module] += planted
    found = floors.offences(modules)
    assert [fault for fault in found if fault.startswith(f"{module.replace('.', '/')}.py:{line} ") and reason in fault]


def test_every_pure_rule_is_there() -> None:
    assert set(floors.PURE_MODULES) <= set(floors.sources(ROOT))


def test_no_model_points_up() -> None:
    for model in apps.get_models():
        app = model.__module__.split(".")[0]
        if app in floors.FLOORS:
            for field in model._meta.concrete_fields + model._meta.many_to_many:
                other = field.related_model.__module__.split(".")[0] if field.related_model else app
                assert other not in floors.FLOORS or floors.FLOORS.index(other) <= floors.FLOORS.index(app), field


def test_both_sessions_apps_are_installed_under_their_own_label() -> None:
    assert apps.get_app_config("sessions").name == "django.contrib.sessions"
    assert apps.get_app_config("certification_sessions").name == "sessions"
    assert (
        apps.get_model("certification_sessions", "ExamSession")._meta.db_table == "certification_sessions_examsession"
    )
    assert apps.get_model("sessions", "Session")._meta.db_table == "django_session"


def test_the_sessions_namespace_is_ours() -> None:
    assert reverse("sessions:list") == "/sessions/"


def test_every_template_is_used() -> None:
    """Named whole in a view or in another template, or there to stand before a library's own of the same name."""
    naming = [path for path in project_files(".py", ".html") if path.relative_to(ROOT).parts[0] != "tests"]
    text = "\n".join(path.read_text() for path in naming)
    libraries = [Path(folder) for folder in get_app_template_dirs("templates")]
    django_own = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
    unused = [
        name
        for name in template_names()
        if f'"{name}"' not in text
        and f"'{name}'" not in text
        and name not in django_own
        and not any((folder / name).exists() for folder in libraries)
    ]
    assert unused == []


def test_every_template_compiles() -> None:
    for name in template_names():
        assert get_template(name), name


def test_a_fragment_extends_nothing() -> None:
    fragments = [path for path in TEMPLATES.rglob("_*.html") if "{% extends" in path.read_text()]
    assert fragments == []


def test_no_file_is_too_long() -> None:
    files = [path for path in project_files(".py", ".js", ".html") if not is_a_copied_file(path)]
    lengths = {relative(path): len(path.read_text().splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_module_is_a_junk_drawer() -> None:
    drawers = {"utils", "helpers", "services", "common", "mixins"}
    assert [
        relative(path) for path in project_files(".py") if drawers & {path.stem, *path.relative_to(ROOT).parts}
    ] == []


@pytest.mark.parametrize("name", BOOTSTRAP)
def test_bootstrap_is_the_published_one(name: str) -> None:
    """`bootstrap-wrapper` has one maintainer: these are the bytes that npm publishes as bootstrap@5.3.8."""
    content = Path(str(distribution("bootstrap-wrapper").locate_file(f"bootstrap/{name}"))).read_bytes()
    assert hashlib.sha256(content).hexdigest() == BOOTSTRAP[name]


def test_colours_stand_in_the_tokens_only() -> None:
    """A name, then a hash: `color: #fff`, `fill="#fff"`. The print sheet has no tokens: it is black on white."""
    allowed = {"tokens.css", "print.css", "pdf.css"}
    colour = re.compile(r"""[:\s("',]#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})(?=[\s;,)"'}])""")
    files = [path for path in project_files(".css", ".html", ".js", ".svg") if path.name not in allowed]
    coloured = {relative(path): colour.findall(_without_links(path.read_text())) for path in files}
    assert {name: found for name, found in coloured.items() if found} == {}


def _without_links(text: str) -> str:
    return re.sub(r"""(?:href|hx-target|hx-select|hx-swap-oob|data-[\w-]+)=("[^"]*"|'[^']*')""", "", text)


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("un style en ligne", r"<[^>]*\sstyle\s*="),
        ("un bloc de style", r"<style\b"),
        ("un script en ligne", r"<script\b(?![^>]*\bsrc=)"),
        ("un gestionnaire en ligne", r"<[^>]*\son[a-z]+\s*="),
        (
            "un fichier pris ailleurs",
            r"""<(?:script|link|img|iframe|use|source)\b[^>]*(?:src|href)=["']?(?:https?:)?//""",
        ),
    ],
)
def test_no_page_breaks_the_content_policy(what: str, pattern: str) -> None:
    django = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
    pages = {path: django.sub("", path.read_text()) for path in project_files(".html")}
    assert [relative(path) for path, page in pages.items() if re.search(pattern, page, re.IGNORECASE)] == [], what


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_requirement_is_locked_with_its_hashes(name: str) -> None:
    lock = (ROOT / f"{name}.txt").read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block or "==" not in block] == []
    locked = {re.split(r"[=\[; ]", block)[0] for block in blocks}
    asked = re.findall(r"^([A-Za-z][\w.-]*)", (ROOT / f"{name}.in").read_text(), re.MULTILINE)
    assert {re.sub(r"[-_.]+", "-", wanted).lower() for wanted in asked} <= locked


def test_the_referentiel_comes_with_a_clone() -> None:
    """An ignore rule once hid it; invented titles live under `tests/`."""
    assert [relative(path) for path in project_files() if relative(path).startswith("titles/data/")] == [
        "titles/data/tp_00338_v2.json"
    ]


def test_nothing_names_the_workshop() -> None:
    """The repository must be whole on a machine that has only it."""
    elsewhere = ["/wo" + "rk/", ".." + "/shared"]
    naming = [
        relative(path) for path in project_files() if any(place.encode() in path.read_bytes() for place in elsewhere)
    ]
    assert naming == []
