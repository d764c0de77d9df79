"""A candidates file set beside the session: new, changed, unchanged, refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from evaluations.models import Evaluation
from sessions.candidates_file import read_table, write_csv
from sessions.import_plan import Effect, ImportPlan, plan_import
from sessions.models import Candidate, ExamSession, PublishedVersion
from tests.builders import a_bare_passage, a_candidate, a_centre, a_panel, a_person, a_session

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
BORN = date(1998, 7, 27)
SOUND = {"nom": "Bœuf", "prenom": "Amélie", "parcours": "formation", "epreuve": "titre"}


def planned(exam_session: ExamSession, *lines: dict[str, str]) -> ImportPlan:
    columns = list({column: None for line in lines for column in {**SOUND, **line}})
    rows = [[{**SOUND, **line}.get(column, "") for column in columns] for line in lines]
    return plan_import(exam_session, read_table(write_csv([columns, *rows])), TODAY)


def enrolled(exam_session: ExamSession, **fields: Any) -> Candidate:
    who = {"birth_name": "Bœuf", "first_names": "Amélie", "born_on": BORN, **fields.pop("who", {})}
    return a_candidate(exam_session, person=a_person(exam_session.centre, **who), **{"reference": "C001", **fields})


def refused(plan: ImportPlan) -> list[str]:
    return [fault.sentence.replace("\u00a0", " ") for fault in plan.faults]


def test_each_line_is_new_changed_unchanged_or_refused_and_counted() -> None:
    exam_session = a_session()
    enrolled(exam_session, reference="C001")
    enrolled(exam_session, reference="C002", who={"birth_name": "Autre"})
    plan = planned(
        exam_session,
        {"identifiant": "C001", "tiers_temps": "oral"},
        {"identifiant": "C002", "nom": "Autre"},
        {"nom": "Nouveau", "prenom": "Un"},
        {"nom": "Nouveau", "prenom": "Deux"},
        {"nom": "Faux", "epreuve": "CP-1"},
    )
    assert [change.effect for change in plan.changes] == [Effect.CHANGED, Effect.UNCHANGED, Effect.NEW, Effect.NEW]
    assert plan.changes[0].differences == {"tiers_temps": ("non", "oral")}
    assert plan.summary == "2 nouveaux, 1 modifié, 1 inchangé, 1 refusé"
    assert len(plan.accepted) == 3


def test_an_empty_cell_and_an_absent_column_leave_what_is_known() -> None:
    exam_session = a_session()
    enrolled(exam_session, employer="Acme", extra_time_oral=True, held_ccps=["CP-000343"])
    line = {"identifiant": "C001", "employeur": "", "tiers_temps": "", "ccp_acquis": ""}
    assert planned(exam_session, line).changes[0].effect is Effect.UNCHANGED


@pytest.mark.parametrize("born", ["27/07/1998", "1998-07-27"])
def test_without_an_identifier_the_same_names_and_birth_are_the_same_candidate(born: str) -> None:
    exam_session = a_session()
    candidate = enrolled(exam_session)
    (change,) = planned(exam_session, {"nom": "boeuf", "prenom": "AMELIE", "date_naissance": born}).changes
    assert change.candidate == candidate
    assert change.differences == {"nom": ("Bœuf", "boeuf"), "prenom": ("Amélie", "AMELIE")}


def test_an_unknown_identifier_on_a_known_identity_renames_it_until_publication() -> None:
    exam_session = a_session()
    enrolled(exam_session)
    line = {"identifiant": "1180457", "date_naissance": "27/07/1998"}
    assert planned(exam_session, line).changes[0].differences == {"identifiant": ("C001", "1180457")}
    PublishedVersion.objects.create(exam_session=exam_session, number=1, plan={})
    assert refused(planned(exam_session, line)) == [
        "identifiant : Le planning publié nomme déjà « C001 ». Gardez cet identifiant."
    ]


def test_another_birth_is_somebody_else_and_the_namesake_is_told() -> None:
    exam_session = a_session()
    enrolled(exam_session)
    (change,) = planned(exam_session, {"date_naissance": "28/07/1998"}).changes
    assert change.effect is Effect.NEW
    assert [note.replace("\u00a0", " ") for note in change.notes] == ["Même nom que « C001 »."]


@pytest.mark.parametrize(("born", "typed"), [(BORN, ""), (None, "27/07/1998")])
def test_a_name_with_a_birth_missing_on_one_side_is_a_doubt(born: date | None, typed: str) -> None:
    exam_session = a_session()
    enrolled(exam_session, who={"born_on": born})
    assert refused(planned(exam_session, {"date_naissance": typed})) == [
        "nom : Le candidat « C001 » porte ce nom, et l’une des dates de naissance manque. "
        "Écrivez l’identifiant, ou complétez la date de naissance."
    ]
    assert planned(exam_session, {"identifiant": "C001", "date_naissance": typed}).faults == ()


def test_two_candidates_without_birth_and_of_one_name_need_the_identifier() -> None:
    exam_session = a_session()
    for reference in ("C001", "C002"):
        enrolled(exam_session, reference=reference, who={"born_on": None})
    assert refused(planned(exam_session, {})) == [
        "nom : Plusieurs candidats de la session portent ce nom. Écrivez l’identifiant."
    ]
    (change,) = planned(exam_session, {"identifiant": "C003"}).changes
    assert change.effect is Effect.NEW


def test_an_identifier_that_is_somebody_else_s_is_refused() -> None:
    exam_session = a_session()
    enrolled(exam_session, reference="C001")
    enrolled(exam_session, reference="C002", who={"birth_name": "Autre"})
    assert refused(planned(exam_session, {"identifiant": "C002", "date_naissance": "27/07/1998"})) == [
        "identifiant : Cette personne est dans la session sous l’identifiant « C001 ». "
        "Écrivez cet identifiant, ou corrigez le nom."
    ]


def test_two_lines_for_one_candidate_are_both_refused() -> None:
    exam_session = a_session()
    enrolled(exam_session)
    plan = planned(
        exam_session, {"identifiant": "C001", "nom": "Martin"}, {"date_naissance": "27/07/1998", "employeur": "Acme"}
    )
    assert plan.changes == ()
    assert refused(plan) == [
        "nom : Même candidat que la ligne 3. Gardez une seule ligne par candidat.",
        "nom : Même candidat que la ligne 2. Gardez une seule ligne par candidat.",
    ]


def test_a_file_does_not_turn_somebody_known_elsewhere_into_somebody_else() -> None:
    exam_session = a_session()
    candidate = enrolled(exam_session)
    a_candidate(a_session(exam_session.centre), person=candidate.person)
    (told,) = refused(planned(exam_session, {"identifiant": "C001", "nom": "Martin"}))
    assert told.startswith("nom : L’identifiant « C001 » est celui de Amélie Bœuf, qui figure aussi dans une autre")
    (change,) = planned(exam_session, {"identifiant": "C001", "nom": "BOEUF"}).changes
    assert change.differences == {"nom": ("Bœuf", "BOEUF")}


def test_a_person_of_the_centre_is_recognised_and_what_differs_is_shown() -> None:
    exam_session = a_session()
    known = a_person(exam_session.centre, birth_name="Boeuf", first_names="Amélie", born_on=BORN, email="a@exemple.fr")
    a_person(a_centre(), birth_name="Bœuf", first_names="Amélie", born_on=BORN)
    (change,) = planned(exam_session, {"date_naissance": "27/07/1998", "email": "b@exemple.fr"}).changes
    assert (change.effect, change.person, change.candidate) == (Effect.NEW, known, None)
    assert change.differences == {"nom": ("Boeuf", "Bœuf"), "email": ("a@exemple.fr", "b@exemple.fr")}
    assert change.notes == ("Déjà dans les candidats du centre.",)


def test_the_held_ccps_on_record_count_when_the_file_says_nothing_of_them() -> None:
    exam_session = a_session()
    enrolled(exam_session, held_ccps=["CP-000343"])
    (told,) = refused(planned(exam_session, {"identifiant": "C001", "epreuve": "CP-000343"}))
    assert told.startswith("epreuve : CP-000343 est déjà acquis.")
    (change,) = planned(exam_session, {"identifiant": "C001"}).changes
    assert change.notes[0].startswith("CCP Présenter")


def _publish(candidate: Candidate) -> None:
    PublishedVersion.objects.create(exam_session=candidate.exam_session, number=1, plan={})


def _place(candidate: Candidate) -> None:
    a_bare_passage(candidate, a_panel(candidate.exam_session))


def _judge(candidate: Candidate) -> None:
    Evaluation.objects.create(candidate=candidate)


@pytest.mark.parametrize(
    ("done", "line", "column"),
    [
        (_place, {"epreuve": "CP-000343"}, "epreuve"),
        (_judge, {"epreuve": "CP-000343"}, "epreuve"),
        (_judge, {"ccp_acquis": "CP-000343"}, "ccp_acquis"),
        (lambda candidate: None, {"parcours": "vae"}, "parcours"),
    ],
)
def test_what_may_no_longer_change_refuses_the_line(
    done: Callable[[Candidate], None], line: dict[str, str], column: str
) -> None:
    candidate = enrolled(a_session())
    done(candidate)
    plan = planned(candidate.exam_session, {"identifiant": "C001", **line})
    assert [fault.column for fault in plan.faults] == [column]
    assert planned(candidate.exam_session, {"identifiant": "C001", "employeur": "Acme"}).faults == ()


def test_the_refused_lines_carry_every_reason() -> None:
    text = planned(a_session(), {"email": "x", "epreuve": "y"}, {"nom": "Autre"}).refused_file().decode("utf-8-sig")
    head, line, end = text.split("\r\n")
    assert head == "nom;prenom;parcours;epreuve;email;motif"
    assert line.startswith("Bœuf;Amélie;formation;y;x;")
    assert "email : Ce n’est pas" in line.replace("\u00a0", " ")
    assert "epreuve : Code inconnu." in line.replace("\u00a0", " ")
    assert end == ""


def test_the_fingerprint_tells_two_plans_apart_and_one_plan_from_nothing_else() -> None:
    exam_session = a_session()
    lines = {"employeur": "Acme"}, {"nom": "Autre"}
    before = planned(exam_session, *lines).fingerprint
    assert planned(exam_session, *lines).fingerprint == before
    enrolled(exam_session, who={"birth_name": "Autre", "born_on": None})
    assert planned(exam_session, *lines).fingerprint != before


@pytest.mark.parametrize("count", [1, 50])
def test_the_plan_costs_the_same_queries_however_long_the_file(count: int, django_assert_num_queries: Any) -> None:
    exam_session = a_session()
    for number in range(count):
        enrolled(exam_session, reference=f"C{number}", who={"birth_name": f"Nom {number}"})
    lines = [{"identifiant": f"C{number}", "nom": f"Nom {number}", "employeur": "Acme"} for number in range(count)]
    lines += [{"nom": f"Neuf {number}", "date_naissance": "27/07/1998"} for number in range(count)]
    with django_assert_num_queries(9):
        planned(exam_session, *lines)
