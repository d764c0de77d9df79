"""The results table as a workbook: dates are dates, text is never a formula, and the head follows the reader."""

import io
from datetime import date, datetime
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from evaluations.results_table import ResultTable, Value, told

SHEET: Final = "Résultats"
DATE_FORMAT, MOMENT_FORMAT, TEXT_FORMAT = "DD/MM/YYYY", "DD/MM/YYYY HH:MM", "@"
NARROWEST, WIDEST = 8, 40
FIRST_DATE: Final = 1900  # the oldest year a spreadsheet can count in
WHOSE: Final = "D:F"  # the number and the names
WHO: Final = "E2"  # the columns that say which session and who stay, and the headings


def table_xlsx(table: ResultTable, name: str, *, sheet_name: str = SHEET, repeated: str = WHOSE) -> bytes:
    """`repeated`: the columns printed on every page."""
    book = Workbook()
    book.properties.title = name
    book.properties.creator = "ntc_cert"
    sheet = book.active
    sheet.title = sheet_name
    for column, heading in enumerate(table.columns, start=1):
        head = sheet.cell(row=1, column=column)
        _write(head, heading)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        values = [row[column - 1] for row in table.rows]
        sheet.column_dimensions[get_column_letter(column)].width = _width(heading, values)
        for rank, value in enumerate(values, start=2):
            _write(sheet.cell(row=rank, column=column), value)
    sheet.freeze_panes = WHO
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows, sheet.print_title_cols = "1:1", repeated
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(cell: Cell, value: Value) -> None:
    if isinstance(value, date) and value.year >= FIRST_DATE:
        cell.value = value
        cell.number_format = MOMENT_FORMAT if isinstance(value, datetime) else DATE_FORMAT
    elif isinstance(value, int | float):
        cell.value = value
    elif value:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", told(value))
        cell.data_type, cell.number_format = "s", TEXT_FORMAT


def _width(heading: str, values: list[Value]) -> int:
    longest = max((len(told(value)) for value in values), default=0)
    return min(max(longest, min(len(heading), 2 * NARROWEST), NARROWEST) + 2, WIDEST)
