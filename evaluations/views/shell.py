"""What a tablet keeps to start without network: one page without a name, the files it needs, and who gives them."""

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from ntc_cert.http import reads
from ntc_cert.words import sentence
from sessions.tablet_rules import LABELS, Line

SCRIPTS = settings.BASE_DIR / "static" / "js"
LINKED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
IMPORTED = re.compile(r"""(?:from|import) ?\(?"\./([\w/]+\.js)";?""")
ENTRIES = ("app.js", "shell.js", "self_test.js")


@login_not_required
@reads
def shell(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_page())


@login_not_required
@reads
def worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, so that it may answer for the jury's pages; asked again at each visit."""
    source = (SCRIPTS / "worker.js").read_text()
    kept = json.dumps([reverse("evaluations:shell"), reverse("evaluations:self_test"), *kept_files()])
    version = hashlib.sha256(f"{kept}{source}{_page()}{self_test_page()}".encode()).hexdigest()[:12]
    text = f'const SHELL = {kept};\nconst VERSION = "{version}";\n{source}'
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def kept_files() -> list[str]:
    """Addresses of every file the two pages need: those they name, and the modules their scripts import."""
    modules = {name for entry in ENTRIES for name in modules_of(entry)}
    named = [
        *LINKED.findall(_page() + self_test_page()),
        static("img/icons.svg"),
        *(static(f"js/{name}") for name in sorted(modules)),
    ]
    return list(dict.fromkeys(named))


def modules_of(name: str) -> Iterator[str]:
    """A script and what it imports, however far."""
    yield name
    folder = f"{name.rpartition('/')[0]}/".lstrip("/")
    for imported in _imports(name):
        yield from modules_of(f"{folder}{imported}")


@cache
def _imports(name: str) -> tuple[str, ...]:
    code = [line for line in (SCRIPTS / name).read_text().splitlines() if not line.lstrip().startswith(("*", "/"))]
    return tuple(IMPORTED.findall("\n".join(code)))


def self_test_page() -> str:
    """Without a request either: « Tester cette tablette » is kept beside the shell."""
    return render_to_string(
        "evaluations/self_test.html", {"lines": [(line.value, sentence(LABELS[line])) for line in Line]}
    )


def _page() -> str:
    """Without a request: nobody's name, nobody's token."""
    return render_to_string("evaluations/shell.html")
