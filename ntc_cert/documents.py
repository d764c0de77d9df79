"""Documents as values: equal facts give identical PDF bytes, so a printed hash can be computed again."""

import contextlib
import gc
import hashlib
import io
import mimetypes
import re
import threading
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string

from ntc_cert.pdf_joining import join_pdfs

STYLESHEET = "css/print.css"
VARIANT = "pdf/ua-1"
# Addresses in a template are relative to this; only STATIC_URL under it can be read.
BASE_URL = "file:///"
APT_LINE = "apt install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

# A page laid out takes 3 MB until it is written; each part written has its own letters of the fonts, some 15 kB.
PAGES_AT_ONCE = 20

# Fonts and styles are shared, and a document costs the GIL all along: two at once would gain nothing.
_one_at_a_time = threading.Lock()


class PdfUnavailable(RuntimeError):
    """Pango is a system library: no PDF on a machine without it, everything else works."""

    def __init__(self) -> None:
        super().__init__(
            "Les PDF ont besoin de la bibliothèque Pango, absente de cette machine. "
            f"Installez-la avec la commande « {APT_LINE} », puis relancez l’application."
        )


class OutsideStaticFiles(ValueError):
    """A document asked for something other than a static file of ours."""


def render_pdf(template: str, context: Mapping[str, Any] | None = None) -> bytes:
    """Give one template as PDF/UA; no request, no clock and no network has a say in it."""
    return pdf_from_html(render_to_string(template, dict(context or {})))


def pdf_from_html(*texts: str, watch: Callable[[], None] | None = None) -> bytes:
    """Several texts are laid out apart, each counting its own pages, then joined in one file.

    `watch` is called after each of them; what it raises stops the printing.
    """
    parts, waiting = [], iter(texts)
    with pressing(VARIANT) as lay_out:
        while part := _next_part(waiting, lay_out, watch):
            parts.append(part)
    return join_pdfs(parts)


def _next_part(texts: Iterator[str], lay_out: Callable[[str], Any], watch: Callable[[], None] | None) -> bytes:
    """The next texts as a PDF, empty when none is left: what was laid out for it is freed before the one after."""
    with uncollected():
        part = _written(texts, lay_out, watch)
        gc.collect(0)  # all of it is young, for nothing was collected meanwhile
    return part


def _written(texts: Iterator[str], lay_out: Callable[[str], Any], watch: Callable[[], None] | None) -> bytes:
    first, pages, told = None, [], hashlib.sha256()
    for text in texts:
        laid_out = lay_out(text)
        first = first or laid_out
        pages += laid_out.pages
        told.update(text.encode())
        if watch:
            watch()
        if len(pages) >= PAGES_AT_ONCE:
            break
    if not first:
        return b""
    return first.copy(pages).write_pdf(pdf_variant=VARIANT, pdf_identifier=told.digest()[:16])


def page_count(text: str) -> int:
    """Of one text, laid out and not written."""
    with pressing(VARIANT) as lay_out:
        return len(lay_out(text).pages)


def print_identity() -> str:
    """Of all but its text that decides a PDF's bytes: print styles, WeasyPrint's version, variant, size of a part."""
    written = hashlib.sha256(_stylesheet().read_bytes())
    written.update(f"{metadata.version('weasyprint')} {VARIANT} {PAGES_AT_ONCE}".encode())
    return written.hexdigest()


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """One sheet's boxes live to its end: to look for garbage among them finds none, and takes a tenth more."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextlib.contextmanager
def pressing(variant: str | None = None) -> Iterator[Callable[..., Any]]:
    """Lay out texts one after the other, in the shared styles and fonts, and write what comes of it before leaving."""
    weasyprint = load_weasyprint()
    stylesheet = _stylesheet()
    with _one_at_a_time:
        fonts, style, fetcher = _press(stylesheet, stylesheet.stat().st_mtime_ns)

        def lay_out(text: str, *, is_styled: bool = True) -> Any:
            with uncollected():
                page = weasyprint.HTML(string=text, base_url=BASE_URL, url_fetcher=fetcher)
                return page.render(stylesheets=[style] if is_styled else [], font_config=fonts, pdf_variant=variant)

        try:
            yield lay_out
        except weasyprint.urls.FatalURLFetchingError as error:
            # It is no Exception, so that WeasyPrint lets it through; a web server must not.
            raise OutsideStaticFiles(str(error.__cause__)) from error


def ascii_name(*parts: object) -> str:
    """A file name of letters, digits, dots and hyphens that every system takes."""
    text = "-".join(str(part) for part in parts).translate(str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}))
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._")[:150] or "document"


@lru_cache(maxsize=1)
def load_weasyprint() -> ModuleType:
    """Imported at the first PDF: it takes most of a second, and fails with OSError where Pango is missing."""
    try:
        # On failure it prints a banner: the sentence of PdfUnavailable says what to do in one line.
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.filterwarnings("ignore", "HarfBuzz-Subset will be required", DeprecationWarning)
            import weasyprint  # noqa: PLC0415
    except (ImportError, OSError) as error:
        raise PdfUnavailable from error
    return weasyprint


def _stylesheet() -> Path:
    return Path(finders.find(STYLESHEET) or staticfiles_storage.path(STYLESHEET))


@lru_cache(maxsize=1)
def _press(stylesheet: Path, changed_at: int) -> tuple[Any, Any, Any]:
    """What documents share: fonts looked up once and one parsed stylesheet make the next ones a fifth faster."""
    weasyprint = load_weasyprint()
    fetcher = _static_files_fetcher(weasyprint)
    fonts = weasyprint.text.fonts.FontConfiguration()
    style = weasyprint.CSS(
        string=stylesheet.read_text("utf-8"),
        base_url=f"{BASE_URL}{settings.STATIC_URL.lstrip('/')}{STYLESHEET}",
        url_fetcher=fetcher,
        font_config=fonts,
    )
    return fonts, style, fetcher


def _static_files_fetcher(weasyprint: ModuleType) -> Any:
    class StaticFilesFetcher(weasyprint.urls.URLFetcher):
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = static_file(url)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return weasyprint.urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return StaticFilesFetcher(allowed_protocols={"data"}, fail_on_errors=True)


def static_file(url: str) -> Path:
    """The file behind an address made by {% static %}, hashed or not."""
    parts = urlsplit(url)
    name = unquote(parts.path)
    if parts.scheme != "file" or parts.netloc or not name.startswith(settings.STATIC_URL):
        raise OutsideStaticFiles(f"A document may read static files only, not {url}")
    name = name.removeprefix(settings.STATIC_URL)
    return Path(finders.find(name) or staticfiles_storage.path(name))
