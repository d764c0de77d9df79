"""The empty file to fill in, and what each of its columns takes."""

import io
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ntc_cert.words import typeset
from sessions.candidate_rows import EXTRA_TIMES, INSCRIPTIONS, LENGTHS, NEEDED, PATHS
from sessions.candidates_file import COLUMNS, write_csv
from titles.referentiel import Referentiel

SHEET, GUIDE = "Candidats", "Mode d’emploi"
# A spreadsheet would drop the zero of a telephone, and turn a code into a number.
TEXT_FORMAT, DATE_FORMAT = "@", "DD/MM/YYYY"
EXAMPLES: Final = {
    "identifiant": "C001",
    "civilite": "Mme",
    "nom": "Bœuf",
    "nom_usage": "Bœuf-Lacroix",
    "prenom": "Amélie",
    "date_naissance": "27/07/1998",
    "lieu_naissance": "Quimper",
    "adresse": "12 rue des Tanneurs, 29000 Quimper",
    "email": "amelie@exemple.fr",
    "telephone": "06 12 34 56 78",
    "parcours": "formation",
    "employeur": "Atlantique Emballages",
    "organisme": "Greta de Bretagne",
    "tiers_temps": "non",
}
MEANINGS: Final = {
    "identifiant": "Une fois par session. Vide : le premier numéro libre.",
    "nom": "Nom de naissance.",
    "date_naissance": "JJ/MM/AAAA ou AAAA-MM-JJ.",
    "organisme": "Organisme de formation.",
}


@dataclass(frozen=True, slots=True)
class ColumnGuide:
    name: str
    is_needed: bool
    meaning: str
    example: str


def column_guides(referentiel: Referentiel) -> list[ColumnGuide]:
    title, final = INSCRIPTIONS
    codes = [ccp.code for ccp in referentiel.ccps]
    meanings = MEANINGS | {
        "parcours": _among(PATHS),
        "epreuve": _among((title, *codes, final)),
        "tiers_temps": _among(EXTRA_TIMES),
        "ccp_acquis": "Codes séparés par une espace ou « / ».",
    }
    examples = EXAMPLES | {"epreuve": title, "ccp_acquis": codes[0]}
    return [
        ColumnGuide(
            column,
            column in NEEDED,
            typeset(meanings.get(column) or f"{LENGTHS[column]} caractères au plus."),
            examples[column],
        )
        for column in COLUMNS
    ]


def _among(choices: tuple[str, ...]) -> str:
    return f"{', '.join(choices[:-1])} ou {choices[-1]}."


def template_csv() -> bytes:
    """Headings alone: an example left in place would be enrolled."""
    return write_csv([COLUMNS])


def template_xlsx(referentiel: Referentiel) -> bytes:
    """Headings on the sheet that is read, the guide with its examples on one that is not."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(COLUMNS)
    sheet.freeze_panes = "A2"
    guide = book.create_sheet(GUIDE)
    guide.append(["Colonne", "Obligatoire", "Ce qu’elle contient", "Exemple"])
    for column in column_guides(referentiel):
        guide.append([column.name, "oui" if column.is_needed else "non", column.meaning, column.example])
    for page in (sheet, guide):
        for cell in page[1]:
            cell.font = Font(bold=True)
    for rank, column in enumerate(COLUMNS, start=1):
        dimension = sheet.column_dimensions[get_column_letter(rank)]
        dimension.width = 18
        dimension.number_format = DATE_FORMAT if column == "date_naissance" else TEXT_FORMAT
    for letter, width in zip("ABCD", (18, 14, 60, 36), strict=True):
        guide.column_dimensions[letter].width = width
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
