"""Steps of a passage: the durations of RCT08, RCT09 and RCC06, extra time, what follows what."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntc_cert.words import NBSP
from sessions.steps import (
    INTERVIEW,
    UnlayableRoute,
    exact_minutes,
    has_extra_time,
    lay_out,
    merge_interview,
    occupations,
    planned_minutes,
    preparations,
    route_minutes,
    split_interview,
    third_more,
)
from sessions.timetable import ExtraTime, Held, Passage, PlacedStep, Settings
from tests.evaluations.referentiels import NTC
from tests.sessions.timetables import PHASES, at
from titles.referentiel import Equipment, Phase, PhaseKind, Place, Route, Step, StepKind

TECH, ROLE, FINAL = PHASES
# (phase, kind, minutes of each part rounded by itself), as RCT08, RCT09 and RCC06 state them.
TITLE = [
    (TECH, "preparation", [30]),
    (TECH, "jury_preparation", [30]),
    (TECH, "interview", [15, 45]),
    (ROLE, "jury_preparation", [15]),
    (ROLE, "phone_call", [10]),
    (ROLE, "face_to_face", [35]),
    (FINAL, "final_interview", [30]),
]
CCP1 = [
    (TECH, "preparation", [20]),
    (TECH, "jury_preparation", [20]),
    (TECH, "interview", [10, 15]),
    (ROLE, "jury_preparation", [15]),
    (ROLE, "face_to_face", [45]),
]
CCP2 = [*TITLE[:3], (ROLE, "jury_preparation", [15]), (ROLE, "phone_call", [15])]
DURATIONS = {"title": TITLE, "ccp1": CCP1, "ccp2": CCP2, "final": TITLE[-1:]}

routes = st.sampled_from(sorted(DURATIONS))
extras = st.builds(ExtraTime, preparation=st.booleans(), oral=st.booleans())
grids = st.sampled_from((1, 5))
starts = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda t: t.replace(second=0, microsecond=0))


def laid(key: str, start: datetime, extra_time: ExtraTime | None = None, **settings_: object) -> tuple[PlacedStep, ...]:
    route = NTC.routes[key]
    return lay_out(
        route,
        starts={route.phases[0].kind: start},
        extra_time=extra_time,
        settings=Settings(**settings_),
        jury_room="101",
        preparation_room="104",
    )


def lasts(kind: str, parts: list[int], extra_time: ExtraTime, grid: int) -> int:
    longer = extra_time.preparation if kind == "preparation" else extra_time.oral and kind != "jury_preparation"
    return sum(-(-part * 4 // (3 * grid)) * grid if longer else part for part in parts)


@given(routes, extras, grids, starts)
@settings(max_examples=400)
def test_rct08_rct09_rcc06_every_step_lasts_what_the_referentiel_says(key, extra_time, grid, start):
    steps = merge_interview(laid(key, start, extra_time, grid_minutes=grid))
    expected = [(phase, kind, lasts(kind, parts, extra_time, grid)) for phase, kind, parts in DURATIONS[key]]
    assert [(step.phase, step.kind, step.minutes) for step in steps] == expected


@given(routes, extras, grids, starts)
@settings(max_examples=300)
def test_rct08_steps_follow_at_once_and_both_preparations_end_together(key, extra_time, grid, start):
    steps = laid(key, start, extra_time, grid_minutes=grid)
    assert min(step.start for step in steps) == start
    ends = [step.end for step in steps]
    for before, step in zip([None, *steps], steps, strict=False):
        if before is None:
            continue
        if (before.kind, step.kind) == ("preparation", "jury_preparation"):
            assert before.end == step.end
        else:
            assert before.end == step.start
    assert ends == sorted(ends)


@given(extras, starts)
def test_rct08_the_jury_never_reads_longer_than_the_referentiel(extra_time, start):
    reading = [step for step in laid("title", start, extra_time) if step.kind == "jury_preparation"]
    assert [step.minutes for step in reading] == [30, 15]


def test_with_extra_time_the_candidate_prepares_before_the_jury_starts_to_read():
    preparation, reading, *_ = laid("title", at(9), ExtraTime(preparation=True))
    assert (preparation.start, preparation.end) == (at(9), at(9, 40))
    assert (reading.start, reading.end) == (at(9, 10), at(9, 40))


def test_rct08_the_title_is_laid_out_room_by_room():
    steps = laid("title", at(9))
    assert [(s.kind, s.start.strftime("%H:%M"), s.candidate_room, s.jury_room) for s in steps] == [
        ("preparation", "09:00", "104", None),
        ("jury_preparation", "09:00", None, "101"),
        ("presentation", "09:30", "101", "101"),
        ("exchanges", "09:45", "101", "101"),
        ("jury_preparation", "10:30", "104", "101"),
        ("phone_call", "10:45", "104", "101"),
        ("face_to_face", "10:55", "101", "101"),
        ("final_interview", "11:30", "101", "101"),
    ]


def test_where_the_candidate_waits_for_the_role_play_is_the_session_s_choice():
    waiting = laid("title", at(9), role_play_preparation_room=False)[4]
    assert (waiting.phase, waiting.kind, waiting.candidate_room) == (ROLE, "jury_preparation", None)


def test_a_start_per_phase_leaves_lunch_between_them():
    route = NTC.routes["title"]
    steps = lay_out(route, starts={TECH: at(10), ROLE: at(13), FINAL: at(14, 30)}, jury_room="101")
    assert next(step.start for step in steps if step.phase == ROLE) == at(13)
    assert steps[-1].start == at(14, 30)
    assert steps[3].end == at(11, 30)


@pytest.mark.parametrize(
    ("starts_", "said"),
    [
        ({TECH: at(9), ROLE: at(10)}, "Mise en situation commence à 10 h 00, avant la fin de Entretien technique"),
        ({TECH: at(9), FINAL: at(8)}, "Choisissez 11 h 30 ou plus tard."),
        ({ROLE: at(9)}, "Donnez l’heure de début de l’épreuve « Entretien technique »."),
        ({}, "Donnez l’heure de début"),
    ],
)
def test_starts_that_cannot_hold_the_route_are_refused_in_french(starts_, said):
    with pytest.raises(UnlayableRoute) as refusal:
        lay_out(NTC.routes["title"], starts=starts_)
    assert said in str(refusal.value).replace(NBSP, " ")


def test_a_phase_the_route_has_not_is_refused():
    with pytest.raises(UnlayableRoute, match="Entretien final ne comporte pas"):
        lay_out(NTC.routes["final"], starts={FINAL: at(9), ROLE: at(10)})


@pytest.mark.parametrize(
    ("minutes", "more"), [(10, 15), (15, 20), (20, 30), (30, 40), (35, 50), (45, 60), (0, 0), (3, 5)]
)
def test_a_third_more_is_rounded_up_to_the_grid(minutes, more):
    assert third_more(minutes, 5) == more


@given(st.integers(0, 600), grids)
def test_a_third_more_is_the_first_step_of_the_grid_that_holds_it(minutes, grid):
    more = third_more(minutes, grid)
    assert more % grid == 0
    assert more - grid < Fraction(minutes * 4, 3) <= more


@given(routes, extras, grids)
def test_a_timer_never_counts_more_than_the_timetable_keeps(key, extra_time, grid):
    for phase in NTC.routes[key].phases:
        for step in phase.steps:
            exact = exact_minutes(step, extra_time)
            assert step.minutes <= exact <= planned_minutes(step, extra_time, grid)
            assert has_extra_time(step, extra_time) == (exact > step.minutes)


def test_a_timer_shows_the_exact_third():
    call = next(step for step in NTC.routes["title"].phases[1].steps if step.kind == "phone_call")
    assert exact_minutes(call, ExtraTime(oral=True)) == Fraction(40, 3)
    assert exact_minutes(call, ExtraTime(preparation=True)) == 10


@pytest.mark.parametrize(
    ("key", "jury", "candidate"), [("title", 180, 180), ("ccp1", 105, 105), ("ccp2", 120, 120), ("final", 30, 30)]
)
def test_rct10_rcc06_minutes_of_a_route(key, jury, candidate):
    minutes = route_minutes(NTC.routes[key])
    assert (minutes.jury, minutes.candidate) == (jury, candidate)


@given(routes, extras, grids, starts)
def test_the_minutes_of_a_route_are_those_of_its_passage(key, extra_time, grid, start):
    passage = Passage("C", "A", laid(key, start, extra_time, grid_minutes=grid))
    minutes = route_minutes(NTC.routes[key], extra_time=extra_time, settings=Settings(grid_minutes=grid))
    assert timedelta(minutes=minutes.candidate) == passage.end - passage.start
    assert timedelta(minutes=minutes.jury) == passage.jury_span.end - passage.jury_span.start


@given(routes, extras, grids, starts)
@settings(max_examples=200)
def test_joining_then_splitting_the_interview_changes_nothing(key, extra_time, grid, start):
    steps = laid(key, start, extra_time, grid_minutes=grid)
    joined = merge_interview(steps)
    assert [step.kind for step in joined] == [kind for _, kind, _ in DURATIONS[key]]
    assert split_interview(joined, NTC.routes[key], extra_time, grid) == steps


def test_an_interview_too_short_for_its_presentation_cannot_be_split():
    short = PlacedStep(TECH, INTERVIEW, at(9), at(9, 15), "101", "101")
    with pytest.raises(UnlayableRoute, match="ne laisse pas de place aux échanges"):
        split_interview([short], NTC.routes["title"], ExtraTime(), 5)


def test_rct09_a_panel_is_held_from_its_first_step_to_its_last_lunch_included():
    steps = lay_out(NTC.routes["title"], starts={TECH: at(10), ROLE: at(13)}, jury_room="101", preparation_room="104")
    held = occupations(Passage("Amélie", "A", steps), ["Claire", "Marc", "Claire"], Settings())
    told = [(o.held, o.id, o.start.strftime("%H:%M"), o.end.strftime("%H:%M")) for o in held]
    assert sorted(told) == [
        (Held.CANDIDATE, "Amélie", "10:00", "11:30"),
        (Held.CANDIDATE, "Amélie", "13:00", "14:30"),
        (Held.JUROR, "Claire", "10:00", "14:30"),
        (Held.JUROR, "Marc", "10:00", "14:30"),
        (Held.ROOM, "101", "10:00", "11:30"),
        (Held.ROOM, "101", "13:00", "14:30"),
        (Held.ROOM, "104", "10:00", "10:30"),
        (Held.ROOM, "104", "13:00", "13:25"),
    ]


def test_a_candidate_alone_during_the_jury_s_preparation_is_free_when_the_session_says_so():
    passage = Passage("Amélie", "A", laid("title", at(9), role_play_preparation_room=False))
    held = occupations(passage, [], Settings(role_play_preparation_room=False))
    free_from = next(o.end for o in held if o.held is Held.CANDIDATE)
    assert free_from == at(10, 30)


@given(routes, extras, starts)
def test_what_a_passage_holds_never_overlaps_itself(key, extra_time, start):
    held = occupations(Passage("C", "A", laid(key, start, extra_time)), ["J1", "J2"], Settings())
    for one in held:
        assert one.start < one.end
        others = [o for o in held if (o.held, o.id) == (one.held, one.id) and o is not one]
        assert all(other.end < one.start or one.end < other.start for other in others)


def _invented(*steps: Step) -> Route:
    phase = Phase(PhaseKind.TECHNICAL_INTERVIEW, "Atelier", steps, (), "X1")
    return Route("title", "Titre", (phase,), (), Equipment.NONE, Equipment.NONE, "X1")


def test_another_title_may_let_the_jury_read_longer_than_the_candidate_prepares():
    route = _invented(
        Step(StepKind.PREPARATION, 10, Place.PREPARATION_ROOM, None, "X1"),
        Step(StepKind.JURY_PREPARATION, 25, None, Place.JURY_ROOM, "X1"),
        Step(StepKind.EXCHANGES, 20, Place.JURY_ROOM, Place.JURY_ROOM, "X1"),
        Step(StepKind.JURY_PREPARATION, 25, None, Place.JURY_ROOM, "X1"),
    )
    steps = lay_out(route, starts={TECH: at(9)})
    assert [(step.start, step.end) for step in steps] == [
        (at(9, 15), at(9, 25)),
        (at(9), at(9, 25)),
        (at(9, 25), at(9, 45)),
        (at(9, 45), at(10, 10)),
    ]
    assert len(preparations(route.phases[0])) == 2
    assert (route_minutes(route).jury, route_minutes(route).candidate) == (70, 70)
