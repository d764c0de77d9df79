"""The preview of the print room: one sheet of what is chosen, and how many pages it all comes to."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse

from evaluations.documents import KINDS, Folder
from evaluations.documents.page_counts import PageCounter
from ntc_cert import documents as printing
from tests import builders
from tests.evaluations import hard, paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()


@pytest.fixture
def room(client):
    """An organiser before a session of two candidates, placed."""
    exam_session = paper.a_printed_session(reference="2026-NTC-12")
    panel, _ = paper.a_jury(exam_session)
    paper.a_placed_candidate(exam_session, panel)
    paper.a_placed_candidate(
        exam_session, panel, "13:00", reference="C004", birth_name="O'Neil & <fils>", first_names="Sofia"
    )
    client.force_login(builders.an_organiser(exam_session.centre))
    return exam_session


def address(exam_session, name="documents"):
    return reverse(f"evaluations:{name}", args=[exam_session.pk])


def shown(client, exam_session, **asked) -> BeautifulSoup:
    answer = client.get(address(exam_session), asked, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Vary"].count("HX-Request")) == (200, 1)
    return BeautifulSoup(answer.content.decode(), "html.parser")


def place(part: BeautifulSoup) -> str:
    return part.select_one(".preview-head .when").get_text(strip=True)


def test_the_page_shows_the_first_sheet_without_a_script(room, client):
    page = BeautifulSoup(client.get(address(room)).content.decode(), "html.parser")
    frame = page.select_one("#apercu iframe")
    assert paper.plain(frame["title"]).startswith("Aperçu : Convocation, Amélie Bœuf-Lacroix")
    assert "Bœuf-Lacroix" in BeautifulSoup(frame["srcdoc"], "html.parser").body.get_text()
    assert page.select_one("#kind-convocations")["class"] == ["here"]
    following = page.select_one("#preview-next")["href"]
    second = BeautifulSoup(
        client.get(f"{address(room)}{following.partition('/impression/')[2]}").content, "html.parser"
    )
    assert place(second) == "feuille 2 sur 4"


def test_the_sheet_is_the_document_s_own_and_escapes_what_it_is_told(room, client):
    part = shown(client, room, apercu="results", feuille="2")
    assert len(part.find_all(recursive=False)) == 1
    sheet = part.select_one("iframe")["srcdoc"]
    (file,) = [one for one in KINDS["results"].make(Folder(room)) if one.name.endswith("C004")]
    assert sheet == file.sheet(0)
    assert "O&#x27;Neil &amp; &lt;fils&gt;" in sheet
    assert [link["href"] for link in BeautifulSoup(sheet, "html.parser").select("link")] == [
        "/static/css/print.css",
        "/static/css/sheet.css",
    ]


def test_sheets_are_turned_and_the_ends_lead_nowhere(room, client):
    first, last = shown(client, room, apercu="blank-grids"), shown(client, room, apercu="blank-grids", feuille="12")
    assert (place(first), place(last)) == ("feuille 1 sur 12", "feuille 12 sur 12")
    assert (first.select_one("#preview-back").get("href"), last.select_one("#preview-next").get("href")) == (None, None)
    assert "feuille=11" in last.select_one("#preview-back")["href"]
    for odd in ("0", "-1", "999", "x", "9" * 40, "²"):
        assert place(shown(client, room, apercu="blank-grids", feuille=odd)) in (
            "feuille 1 sur 12",
            "feuille 12 sur 12",
        )


def test_the_days_and_people_chosen_are_those_shown(room, client):
    people = dict(client.get(address(room)).context["form"].fields["people"].choices)
    (sofia,) = [key for key, name in people.items() if "C004" in name]
    part = shown(client, room, apercu="results", whose="choisis", people=sofia)
    assert place(part) == "feuille 1 sur 1"
    assert "Fiche de résultat, Sofia" in part.select_one("iframe")["title"]
    nobody = shown(client, room, apercu="results", whose="choisis")
    assert place(nobody) == "feuille 1 sur 2"
    (juror,) = [key for key, name in people.items() if "Vasseur" in name]
    none = shown(client, room, apercu="results", whose="choisis", people=juror)
    assert "Rien à imprimer dans ce choix" in none.get_text()
    assert not none.select("iframe")


def test_an_unknown_kind_and_a_session_of_nobody_have_no_sheet(room, client):
    assert "Rien à imprimer pour l’instant." in shown(client, room, apercu="posters").get_text()
    empty = paper.a_printed_session(reference="EMPTY")
    client.force_login(builders.an_administrator())
    assert "Rien à imprimer pour l’instant." in client.get(address(empty)).content.decode()


def test_what_is_not_there_yet_says_what_it_waits_for(room, client):
    page = BeautifulSoup(client.get(address(room)).content.decode(), "html.parser")
    waits = {kind: " ".join(page.select_one(f"#kind-{kind} .grow").get_text(" ").split()) for kind in KINDS}
    assert waits["badges"].endswith("à préparer dans Jurys")
    assert waits["grids"].endswith("attend les réponses d’un juré")
    assert waits["minutes"].endswith("brouillon, attend le scellement")
    assert waits["door-plans"].endswith("brouillon, attend la publication")
    assert page.select_one("#choose-badges").has_attr("disabled")
    assert not page.select_one("#choose-minutes").has_attr("disabled")


def counted(client, exam_session, **asked) -> BeautifulSoup:
    """After as many requests as the page makes by itself."""
    for _ in range(20):
        answer = client.get(address(exam_session, "print_count"), asked, headers={"HX-Request": "true"})
        part = BeautifulSoup(paper.plain(answer.content.decode()).replace("&nbsp;", " "), "html.parser")
        if not part.select("[hx-get]"):
            return part
    raise AssertionError("never counted")


def test_pages_are_counted_little_by_little_then_remembered(room, client, monkeypatch):
    asked = {"kinds": ["door-plans", "blank-grids"], "apercu": "blank-grids", "feuille": "3"}
    first = client.get(address(room, "print_count"), asked, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" in first
    part = counted(client, room, **asked)
    assert part.select_one("#pages-blank-grids").get_text() == "12 p."
    assert part.select_one("#print-word").get_text().strip("\n") == "Préparer les 14 pages"
    assert part.select_one("#place-blank-grids-3").get_text() == "page 3 sur 12"
    assert all(one.has_attr("hx-swap-oob") for one in part.select("[id]"))
    monkeypatch.setattr(printing, "load_weasyprint", lambda: pytest.fail("laid out again"))
    again = counted(client, room, **asked)
    assert again == part
    assert place(shown(client, room, apercu="blank-grids")) == "page 1 sur 12"


def test_a_request_lays_out_a_few_sheets_only(room, client, monkeypatch):
    laid = []
    monkeypatch.setattr("evaluations.documents.page_counts.page_count", lambda text: laid.append(text) or 1)
    client.get(address(room, "print_count"))
    assert 0 < len(laid) <= 6
    shown(client, room, apercu="grids")
    shown(client, room, apercu="blank-grids")
    client.get(address(room))
    assert len(laid) <= 6


def test_without_pango_sheets_are_counted_and_pages_are_not(room, client, monkeypatch):
    monkeypatch.setattr("evaluations.views.print_counts.can_make_pdf", lambda: False)
    part = counted(client, room, kinds=["blank-grids"])
    assert part.select_one("#pages-blank-grids").get_text() == "12 feuilles"
    assert part.select_one("#print-word").get_text().strip("\n") == "Préparer les 12 feuilles"


def test_the_pages_told_are_those_printed():
    """The minutes of forty candidates take several."""
    exam_session = hard.a_hard_session(panels=3)
    folder = Folder(exam_session, site="https://example.org")
    for key in ("door-plans", "juror-plans", "candidate-plans", "sign-in", "correspondence", "results", "minutes"):
        files = KINDS[key].make(folder)
        told = PageCounter(99).pages(files)
        assert told == sum(len(paper.pages(file.pdf())) for file in files), key


@pytest.mark.parametrize("count", [2, 30])
def test_the_queries_of_a_preview_do_not_follow_the_session(room, client, count, django_assert_num_queries):
    for _ in range(count - 2):
        builders.a_candidate(room)
    shown(client, room, apercu="results")
    with django_assert_num_queries(15):
        shown(client, room, apercu="results")
