"""The plan of an import in words."""

from datetime import date

import pytest

from sessions.candidates_file import read_table
from sessions.import_plan import plan_import
from sessions.import_preview import Cell, in_words, preview
from tests.builders import a_candidate, a_person, a_session, ntc_document
from titles.referentiel import Referentiel

HEAD = "identifiant;nom;nom_usage;prenom;date_naissance;parcours;epreuve;tiers_temps;ccp_acquis;email\n"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("date_naissance", date(1998, 7, 27), "27/07/1998"),
        ("parcours", "vae", "VAE"),
        ("epreuve", "ccp2", "CCP Élaborer"),
        ("epreuve", "", ""),
        ("tiers_temps", "preparation", "préparation"),
        ("ccp_acquis", ("CP-000343", "CP-000342"), "CCP Présenter et CCP Élaborer"),
        ("ccp_acquis", (), ""),
        ("nom", "vae", "vae"),
        ("date_naissance", None, ""),
    ],
)
def test_each_value_is_said_as_the_page_says_it(column: str, value: object, words: str) -> None:
    assert in_words(column, value, Referentiel.parse(ntc_document())) == words


@pytest.mark.django_db
def test_a_changed_line_shows_the_old_value_beside_the_new_and_keeps_what_the_file_leaves_out() -> None:
    exam_session = a_session()
    person = a_person(exam_session.centre, birth_name="Bœuf", used_name="Lacroix", born_on=date(1998, 7, 27))
    a_candidate(exam_session, reference="C001", person=person, extra_time_oral=True)
    table = read_table((HEAD + "C001;Bœuf;;Amélie;;vae;titre;non;CP-000343;a@exemple.fr").encode())
    exam_session.candidates.update(training_results_received=None)
    (line,) = preview(plan_import(exam_session, table, date(2026, 11, 24)).changes, exam_session.referentiel)
    assert (line.effect, line.last_name, line.first_names) == ("Modifié", "Lacroix", "Amélie")
    assert line.cells == [
        Cell("Naissance", "27/07/1998"),
        Cell("Parcours", "VAE", "formation"),
        Cell("Inscription", "Titre"),
        Cell("Tiers-temps", "non", "oral"),
    ]
    assert line.others == [Cell("ccp_acquis", "CCP Présenter", "vide"), Cell("email", "a@exemple.fr", "vide")]


@pytest.mark.django_db
def test_a_new_line_for_somebody_known_shows_what_it_changes_of_them() -> None:
    exam_session = a_session()
    a_person(exam_session.centre, birth_name="Bœuf", born_on=date(1998, 7, 27), email="ancien@exemple.fr")
    table = read_table((HEAD + ";Bœuf;;Amélie;27/07/1998;vae;titre;;;a@exemple.fr").encode())
    (line,) = preview(plan_import(exam_session, table, date(2026, 11, 24)).changes, exam_session.referentiel)
    assert (line.effect, line.notes) == ("Nouveau", ("Déjà dans les candidats du centre.",))
    assert line.others == [Cell("email", "a@exemple.fr", "ancien@exemple.fr")]
    assert line.cells[3] == Cell("Tiers-temps", "non")
