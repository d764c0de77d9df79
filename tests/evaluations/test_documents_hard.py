"""The sheets of the day on a hard session: forty candidates, names that are long, compound or read from the right."""

import io
import re

import pytest
from pypdf import PdfReader

from evaluations.documents import KINDS, Folder
from evaluations.models import ClientChange, Evaluation
from sessions.publication import publish
from tests.evaluations import hard, paper

pytestmark = pytest.mark.django_db
NEW = ("convocations", "juror-plans", "candidate-plans", "sign-in", "correspondence", "change-sheets")
# What a candidate or a passer-by must never read on a sheet of the day.
SECRET = re.compile(r"tiers|aménagement|handicap|validé|favorable|\bOui\b|\bNon\b|employeur", re.IGNORECASE)


@pytest.fixture
def tried():
    """Two panels are enough for every route and every name."""
    return hard.a_hard_session(panels=2)


def files_of(exam_session, kind):
    return KINDS[kind].make(Folder(paper.fresh(exam_session)))


def pages_of(file):
    return paper.pages(file.pdf())


def squeezed(text: str) -> str:
    """Without the spaces a line's end adds."""
    return text.replace(" ", "")


@pytest.mark.parametrize("kind", NEW)
def test_long_names_stand_whole_and_pages_are_numbered(tried, kind):
    for file in files_of(tried, kind)[:1]:
        found = pages_of(file)
        assert squeezed(hard.ENDLESS) in squeezed("".join(found)) or kind == "convocations"
        assert all(re.search(r"page \d+ sur \d+", page) for page in found)


def test_a_name_written_from_the_right_is_on_every_sheet_of_its_owner(tried):
    letters = set(hard.FROM_THE_RIGHT) - {"־"}
    for kind in ("convocations", "candidate-plans", "change-sheets"):
        (file,) = [one for one in files_of(tried, kind) if one.name.endswith("C002")]
        assert letters <= set("".join(pages_of(file))), kind
    for kind in ("sign-in", "correspondence"):
        assert letters <= set("".join(pages_of(files_of(tried, kind)[0]))), kind


@pytest.mark.parametrize("kind", ["convocations", "candidate-plans", "sign-in"])
def test_nothing_secret_stands_where_a_candidate_reads(tried, kind):
    publish(tried, by=None)
    for file in files_of(tried, kind):
        if not file.person.startswith("juror"):
            assert not SECRET.search(" ".join(pages_of(file))), file.name


def test_rct08_the_first_change_is_said_on_the_phone_and_the_second_face_to_face(tried):
    files = {file.name[-4:]: file for file in files_of(tried, "change-sheets")}
    headings = {number: [slip.heading for slip in file.leaves[0].body.slips] for number, file in files.items()}
    assert headings["C001"] == ["Changement 1, pendant l’appel", "Changement 2, pendant le face à face"]
    assert headings["C002"] == [f"Changement {rank}, pendant la mise en situation" for rank in (1, 2)]
    assert headings["C003"] == [f"Changement {rank}, pendant l’appel" for rank in (1, 2)]
    assert "C004" not in headings  # the final interview has no role-play


def test_a_change_written_is_printed_and_one_to_write_has_boxes_and_lines(tried):
    files = {file.name[-4:]: file for file in files_of(tried, "change-sheets")}
    written, blank = pages_of(files["C001"]), pages_of(files["C003"])
    assert len(written) == len(blank) == 1
    assert written[0].count(hard.CHANGE) == 2
    assert ("économique" in written[0], "technique" in written[0]) == (True, False)
    assert "Marc Thiébaut0" in written[0]
    assert (blank[0].count("économique"), blank[0].count("humain")) == (2, 2)
    change_of(tried, "C003", rank=1, text=hard.CHANGE)
    half = pages_of({file.name[-4:]: file for file in files_of(tried, "change-sheets")}["C003"])[0]
    assert (half.count(hard.CHANGE), half.count("humain")) == (1, 1)


def change_of(exam_session, number, **fields):
    candidate = exam_session.candidates.get(reference=number)
    evaluation, _ = Evaluation.objects.get_or_create(candidate=candidate)
    ClientChange.objects.create(evaluation=evaluation, field="economic", **fields)


def test_a_very_long_change_is_printed_whole(tried):
    for rank in (1, 2):
        change_of(tried, "C003", rank=rank, text="Le client change d’avis sur les délais. " * 40)
    (file,) = [one for one in files_of(tried, "change-sheets") if one.name.endswith("C003")]
    found = pages_of(file)
    assert sum(page.count("Le client change d’avis") for page in found) == 80
    assert ["Changement" in page for page in found] == [True] * len(found)


def test_the_sign_in_sheets_have_a_row_per_expected_person(tried):
    (file,) = files_of(tried, "sign-in")
    sheets = {leaf.body.what: leaf.body for leaf in file.leaves}
    assert list(sheets) == ["Entretien technique", "Mise en situation", "Entretien final", "Jury"]
    counted = {what: [len(group.rows) for group in sheet.groups] for what, sheet in sheets.items()}
    assert counted == {
        "Entretien technique": [3, 3],
        "Mise en situation": [3, 3],
        "Entretien final": [2, 2],
        "Jury": [4],
    }
    first = sheets["Entretien technique"].groups[0]
    assert first.label == "Jury A, salle 101"
    assert (first.rows[1].code, paper.plain(first.rows[1].hours)) == ("C002", "13 h 00 à 13 h 45")


def test_the_correspondence_matches_number_person_panel_and_hours(tried):
    (file,) = files_of(tried, "correspondence")
    row = file.leaves[0].body.rows[2]
    assert (row.number, row.name, row.panel, row.room) == (
        "C003",
        "Da Silva Martins, Léo Jean-Christophe",
        "Jury A",
        "salle 101",
    )
    assert paper.plain(row.hours) == "15 h 00 à 17 h 00"
    (page,) = pages_of(file)
    assert "Réservé au responsable de session : Nadia Ferrand. Ne pas afficher." in page
    assert "tiers" not in page.lower()


@pytest.fixture
def forty():
    return hard.a_hard_session()


def test_forty_candidates_repeat_heads_and_never_leave_a_signature_alone(forty):
    (sign_in,) = files_of(forty, "sign-in")
    found = pages_of(sign_in)
    assert len(found) > 4
    for page in found:
        assert "Prévu Arrivée" in page
        if "Responsable de session" in page:
            assert re.search(r"C0\d\d|Jury [A-J]", page.split("Arrivée")[1])
    assert sum(page.count("Responsable de session") for page in found) == 4
    (table,) = files_of(forty, "correspondence")
    pages = pages_of(table)
    assert [page.count("Date de naissance") for page in pages] == [1] * len(pages)
    assert sum(len(re.findall(r"\bC0\d\d\b", page)) for page in pages) == 40
    widths = [PdfReader(io.BytesIO(table.pdf())).pages[0].mediabox[edge] for edge in (2, 3)]
    assert widths[0] > widths[1]
