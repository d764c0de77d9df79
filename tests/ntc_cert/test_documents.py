"""Documents as values: the same facts give the same bytes, tagged, from static files only."""

import hashlib
import io
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pytest_django import Settings

from ntc_cert import documents
from ntc_cert.checks import can_make_pdf
from ntc_cert.documents import APT_LINE, OutsideStaticFiles, PdfUnavailable, ascii_name, load_weasyprint, pdf_from_html

needs_pango = pytest.mark.skipif(not can_make_pdf(), reason="Pango is a system library; the checks say so")

PAGE = (
    '<html lang="fr"><head><title>Procès-verbal</title></head><body><h1>Décision</h1>'
    '<table><tr><th scope="row">Avis</th><td>Favorable, œuvre reçue ☑</td></tr></table>%s</body></html>'
)
STYLE = '@page { size: A4 } body { font-family: "Liberation Sans", "DejaVu Sans" } h1 { color: black }'


@pytest.fixture
def static_folder(settings: Settings, tmp_path: Path) -> Path:
    """A static folder with a print stylesheet of ours and one picture."""
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "print.css").write_text(STYLE)
    (tmp_path / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    (tmp_path.parent / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    settings.STATICFILES_DIRS = [tmp_path]
    return tmp_path


@needs_pango
def test_equal_facts_give_identical_bytes(static_folder: Path) -> None:
    first = pdf_from_html(PAGE % "un")
    other = pdf_from_html(PAGE % "deux")
    assert pdf_from_html(PAGE % "un") == first
    assert other != first
    assert b"Date" not in first + other


@needs_pango
def test_another_process_on_another_day_gives_the_same_bytes(static_folder: Path) -> None:
    program = (
        "import sys, hashlib, django; django.setup()\n"
        "from django.conf import settings; settings.STATICFILES_DIRS = [sys.argv[1]]\n"
        "from ntc_cert.documents import pdf_from_html\n"
        "print(hashlib.sha256(pdf_from_html(sys.argv[2])).hexdigest())"
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ntc_cert.settings",
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
    }
    told = subprocess.run(
        [sys.executable, "-c", program, str(static_folder), PAGE % "un"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == hashlib.sha256(pdf_from_html(PAGE % "un")).hexdigest()


@needs_pango
def test_a_tagged_document_names_its_language_and_title(static_folder: Path) -> None:
    reader = PdfReader(io.BytesIO(pdf_from_html(PAGE % "")))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "fr"
    assert reader.metadata.title == "Procès-verbal"
    assert b"pdfuaid:part" in catalog["/Metadata"].get_object().get_data()
    assert "Favorable, œuvre reçue ☑" in reader.pages[0].extract_text()


@needs_pango
def test_joined_texts_each_count_their_own_pages(static_folder: Path) -> None:
    counted = STYLE + ' @page { @bottom-right { content: counter(page) " sur " counter(pages) } }'
    (static_folder / "css" / "print.css").write_text(counted)
    long = '<p style="break-before: page">suite</p>'
    joined = pdf_from_html(PAGE % "un", PAGE % long, PAGE % "trois")
    reader = PdfReader(io.BytesIO(joined))
    feet = [page.extract_text().splitlines()[-1] for page in reader.pages]
    assert feet == ["1 sur 1", "1 sur 2", "2 sur 2", "1 sur 1"]
    assert reader.trailer["/Root"]["/StructTreeRoot"]
    assert pdf_from_html(PAGE % "un", PAGE % long, PAGE % "trois") == joined


@needs_pango
def test_render_pdf_takes_a_template(static_folder: Path, settings: Settings) -> None:
    (static_folder / "sheet.html").write_text(PAGE % "{{ name }}")
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [static_folder]}]
    text = PdfReader(io.BytesIO(documents.render_pdf("sheet.html", {"name": "Élodie <Ngô>"}))).pages[0].extract_text()
    assert "Élodie <Ngô>" in text


@needs_pango
@pytest.mark.parametrize("address", ["/static/dot.svg", "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_a_document_reads_static_files_and_its_own_data(static_folder: Path, address: str) -> None:
    assert pdf_from_html(PAGE % f'<img alt="point" src="{address}">').startswith(b"%PDF")


@needs_pango
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/dot.svg",
        "https://example.org/dot.svg",
        "//example.org/static/dot.svg",
        "file:///etc/hostname",
        "file://example.org/static/dot.svg",
        "/static/../../secret.svg",
        "/static/%2e%2e/secret.svg",
        "/static/absent.svg",
        "dot.svg",
        "ftp://example.org/dot.svg",
    ],
)
@pytest.mark.parametrize("shape", ['<img alt="" src="{}">', '<style>p {{ background: url("{}") }}</style><p>a</p>'])
def test_a_document_reads_nothing_else(static_folder: Path, address: str, shape: str) -> None:
    with pytest.raises(OutsideStaticFiles):
        pdf_from_html(PAGE % shape.format(address))


@needs_pango
def test_a_changed_stylesheet_is_read_again(static_folder: Path) -> None:
    before = pdf_from_html(PAGE % "")
    sheet = static_folder / "css" / "print.css"
    sheet.write_text(STYLE.replace("black", "red"))
    os.utime(sheet, ns=(1, 1))
    assert pdf_from_html(PAGE % "") != before


@needs_pango
def test_our_print_stylesheet_is_understood_and_light(caplog: pytest.LogCaptureFixture) -> None:
    """WeasyPrint logs what it ignores: a misspelt property would vanish in silence."""
    documents._press.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pdf_from_html(PAGE % "")
    for_browsers = ("print-color-adjust",)  # the same sheet serves their « Imprimer »
    complaints = [record.getMessage() for record in caplog.records if record.name == "weasyprint"]
    assert [text for text in complaints if not any(name in text for name in for_browsers)] == []
    assert Path(finders.find(documents.STYLESHEET)).stat().st_size <= 10_000


@pytest.fixture
def broken_weasyprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A WeasyPrint whose import fails as on a machine without Pango: a banner, then OSError."""
    package = tmp_path / "weasyprint.py"
    package.write_text('print("WeasyPrint could not import…")\nraise OSError("cannot load library libgobject-2.0-0")')
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    load_weasyprint.cache_clear()
    yield package
    load_weasyprint.cache_clear()


@pytest.mark.parametrize("failure", ["OSError", "ImportError"])
def test_without_pango_the_refusal_says_what_to_install(
    broken_weasyprint: Path, capsys: pytest.CaptureFixture[str], failure: str
) -> None:
    broken_weasyprint.write_text(broken_weasyprint.read_text().replace("OSError", failure))
    with pytest.raises(PdfUnavailable) as caught:
        pdf_from_html(PAGE % "")
    assert APT_LINE in str(caught.value)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("minutes", "NTC-2026-11"), "minutes-NTC-2026-11"),
        (("convocations", "Zoë Œuvrard, née Ngô"), "convocations-Zoe-OEuvrard-nee-Ngo"),
        (("../../etc", "passwd"), "etc-passwd"),
        (("grids", 3), "grids-3"),
        (("日本",), "document"),
    ],
)
def test_ascii_name(parts: tuple[object, ...], expected: str) -> None:
    assert ascii_name(*parts) == expected


@given(st.lists(st.text(), max_size=3))
def test_ascii_name_fits_every_system(parts: list[str]) -> None:
    name = ascii_name(*parts)
    assert name.isascii()
    assert 0 < len(name) <= 150
    assert not set(name) & set(" /\\:*?\"<>|\n\t\0;'$&")
    assert name[0] not in ".-"
