"""`export_results` as a table: one row per candidate, dates that are dates, text that is never a formula."""

import csv
import io
from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from evaluations.exporting import FORMATS, exported
from evaluations.results_table import ResultTable, table_csv, told
from evaluations.results_workbook import table_xlsx
from sessions.candidates_file import without_guard
from tests import builders
from tests.evaluations import paper

TEXT = {"s", "inlineStr"}
CELLS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20) | st.sampled_from(["=1+1", "-2", "+3", "@a"])


@pytest.fixture
def judged(db):
    """Amélie sealed with a « non », Inès absent, Noa on one CCP with nothing answered."""
    exam_session = paper.a_printed_session(reference="2026-NTC-12")
    panel, jurors = paper.a_jury(exam_session)
    paper.a_sealed_result(paper.a_placed_candidate(exam_session, panel), jurors, no=["C3.2"])
    names = {"birth_name": "Quéméneur", "first_names": "Inès"}
    paper.an_absence(paper.a_placed_candidate(exam_session, panel, "13:00", reference="C012", **names), jurors)
    person = builders.a_person(exam_session.centre, birth_name="=cmd|'calc'!A1", first_names="Noa", born_on=None)
    builders.a_candidate(exam_session, reference="C020", route="ccp1", path="", person=person)
    return paper.fresh(exam_session)


def sheet_of(content: bytes):
    return load_workbook(io.BytesIO(content))["Résultats"]


def rows_of(content: bytes) -> list[dict]:
    """Each line of the workbook under its headings."""
    head, *lines = sheet_of(content).iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_a_row_says_all_that_is_keyed_in_the_order_of_keying(judged):
    amelie, ines, noa = rows_of(exported(judged, "xlsx"))
    assert list(amelie) == [
        *("Session", "N° CERES", "Titre", "Identifiant", "Civilité", "Nom de naissance", "Nom d’usage", "Prénoms"),
        *("Date de naissance", "Lieu de naissance", "Inscription", "Parcours", "Présence"),
        *("C1.1", "C1.2", "C1.3", "C2.1", "C2.2", "C2.3", "C3.1", "C3.2", "C3.3"),
        *("C4.1", "C4.2", "C4.3", "C4.4", "C4.5", "C5.1", "C5.2", "C5.3", "C6.1", "C6.2", "C6.3"),
        *("C1", "C2", "C3", "C4", "C5", "C6", "CP-000343, CCP Présenter", "CP-000342, CCP Élaborer"),
        *("Entretien final", "Proposition calculée", "Décision du jury", "CCP accordés", "Motif"),
        *("Scellé", "Scellé le", "Version", "Empreinte"),
    ]
    assert amelie["Date de naissance"] == datetime(1998, 7, 27)
    assert (amelie["C3.1"], amelie["C3.2"], amelie["C3"]) == ("Oui", "Non", "Non validée")
    assert (amelie["CP-000343, CCP Présenter"], amelie["Décision du jury"]) == ("Non validé", "CCP")
    assert (amelie["CCP accordés"], amelie["Scellé"]) == ("CP-000342", "oui")
    assert amelie["Scellé le"] == datetime(2026, 12, 8, 11, 48)
    assert (ines["Présence"], ines["C1.1"], ines["Décision du jury"]) == ("Absent(e)", "non renseigné", "Absent(e)")
    assert (noa["C1.1"], noa["C4.1"], noa["Entretien final"]) == ("non renseigné", None, None)
    assert (noa["Parcours"], noa["Date de naissance"], noa["Décision du jury"]) == (
        "non renseigné",
        None,
        "non renseignée",
    )
    assert noa["Version"] == 1


def test_the_workbook_is_ready_to_read_and_to_print(judged):
    content = exported(judged, "xlsx")
    sheet = sheet_of(content)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("E2", sheet.dimensions)
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$1", "landscape")
    assert sheet["I2"].number_format == "DD/MM/YYYY"
    assert all(10 <= dimension.width <= 42 for dimension in sheet.column_dimensions.values())
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {*TEXT, "n", "d"}
    assert sheet["F4"].value == "=cmd|'calc'!A1"


def test_the_csv_opens_in_a_french_spreadsheet(judged):
    content = exported(judged, "csv")
    assert content.startswith(b"\xef\xbb\xbfSession;")
    assert content.count(b"\r\n") == 4
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0]["Date de naissance"] == "27/07/1998"
    assert lines[0]["Scellé le"] == "08/12/2026 11:48"
    assert lines[2]["Nom de naissance"] == "'=cmd|'calc'!A1"


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_no_text_becomes_a_formula_and_none_is_lost(cells):
    table = ResultTable(tuple(f"H{rank}" for rank in range(len(cells))), (tuple(cells),))
    written = list(csv.reader(io.StringIO(table_csv(table).decode("utf-8-sig"), newline=""), delimiter=";"))[1:]
    if any(cells):
        assert [without_guard(cell) for cell in written[0]] == cells or "\r" in "".join(cells)
    assert not any(cell[:1] in "=+-@\t\r" for cell in written[0] if cell)
    row = [cell for line in sheet_of(table_xlsx(table, "essai")).iter_rows(min_row=2) for cell in line if cell.value]
    assert {cell.data_type for cell in row} <= TEXT


@pytest.mark.parametrize(
    ("value", "written"),
    [(date(999, 1, 2), "02/01/0999"), (datetime(2026, 12, 8, 9, 5), "08/12/2026 09:05"), (None, ""), (3, "3")],
)
def test_values_are_written_as_they_are_typed(value, written):
    assert told(value) == written


def test_a_birth_before_spreadsheets_count_stays_readable():
    table = ResultTable(("Né",), ((date(1899, 5, 4),),))
    assert sheet_of(table_xlsx(table, "essai"))["A2"].value == "04/05/1899"


def test_control_characters_are_left_out_of_a_workbook():
    table = ResultTable(("Nom",), (("a\x0bb",),))
    assert sheet_of(table_xlsx(table, "essai"))["A2"].value == "ab"


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_command_writes_each_format(judged, tmp_path, format_name):
    out = tmp_path / "results"
    call_command("export_results", judged.reference, "--format", format_name, "--out", str(out))
    content = out.read_bytes()
    assert content[:2] == {"json": b'{"', "csv": b"\xef\xbb", "xlsx": b"PK"}[format_name]


def test_a_workbook_needs_a_file(judged):
    errors = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("export_results", judged.reference, "--format", "xlsx", stdout=io.StringIO(), stderr=errors)
    assert left.value.code == 2
    assert "--out" in errors.getvalue()


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_staff_download_each_format_and_a_juror_none(judged, client, format_name):
    address = reverse("evaluations:results_file", args=[judged.pk, format_name])
    client.force_login(builders.an_organiser(judged.centre))
    answer = client.get(address)
    assert answer["Content-Disposition"] == f'attachment; filename="results-2026-NTC-12.{format_name}"'
    assert answer["Content-Type"] == FORMATS[format_name].content_type
    assert client.get(address.replace(format_name, "pdf")).status_code == 404
    client.force_login(judged.panels.get().jurors.first().user)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_a_table_costs_the_same_queries_at_1_and_at_30(judged, count, django_assert_num_queries):
    for _ in range(count):
        builders.a_candidate(judged)
    with django_assert_num_queries(4):
        exported(judged, "csv")
