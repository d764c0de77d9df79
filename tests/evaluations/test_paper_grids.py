"""Blank grids for paper: the same words at the same places as on the tagged ones, drawn from fewer layouts."""

import io
import re

import pytest
from pypdf import PageObject, PdfReader

from evaluations.documents import KINDS, Folder
from evaluations.documents.grids import BLANK_GRIDS
from evaluations.documents.paper_grids import paper_pdf
from tests.evaluations import paper

pytestmark = pytest.mark.django_db
NAMES = (
    {"birth_name": "Bœuf-Lacroix", "first_names": "Amélie"},
    {"birth_name": "حداد", "first_names": "ليلى"},
    {"birth_name": "Vandenbroucke-Œuvrard de la Roche-Guyon", "first_names": "Marie-Françoise Éléonore"},
    {"birth_name": "Anticonstitutionnellementanticonstitutionnellementanticonst", "first_names": "Zoë"},
)
TEXT_AT = re.compile(rb"1 0 0 -1 (\S+) (\S+) Tm")
STAMP = re.compile(rb"q 1 0 0 1 (\S+) (\S+) cm /(\S+) Do Q")


@pytest.fixture
def files():
    """Four candidates before a jury of two, and one nobody has placed."""
    exam_session = paper.a_printed_session()
    panel, _ = paper.a_jury(exam_session)
    for number, names in enumerate(NAMES):
        clock = f"{8 + 2 * number:02d}:00"
        paper.a_placed_candidate(exam_session, panel, clock, reference=f"C{number}", route="final", **names)
    paper.builders.a_candidate(exam_session, reference="C9", extra_time_oral=True)
    return KINDS[BLANK_GRIDS].make(Folder(paper.fresh(exam_session)))


def pages(content: bytes) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(content)).pages)


def spots(page: PageObject) -> list[tuple[float, float]]:
    """Where each line of text starts, in pixels; a stamp moves its own."""
    content = page.get_contents().get_data()
    found = [(float(x), float(y)) for x, y in TEXT_AT.findall(content)]
    for dx, dy, name in STAMP.findall(content):
        drawn = page["/Resources"]["/XObject"][f"/{name.decode()}"].get_data()
        found += [(float(x) + float(dx), float(y) + float(dy)) for x, y in TEXT_AT.findall(drawn)]
    return sorted((round(y), round(x)) for x, y in found)


def test_every_sheet_says_the_same_at_the_same_places(files):
    stamped = pages(paper_pdf(files))
    tagged = [page for file in files for page in pages(file.pdf())]
    assert len(stamped) == len(tagged)
    for ours, theirs in zip(stamped, tagged, strict=True):
        assert sorted(ours.extract_text().split()) == sorted(theirs.extract_text().split())
        assert len(spots(ours)) == len(spots(theirs))
        for spot, other in zip(spots(ours), spots(theirs), strict=True):
            assert spot == pytest.approx(other, abs=1)


def test_the_layouts_and_the_words_are_no_sheets_of_the_file(files):
    reader = PdfReader(io.BytesIO(paper_pdf(files)))
    assert reader.metadata.title == "Grilles vierges"
    assert reader.outline == []
    assert {tuple(map(round, page.mediabox)) for page in reader.pages} == {(0, 0, 595, 842)}


def test_a_second_run_gives_the_same_bytes(files):
    assert paper_pdf(files) == paper_pdf(files)
