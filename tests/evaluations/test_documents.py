"""Every kind as PDF: tagged, in French, with whole names, and the same bytes for the same facts."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from pypdf import PdfReader

from evaluations.documents import KINDS, Folder
from evaluations.models import Evaluation
from ntc_cert.documents import STYLESHEET
from sessions.leaves import PrintFile
from sessions.publication import publish
from tests import builders
from tests.evaluations import paper

pytestmark = pytest.mark.django_db

LONG = "Œuvrard-Szymański de la Villardière-Petrović Quéméneur"
FIRST = "Maëlle"


@pytest.fixture
def printed():
    """One sealed result with a long name, a « non » and an absence."""
    exam_session = paper.a_printed_session()
    panel, jurors = paper.a_jury(exam_session)
    long = paper.a_placed_candidate(exam_session, panel, birth_name=LONG, first_names=FIRST)
    paper.a_sealed_result(long, jurors, no=["C3.2"])
    names = {"birth_name": "Quéméneur", "first_names": "Inès"}
    paper.an_absence(paper.a_placed_candidate(exam_session, panel, "13:00", reference="C012", **names), jurors)
    return paper.fresh(exam_session)


def files_of(exam_session, kind: str) -> list[PrintFile]:
    return KINDS[kind].make(Folder(paper.fresh(exam_session)))


def one(exam_session, kind: str, *, leaves: slice = slice(1)) -> list[str]:
    """The pages of the first leaf of a kind, or of the leaves asked for in its first file."""
    file = files_of(exam_session, kind)[0]
    return paper.pages(replace(file, leaves=file.leaves[leaves]).pdf())


def tags(reader: PdfReader) -> Iterator[tuple[str, object]]:
    """The name and the alternative text of each element of the structure."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        kids = node.get("/K", []) if hasattr(node, "get") else []
        yield (str(node.get("/S")), node.get("/Alt")) if hasattr(node, "get") else ("", None)
        waiting += [kid for kid in (kids if isinstance(kids, list) else [kids]) if not isinstance(kid, int)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_tagged_french_document(printed, kind):
    for file in files_of(printed, kind):
        reader = PdfReader(io.BytesIO(file.pdf()))
        catalog = reader.trailer["/Root"]
        assert (catalog["/Lang"], catalog["/MarkInfo"]["/Marked"].value) == ("fr", True)
        assert reader.metadata.title == file.leaves[0].title
        names = {name for name, _ in tags(reader)}
        assert {"/H1", "/P"} <= names
        # Badges are prepared elsewhere: here there are none.
        assert file.is_empty or {"/Table", "/TH", "/TD"} <= names
        assert file.is_empty == (kind == "badges")
        assert file.name.isascii()
        assert file.name.startswith(f"{kind}-{printed.reference}")


def test_the_code_of_the_minutes_speaks(printed):
    reader = PdfReader(io.BytesIO(files_of(printed, "minutes")[0].pdf()))
    (spoken,) = [alt for name, alt in tags(reader) if name == "/Figure"]
    assert f"ntc_cert {printed.reference} 1 " in spoken


def test_a_long_name_holds_whole_on_every_sheet(printed):
    name = f"{FIRST} {LONG}"
    assert len(name) > 60
    for kind, leaves in (("blank-grids", slice(0, 6, 2)), ("grids", slice(0, 9, 3)), ("results", slice(1))):
        found = one(printed, kind, leaves=leaves)
        assert all(name in page for page in found), kind
        assert len(found) == len(range(9)[leaves]), kind
    # A hyphen at the end of a line is followed by the next line's first word.
    assert f"{LONG}, {FIRST}".replace(" ", "") in one(printed, "minutes")[0].replace(" ", "")


def test_rct08_thirteen_criteria_stand_on_one_page(printed):
    page = one(printed, "grids")[0]
    assert "C3.1" in page
    assert "C6.3" in page
    assert page.endswith("page 1 sur 1")
    assert "Signature simple du résultat, par code personnel" in page


def test_words_stand_beside_the_boxes(printed):
    page = one(printed, "grids")[0]
    assert page.count("Oui") == 1 + 12  # the head of the column, then each answer
    assert page.count("Non") == 1 + 1
    blank = one(printed, "blank-grids")[0]
    assert (blank.count("Oui"), blank.count("Non")) == (14, 14)
    assert "Un critère laissé vide n’est pas un « non » : revenez-y avant de signer." in blank


def test_a_sealed_result_is_no_draft_and_an_open_one_is(printed):
    paper.agree(Evaluation.objects.create(candidate=builders.a_candidate(printed, reference="C020")))
    for kind in ("grids", "results"):
        drafts = [{leaf.is_draft for leaf in file.leaves} for file in files_of(printed, kind)]
        assert (drafts[0], drafts[-1]) == ({False}, {True}), kind
    assert "Brouillon" not in one(printed, "grids")[0]
    assert "Brouillon, sans valeur" in one(printed, "minutes")[0]
    assert "Brouillon" not in one(printed, "blank-grids")[0]


def test_the_minutes_say_whose_proposal_it_is(printed):
    page = one(printed, "minutes")[0]
    assert "Proposition du jury, sous réserve de validation." in page
    assert "Brouillon" not in page
    assert page.endswith("page 1 sur 1")
    for told in ("CERES 1180457", "agrément 28-2024-11", "Nadia Ferrand", "Aucun incident.", "Fait à Chartres, le"):
        assert told in page


def test_an_amended_result_visibly_differs(printed):
    before = {kind: files_of(printed, kind)[0].pdf() for kind in ("results", "minutes")}
    author = builders.an_organiser(printed.centre)
    evaluation = Evaluation.objects.get(candidate__reference="C003")
    paper.an_amendment(evaluation, author, {"MOTIVE.3": (paper.MOTIVE, "Autre motif.")})
    for kind, bytes_before in before.items():
        page = one(printed, kind)[0]
        assert "Version 2 du 14 décembre 2026. Remplace la version 1. Rectification n° 1 : motif de C3" in page
        assert page != paper.pages(bytes_before)[0]


def test_the_same_facts_give_the_same_bytes(printed):
    for kind in ("minutes", "results", "door-plans"):
        assert [file.pdf() for file in files_of(printed, kind)] == [file.pdf() for file in files_of(printed, kind)]


def test_what_people_type_stays_text(printed):
    person = Evaluation.objects.get(candidate__reference="C012").candidate.person
    person.birth_name = "<b>Ngô</b> & Cie"
    person.save()
    assert "<b>Ngô</b> & Cie" in one(printed, "minutes")[0]


def test_a_published_plan_is_no_draft(printed):
    assert "Brouillon, sans valeur" in one(printed, "door-plans")[0]
    publish(printed, by=None)
    assert "Brouillon" not in one(printed, "door-plans")[0]


def test_an_empty_session_still_prints_a_page_of_each_kind():
    exam_session = paper.a_printed_session()
    for kind, known in KINDS.items():
        (file,) = files_of(exam_session, kind)
        (page,) = paper.pages(file.pdf())
        assert "Rien à imprimer." in page
        assert known.label in page


def test_two_candidates_alike_in_ascii_get_files_of_their_own():
    exam_session = paper.a_printed_session()
    for reference in ("C/1", "C 1", "c-1"):
        builders.a_candidate(exam_session, reference=reference)
    names = [file.name for file in files_of(exam_session, "results")]
    assert len({name.lower() for name in names}) == 3


@pytest.mark.parametrize(("kind", "recorded"), [("grids", 2), ("results", 1), ("minutes", 1)])
def test_wider_letters_cut_nothing(printed, settings, tmp_path: Path, kind: str, recorded: int):
    """Where Liberation Sans is missing, DejaVu Sans is 15 % wider: the pages it takes are known."""
    (tmp_path / "css").mkdir()
    style = Path(finders.find(STYLESHEET)).read_text().replace('"Liberation Sans",', "")
    (tmp_path / STYLESHEET).write_text(style)
    settings.STATICFILES_DIRS = [tmp_path]
    found = one(printed, kind)
    assert len(found) == recorded
    assert LONG.replace(" ", "") in "".join(found).replace(" ", "")


@pytest.mark.parametrize("count", [10, 40])
def test_the_queries_do_not_follow_the_number_of_candidates(count, django_assert_num_queries):
    exam_session = paper.a_printed_session()
    panel, jurors = paper.a_jury(exam_session)
    paper.a_sealed_result(paper.a_placed_candidate(exam_session, panel), jurors)
    for rank in range(1, count):
        candidate = builders.a_candidate(exam_session, route="final", held_ccps=["CP-000343", "CP-000342"])
        builders.a_bare_passage(candidate, panel)
        if rank % 2:
            paper.a_sealed_result(candidate, jurors)
    loaded = paper.fresh(exam_session)
    folder = Folder(loaded)
    with django_assert_num_queries(15):
        assert len(folder.cases) == count
    with django_assert_num_queries(5):
        assert len(folder.planned.courses) == count
    with django_assert_num_queries(23):
        made = {key: len(kind.make(folder)) for key, kind in KINDS.items()}
    personal = dict.fromkeys(["candidate-plans", "blank-grids", "results"], count)
    assert made.items() >= {**personal, "grids": 1 + count // 2, "minutes": 1, "convocations": count + 2}.items()
