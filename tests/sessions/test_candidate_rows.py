"""What the lines of a candidates file say, and every reason to refuse one."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from sessions.candidate_columns import CANDIDATE_COLUMNS, PERSON_COLUMNS
from sessions.candidate_rows import LENGTHS, Fault, Reading, read_rows
from sessions.candidates_file import read_table, write_csv
from sessions.models import Candidate, Person
from tests.builders import ntc_document
from titles.referentiel import Referentiel

TODAY = date(2026, 11, 24)
SOUND = {"nom": "Bœuf", "prenom": "Amélie", "parcours": "formation", "epreuve": "titre"}


@cache
def ntc() -> Referentiel:
    return Referentiel.parse(ntc_document())


def reading(*lines: dict[str, str], referentiel: Referentiel | None = None) -> Reading:
    columns = list({column: None for line in lines for column in {**SOUND, **line}})
    rows = [[{**SOUND, **line}.get(column, "") for column in columns] for line in lines]
    return read_rows(read_table(write_csv([columns, *rows])), referentiel or ntc(), TODAY)


def values(**cells: str) -> dict[str, object]:
    read = reading(cells)
    assert read.faults == ()
    return dict(read.rows[0].values)


def told_of(fault: Fault) -> str:
    return fault.sentence.replace("\u00a0", " ").removeprefix(f"{fault.column} : ")


def faults(*lines: dict[str, str], referentiel: Referentiel | None = None) -> list[tuple[int, str, str, str]]:
    read = reading(*lines, referentiel=referentiel)
    return [(fault.line, fault.column, fault.value, told_of(fault)) for fault in read.faults]


@pytest.mark.parametrize(
    ("column", "typed", "read"),
    [
        ("nom", "  Le\u00a0 Goff \n", "Le Goff"),
        ("nom", "e\u0301", "é"),
        ("identifiant", "C001", "C001"),
        ("date_naissance", "27/07/1998", date(1998, 7, 27)),
        ("date_naissance", "1998-07-27", date(1998, 7, 27)),
        ("date_naissance", "7/7/1998", date(1998, 7, 7)),
        ("email", "amelie.boeuf+ntc@exemple.co.fr", "amelie.boeuf+ntc@exemple.co.fr"),
        ("parcours", "VAE", "vae"),
        ("parcours", "Formation", "formation"),
        ("epreuve", "TITRE", "title"),
        ("epreuve", "cp-000343", "ccp1"),
        ("epreuve", "CP-000342", "ccp2"),
        ("tiers_temps", "Préparation", "preparation"),
        ("tiers_temps", "tout", "tout"),
        ("ccp_acquis", "CP-000342 / cp-000343", ("CP-000343", "CP-000342")),
        ("ccp_acquis", "CP-000343,CP-000343", ("CP-000343",)),
        ("telephone", "+33 6 12 34 56 78", "+33 6 12 34 56 78"),
    ],
)
def test_each_value_is_read(column: str, typed: str, read: object) -> None:
    assert values(**{column: typed})[column] == read


def test_the_final_interview_is_asked_in_any_case_and_with_any_accent() -> None:
    both = "CP-000343 CP-000342"
    assert {values(epreuve=typed, ccp_acquis=both)["epreuve"] for typed in ("Entretien Final", "entretien  finâl")} == {
        "final"
    }


def test_an_empty_cell_gives_no_value() -> None:
    assert values(email="", tiers_temps=" ") == {
        "nom": "Bœuf",
        "prenom": "Amélie",
        "parcours": "formation",
        "epreuve": "title",
    }


@pytest.mark.parametrize(
    ("column", "typed", "told"),
    [
        ("nom", "", "La case est vide. Écrivez une valeur."),
        ("prenom", " ", "La case est vide. Écrivez une valeur."),
        ("epreuve", "", "La case est vide. Écrivez une valeur."),
        ("nom", "A" * 201, "La valeur a 201 caractères, la limite est de 200. Raccourcissez-la."),
        ("nom", "Am\x00élie", "La case contient un caractère illisible. Tapez cette valeur à nouveau."),
        ("nom", "#N/A", "La formule de cette case ne donne rien. Remplacez-la par la valeur."),
        (
            "date_naissance",
            "31/02/1990",
            "Ce jour n’existe pas. Écrivez une date du calendrier, par exemple 28/02/1990.",
        ),
        (
            "date_naissance",
            "27/07/98",
            "Ce n’est pas une date. Écrivez le jour, le mois et l’année, par exemple 28/02/1990.",
        ),
        ("date_naissance", "25/11/2026", "Ce jour n’est pas encore venu. Écrivez la date de naissance."),
        ("date_naissance", "25/11/2012", "Cette date donne 13 ans. Vérifiez l’année."),
        ("date_naissance", "01/01/1898", "Cette date donne 128 ans. Vérifiez l’année."),
        (
            "email",
            "amelie@exemple",
            "Ce n’est pas une adresse électronique. Écrivez-la comme nom@exemple.fr, ou videz la case.",
        ),
        ("parcours", "alternance", "Valeur inconnue. Écrivez formation ou vae."),
        ("epreuve", "CP-000433", "Code inconnu. Écrivez titre, CP-000343, CP-000342 ou entretien final."),
        ("tiers_temps", "oui", "Valeur inconnue. Écrivez non, preparation, oral ou tout."),
        ("ccp_acquis", "CP-000343 CP-1", "Code inconnu. Écrivez CP-000343 ou CP-000342."),
    ],
)
def test_each_fault_names_its_line_its_column_its_value_and_the_cure(column: str, typed: str, told: str) -> None:
    (fault,) = faults({}, {"nom": "Autre", column: typed})
    assert fault[:2] == (3, column)
    assert fault[3] == told
    assert fault[2] in (typed, typed.strip(), typed[:79] + "…", "Am�élie")


def test_all_the_faults_of_a_line_are_told_at_once() -> None:
    assert [fault[1] for fault in faults({"nom": "", "epreuve": "x", "email": "y"})] == ["nom", "epreuve", "email"]


def test_a_value_beyond_the_headings_is_refused_with_the_separator_named() -> None:
    table = read_table(b"nom,prenom,parcours,epreuve\nA,B,vae,titre,12 rue X")
    (fault,) = read_rows(table, ntc(), TODAY).faults
    assert (fault.line, fault.value) == (2, "12 rue X")
    assert fault.cure == "Mettez entre guillemets la valeur qui contient le séparateur."


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            {"epreuve": "CP-000343", "ccp_acquis": "CP-000343"},
            "CP-000343 est déjà acquis. Choisissez une autre inscription, ou corrigez les CCP acquis.",
        ),
        (
            {"epreuve": "entretien final", "ccp_acquis": "CP-000343"},
            "L’entretien final seul demande tous les CCP, il manque CP-000342. "
            "Complétez les CCP acquis, ou choisissez une autre inscription.",
        ),
    ],
)
def test_an_inscription_that_the_held_ccps_forbid_is_refused(line: dict[str, str], told: str) -> None:
    assert faults(line) == [(2, "epreuve", line["epreuve"], told)]


def test_a_held_ccp_does_not_forbid_the_title_nor_the_other_ccp() -> None:
    assert values(epreuve="titre", ccp_acquis="CP-000343")["epreuve"] == "title"
    assert values(epreuve="CP-000342", ccp_acquis="CP-000343")["epreuve"] == "ccp2"


def test_the_codes_are_those_of_the_session_s_referentiel() -> None:
    other = replace(ntc(), ccps=tuple(replace(ccp, code=f"X-{rank}") for rank, ccp in enumerate(ntc().ccps)))
    assert faults({"epreuve": "CP-000343"}, referentiel=other) == [
        (2, "epreuve", "CP-000343", "Code inconnu. Écrivez titre, X-0, X-1 ou entretien final.")
    ]
    assert reading({"epreuve": "x-1"}, referentiel=other).rows[0].values["epreuve"] == "ccp2"


@pytest.mark.parametrize(
    ("first", "second", "column"),
    [
        ({"identifiant": "A"}, {"identifiant": "A", "nom": "Autre"}, "identifiant"),
        ({}, {"nom": "BOEUF", "prenom": "amelie"}, "nom"),
        ({"date_naissance": "01/02/1990"}, {"nom": "boeuf", "date_naissance": "1990-02-01"}, "nom"),
        (
            {"identifiant": "A", "date_naissance": "01/02/1990"},
            {"identifiant": "B", "date_naissance": "01/02/1990"},
            "nom",
        ),
        ({"identifiant": "A"}, {}, "nom"),
    ],
)
def test_two_lines_alike_are_both_refused_and_each_names_the_other(
    first: dict[str, str], second: dict[str, str], column: str
) -> None:
    (one, other) = faults(first, second)
    assert (one[0], one[1], other[0], other[1]) == (2, column, 3, column)
    assert "la ligne 3." in one[3]
    assert "la ligne 2." in other[3]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"date_naissance": "01/02/1990"}, {"date_naissance": "02/02/1990"}),
        ({"date_naissance": "01/02/1990"}, {}),
        ({"identifiant": "A"}, {"identifiant": "B"}),
        ({"identifiant": "A"}, {"identifiant": "a", "nom": "Autre"}),
    ],
)
def test_homonyms_told_apart_by_their_birth_or_their_identifier_are_accepted(
    first: dict[str, str], second: dict[str, str]
) -> None:
    assert len(reading(first, second).rows) == 2


def test_a_line_refused_for_its_value_still_spoils_the_one_like_it() -> None:
    assert {fault[0] for fault in faults({"email": "x"}, {})} == {2, 3}


def test_the_lengths_are_those_the_rows_take() -> None:
    fields = {
        column: model._meta.get_field(field).max_length
        for model, columns in ((Person, PERSON_COLUMNS), (Candidate, CANDIDATE_COLUMNS))
        for column, field in columns.items()
    }
    assert {column: fields[column] for column in LENGTHS} == LENGTHS
