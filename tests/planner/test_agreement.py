"""The independent checker of plans and `find_conflicts` see the same faults, family by family.

`check_plan.py` is a copy, never edited: it knows the durations by itself and shares no code with the product.
"""

import copy
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.conflicts import find_conflicts
from sessions.instances import read_instance
from sessions.steps import INTERVIEW, lay_out, merge_interview, split_interview
from sessions.timetable import Id, Passage, PlacedStep, Timetable
from tests.evaluations.referentiels import NTC
from tests.planner.check_plan import check

INSTANCES = Path(__file__).parent / "instances"
ZONE = ZoneInfo("Europe/Paris")
MIXED, CONFLICTED, ALWAYS_IN_A_ROOM = "03-mixed-routes", "04-extra-time-conflicts", "02b-prep-room-in-role-play"

# What the checker calls a family of faults, and what we call it. Who is where and when are told apart
# differently (two people in one room is a collision for the one, a wrong place for the other): one family.
FAMILIES = {
    "duration": ({"H1-duration"}, {"duration_below", "duration_above"}),
    "phase": ({"H1-contiguous"}, {"phase_broken"}),
    "order": ({"H1-order"}, {"phases_out_of_order"}),
    "grid": ({"H2-grid"}, {"off_grid"}),
    "hours": ({"H2-day", "H2-hours"}, {"not_a_session_day", "outside_hours"}),
    "place": (
        {"H3-room", "H3-overlap"},
        {"room_missing", "rooms_differ", "rooms_not_apart", "room_unneeded", "room_double_booked"},
    ),
    "use": ({"H3-use"}, {"room_use"}),
    "equipment": ({"H3-equipment"}, {"room_equipment"}),
    "closed": ({"H3-unavailable"}, {"room_closed"}),
    "one room": ({"H4-same-room"}, {"jury_room_changes"}),
    "own room": ({"H4-panel-room"}, {"panel_elsewhere"}),
    "room of the day": ({"H4-panel-day"}, {"panel_changes_room"}),
    "room to itself": ({"H4-shared-room"}, {"panel_shares_room"}),
    "size": ({"H5-size"}, {"too_few_jurors"}),
    "link": ({"H5-conflict"}, {"trainer_of_candidate", "declared_link"}),
    "available": ({"H5-available"}, {"juror_unavailable"}),
    "collision": ({"H5-overlap", "H8-interleaved"}, {"panel_double_booked", "juror_double_booked"}),
    "candidate": ({"H6-candidate"}, {"candidate_unavailable"}),
    "lunch": ({"H7-lunch"}, {"juror_without_lunch"}),
    "gap": ({"H8-gap"}, {"gap_too_short"}),
}
# What the checker has no word for: the register, the dossiers, a centre's own habit.
BESIDE = {"no_gap", "dossier_unknown"}


def instance(name: str) -> dict:
    return json.loads((INSTANCES / f"{name}.json").read_text())


def timetable_of(document: dict) -> Timetable:
    return read_instance(document, zone=ZONE, referentiel_of=lambda code: NTC).timetable


def plan_of(document: dict, passages: Iterable[Passage]) -> dict:
    def told(step: PlacedStep) -> dict:
        return {
            "phase": str(step.phase),
            "kind": str(step.kind),
            "start": step.start.replace(tzinfo=None).isoformat(timespec="minutes"),
            "end": step.end.replace(tzinfo=None).isoformat(timespec="minutes"),
            "candidate_room": step.candidate_room,
            "jury_room": step.jury_room,
        }

    placed = [
        {"candidate": p.candidate_id, "panel": p.panel_id, "steps": [told(step) for step in merge_interview(p.steps)]}
        for p in passages
    ]
    known = {passage["candidate"] for passage in placed}
    unplaced = [
        {"candidate": c["id"], "reason": "pas encore planifié"} for c in document["candidates"] if c["id"] not in known
    ]
    return {"instance": document["id"], "passages": placed, "unplaced": unplaced}


def is_a_passage_over_itself(code: str, told: str) -> bool:
    """Steps of one passage that cross are a broken phase, not a double booking; a room for two is one still."""
    candidates = re.findall(r"C\d{3}", told)
    kinds = re.findall(r"C\d{3} (\w+)", told)
    itself = len(set(candidates)) == 1
    if code == "H3-overlap":
        return itself and "preparation" not in kinds and len(set(kinds)) == 2
    return code == "H5-overlap" and itself


def both_families(document: dict, timetable: Timetable) -> tuple[set[str], set[str]]:
    violations, *_ = check(document, plan_of(document, timetable.passages))
    theirs = {code for code, told in violations if not is_a_passage_over_itself(code, told)}
    ours = {conflict.code for conflict in find_conflicts(timetable)} - BESIDE
    known_theirs = set().union(*(theirs_ for theirs_, _ in FAMILIES.values()))
    known_ours = set().union(*(ours_ for _, ours_ in FAMILIES.values()))
    assert theirs <= known_theirs
    assert ours <= known_ours
    families = (
        {name for name, (codes, _) in FAMILIES.items() if codes & theirs},
        {name for name, (_, codes) in FAMILIES.items() if codes & ours},
    )
    if "collision" in families[0] & families[1]:
        # Once three passages cross, which of them is « the one before » is a matter of taste.
        return families[0] - {"gap"}, families[1] - {"gap"}
    return families


@st.composite
def spoilt_instances(draw: st.DrawFn) -> dict:
    """A sample instance with a closure, an absence, a lone juror, a room of another use or a panel without a room."""
    document = copy.deepcopy(instance(draw(st.sampled_from((MIXED, CONFLICTED, ALWAYS_IN_A_ROOM)))))
    date = document["days"][0]["date"]
    away = {"from": f"{date}T{draw(st.integers(8, 12)):02}:00", "to": f"{date}T{draw(st.integers(13, 17)):02}:30"}
    room = draw(st.sampled_from(document["rooms"]))
    document["settings"]["gap_between_candidates"] = draw(st.sampled_from((0, 5, 15)))
    match draw(st.integers(0, 7)):
        case 1:
            room["unavailable"] = [away]
        case 2:
            room["uses"] = draw(st.sampled_from((["jury"], ["preparation"], ["jury", "preparation"])))
        case 3:
            room["equipment"] = draw(st.sampled_from(("none", "phone", "speaker_phone")))
        case 4:
            draw(st.sampled_from(document["candidates"]))["unavailable"] = [away]
        case 5:
            draw(st.sampled_from(document["panels"]))["jurors"] = [document["jurors"][0]["id"]]
        case 6:
            draw(st.sampled_from(document["panels"]))["room"] = None
        case 7:
            draw(st.sampled_from(document["jurors"]))["available"] = [away]
    return document


def passages_of(draw: st.DrawFn, timetable: Timetable, room: st.SearchStrategy[Id]) -> list[Passage]:
    """A few candidates, each somewhere in the day, sometimes with a start per phase."""
    passages = []
    for candidate in draw(
        st.lists(st.sampled_from(timetable.candidates), min_size=1, max_size=3, unique_by=lambda c: c.id)
    ):
        panel = draw(st.sampled_from(timetable.panels))
        route = NTC.routes[candidate.route]
        start = draw(st.sampled_from(timetable.days)).opens + timedelta(minutes=5 * draw(st.integers(-1, 80)))
        if passages and draw(st.booleans()):
            panel = next(p for p in timetable.panels if p.id == passages[-1].panel_id)
            start = passages[-1].end + timedelta(minutes=5 * draw(st.integers(0, 3)))
        starts = {route.phases[0].kind: start}
        options = {
            "extra_time": candidate.extra_time,
            "settings": timetable.settings,
            "jury_room": panel.room_id or draw(room),
            "preparation_room": draw(st.sampled_from(("SP01", "SP01", timetable.rooms[-1].id))),
        }
        steps = lay_out(route, starts=starts, **options)
        if len(route.phases) > 1 and draw(st.booleans()):
            second = route.phases[1].kind
            follows = next(step.start for step in steps if step.phase == second)
            starts[second] = follows + timedelta(minutes=5 * draw(st.integers(0, 20)))
            steps = lay_out(route, starts=starts, **options)
        passages.append(Passage(candidate.id, panel.id, steps))
    return passages


def spoil(draw: st.DrawFn, passage: Passage, room: st.SearchStrategy[Id | None], timetable: Timetable) -> Passage:
    """One step of the plan moved, lengthened, cut short or sent to another room."""
    candidate = next(c for c in timetable.candidates if c.id == passage.candidate_id)
    route, grid = NTC.routes[candidate.route], timetable.settings.grid_minutes
    steps = list(merge_interview(passage.steps))
    position = draw(st.integers(0, len(steps) - 1))
    step = steps[position]
    shift = timedelta(minutes=draw(st.sampled_from((-10, -5, -1, 5, 7))))
    longer = timedelta(minutes=draw(st.sampled_from((-5, 5, 10))))
    changes = [
        {"start": step.start + shift, "end": step.end + shift},
        {"end": step.end + longer},
        {"start": step.start + longer},
        {"candidate_room": draw(room)},
        {"jury_room": draw(room)},
        {"candidate_room": step.jury_room},
    ]
    steps[position] = replace(step, **draw(st.sampled_from(changes)))
    return replace(passage, steps=split_interview(steps, route, candidate.extra_time, grid))


@given(spoilt_instances(), st.data())
@settings(max_examples=500, deadline=None)
def test_h1_to_h8_the_checker_and_the_product_find_the_same_families_of_faults(document, data):
    timetable = timetable_of(document)
    draw = data.draw
    room = st.sampled_from([r.id for r in timetable.rooms])
    passages = passages_of(draw, timetable, room)
    for position, passage in enumerate(passages):
        if draw(st.integers(0, 2)) == 0:
            passages[position] = spoil(draw, passage, st.none() | room, timetable)
    theirs, ours = both_families(document, replace(timetable, passages=tuple(passages)))
    assert ours == theirs


def test_h2_five_minutes_before_opening_is_one_fault_for_both():
    document = instance(MIXED)
    timetable = timetable_of(document)
    steps = lay_out(
        NTC.routes["title"],
        starts={"technical_interview": timetable.days[0].opens - timedelta(minutes=5)},
        settings=timetable.settings,
        jury_room="SJ01",
        preparation_room="SP01",
    )
    early = replace(timetable, passages=(Passage("C001", "P01", steps),))
    assert both_families(document, early) == ({"hours"}, {"hours"})


@pytest.mark.parametrize("name", sorted(path.stem for path in INSTANCES.glob("*.json")))
def test_an_instance_without_a_plan_is_at_fault_for_neither(name):
    document = instance(name)
    document["pinned"] = document["baseline"] = []
    assert both_families(document, timetable_of(document)) == (set(), set())


def test_the_interview_of_a_plan_is_one_step():
    document = instance(MIXED)
    steps = lay_out(NTC.routes["ccp1"], starts={"technical_interview": timetable_of(document).days[0].opens})
    kinds = [s["kind"] for s in plan_of(document, [Passage("C002", "P01", steps)])["passages"][0]["steps"]]
    assert kinds == ["preparation", "jury_preparation", INTERVIEW, "jury_preparation", "face_to_face"]
