"""The empty file to fill in."""

import io

import pytest
from openpyxl import load_workbook

from sessions.candidate_rows import NEEDED, read_rows
from sessions.candidates_file import COLUMNS, UnreadableFile, read_table, write_csv
from sessions.candidates_template import column_guides, template_csv, template_xlsx
from tests.builders import DAY, ntc_document
from titles.referentiel import Referentiel

NTC = Referentiel.parse(ntc_document())


@pytest.mark.parametrize("content", [template_csv(), template_xlsx(NTC)])
def test_the_template_has_every_column_and_no_line(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="que ses titres de colonnes"):
        read_table(content)


def test_the_examples_make_a_line_that_is_accepted() -> None:
    guides = column_guides(NTC)
    table = read_table(write_csv([[guide.name for guide in guides], [guide.example for guide in guides]]))
    reading = read_rows(table, NTC, DAY)
    assert reading.faults == ()
    assert set(reading.rows[0].values) == set(COLUMNS)


def test_the_guide_names_the_codes_of_the_referentiel_and_what_is_needed() -> None:
    guides = {guide.name: guide for guide in column_guides(NTC)}
    assert guides["epreuve"].meaning == "titre, CP-000343, CP-000342 ou entretien final."
    assert {name for name, guide in guides.items() if guide.is_needed} == NEEDED


def test_the_workbook_keeps_telephones_and_codes_as_text_and_its_guide_apart() -> None:
    book = load_workbook(io.BytesIO(template_xlsx(NTC)))
    assert book.sheetnames == ["Candidats", "Mode d’emploi"]
    assert [cell.value for cell in book["Candidats"][1]] == list(COLUMNS)
    assert book["Candidats"].column_dimensions["J"].number_format == "@"
    assert book["Candidats"].column_dimensions["F"].number_format == "DD/MM/YYYY"
