"""Who judges whom (RCT10, charte du jury), who is free, whose dossier is whole (RCT07 to RCT09)."""

from dataclasses import replace
from datetime import date

import pytest

from juries.eligibility import JurorFacts, assess
from ntc_cert.words import NBSP
from sessions.people_conflicts import plain_name
from sessions.timetable import FORMATION, VAE, Dossier, Interval, Link, Settings, Timetable
from tests.sessions.timetables import (
    COMPLETE,
    DAY,
    NEXT_DAY,
    a_candidate,
    a_timetable,
    at,
    between,
    codes,
    placed,
    the,
    with_one,
)


def said(code: str, timetable: Timetable) -> str:
    return the(code, timetable).sentence.replace(NBSP, " ")


def at_9(timetable: Timetable, **more: object) -> Timetable:
    return placed(timetable, "Amélie", at(9), **more)


def judged_on(day: date, **facts: object):
    return assess(JurorFacts(**facts), title_code="TP-00338", day=day)


def test_rct08_a_jury_is_two_or_more():
    alone = at_9(with_one(a_timetable(), "panels", "A", juror_ids=("Claire", "Claire")))
    assert codes(alone) == {"too_few_jurors"}
    assert the("too_few_jurors", alone).blocks
    assert said("too_few_jurors", alone) == (
        "Jury A, mardi 8 décembre 2026 à 9 h 00 : 1 juré, il en faut au moins 2. Passages concernés : Amélie."
    )
    assert codes(at_9(a_timetable(settings=Settings(min_jurors=3)))) == {"too_few_jurors"}


def test_a_name_that_ends_with_a_full_stop_ends_the_sentence():
    timetable = with_one(a_timetable(), "panels", "A", juror_ids=("Claire",))
    alone = at_9(with_one(timetable, "candidates", "Amélie", name="Amélie B."))
    assert said("too_few_jurors", alone).endswith("Passages concernés : Amélie B.")


def test_a_panel_too_small_is_told_once_for_all_its_passages():
    small = placed(at_9(with_one(a_timetable(), "panels", "A", juror_ids=("Claire",))), "Karim", at(14))
    assert the("too_few_jurors", small).candidate_ids == ("Amélie", "Karim")


def test_a_passage_without_a_panel_blocks():
    timetable = at_9(a_timetable())
    orphan = replace(timetable, passages=(replace(timetable.passages[0], panel_id=None),))
    assert codes(orphan) == {"panel_missing"}


def test_rct10_an_ineligible_juror_blocks_on_the_days_they_sit():
    findings = {DAY: judged_on(DAY, itinerant_sales=False)}
    timetable = at_9(with_one(a_timetable(), "jurors", "Claire", findings=findings))
    assert codes(timetable) == {"juror_ineligible", "juror_to_check"}
    conflict = the("juror_ineligible", timetable)
    assert conflict.blocks
    assert (conflict.source, conflict.juror_ids, conflict.panel_ids) == ("RCT10", ("Claire",), ("A",))
    assert said("juror_ineligible", timetable) == (
        "Claire, jury A, 8 décembre 2026. Le jury n’est composé que de professionnels de la vente itinérante."
    )


def test_rct10_a_juror_who_does_not_sit_that_day_is_not_judged():
    findings = {NEXT_DAY: judged_on(NEXT_DAY, itinerant_sales=False)}
    assert codes(at_9(with_one(a_timetable(), "jurors", "Claire", findings=findings))) == set()
    other_panel = {DAY: judged_on(DAY, itinerant_sales=False)}
    assert codes(at_9(with_one(a_timetable(), "jurors", "Sofia", findings=other_panel))) == set()


def test_what_is_not_known_of_a_juror_is_one_warning_for_all_their_days():
    findings = {day: judged_on(day) for day in (DAY, NEXT_DAY)}
    timetable = with_one(a_timetable(), "jurors", "Claire", findings=findings)
    timetable = placed(at_9(timetable), "Karim", at(9, day=NEXT_DAY))
    assert codes(timetable) == {"juror_to_check"}
    told = said("juror_to_check", timetable)
    assert told.startswith("Claire, jury A, 8 et 9 décembre 2026. Vente itinérante : non renseigné. ")
    assert "Habilitation pour TP-00338 : non renseigné." in told
    assert the("juror_to_check", timetable).cure == "Complétez la fiche de ce juré."
    assert the("juror_to_check", timetable).source.count("RCT10") == 1


@pytest.mark.parametrize(
    ("reason", "code", "told"),
    [
        ("trainer", "trainer_of_candidate", "Claire a formé ce candidat."),
        ("employer, trainer", "trainer_of_candidate", "Claire a formé ce candidat."),
        ("employer", "declared_link", "un lien est déclaré avec Claire (même employeur)."),
        ("voisine", "declared_link", "un lien est déclaré avec Claire (voisine)."),
        ("", "declared_link", "un lien est déclaré avec Claire."),
    ],
)
def test_b3_a_declared_link_keeps_the_juror_from_that_candidate(reason, code, told):
    timetable = at_9(a_timetable(links=(Link("Claire", "Amélie", reason),)))
    assert codes(timetable) == {code}
    assert the(code, timetable).blocks
    assert said(code, timetable).endswith(told)


def test_b3_a_link_with_another_candidate_or_on_another_panel_says_nothing():
    links = (Link("Claire", "Karim", "trainer"), Link("Hélène", "Amélie", "trainer"))
    assert codes(at_9(a_timetable(links=links))) == set()


@pytest.mark.parametrize(
    ("juror", "candidate", "same"),
    [
        ("Ets Bœuf & Fils", "ETS. BOEUF  et fils", False),
        ("Ets Bœuf & Fils", "ets boeuf-fils", True),
        ("Distrilec SAS", "distriléc", True),
        ("S.A.R.L. Distrilec", "Distrilec", True),
        ("Distrilec", "Distrilec Ouest", False),
        ("", "", False),
        ("SAS", "SARL", False),
    ],
)
def test_b3_the_same_employer_is_known_however_it_is_written(juror, candidate, same):
    timetable = with_one(a_timetable(), "jurors", "Marc", employer=juror)
    timetable = at_9(with_one(timetable, "candidates", "Amélie", employer=candidate))
    assert codes(timetable) == ({"same_employer"} if same else set())


def test_b3_a_declared_link_says_it_once():
    timetable = with_one(
        a_timetable(links=(Link("Marc", "Amélie", "employer"),)), "jurors", "Marc", employer="Distrilec"
    )
    assert codes(at_9(with_one(timetable, "candidates", "Amélie", employer="Distrilec"))) == {"declared_link"}


@pytest.mark.parametrize("field", ["employer", "training_centre"])
def test_b3_staff_of_the_candidate_s_training_centre_is_a_warning(field):
    timetable = with_one(a_timetable(), "candidates", "Amélie", training_centre="GRETA Atlantique")
    timetable = at_9(with_one(timetable, "jurors", "Marc", **{field: "Gréta atlantique"}))
    assert codes(timetable) == {"training_centre_staff"}
    assert not the("training_centre_staff", timetable).blocks
    assert "Marc travaille pour GRETA Atlantique, qui a formé ce candidat" in said("training_centre_staff", timetable)


def test_a_name_made_of_a_legal_form_alone_is_kept():
    assert plain_name("S.A.S.") == "sas"
    assert plain_name("Établissements L’Œuvre, SA") == "etablissements l oeuvre"


@pytest.mark.parametrize(
    ("away", "clean"),
    [
        (between((8, 0), (9, 0)), True),
        (between((8, 0), (9, 5)), False),
        (between((9, 30), (9, 45)), False),
        (between((12, 0), (18, 0)), True),
        (Interval(at(18, 0), at(8, 0, NEXT_DAY)), True),
    ],
)
def test_h6_a_candidate_is_free_at_every_step_they_attend(away, clean):
    timetable = at_9(with_one(a_timetable(), "candidates", "Amélie", unavailable=(away,)))
    assert codes(timetable) == (set() if clean else {"candidate_unavailable"})


def test_h6_the_jury_s_preparation_of_the_role_play_follows_the_setting():
    candidate = a_candidate("Amélie", unavailable=(between((10, 30), (10, 45)),))
    assert codes(at_9(a_timetable(candidate))) == {"candidate_unavailable"}
    assert codes(at_9(a_timetable(candidate, settings=Settings(role_play_preparation_room=False)))) == set()


def test_an_absence_over_two_days_gives_both():
    away = Interval(at(18, 0, date(2026, 12, 7)), at(10))
    timetable = at_9(with_one(a_timetable(), "candidates", "Amélie", unavailable=(away,)))
    assert said("candidate_unavailable", timetable).endswith(
        "indisponibilité du 7 décembre 2026 à 18 h 00 au 8 décembre 2026 à 10 h 00."
    )


@pytest.mark.parametrize(
    ("windows", "clean"),
    [
        (None, True),
        ((), False),
        ((between((9, 0), (12, 0)),), True),
        ((between((9, 5), (12, 0)),), False),
        ((between((9, 0), (11, 55)),), False),
        ((between((9, 0), (10, 30)), between((10, 30), (12, 0))), True),
        ((between((9, 0), (10, 0)), between((10, 30), (12, 0))), False),
    ],
)
def test_h5_a_juror_is_available_for_every_jury_step(windows, clean):
    timetable = at_9(with_one(a_timetable(), "jurors", "Marc", available=windows))
    assert codes(timetable) == (set() if clean else {"juror_unavailable"})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (COMPLETE, set()),
        (replace(COMPLETE, dspp=False), {"dossier_incomplete"}),
        (replace(COMPLETE, proposal=False), {"dossier_incomplete"}),
        (replace(COMPLETE, training_results=False), {"dossier_incomplete"}),
        (replace(COMPLETE, client_masked=False), {"client_not_masked"}),
        (replace(COMPLETE, proposal=False, client_masked=False), {"dossier_incomplete"}),
        (replace(COMPLETE, proposal=False, client_masked=None), {"dossier_incomplete"}),
        (replace(COMPLETE, dspp=None, client_masked=None), {"dossier_unknown"}),
        (Dossier(), {"dossier_unknown"}),
    ],
)
def test_rct07_rct08_a_dossier_warns_and_never_blocks(facts, expected):
    timetable = a_timetable(a_candidate("Amélie", dossier=facts))
    assert codes(timetable) == expected
    assert not any(the(code, timetable).blocks for code in expected)


@pytest.mark.parametrize(
    ("route", "path", "missing"),
    [("title", FORMATION, True), ("title", VAE, False), ("final", FORMATION, True), ("ccp1", FORMATION, False)],
)
def test_rct07_3_rct09_in_training_results_are_for_the_final_interview_never_for_vae(route, path, missing):
    candidate = a_candidate("Amélie", route, path=path, dossier=replace(COMPLETE, training_results=False))
    assert codes(a_timetable(candidate)) == ({"dossier_incomplete"} if missing else set())


def test_rct09_the_final_interview_alone_asks_for_no_proposal():
    candidate = a_candidate("Amélie", "final", dossier=Dossier(dspp=True, training_results=True))
    assert codes(a_timetable(candidate)) == set()


def test_a_dossier_of_which_nothing_is_known_is_one_line():
    timetable = a_timetable(a_candidate("Amélie", path="", dossier=Dossier()))
    assert said("dossier_unknown", timetable) == (
        "Amélie, dossier non renseigné : le dossier (DSPP), la proposition commerciale, le parcours, "
        "les résultats en formation, l’identité du client, masquée ou non."
    )


def test_what_is_missing_is_listed():
    timetable = a_timetable(a_candidate("Amélie", dossier=replace(COMPLETE, dspp=False, proposal=False)))
    assert (
        said("dossier_incomplete", timetable) == "Amélie : il manque le dossier (DSPP) et la proposition commerciale."
    )
