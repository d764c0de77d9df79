"""What each person is given on paper: a convocation, a plan to carry; and what neither tells."""

import pytest

from juries.models import Juror
from sessions.documents import convocations as letters
from sessions.documents import person_plans
from sessions.documents.planned import planned
from sessions.models import Candidate, ExamSession
from sessions.publication import publish
from tests import builders
from tests.evaluations import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Amélie with extra time before lunch and Karim after it, before Claire and Marc; Karim's dossier has not come."""
    exam_session = paper.a_printed_session(reference="2026-NTC-12")
    panel, _ = paper.a_jury(exam_session)
    Juror.objects.filter(last_name="Vasseur").update(employer="Outils Beauce", reference="J1")
    Juror.objects.filter(last_name="Thiébaut").update(reference="J2")
    longer = {"extra_time_preparation": True, "extra_time_oral": True}
    paper.a_placed_candidate(exam_session, panel, **longer)
    names = {"birth_name": "Benhaddou", "first_names": "Karim"}
    late = {"dspp_received": False, "proposal_received": None}
    paper.a_placed_candidate(exam_session, panel, "13:30", reference="C002", route="ccp2", **names, **late)
    return paper.fresh(exam_session)


def loaded(exam_session):
    return planned(paper.fresh(exam_session))


def by_name(files):
    return {file.name: file for file in files}


def printed(file) -> str:
    return " ".join(paper.pages(file.pdf()))


def cells(table) -> list[tuple[str, ...]]:
    return [tuple(map(paper.plain, row)) for row in table.rows]


def test_a_candidate_s_convocation_says_when_where_and_what(two):
    (leaf,) = by_name(letters.convocations(loaded(two)))["convocations-2026-NTC-12-C002"].leaves
    letter = leaf.body
    assert (
        dict(letter.facts).items()
        >= {
            "Journée": "Mardi 8 décembre 2026",
            "Lieu": "12 rue du Pont",
            "Jury": "Jury A",
            "Inscription": "CCP Élaborer, parcours formation",
        }.items()
    )
    assert paper.plain(dict(letter.facts)["Arrivée"]) == "13 h 15, 15 min avant le début"
    assert cells(letter.table) == [
        ("de 13 h 30 à 14 h 00", "Entretien technique : préparation", "30 min", "salle 104"),
        ("de 14 h 00 à 14 h 15", "Entretien technique : présentation", "15 min", "salle 101"),
        ("de 14 h 15 à 15 h 00", "Entretien technique : échanges", "45 min", "salle 101"),
        ("de 15 h 00 à 15 h 15", "Mise en situation : attente", "15 min", "salle 104"),
        ("de 15 h 15 à 15 h 30", "Mise en situation : appel", "15 min", "salle 104"),
    ]
    assert letter.bring[1:] == (
        "votre dossier (DSPP) : le centre ne l’a pas encore reçu",
        "votre proposition commerciale, l’identité du client masquée, si le centre ne l’a pas encore",
    )


def test_extra_time_is_the_candidate_s_own_hours_and_never_named(two):
    file = by_name(letters.convocations(loaded(two)))["convocations-2026-NTC-12-C003"]
    rows = cells(file.leaves[0].body.table)
    assert rows[0][:3] == ("de 8 h 30 à 9 h 10", "Entretien technique : préparation", "40 min")
    assert ("Mise en situation : appel", "13 min 20") in {row[1:3] for row in rows}
    assert len(file.leaves[0].body.bring) == 1  # everything has come
    for plan in (file, by_name(person_plans.candidate_plans(loaded(two)))["candidate-plans-2026-NTC-12-C003"]):
        told = printed(plan).lower()
        assert not {word for word in ("tiers", "aménagement", "handicap", "benhaddou", "vasseur") if word in told}


def test_a_juror_s_convocation_counts_candidates_and_names_none(two):
    file = by_name(letters.convocations(loaded(two)))["convocations-2026-NTC-12-juror-J1"]
    assert cells(file.leaves[0].body.table) == [
        ("Mardi 8 décembre 2026", "8 h 40 à 15 h 45", "Jury A, salle 101", "2", "1 Titre, 1 CCP Élaborer")
    ]
    told = printed(file)
    assert not {name for name in ("Bœuf", "Amélie", "Benhaddou", "Karim", "C002", "C003") if name in told}
    assert "jusqu’au 31/12/2028" in told
    assert "dites-le au centre dès que vous l’apprenez" in told


def test_the_employer_reads_days_and_hours_and_only_where_there_is_one(two):
    files = by_name(letters.convocations(loaded(two)))
    letter = files["convocations-2026-NTC-12-juror-J1"].leaves[1].body
    assert letter.recipient == ("Outils Beauce",)
    assert cells(letter.table) == [("Mardi 8 décembre 2026", "8 h 40 à 15 h 45")]
    assert any("15 jours" in line for line in letter.closing)
    assert len(files["convocations-2026-NTC-12-juror-J2"].leaves) == 1


def test_a_candidate_s_plan_says_where_to_be_at_each_time(two):
    (leaf,) = by_name(person_plans.candidate_plans(loaded(two)))["candidate-plans-2026-NTC-12-C002"].leaves
    assert [(paper.plain(line.start), line.room) for line in leaf.body.lines] == [
        ("13 h 30", "salle 104"),
        ("14 h 00", "salle 101"),
        ("14 h 15", "salle 101"),
        ("15 h 00", "salle 104"),
        ("15 h 15", "salle 104"),
    ]


def test_a_hole_in_a_candidate_s_day_is_said(two):
    ExamSession.objects.update(role_play_preparation_room=False)
    step = two.candidates.get(reference="C002").passage.steps.get(phase="role_play", kind="jury_preparation")
    step.candidate_room = None
    step.save()
    (leaf,) = by_name(person_plans.candidate_plans(loaded(two)))["candidate-plans-2026-NTC-12-C002"].leaves
    hole = leaf.body.lines[3]
    assert (paper.plain(hole.start), paper.plain(hole.end), hole.what, hole.room) == ("15 h 00", "15 h 15", "Pause", "")


def test_a_juror_s_plan_follows_the_day(two):
    (leaf,) = by_name(person_plans.juror_plans(loaded(two)))["juror-plans-2026-NTC-12-J1"].leaves
    told = [(paper.plain(one.hours), one.name or paper.plain(one.about)) for one in leaf.body.passings]
    assert told == [
        ("8 h 40 à 12 h 30", "Amélie Bœuf-Lacroix"),
        ("12 h 30 à 12 h 45", "Délibération, 15 min"),
        ("12 h 45 à 13 h 30", "Pause, 45 min"),
        ("13 h 30 à 15 h 30", "Karim Benhaddou"),
        ("15 h 30 à 15 h 45", "Délibération, 15 min"),
    ]
    lines = [(paper.plain(line.start), line.what, line.room, line.beside) for line in leaf.body.passings[3].lines]
    assert lines[0] == ("13 h 30", "Entretien technique : préparation du jury", "salle 101", "salle 104")
    assert lines[1][3] == "ici"
    assert lines[-1] == ("15 h 15", "Mise en situation : appel", "salle 101", "salle 104")
    assert leaf.day == builders.DAY


def test_every_paper_of_a_plan_is_a_draft_until_published(two):
    def drafts():
        found = loaded(two)
        makers = (letters.convocations, person_plans.candidate_plans, person_plans.juror_plans)
        return {leaf.is_draft for make in makers for file in make(found) for leaf in file.leaves}

    assert drafts() == {True}
    publish(two, by=None)
    assert drafts() == {False}
    late = builders.a_candidate(two, reference="C099")
    files = by_name(letters.convocations(loaded(two)))
    assert files[f"convocations-2026-NTC-12-{late.reference}"].leaves[0].is_draft


def test_what_is_unknown_is_said(two):
    candidate = builders.a_candidate(two, reference="C099", path="", dspp_received=None, proposal_received=None)
    Juror.objects.create(centre=two.centre, last_name="Seule", reference="J9")
    builders.a_panel(two, Juror.objects.get(reference="J9"), builders.a_juror(two.centre), name="Jury Z")
    files = by_name(letters.convocations(loaded(two)))
    own = files[f"convocations-2026-NTC-12-{candidate.reference}"].leaves[0].body
    assert dict(own.facts)["Journée"] == "non renseignée (8 décembre 2026)"
    lengths = ["30 min", "15 min", "45 min", "10 min", "35 min", "30 min"]
    assert [(row[0], row[2]) for row in cells(own.table)] == [("non renseigné", length) for length in lengths]
    juror = files["convocations-2026-NTC-12-juror-J9"].leaves[0].body
    assert juror.table.rows[0][1] == "non renseigné"
    (plan,) = by_name(person_plans.juror_plans(loaded(two)))["juror-plans-2026-NTC-12-J9"].leaves
    assert (plan.body.told, plan.body.passings) == ("Aucun passage n’est encore placé.", ())


def test_a_passage_without_rooms_still_prints(two):
    for candidate in Candidate.objects.filter(exam_session=two):
        candidate.passage.steps.update(candidate_room=None, jury_room=None)
    found = loaded(two)
    rooms = {line.room for file in person_plans.candidate_plans(found) for line in file.leaves[0].body.lines}
    assert rooms == {"non renseigné", ""}  # nothing is asked during the pause
    assert all(file.pdf().startswith(b"%PDF") for file in person_plans.juror_plans(found))
