"""A candidates file as text: separators, encodings, headings, and files that can't be read."""

import csv
import io
import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from sessions.candidates_file import (
    MAX_BYTES,
    MAX_ROWS,
    Number,
    Table,
    UnreadableFile,
    read_table,
    refused_csv,
    without_guard,
    write_csv,
)

HEADINGS = ["Nom", "Prénom", "PARCOURS", "épreuve", "Employeur", "remarque"]
ROW = ["Bœuf-Lacroix", "Amélie", "formation", "titre", "Là-bas, d’ici", "à 35 €"]


def written(rows: list[list[str]], separator: str = ";", encoding: str = "utf-8", newline: str = "\r\n") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=newline).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.create_sheet("Autre").append(["nom"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_table(content)
    return str(refused.value).replace("\u00a0", " ")


def cells(table: Table) -> list[tuple[str, ...]]:
    return [line.cells for line in table.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_each_separator_and_encoding_reads_the_same(encoding: str, separator: str, newline: str) -> None:
    table = read_table(written([HEADINGS, ROW], separator, encoding, newline))
    assert table.columns == ("nom", "prenom", "parcours", "epreuve", "employeur", "")
    assert cells(table) == [tuple(ROW)]
    assert table.ignored == ("remarque",)


@pytest.mark.parametrize(
    ("encoding", "separator", "told"),
    [
        ("cp1252", ";", "Séparateur « ; », encodage Windows-1252"),
        ("utf-8-sig", "\t", "Séparateur tabulation, encodage UTF-8"),
    ],
)
def test_what_was_recognised_is_told(encoding: str, separator: str, told: str) -> None:
    assert read_table(written([HEADINGS, ROW], separator, encoding)).origin.replace("\u00a0", " ") == told


@pytest.mark.parametrize("heading", ["date_naissance", "DATE_NAISSANCE", " Date naissance ", "date-naissance"])
def test_a_heading_is_known_however_it_is_typed(heading: str) -> None:
    table = read_table(written([[*HEADINGS[:4], heading], ["A", "B", "vae", "titre", "01/02/1990"]]))
    assert table.columns[-1] == "date_naissance"


def test_blank_lines_are_skipped_and_lines_keep_their_number() -> None:
    text = 'nom;prenom;parcours;epreuve\n\n;;;\nA;"B\nC";vae;titre\nD;E;vae;titre;surplus'
    table = read_table(text.encode())
    assert [(line.number, line.cells[:2], line.surplus) for line in table.lines] == [
        (4, ("A", "B\nC"), ""),
        (6, ("D", "E"), "surplus"),
    ]


def test_a_short_line_is_filled_with_empty_cells() -> None:
    assert cells(read_table(b"nom;prenom;parcours;epreuve;email\nA;B;vae;titre")) == [("A", "B", "vae", "titre", "")]


def test_a_workbook_gives_its_first_sheet_as_typed() -> None:
    content = workbook(
        [
            ["Nom", "Prénom", "Parcours", "Épreuve", "date_naissance", "telephone", "identifiant"],
            ["Bœuf", "Amélie", "vae", "titre", datetime(1998, 7, 27), 612345678, 12.0],
            [None, None, None, None, None, None, None],
            ["A", "B", "vae", "titre", date(1990, 1, 2), 1.5, datetime(1990, 1, 2, 9, 30)],
            ["C", "D", "vae", "titre", time(9, 5), None, None],
        ]
    )
    table = read_table(content)
    assert [(line.number, line.cells[4:]) for line in table.lines] == [
        (2, ("27/07/1998", "612345678", "12")),
        (4, ("02/01/1990", "1.5", "02/01/1990 09:30:00")),
        (5, ("09:05:00", "", "")),
    ]
    assert table.origin == "Classeur XLSX, première feuille"


def test_a_formula_is_read_as_its_value_never_as_its_text() -> None:
    content = workbook([["nom", "prenom", "parcours", "epreuve"], ["A", "=1+1", "vae", "titre"]])
    assert cells(read_table(content)) == [("A", "", "vae", "titre")]


def test_a_workbook_that_lies_about_its_size_is_read_for_what_it_holds() -> None:
    content = workbook([["nom", "prenom", "parcours", "epreuve"], ["A", "B", "vae", "titre"]])
    lying = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as honest, zipfile.ZipFile(lying, "w") as archive:
        for part in honest.infolist():
            data = honest.read(part)
            archive.writestr(part, data.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"'))
    assert cells(read_table(lying.getvalue())) == [("A", "B", "vae", "titre")]


def test_a_workbook_unfolding_to_more_than_a_file_should_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"0" * 61 * 1024 * 1024)
    assert refusal(content.getvalue()).startswith("Le classeur déplié est trop gros. Rien n’a été lu.")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Le fichier est vide. Rien n’a été lu. Choisissez le fichier des candidats."),
        (b"\xef\xbb\xbf\r\n;;\r\n", "Le fichier est vide. Rien n’a été lu. Choisissez le fichier des candidats."),
        (b"a;b\n1;2", "Le fichier n’a pas de colonne nom ni prenom. Rien n’a été lu."),
        (b"nom;b\n1;2", "Le fichier n’a pas de colonne prenom. Rien n’a été lu."),
        (b"nom;prenom;epreuve\n1;2;3", "Le fichier n’a pas de colonne parcours. Rien n’a été lu."),
        (
            b"nom;prenom;parcours;epreuve\n",
            "Le fichier n’a que ses titres de colonnes. Rien n’a été lu. Écrivez un candidat par ligne.",
        ),
        (
            b"nom;prenom;parcours;epreuve;NOM\nA;B;vae;titre;C",
            "Plusieurs colonnes donnent nom : « nom » et « NOM ». Rien n’a été lu. Gardez-en une seule.",
        ),
        (
            b'nom;prenom;parcours;epreuve\nA;B;vae;titre\n"C;D;vae;titre\n',
            "Ligne 3 : un guillemet est mal placé ou n’est pas refermé. Rien n’a été lu. "
            "Corrigez cette ligne, ou enregistrez le tableau à nouveau.",
        ),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00",
            "Le fichier n’est ni un CSV ni un classeur XLSX. Rien n’a été lu. Choisissez le fichier des candidats.",
        ),
        (
            b"\x00\x01\x02",
            "Le fichier n’est ni un CSV ni un classeur XLSX. Rien n’a été lu. Choisissez le fichier des candidats.",
        ),
        (
            b"PK\x03\x04" + bytes(40),
            "Le classeur est abîmé ou protégé par un mot de passe. Rien n’a été lu. "
            "Enregistrez-le à nouveau en « CSV UTF-8 » ou en .xlsx.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "Le fichier est un ancien classeur Excel (.xls). Rien n’a été lu. Enregistrez-le en .xlsx ou en CSV.",
        ),
        (
            "nom;prenom".encode("utf-16"),
            "Le fichier est en UTF-16. Rien n’a été lu. Enregistrez-le en « CSV UTF-8 » ou en .xlsx.",
        ),
        (
            b"\xef\xbb\xbfnom;prenom;parcours;epreuve\n\xe9;B;vae;titre",
            "Ligne 2 : un caractère n’est pas de l’UTF-8. Rien n’a été lu. "
            "Enregistrez-le à nouveau en « CSV UTF-8 » ou en .xlsx.",
        ),
    ],
)
def test_an_unreadable_file_says_why_and_what_to_do(content: bytes, told: str) -> None:
    assert refusal(content) == told


def test_size_and_rows_are_capped() -> None:
    row = b"A;B;vae;titre\n"
    head = b"nom;prenom;parcours;epreuve\n"
    assert refusal(head + b"x" * MAX_BYTES).startswith("Le fichier dépasse 5 Mo.")
    assert len(read_table(head + row * MAX_ROWS).lines) == MAX_ROWS
    assert refusal(head + row * (MAX_ROWS + 1)).startswith("Le fichier a plus de 5 000 lignes.")
    assert refusal(
        workbook([["nom", "prenom", "parcours", "epreuve"], *[["A", "B", "vae", "titre"]] * 5001])
    ).startswith("Le fichier a plus de 5 000 lignes.")


def test_the_refused_lines_come_back_with_their_reason_and_no_formula() -> None:
    content = written(
        [[*HEADINGS[:5], "motif"], ["=A", "+1", "vae", "titre", "@x", "ancien"], ["C", "D", "", "", "", ""]]
    )
    refused = refused_csv(read_table(content), {2: "Ce jour n’existe pas."})
    assert refused.decode("utf-8-sig") == (
        "Nom;Prénom;PARCOURS;épreuve;Employeur;motif\r\n'=A;'+1;vae;titre;'@x;Ce jour n’existe pas.\r\n"
    )
    assert refused.startswith(b"\xef\xbb\xbf")
    again = read_table(refused)
    assert again.ignored == ("motif",)
    assert [without_guard(cell) for cell in again.lines[0].cells[:5]] == ["=A", "+1", "vae", "titre", "@x"]


def test_a_number_keeps_its_sign_and_a_text_alike_is_guarded() -> None:
    assert write_csv([[Number("-0,02"), "-0,02", "-1-2"]]).decode("utf-8-sig") == "-0,02;'-0,02;'-1-2\r\n"


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
FILLED = st.lists(
    st.lists(CELL, min_size=6, max_size=6).filter(lambda row: any(cell.strip() for cell in row)), max_size=6
)


@given(rows=FILLED.filter(bool), separator=st.sampled_from(";,\t"), encoding=st.sampled_from(["utf-8", "utf-8-sig"]))
def test_any_text_reads_back_the_same(rows: list[list[str]], separator: str, encoding: str) -> None:
    assert cells(read_table(written([HEADINGS, *rows], separator, encoding))) == [tuple(row) for row in rows]


LETTERS = "abcÀÉèêëïôœŒùüÿç’«»€ -',;\t\"\n=+@"


@given(
    rows=st.lists(
        st.lists(st.text(LETTERS, min_size=1, max_size=9).map("x".__add__), min_size=6, max_size=6),
        min_size=1,
        max_size=5,
    ),
    separator=st.sampled_from(";,\t"),
)
def test_any_windows_text_reads_back_the_same(rows: list[list[str]], separator: str) -> None:
    content = written([[*HEADINGS[:5], "é"], *rows], separator, "cp1252")  # the lone é is no UTF-8
    assert cells(read_table(content)) == [tuple(row) for row in rows]


@given(rows=FILLED.filter(bool))
def test_what_is_written_to_correct_reads_back_the_same(rows: list[list[str]]) -> None:
    table = read_table(write_csv([HEADINGS, *rows]))
    assert [[without_guard(cell) for cell in line] for line in cells(table)] == rows


def is_read_or_refused(content: bytes) -> bool:
    """Whatever else the reader raised would fail the test that asks."""
    try:
        return bool(read_table(content).lines)
    except UnreadableFile as refused:
        return "Rien n’a été lu." in str(refused)


@given(
    st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(b"PK\x03\x04".__add__), st.text().map(str.encode))
)
def test_any_bytes_are_read_or_refused_in_a_sentence(content: bytes) -> None:
    assert is_read_or_refused(content)
    assert is_read_or_refused(b"nom;prenom;parcours;epreuve\n" + content)


SOUND = workbook([["nom", "prenom", "parcours", "epreuve"], ["A", "B", "vae", "titre"]])


@given(st.lists(st.tuples(st.integers(4, 4000), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_workbook_is_read_or_refused(damages: list[tuple[int, int]]) -> None:
    content = bytearray(SOUND)
    for place, byte in damages:
        content[place] = byte
    assert is_read_or_refused(bytes(content))
