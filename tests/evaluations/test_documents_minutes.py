"""The procès-verbal: who sat, what was proposed for whom, what happened, and what it replaces (règlement général)."""

import hashlib

import pytest

from evaluations.decisions import Decision
from evaluations.documents.minutes import minutes
from evaluations.facts import results_document
from evaluations.models import ActKind, DayAct, Evaluation
from evaluations.results import canonical
from evaluations.verdicts import Outcome
from sessions.models import Incident
from tests import builders
from tests.builders import at
from tests.evaluations import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged():
    """Three candidates before one jury: a partial success, an absence, a CCP."""
    exam_session = paper.a_printed_session()
    panel, jurors = paper.a_jury(exam_session)
    partial = paper.a_placed_candidate(exam_session, panel)
    names = {"birth_name": "Quéméneur", "first_names": "Inès"}
    absent = paper.a_placed_candidate(exam_session, panel, "13:00", reference="C012", **names)
    ccp = builders.a_candidate(exam_session, reference="C013", route="ccp2", path="")
    return exam_session, (partial, absent, ccp), jurors


def leaf_of(exam_session):
    (leaf,) = paper.leaves(minutes(paper.fresh(exam_session), paper.loaded(exam_session)))
    return leaf


def seal_all(judged):
    exam_session, (partial, absent, ccp), jurors = judged
    sealed = paper.a_sealed_result(partial, jurors, no=["C3.2"])
    paper.an_absence(absent, jurors)
    paper.a_sealed_result(ccp, jurors)
    return exam_session, sealed


def test_the_head_names_the_session_its_title_and_its_agrement(judged):
    exam_session, _ = seal_all(judged)
    leaf = leaf_of(exam_session)
    assert leaf.above == "Négociateur(trice) technico-commercial(e), TP-00338 v2"
    assert leaf.right == (
        "Centre des Trois-Rivières, agrément 28-2024-11",
        f"Session {exam_session.reference}, CERES 1180457",
        "8 décembre 2026",
    )
    assert leaf.body.about == "Session titre et CCP, en présence, 3 candidats, 1 jury."
    assert leaf.body.facts == (("Lieu", "12 rue du Pont"), ("Responsable de session", "Nadia Ferrand"))
    assert leaf.body.done_at == "Chartres"
    assert not leaf.is_draft


def test_each_candidate_has_path_presence_ccps_and_decision(judged):
    exam_session, _ = seal_all(judged)
    rows = [(r.number, r.path, r.route, r.presence, r.ccps, r.decision) for r in leaf_of(exam_session).body.rows]
    assert rows == [
        ("C003", "formation", "Titre", "oui", ("Non validé", "Validé"), "CCP Élaborer"),
        ("C012", "formation", "Titre", "Absent(e)", ("–", "–"), "Absent(e)"),
        ("C013", "non renseigné", "CCP Élaborer", "oui", ("–", "Validé"), "CCP Élaborer"),
    ]
    assert leaf_of(exam_session).body.rows[0].name == "Bœuf-Lacroix, Amélie"
    totals = paper.plain(leaf_of(exam_session).body.totals)
    assert totals == "Titre : 0 · CCP : 2 · aucun : 0 · absence : 1 · abandon : 0. Total : 3."


def test_every_juror_and_the_supervisor_has_a_place_to_sign(judged):
    exam_session, _ = seal_all(judged)
    cells = leaf_of(exam_session).body.signatures
    assert [cell.name for cell in cells] == ["Claire Vasseur", "Marc Thiébaut", "Nadia Ferrand"]
    reference = judged[2][0].administration_reference
    assert cells[0].lines == (
        f"Jury A, réf. {reference}",
        "habilitation jusqu’au 31/12/2028",
        "vente itinérante, animation d’équipes",
    )
    assert cells[-1].lines == ("responsable de session",)


def test_what_the_register_does_not_know_is_said(judged):
    exam_session, _, _ = judged
    juror = builders.a_juror(
        exam_session.centre,
        habilitated=False,
        administration_reference="",
        itinerant_sales=None,
        team_lead=None,
    )
    builders.a_panel(exam_session, juror, name="Jury B")
    cell = leaf_of(exam_session).body.signatures[2]
    assert cell.lines == ("Jury B, réf. non renseigné", "habilitation non renseignée", "qualité non renseignée")


def test_a_juror_replaced_after_marking_still_signs(judged):
    exam_session, (partial, _, _), jurors = judged
    paper.fill(Evaluation.objects.create(candidate=partial), jurors[0])
    partial.passage.panel.members.filter(juror=jurors[0]).delete()
    names = [cell.name for cell in leaf_of(exam_session).body.signatures]
    assert names == ["Marc Thiébaut", "Claire Vasseur", "Nadia Ferrand"]


def test_incidents_carry_their_time_and_author(judged):
    exam_session, _, _ = judged
    author = builders.an_organiser(exam_session.centre, first_name="Ana", last_name="Sousa")
    Incident.objects.create(exam_session=exam_session, happened_at=at("10:42"), text="Départ retardé.", author=author)
    (row,) = leaf_of(exam_session).body.incidents
    told = (paper.plain(row.happened), row.text, row.author)
    assert told == ("8 déc. 2026 à 10 h 42", "Départ retardé.", "Ana Sousa")


def test_what_was_decided_of_a_delay_or_of_a_jury_stands_with_them(judged):
    exam_session, _, _ = judged
    author = builders.an_organiser(exam_session.centre, first_name="Ana", last_name="Sousa")
    acts = (
        (ActKind.DELAY, "Amélie, retard annoncé de 20 min, heure de fin gardée. Motif : train.", None),
        (ActKind.JUROR, "Jury A, Fatou Diallo à la place de Marc Thiébaut", None),
        (ActKind.JUROR, "Jury A, annulé", at("11:10")),
        (ActKind.ARRIVAL, "Amélie, sur place", None),
    )
    for kind, told, undone in acts:
        row = DayAct(exam_session=exam_session, kind=kind, told=told, at=at("10:30"), by=author, changes=[])
        row.undone_at = undone
        row.save()
    Incident.objects.create(exam_session=exam_session, happened_at=at("10:00"), text="Alarme.", author=author)
    assert [row.text for row in leaf_of(exam_session).body.incidents] == ["Alarme.", *(told for _, told, _ in acts[:2])]


def test_a_decision_that_departs_from_the_proposal_gives_its_reason(judged):
    exam_session, (partial, _, _), jurors = judged
    paper.a_sealed_result(partial, jurors, decision=Decision(Outcome.NONE, (), "Posture jugée insuffisante."))
    (row,) = leaf_of(exam_session).body.reasons
    assert (row.number, row.proposal, row.decision, row.reason) == (
        "C003",
        "Titre",
        "Aucun",
        "Posture jugée insuffisante.",
    )


def test_one_result_not_sealed_makes_a_draft(judged):
    exam_session, (partial, _, _), jurors = judged
    paper.a_sealed_result(partial, jurors)
    leaf = leaf_of(exam_session)
    assert leaf.is_draft
    assert "à décider : 2" in paper.plain(leaf.body.totals)


def test_the_fingerprint_is_that_of_the_exported_results(judged):
    exam_session, _ = seal_all(judged)
    digest = hashlib.sha256(canonical(results_document(paper.fresh(exam_session)))).hexdigest()
    leaf = leaf_of(exam_session)
    grouped = f"{digest[:4]} {digest[4:8]} {digest[8:12]}"
    assert leaf.foot == f"ntc_cert · {exam_session.reference} · version 1 · {grouped}"
    assert leaf.body.code_text == f"ntc_cert {exam_session.reference} 1 {digest[:12]}"
    assert leaf.body.code.startswith("data:image/svg+xml")
    assert leaf.amended == ""


def test_e9_an_amendment_makes_a_new_version_that_says_what_changed(judged):
    exam_session, evaluation = seal_all(judged)
    before = leaf_of(exam_session)
    author = builders.an_organiser(exam_session.centre)
    old = {"outcome": "ccps", "ccps": ["CP-000342"], "reason": None}
    new = {"outcome": "title", "ccps": [], "reason": None}
    changes = {"C3.2": ("N", "O"), "DECISION": (old, new), "MOTIVE.3": (paper.MOTIVE, None)}
    paper.an_amendment(evaluation, author, changes)
    after = leaf_of(exam_session)
    assert paper.plain(after.amended) == (
        "Version 2 du 14 décembre 2026. Remplace la version 1. Rectification n° 1 : C3.2, décision, motif de C3 (C003)."
    )
    (row,) = after.body.amendments
    assert [paper.plain(change) for change in row.changes] == [
        "C3.2 : Non, puis Oui",
        "décision : CCP Élaborer, puis Titre",
        f"motif de C3 : « {paper.MOTIVE} », puis non renseigné",
    ]
    assert (paper.plain(row.what), row.reason) == ("C003, n° 1", "Relevé mal reporté.")
    assert after.body.rows[0].decision == "Titre"
    assert after.body.code_text.split()[2] == "2"
    assert before.foot != after.foot


def test_two_candidates_amended_make_a_third_version(judged):
    exam_session, evaluation = seal_all(judged)
    author = builders.an_organiser(exam_session.centre)
    other = Evaluation.objects.get(candidate__reference="C013")
    paper.an_amendment(evaluation, author, {"MOTIVE.3": (paper.MOTIVE, "Autre motif.")})
    paper.an_amendment(other, author, {"PRESENCE": ("present", "abandoned")})
    leaf = leaf_of(exam_session)
    told = paper.plain(leaf.amended)
    assert told.startswith("Version 3 du 14 décembre 2026. Remplace la version 2.")
    assert "Rectification n° 1 : présence (C013)." in told
    assert paper.plain(leaf.body.amendments[1].changes[0]) == "présence : oui, puis Abandon"


def test_a_remote_session_of_ccps_says_so():
    exam_session = paper.a_printed_session(is_remote=True, ministry_number="", place="", supervisor="")
    builders.a_candidate(exam_session, route="ccp1")
    leaf = leaf_of(exam_session)
    assert leaf.body.about == "Session CCP, à distance, 1 candidat, aucun jury."
    assert leaf.right[1].endswith("CERES non renseigné")
    assert leaf.body.facts == (("Lieu", "non renseigné"), ("Responsable de session", "non renseigné"))


def test_without_a_candidate_there_is_nothing_to_print():
    exam_session = paper.a_printed_session()
    (file,) = minutes(exam_session, [])
    assert (file.is_empty, file.name) == (True, f"minutes-{exam_session.reference}")
