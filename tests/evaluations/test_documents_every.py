"""Every kind on a hard session: tagged, its names whole, its pages numbered, heads repeated, no signature alone."""

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from evaluations.documents import KINDS, Folder
from sessions.badges import prepare_badges
from tests.evaluations import hard, paper
from tests.evaluations.test_documents import tags

pytestmark = pytest.mark.django_db
SITE = "https://examens.example"
PERSONAL = ("convocations", "candidate-plans", "blank-grids", "change-sheets", "grids", "results")
SHARED = ("juror-plans", "sign-in", "correspondence", "minutes")
# What stands above the rows of a table that may go over a page.
HEADS = {
    "juror-plans": "Heures Étape Durée",
    "sign-in": "Prévu Arrivée",
    "correspondence": "Date de naissance Inscription",
    "minutes": "Candidat(e)",
}
SIGNED = {
    "grids": "Signature simple du résultat",
    "results": "Signature simple du résultat",
    "sign-in": "Date et heure",
}


@pytest.fixture
def tried():
    exam_session = hard.a_hard_session(panels=2)
    prepare_badges(exam_session, by=None)
    return exam_session


def files_of(exam_session, kind):
    """A file of each make is enough: the first candidates have the names, the routes and the results that try it."""
    return KINDS[kind].make(Folder(paper.fresh(exam_session), site=SITE))[:4]


def squeezed(text: str) -> str:
    """Without the spaces and the hyphens of a line's end."""
    return re.sub(r"[\s-]", "", text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_sheet_is_tagged_titled_and_numbered(tried, kind):
    for file in files_of(tried, kind):
        assert not file.is_empty
        for leaf in file.leaves[:: max(len(file.leaves) - 1, 1)]:
            reader = PdfReader(io.BytesIO(replace(file, leaves=(leaf,)).pdf()))
            catalog = reader.trailer["/Root"]
            assert (catalog["/Lang"], catalog["/MarkInfo"]["/Marked"].value) == ("fr", True)
            assert reader.metadata.title == leaf.title
            found = {name for name, _ in tags(reader)}
            assert {"/H1", "/P"} <= found
            assert kind == "badges" or {"/Table", "/TH", "/TD"} <= found
            pages = [" ".join(page.extract_text().split()) for page in reader.pages]
            total = len(pages)
            assert [f"page {number} sur {total}" in page for number, page in enumerate(pages, start=1)] == [
                True
            ] * total


@pytest.mark.parametrize("kind", PERSONAL)
def test_names_without_end_or_from_the_right_stand_whole_on_their_sheets(tried, kind):
    first, second = (sheets(replace(file, leaves=file.leaves[:1]))[0] for file in files_of(tried, kind)[:2])
    assert squeezed(hard.ENDLESS) in squeezed("".join(first))
    assert set(hard.FROM_THE_RIGHT) - {"־"} <= set("".join(second))


@pytest.mark.parametrize("kind", SHARED)
def test_names_without_end_or_from_the_right_stand_whole_among_others(tried, kind):
    text = "".join(paper.pages(files_of(tried, kind)[0].pdf()))
    assert squeezed(hard.ENDLESS) in squeezed(text)
    assert set(hard.FROM_THE_RIGHT) - {"־"} <= set(text)


@pytest.mark.parametrize("kind", ["grids", "results", "minutes"])
def test_an_amendment_is_told_at_the_head(tried, kind):
    amended = next(leaf for file in files_of(tried, kind) for leaf in file.leaves if leaf.amended)
    (file,) = [one for one in files_of(tried, kind) if amended in one.leaves]
    first = paper.pages(replace(file, leaves=(amended,)).pdf())[0]
    assert "Version 2 du 14 décembre 2026. Remplace la version 1. Rectification n° 1 : motif de C3" in first


@pytest.mark.parametrize("kind", HEADS)
def test_heads_come_again_on_every_page_with_rows(tried, kind):
    row = re.compile(r"\bC0\d\d\b|\d+ h \d\d à \d+ h \d\d")
    for leaf_pages in sheets(files_of(tried, kind)[0]):
        assert all(HEADS[kind] in page for page in leaf_pages if row.search(page))


@pytest.mark.parametrize("kind", SIGNED)
def test_no_signature_is_alone_on_its_page(tried, kind):
    """Two rows at least stand with it, or the line it is asked under."""
    context = re.compile(r"\bC\d\.\d\b|\bC\d\d\d\b|\bJury [A-J]\b|Entretien final|Et maintenant")
    for file in files_of(tried, kind)[:2]:
        for leaf_pages in sheets(file):
            assert all(context.search(body(page)) for page in leaf_pages if SIGNED[kind] in page), file.name


def test_a_door_of_four_passages_with_long_names_is_one_page(tried):
    for file in files_of(tried, "door-plans"):
        assert [len(pages) for pages in sheets(file)] == [1] * len(file.leaves), file.name


def test_the_minutes_of_forty_keep_their_heads_and_their_signatures_together():
    exam_session = hard.a_hard_session()
    (file,) = KINDS["minutes"].make(Folder(exam_session))
    found = paper.pages(file.pdf())
    assert [page.count("N° Candidat(e) Parcours") for page in found[:-1]] == [1] * (len(found) - 1)
    assert [number for number in range(1, 41) if f"C{number:03} " not in "".join(found[:-1])] == []
    assert found[-1].count("responsable de session") == 1
    assert "C001, n° 1" in paper.plain(" ".join(found))
    assert sum(page.count("habilitation jusqu’au") for page in found[:-1]) == 0


def sheets(file):
    """The pages of each leaf."""
    return [paper.pages(replace(file, leaves=(leaf,)).pdf()) for leaf in file.leaves]


def body(page: str) -> str:
    """Without the foot, which names the candidate."""
    return re.sub(r"ntc_cert · .*?page \d+ sur \d+", "", page)
