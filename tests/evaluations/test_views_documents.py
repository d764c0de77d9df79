"""« Impression »: who may print what, what a download is, and what is offered where no PDF can be made."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from evaluations.documents import KINDS
from ntc_cert.documents import APT_LINE, PdfUnavailable
from tests import builders
from tests.evaluations import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged():
    exam_session = paper.a_printed_session(reference="2026-NTC-12")
    panel, jurors = paper.a_jury(exam_session)
    candidate = paper.a_placed_candidate(exam_session, panel)
    paper.a_sealed_result(candidate, jurors, no=["C3.2"])
    return exam_session, candidate, jurors


@pytest.fixture
def organiser(judged, client):
    client.force_login(builders.an_organiser(judged[0].centre))
    return client


def no_pango():
    raise PdfUnavailable


def addresses(exam_session, candidate):
    yield reverse("evaluations:documents", args=[exam_session.pk])
    yield reverse("evaluations:document", args=[exam_session.pk, "minutes"])
    yield reverse("evaluations:candidate_document", args=[candidate.pk, "results"])


def test_the_page_lists_every_kind_with_its_sheets(judged, organiser):
    exam_session, _, _ = judged
    answer = organiser.get(reverse("evaluations:documents", args=[exam_session.pk]))
    assert answer.status_code == 200
    rows = [*answer.context["before"], *answer.context["after"]]
    assert [(row.kind.key, row.leaves, row.is_draft) for row in rows] == [
        ("convocations", 3, True),
        ("door-plans", 2, True),
        ("juror-plans", 2, True),
        ("candidate-plans", 1, True),
        ("sign-in", 4, True),
        ("correspondence", 1, True),
        ("badges", 0, False),
        ("blank-grids", 6, False),
        ("change-sheets", 1, True),
        ("grids", 9, False),
        ("results", 1, False),
        ("minutes", 1, False),
    ]
    page = answer.content.decode()
    ready = KINDS.keys() - {"badges"}  # none is prepared
    assert all(reverse("evaluations:document", args=[exam_session.pk, key]) in page for key in ready)
    assert 'aria-current="page"' in page


def test_a_session_without_anybody_says_there_is_nothing(client):
    exam_session = paper.a_printed_session()
    client.force_login(builders.an_administrator())
    page = client.get(reverse("evaluations:documents", args=[exam_session.pk])).content.decode()
    assert (page.count("<small>attend "), page.count("<small>à préparer ")) == (len(KINDS) - 1, 1)


@pytest.mark.parametrize("kind", ["minutes", "results", "grids"])
def test_a_kind_is_downloaded_as_one_pdf(judged, organiser, kind):
    answer = organiser.get(reverse("evaluations:document", args=[judged[0].pk, kind]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="{kind}-2026-NTC-12.pdf"'
    assert "Bœuf-Lacroix" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()


def test_one_candidate_s_sheets_name_nobody_else(judged, organiser):
    exam_session, candidate, _ = judged
    other = builders.a_candidate(exam_session, person=builders.a_person(exam_session.centre, birth_name="Szymański"))
    answer = organiser.get(reverse("evaluations:candidate_document", args=[candidate.pk, "results"]))
    assert answer["Content-Disposition"].endswith('"results-2026-NTC-12-C003.pdf"')
    text = " ".join(paper.pages(answer.content))
    assert "Bœuf-Lacroix" in text
    assert "Szymański" not in text
    empty = organiser.get(reverse("evaluations:candidate_document", args=[other.pk, "grids"]))
    assert "Rien à imprimer." in paper.pages(empty.content)[0]


def test_an_unknown_kind_or_one_that_is_nobody_s_is_not_found(judged, organiser):
    exam_session, candidate, _ = judged
    assert organiser.get(reverse("evaluations:document", args=[exam_session.pk, "posters"])).status_code == 404
    for kind in ("minutes", "door-plans", "badges"):
        address = reverse("evaluations:candidate_document", args=[candidate.pk, kind])
        assert organiser.get(address).status_code == 404


def test_a_juror_and_a_foreign_centre_find_nothing(judged, client):
    exam_session, candidate, jurors = judged
    for user in (jurors[0].user, builders.an_organiser(builders.a_centre())):
        client.force_login(user)
        assert {client.get(address).status_code for address in addresses(exam_session, candidate)} == {404}


def test_an_administrator_prints_everywhere(judged, client):
    exam_session, candidate, _ = judged
    client.force_login(builders.an_administrator())
    assert {client.get(address).status_code for address in addresses(exam_session, candidate)} == {200}


def test_it_rejects_post(judged, organiser):
    assert {organiser.post(address).status_code for address in addresses(judged[0], judged[1])} == {405}


def test_without_pango_a_page_says_so_and_offers_the_browser(judged, organiser, monkeypatch):
    monkeypatch.setattr("ntc_cert.documents.load_weasyprint", no_pango)
    address = reverse("evaluations:document", args=[judged[0].pk, "minutes"])
    answer = organiser.get(address)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert APT_LINE in page
    assert 'href="?navigateur"' in page
    sheet = organiser.get(f"{address}?navigateur")
    assert sheet.status_code == 200
    assert "Proposition du jury, sous réserve de validation." in sheet.content.decode()
    assert "css/print" in sheet.content.decode()


def test_without_pango_the_list_links_to_the_browser_s_sheets(judged, organiser, monkeypatch):
    monkeypatch.setattr("evaluations.views.documents.can_make_pdf", lambda: False)
    page = organiser.get(reverse("evaluations:documents", args=[judged[0].pk])).content.decode()
    assert f"{reverse('evaluations:document', args=[judged[0].pk, 'minutes'])}?navigateur" in page
    assert APT_LINE in page


@pytest.mark.parametrize("count", [10, 40])
def test_the_queries_of_the_list_do_not_follow_its_length(judged, organiser, count, django_assert_num_queries):
    exam_session, _, _ = judged
    for _ in range(count - 1):
        builders.a_candidate(exam_session)
    with django_assert_num_queries(49):
        organiser.get(reverse("evaluations:documents", args=[exam_session.pk]))
