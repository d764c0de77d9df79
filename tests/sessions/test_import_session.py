"""An instance becomes a session and comes back as a plan; what can't is refused whole, every fault on its line."""

import json
from pathlib import Path

import pytest

from centres.models import Centre
from juries.models import Juror
from sessions.conflicts import find_conflicts
from sessions.models import Candidate, ExamSession, Panel, Passage, PublishedVersion, Room
from sessions.scheduling import place
from sessions.snapshot import timetable_of
from tests.builders import a_centre, a_title, at
from tests.planner.check_plan import check
from tests.sessions.imports import INSTANCES, REPLAN, TINY, everything, exported, instance, load, run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _title(db: None) -> None:
    a_title()


@pytest.mark.parametrize("name", sorted(path.stem for path in INSTANCES.glob("*.json")))
def test_every_instance_comes_in_and_its_plan_holds(name: str) -> None:
    code, out, err = run("import_session", INSTANCES / f"{name}.json")
    assert (code, out, err) == (0, f"{name}\n", [])
    document, plan = instance(name), exported(name)
    violations, figures, _ = check(document, plan)
    assert violations == []
    pinned = {passage["candidate"]: passage for passage in document["pinned"]}
    assert {passage["candidate"]: passage for passage in plan["passages"]} == pinned
    assert {one["reason"] for one in plan["unplaced"]} == {"pas encore planifié"}
    assert (plan["status"], plan["seconds"]) == ("feasible", 0)
    assert plan["bound"] == dict.fromkeys(figures)


def test_what_an_instance_says_is_in_the_rows() -> None:
    run("import_session", INSTANCES / "04-extra-time-conflicts.json")
    exam_session = ExamSession.objects.get()
    assert (exam_session.gap_minutes, exam_session.min_jurors, exam_session.grid_minutes) == (0, 2, 5)
    assert exam_session.role_play_preparation_room is False
    assert (exam_session.title.code, exam_session.title.frozen_at is not None) == ("TP-00338", True)
    timetable = timetable_of(exam_session)
    document = instance("04-extra-time-conflicts")
    assert {c.name for c in timetable.candidates} == {one["name"] for one in document["candidates"]}
    assert [len(panel.juror_ids) for panel in timetable.panels] == [len(one["jurors"]) for one in document["panels"]]
    windows = {juror.name: juror.available for juror in timetable.jurors}
    assert [f"{w.start:%d %H:%M} {w.end:%d %H:%M}" for w in windows["Juré 06"]] == [
        "15 10:00 15 18:00",
        "16 08:30 16 13:00",
    ]
    assert windows["Juré 01"] is None
    links = {
        (link.candidate.reference, link.juror.reference, link.reason)
        for c in Candidate.objects.all()
        for link in c.links.all()
    }
    assert links == {(one["candidate"], one["juror"], one["reason"]) for one in document["conflicts"]}
    slow = Candidate.objects.get(reference="C005")
    assert (slow.extra_time_preparation, slow.extra_time_oral, slow.path, slow.dspp_received) == (True, True, "", None)


def test_what_is_absent_takes_its_default(tmp_path: Path) -> None:
    document = instance()
    for key in ("settings", "conflicts", "now", "pinned", "baseline", "comment", "grid_minutes"):
        del document[key]
    for candidate in document["candidates"]:
        del candidate["unavailable"], candidate["extra_time"]
    for room in document["rooms"]:
        del room["unavailable"]
    document["days"][0]["lunch"] = None
    del document["panels"][0]["room"]
    assert load(tmp_path, document)[:2] == (0, f"{TINY}\n")
    exam_session = ExamSession.objects.get()
    assert (exam_session.gap_minutes, exam_session.min_jurors, exam_session.grid_minutes) == (0, 2, 5)
    assert (exam_session.role_play_preparation_room, exam_session.replan_from) == (False, None)
    assert (exam_session.days.get().lunch_from, exam_session.panels.get().room) == (None, None)


def test_route_final_means_that_every_ccp_is_held() -> None:
    run("import_session", INSTANCES / "03-mixed-routes.json")
    held = {one.route: one.held_ccps for one in Candidate.objects.all()}
    assert held == {"title": [], "ccp1": [], "ccp2": [], "final": ["CP-000343", "CP-000342"]}


@pytest.mark.parametrize(
    ("name", "last", "first"),
    [
        ("Bœuf-Lacroix, Amélie", "Bœuf-Lacroix", "Amélie"),
        ("de La Tour, Jean, Marie", "de La Tour", "Jean, Marie"),
        ("Alix A.", "Alix A.", ""),
        (", Alix", "Alix", ""),
        (" , ", ",", ""),
        ("Nguyễn Thị 小明 🎓 <b>&\"'", "Nguyễn Thị 小明 🎓 <b>&\"'", ""),
    ],
)
def test_a_name_before_its_first_comma_is_the_surname(tmp_path: Path, name: str, last: str, first: str) -> None:
    document = instance()
    document["candidates"][0]["name"] = document["jurors"][0]["name"] = name
    assert load(tmp_path, document)[0] == 0
    person, juror = Candidate.objects.get(reference="C001").person, Juror.objects.get(reference="JU01")
    assert (person.birth_name, person.first_names) == (last, first)
    assert (juror.last_name, juror.first_names) == (last, first)


def test_a_juror_with_no_window_at_all_never_sits(tmp_path: Path) -> None:
    document = instance()
    document["jurors"][0]["available"] = []
    load(tmp_path, document)
    exam_session = ExamSession.objects.get()
    candidate, preparation = Candidate.objects.get(reference="C001"), Room.objects.get(reference="SP01")
    start = at("08:30", exam_session.days.get().date)
    placed = place(candidate, panel=Panel.objects.get(), start=start, preparation_room=preparation, by=None)
    assert "juror_unavailable" in {found.code for found in placed.conflicts}


def test_past_days_and_windows_that_overlap_are_no_matter(tmp_path: Path) -> None:
    document = json.loads(json.dumps(instance()).replace("2026-06-15", "1999-06-15"))
    document["jurors"][0]["available"] = [
        {"from": "1999-06-15T08:00", "to": "1999-06-15T12:00"},
        {"from": "1999-06-15T11:00", "to": "1999-06-15T19:00"},
    ]
    assert load(tmp_path, document)[0] == 0
    (window,) = timetable_of(ExamSession.objects.get()).jurors[0].available
    assert f"{window.start:%H:%M} {window.end:%H:%M}" == "08:00 19:00"


def test_two_reasons_between_the_same_people_make_one_link(tmp_path: Path) -> None:
    document = instance()
    pair = {"juror": "JU01", "candidate": "C001"}
    document["conflicts"] = [
        {**pair, "reason": "trainer"},
        {**pair, "reason": "employer"},
        {**pair, "reason": "trainer"},
    ]
    assert load(tmp_path, document)[0] == 0
    assert [link.reason for link in Candidate.objects.get(reference="C001").links.all()] == ["trainer, employer"]


def test_pinned_passages_are_placed_and_locked_and_the_baseline_is_version_1() -> None:
    run("import_session", INSTANCES / f"{REPLAN}.json")
    document = instance(REPLAN)
    assert set(Passage.objects.values_list("candidate__reference", "is_locked")) == {
        (passage["candidate"], True) for passage in document["pinned"]
    }
    version = PublishedVersion.objects.get()
    told = {passage["candidate"]: passage for passage in version.plan["passages"]}
    assert version.number == 1
    assert told == {passage["candidate"]: passage for passage in document["pinned"] + document["baseline"]}
    exam_session = ExamSession.objects.get()
    assert exam_session.replan_from.astimezone(exam_session.zone).isoformat() == "2026-06-15T13:20:00+02:00"


def test_pinned_steps_come_back_whatever_their_length(tmp_path: Path) -> None:
    """What has happened already took the time it took: that is told as a conflict, not corrected."""
    document = instance(REPLAN)
    last = document["pinned"][0]["steps"][-1]
    last["end"] = last["end"][:-1] + "2"
    assert load(tmp_path, document)[0] == 0
    plan = exported(REPLAN)
    assert (
        next(p for p in plan["passages"] if p["candidate"] == document["pinned"][0]["candidate"])["steps"][-1] == last
    )
    assert "duration_above" in {found.code for found in find_conflicts(timetable_of(ExamSession.objects.get()))}


def test_pinned_passages_that_double_book_are_refused_with_the_sentence(tmp_path: Path) -> None:
    document, before = instance(REPLAN), everything()
    document["pinned"][1]["panel"] = "P01"
    for step in document["pinned"][1]["steps"]:
        step["jury_room"] = step["jury_room"] and "SJ01"
        step["candidate_room"] = {"SJ02": "SJ01"}.get(step["candidate_room"], step["candidate_room"])
    code, out, err = load(tmp_path, document)
    assert (code, out, everything()) == (2, "", before)
    text = " ".join(err).replace("\N{NO-BREAK SPACE}", " ")
    for part in (
        "champ « pinned[1] »",
        "Jury P01",
        "lundi 15 juin 2026",
        "de 8 h 30 à 11 h 30",
        "Alix A. et Basile A.",
    ):
        assert part in text


def test_what_blocks_a_pinned_passage_is_told_and_it_comes_in_all_the_same(tmp_path: Path) -> None:
    document = instance(REPLAN)
    document["conflicts"] = [{"juror": "JU01", "candidate": "C001", "reason": "trainer"}]
    code, out, err = load(tmp_path, document)
    assert (code, out, len(err)) == (0, f"{REPLAN}\n", 1)
    assert "Juré 01 a formé ce candidat" in err[0]


def test_somebody_of_the_baseline_may_have_left(tmp_path: Path) -> None:
    document = instance(REPLAN)
    gone = document["baseline"][0]["candidate"]
    document["candidates"] = [one for one in document["candidates"] if one["id"] != gone]
    assert load(tmp_path, document)[0] == 0
    assert gone in {passage["candidate"] for passage in PublishedVersion.objects.get().plan["passages"]}
    assert exported(REPLAN)["instance"] == REPLAN


def test_two_sessions_of_one_day_and_the_same_identifiers_do_not_meet(tmp_path: Path) -> None:
    document = instance(REPLAN)
    assert load(tmp_path, document)[0] == 0
    assert load(tmp_path, {**document, "id": "JUMELLE"})[:2] == (0, "JUMELLE\n")
    assert (Centre.objects.count(), Juror.objects.count(), Room.objects.count()) == (1, 8, 8)
    assert exported("JUMELLE")["passages"] == exported(REPLAN)["passages"]


def test_without_a_centre_one_is_made_for_imports() -> None:
    run("import_session", INSTANCES / f"{TINY}.json")
    run("import_session", INSTANCES / "03-mixed-routes.json")
    assert [(centre.name, centre.exam_sessions.count()) for centre in Centre.objects.all()] == [("Centre importé", 2)]


def test_the_only_centre_is_the_one() -> None:
    centre = a_centre()
    run("import_session", INSTANCES / f"{TINY}.json")
    assert ExamSession.objects.get().centre == centre


def test_between_several_centres_an_import_belongs_to_none_unless_told() -> None:
    one, other = a_centre(), a_centre(code="AUTRE")
    run("import_session", INSTANCES / f"{TINY}.json")
    run("import_session", INSTANCES / "03-mixed-routes.json", "--centre", "AUTRE")
    found = {row.reference: row.centre.name for row in ExamSession.objects.all()}
    assert found == {TINY: "Centre importé", "03-mixed-routes": other.name}
    assert one.exam_sessions.count() == 0


def test_an_unknown_centre_is_refused_and_those_known_are_named() -> None:
    a_centre(code="NANTES")
    file = INSTANCES / f"{TINY}.json"
    code, out, err = run("import_session", file, "--centre", "NANTE")
    assert (code, out, ExamSession.objects.count()) == (2, "", 0)
    motif = "aucun centre ne porte le code «\N{NO-BREAK SPACE}NANTE\N{NO-BREAK SPACE}»"
    assert err == [f"{file} : ligne 1, champ « --centre » : {motif}. Donnez l’un de ceux-ci : NANTES."]


def test_the_times_of_an_instance_are_those_of_its_centre(tmp_path: Path) -> None:
    a_centre(time_zone="America/Cayenne")
    load(tmp_path, instance(REPLAN))
    first = Passage.objects.order_by("starts_at").first().starts_at
    assert first.isoformat() == "2026-06-15T11:30:00+00:00"
    assert exported(REPLAN)["passages"][0]["steps"][0]["start"] == "2026-06-15T08:30"
