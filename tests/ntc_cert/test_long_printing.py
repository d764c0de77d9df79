"""Long printing is written part after part: the file is the same to read, and memory is bounded."""

import gc
import io
from collections.abc import Iterator

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from ntc_cert import documents
from ntc_cert.checks import can_make_pdf
from ntc_cert.documents import load_weasyprint, pdf_from_html
from ntc_cert.pdf_joining import NotJoinable

pytestmark = pytest.mark.skipif(not can_make_pdf(), reason="Pango is not installed")


def sheet(name: str, *, pages: int = 1, more: str = "") -> str:
    rest = f'<h2 style="break-before: page">Suite de {name}</h2>' * (pages - 1)
    return (
        f'<!DOCTYPE html><html lang="fr"><head><title>{name}</title></head><body><h1 id="top">{name}</h1>'
        '<table><thead><tr><th scope="col">N°</th><th scope="col">Avis</th></tr></thead>'
        f'<tbody><tr><th scope="row">1</th><td>Favorable à {name}, œuvre reçue ☑</td></tr></tbody></table>'
        f'<p><a href="https://example.org/">{name}</a></p>{rest}{more}</body></html>'
    )


SHEETS = [
    sheet("Première"),
    sheet("Deuxième", pages=2),
    sheet("Troisième"),
    sheet("Quatrième"),
    sheet("Cinquième", pages=5),
    sheet("Sixième"),
]


@pytest.fixture
def by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of 3, 2, 5 and 1 pages."""
    monkeypatch.setattr(documents, "PAGES_AT_ONCE", 2)


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


@pytest.fixture
def in_one() -> PdfReader:
    return read(pdf_from_html(*SHEETS))


@pytest.fixture
def in_parts(in_one: PdfReader, by_two: None) -> PdfReader:
    return read(pdf_from_html(*SHEETS))


def elements(node) -> Iterator:
    """Every structure element under this one, itself first."""
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if isinstance(kid, IndirectObject) and kid.get_object().get("/Type") == "/StructElem":
            yield from elements(kid.get_object())


def tags(reader: PdfReader) -> list:
    return list(elements(reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()))


def test_it_reads_as_if_it_were_written_at_once(in_one: PdfReader, in_parts: PdfReader) -> None:
    assert len(in_parts.pages) == 11
    assert [page.extract_text() for page in in_parts.pages] == [page.extract_text() for page in in_one.pages]
    assert [page.mediabox for page in in_parts.pages] == [page.mediabox for page in in_one.pages]
    assert in_parts.metadata == in_one.metadata
    assert in_parts.metadata.title == "Première"
    root = in_parts.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


def test_its_tags_are_those_of_one_document(in_one: PdfReader, in_parts: PdfReader) -> None:
    found = tags(in_parts)
    assert [each["/S"] for each in found] == [each["/S"] for each in tags(in_one)]
    assert in_parts.trailer["/Root"]["/MarkInfo"]["/Marked"]
    names = [each["/ID"] for each in found if "/ID" in each]
    assert len(names) == len(set(names))
    asked = {name for each in found for name in each.get("/A", {}).get("/Headers", [])}
    assert asked
    assert asked <= set(names)


def test_what_is_marked_on_a_page_leads_to_an_element_of_that_page(in_parts: PdfReader) -> None:
    numbers = in_parts.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    tree = dict(zip(numbers[::2], numbers[1::2], strict=True))
    assert sorted(tree) == list(range(len(in_parts.pages) + len(SHEETS)))  # and a link on each sheet
    for page in in_parts.pages:
        for element in tree[page["/StructParents"]].get_object():
            assert element.get_object()["/Pg"].get_object() == page.get_object()


def test_its_bookmarks_lead_to_the_same_pages(in_one: PdfReader, in_parts: PdfReader) -> None:
    def places(reader: PdfReader) -> list[tuple[str, int]]:
        flat = (mark for mark in _flat(reader.outline))
        return [(mark.title, reader.get_destination_page_number(mark)) for mark in flat]

    assert places(in_parts) == places(in_one)
    assert [title for title, _ in places(in_parts)][:3] == ["Première", "Deuxième", "Suite de Deuxième"]


def _flat(marks: list) -> Iterator:
    for mark in marks:
        if isinstance(mark, list):
            yield from _flat(mark)
        else:
            yield mark


def test_equal_facts_give_identical_bytes(by_two: None) -> None:
    content = pdf_from_html(*SHEETS)
    assert pdf_from_html(*SHEETS) == content
    assert pdf_from_html(*SHEETS[:-1], sheet("Septième")) != content


def test_what_is_written_is_forgotten(by_two: None) -> None:
    page = load_weasyprint().document.Page
    alive = []

    def watch() -> None:
        alive.append(sum(isinstance(each, page) for each in gc.get_objects()))

    gc.collect()
    pdf_from_html(*SHEETS, watch=watch)
    assert alive == [1, 3, 1, 2, 5, 1]


def test_it_stops_in_the_middle_and_the_next_one_prints(by_two: None) -> None:
    seen = []

    def watch() -> None:
        seen.append(True)
        if len(seen) == 4:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        pdf_from_html(*SHEETS, watch=watch)
    assert len(seen) == 4
    assert len(read(pdf_from_html(*SHEETS[:3])).pages) == 4
    assert gc.isenabled()


def test_the_size_of_a_part_belongs_to_what_decides_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = documents.print_identity()
    monkeypatch.setattr(documents, "PAGES_AT_ONCE", documents.PAGES_AT_ONCE + 1)
    assert documents.print_identity() != before


def test_a_link_from_page_to_page_is_refused_rather_than_lost(by_two: None) -> None:
    linked = sheet("Liée", more='<p id="note">Note</p><p><a href="#note">Voir la note</a></p>')
    assert read(pdf_from_html(linked)).pages
    with pytest.raises(NotJoinable):
        pdf_from_html(*SHEETS, linked)
