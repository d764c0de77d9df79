"""Joined PDFs keep their tags, bookmarks, texts and pictures; what another program wrote is refused."""

import io

import pytest
from pypdf import PdfReader, PdfWriter

from ntc_cert.checks import can_make_pdf
from ntc_cert.documents import pdf_from_html
from ntc_cert.pdf_joining import NotJoinable, join_pdfs

pytestmark = pytest.mark.skipif(not can_make_pdf(), reason="Pango is not installed")
PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
    "%3Cpath d='M0 0h9v9z'/%3E%3C/svg%3E"
)


def sheet(name: str, *, second: str = "") -> bytes:
    text = f"""<!DOCTYPE html><html lang="fr"><head><title>{name} (7 0 R)</title></head><body>
    <h1>{name}</h1><p>Voir (5 0 R) et <a href="https://example.org/">{name}</a>. <img src="{PICTURE}" alt="{name}"></p>
    <table><thead><tr><th scope="col">N°</th><th scope="col">Mot</th></tr></thead>
    <tbody><tr><th scope="row">1</th><td>{name}</td></tr></tbody></table>
    {f'<h1 style="break-before: page">{second}</h1>' if second else ""}</body></html>"""
    return pdf_from_html(text)


@pytest.fixture(scope="module")
def parts() -> list[bytes]:
    return [sheet("Première"), sheet("Deuxième", second="Suite"), sheet("Troisième")]


@pytest.fixture(scope="module")
def joined(parts) -> PdfReader:
    return PdfReader(io.BytesIO(join_pdfs(parts)), strict=True)


def elements(node):
    """Every structure element under this one, itself first."""
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object()
        if not isinstance(kid, int) and kid.get("/Type") == "/StructElem":
            yield from elements(kid)


def test_every_page_and_text_is_there_in_order(joined, parts):
    apart = [page.extract_text() for part in parts for page in PdfReader(io.BytesIO(part)).pages]
    assert [page.extract_text() for page in joined.pages] == apart
    assert "(5 0 R)" in apart[0]
    assert joined.metadata.title == "Première (7 0 R)"


def test_one_document_holds_the_tags_of_all(joined, parts):
    root = joined.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert len(root["/StructTreeRoot"]["/K"]) == 1
    apart = [PdfReader(io.BytesIO(part)).trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object() for part in parts]
    told = [[each["/S"] for each in elements(document)][1:] for document in apart]
    document = root["/StructTreeRoot"]["/K"][0].get_object()
    assert [each["/S"] for each in elements(document)] == ["/Document", *(kind for kinds in told for kind in kinds)]
    for each in elements(document):
        for kid in each["/K"]:
            if hasattr(kid.get_object(), "get") and kid.get_object().get("/Type") == "/StructElem":
                assert kid.get_object()["/P"].get_object() == each


def test_what_is_marked_on_a_page_leads_to_an_element_of_that_page(joined):
    numbers = joined.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    tree = dict(zip(numbers[::2], numbers[1::2], strict=True))
    assert sorted(tree) == list(range(len(joined.pages) + 3))  # the pages, and three links
    for page in joined.pages:
        for element in tree[page["/StructParents"]].get_object():
            assert element.get_object()["/Pg"].get_object() == page.get_object()
        for note in page.get("/Annots", []):
            assert tree[note.get_object()["/StructParent"]].get_object()["/S"] == "/Link"


def test_the_names_of_cells_differ_from_one_part_to_the_next(joined):
    document = joined.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()
    names = [each["/ID"] for each in elements(document) if "/ID" in each]
    assert len(names) == len(set(names)) == 9
    asked = [name for each in elements(document) for name in each.get("/A", {}).get("/Headers", [])]
    assert asked
    assert set(asked) <= set(names)


def test_bookmarks_follow_one_another(joined):
    assert [mark.title for mark in joined.outline] == ["Première", "Deuxième", "Suite", "Troisième"]
    assert [joined.get_destination_page_number(mark) for mark in joined.outline] == [0, 1, 2, 3]
    first = joined.trailer["/Root"]["/Outlines"]["/First"].get_object()
    assert first["/Next"]["/Prev"].get_object() == first


def test_the_same_parts_give_the_same_bytes_and_one_is_left_alone(parts):
    assert join_pdfs(parts) == join_pdfs(parts)
    assert join_pdfs(parts[:1]) == parts[0]


def test_joined_files_are_joined_again(parts):
    again = PdfReader(io.BytesIO(join_pdfs([join_pdfs(parts), parts[0]])), strict=True)
    assert [page.extract_text().split()[0] for page in again.pages] == [
        "Première",
        "Deuxième",
        "Suite",
        "Troisième",
        "Première",
    ]
    names = [
        each["/ID"]
        for each in elements(again.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object())
        if "/ID" in each
    ]
    assert len(names) == len(set(names)) == 12


def test_what_another_program_wrote_is_refused(parts):
    writer, written = PdfWriter(clone_from=io.BytesIO(parts[0])), io.BytesIO()
    writer.write(written)
    for other in (written.getvalue(), b"%PDF-1.7\n", b""):
        with pytest.raises(NotJoinable):
            join_pdfs([parts[0], other])
