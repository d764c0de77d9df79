"""The whole of what is found: order, symmetry, what may never be missed, the words, the time it takes."""

import random
from dataclasses import replace
from datetime import timedelta
from time import process_time
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from juries.eligibility import JurorFacts, Level, assess
from sessions.conflicts import RULES, blocking, find_conflicts, unplaced
from sessions.steps import lay_out, route_minutes
from sessions.timetable import (
    Candidate,
    Dossier,
    ExtraTime,
    Juror,
    Link,
    Panel,
    Passage,
    Settings,
    Timetable,
)
from tests import wording
from tests.sessions.timetables import (
    COMPLETE,
    DAY,
    NTC,
    a_candidate,
    a_day,
    a_room,
    a_timetable,
    at,
    between,
    codes,
    placed,
    with_one,
    with_step,
)

DOUBLE = {"panel_double_booked", "juror_double_booked", "room_double_booked"}

routes = st.sampled_from(("title", "ccp1", "ccp2", "final"))
extras = st.builds(ExtraTime, preparation=st.booleans(), oral=st.booleans())
candidates = st.builds(lambda route, extra: a_candidate("?", route, extra_time=extra), routes, extras)


def crowd(own: list[Candidate]) -> Timetable:
    """Any number of candidates with one panel of two, in a day as long as it takes, without lunch."""
    named = [replace(candidate, id=f"C{rank}", name=f"C{rank}") for rank, candidate in enumerate(own)]
    whole_day = replace(a_day(), opens=at(0), closes=at(23, 59), lunch=None)
    return a_timetable(*named, days=(whole_day,))


def one_after_another(timetable: Timetable, apart: int = 15) -> Timetable:
    start = at(0)
    for candidate in timetable.candidates:
        timetable = placed(timetable, str(candidate.id), start)
        start = timetable.passages[-1].end + timedelta(minutes=apart)
    return timetable


@given(st.lists(candidates, min_size=1, max_size=4))
@settings(max_examples=300)
def test_passages_laid_out_one_after_another_have_no_conflict_at_all(own):
    assert codes(one_after_another(crowd(own))) == set()


@given(st.lists(candidates, min_size=2, max_size=4), st.data())
@settings(max_examples=300)
def test_a_passage_moved_onto_another_is_always_a_double_booking(own, data):
    timetable = one_after_another(crowd(own))
    moved, onto = data.draw(st.permutations(timetable.passages))[:2]
    span = onto.jury_span
    room_left = int((span.end - span.start).total_seconds() // 60) - 1
    shift = span.start - moved.jury_span.start + timedelta(minutes=data.draw(st.integers(0, room_left)))
    steps = tuple(replace(step, start=step.start + shift, end=step.end + shift) for step in moved.steps)
    passages = tuple(replace(p, steps=steps) if p is moved else p for p in timetable.passages)
    found = [c for c in find_conflicts(replace(timetable, passages=passages)) if c.code in DOUBLE]
    pair = {moved.candidate_id, onto.candidate_id}
    assert {"panel_double_booked", "room_double_booked"} <= {c.code for c in found}
    assert all(c.level is Level.BLOCKS for c in found)
    named = {candidate for c in found for candidate in c.candidate_ids}
    assert pair <= named


@given(st.lists(st.tuples(candidates, st.integers(0, 40), st.sampled_from("AB")), min_size=2, max_size=6), st.data())
@settings(max_examples=300)
def test_the_order_of_what_is_given_changes_nothing(placing, data):
    timetable = crowd([candidate for candidate, _, _ in placing])
    for rank, (_, slot, panel) in enumerate(placing):
        timetable = placed(timetable, f"C{rank}", at(0) + timedelta(minutes=15 * slot), panel=panel)
    shuffled = replace(
        timetable,
        **{
            name: tuple(data.draw(st.permutations(getattr(timetable, name))))
            for name in ("passages", "candidates", "rooms", "jurors", "panels")
        },
    )
    assert {(c.code, c.sentence) for c in find_conflicts(shuffled)} == {
        (c.code, c.sentence) for c in find_conflicts(timetable)
    }


@given(st.lists(st.tuples(candidates, st.integers(0, 40)), min_size=2, max_size=6))
@settings(max_examples=200)
def test_whoever_overlaps_somebody_is_named(placing):
    timetable = crowd([candidate for candidate, _ in placing])
    for rank, (_, slot) in enumerate(placing):
        timetable = placed(timetable, f"C{rank}", at(0) + timedelta(minutes=15 * slot))
    spans = {p.candidate_id: p.jury_span for p in timetable.passages}
    crossed = {
        one
        for one, span in spans.items()
        if any(span.overlaps(other.start, other.end) for two, other in spans.items() if one != two)
    }
    found = [c for c in find_conflicts(timetable) if c.code == "panel_double_booked"]
    assert {candidate for c in found for candidate in c.candidate_ids} == crossed


def a_messy_day() -> Timetable:
    """Every family of conflict at once."""
    timetable = a_timetable(
        a_candidate("Amélie", employer="Distrilec", unavailable=(between((9, 0), (9, 10)),)),
        a_candidate("Karim", dossier=Dossier(proposal=True, client_masked=False)),
        a_candidate("Sofia P.", "ccp1", dossier=replace(COMPLETE, dspp=False)),
        a_candidate("Thibault"),
        links=(Link("Hélène", "Karim", "trainer"), Link("Sofia", "Karim", "voisine")),
    )
    findings = {DAY: assess(JurorFacts(itinerant_sales=False), title_code="TP-00338", day=DAY)}
    timetable = with_one(timetable, "jurors", "Claire", findings=findings, employer="distrilec")
    timetable = with_one(timetable, "rooms", "104", closures=(between((10, 0), (11, 0)),))
    timetable = placed(timetable, "Amélie", at(9))
    timetable = placed(timetable, "Karim", at(10, 30), panel="B", room="101")
    timetable = placed(timetable, "Sofia P.", at(17, 2), preparation_room="102")
    return with_step(timetable, 7, end=at(11, 50))


def test_blocks_come_first_then_time_and_what_has_no_hour_last():
    found = find_conflicts(a_messy_day())
    keys = [(not c.blocks, c.start is None, c.start or at(0)) for c in found]
    assert keys == sorted(keys)
    assert found[0].blocks
    assert found[-1].start is None
    assert len(set(found)) == len(found)
    assert blocking(found) == [c for c in found if c.level is Level.BLOCKS]


def test_only_keeps_what_touches_these_candidates():
    timetable = a_messy_day()
    whole = find_conflicts(timetable)
    for candidate in timetable.candidates:
        expected = [c for c in whole if candidate.id in c.candidate_ids]
        assert find_conflicts(timetable, only={candidate.id}) == expected
    assert find_conflicts(timetable, only=()) == []


def test_every_conflict_takes_its_level_and_title_from_the_table():
    for conflict in find_conflicts(a_messy_day()):
        assert (conflict.level, conflict.title) == (RULES[conflict.code].level, RULES[conflict.code].title)
        assert conflict.source
        assert conflict.cure


def test_everything_said_is_the_house_s_french():
    table = [text for rule in RULES.values() for text in (rule.title,)]
    said = [text for c in find_conflicts(a_messy_day()) for text in (c.sentence, c.cure, c.source)]
    assert len(said) > 30
    assert [(rule, text) for text in table + said for rule, pattern in wording.RULES if pattern.search(text)] == []


def test_candidates_without_a_passage_are_told_apart():
    timetable = placed(a_timetable(), "Amélie", at(9))
    assert [(c.code, c.candidate_ids, c.level) for c in unplaced(timetable)] == [("unplaced", ("Karim",), Level.WARNS)]
    assert codes(timetable) == set()
    assert unplaced(placed(timetable, "Karim", at(14))) == []


def test_aware_datetimes_in_the_centre_s_zone_read_the_same():
    naive = a_messy_day()
    zone = ZoneInfo("Indian/Reunion")

    def aware(value):
        if isinstance(value, tuple):
            return tuple(map(aware, value))
        if hasattr(value, "tzinfo"):
            return value.replace(tzinfo=zone)
        if hasattr(value, "__dataclass_fields__") and value is not naive.referentiel:
            return replace(value, **{name: aware(getattr(value, name)) for name in value.__dataclass_fields__})
        return value

    told = [(c.code, c.sentence) for c in find_conflicts(aware(naive))]
    assert told == [(c.code, c.sentence) for c in find_conflicts(naive)]


def a_great_session(count: int) -> Timetable:
    """As many candidates as asked, 8 a panel-day, two days; hours drawn at random, so that much collides."""
    drawn = random.Random(count)
    panels = count // 8
    jurors = tuple(Juror(f"J{n}", f"J{n}", employer=f"E{n}") for n in range(2 * panels))
    whole = a_timetable(
        *(a_candidate(f"C{n}", drawn.choice(("title", "ccp1", "ccp2", "final"))) for n in range(count)),
        rooms=tuple(a_room(f"R{n}", jury=n % 2 == 0) for n in range(2 * panels)),
        jurors=jurors,
        panels=tuple(Panel(f"P{n}", f"P{n}", (f"J{2 * n}", f"J{2 * n + 1}"), f"R{2 * n}") for n in range(panels)),
        settings=Settings(),
    )
    passages = []
    for rank, candidate in enumerate(whole.candidates):
        panel = rank % panels
        day = whole.days[rank % 2]
        latest = 540 - route_minutes(NTC.routes[candidate.route]).candidate
        start = day.opens + timedelta(minutes=5 * drawn.randrange(latest // 5))
        route = NTC.routes[candidate.route]
        steps = lay_out(
            route,
            starts={route.phases[0].kind: start},
            jury_room=f"R{2 * panel}",
            preparation_room=f"R{2 * panel + 1}",
        )
        passages.append(Passage(candidate.id, f"P{panel}", steps))
    return replace(whole, passages=tuple(passages))


def best_of(times: int, timetable: Timetable) -> float:
    spent = []
    for _ in range(times):
        start = process_time()
        find_conflicts(timetable)
        spent.append(process_time() - start)
    return min(spent)


def test_four_hundred_candidates_take_well_under_half_a_second():
    assert best_of(3, a_great_session(400)) < 0.25


def test_everybody_at_the_same_place_and_time_stays_linear():
    """Each passage is compared with one other, not with all: no pair of the crowd is told twice."""
    timetable = a_great_session(400)
    first = timetable.passages[0].steps
    heap = [replace(p, steps=first, panel_id="P0") for p in timetable.passages]
    same_route = tuple(replace(c, route=timetable.candidates[0].route) for c in timetable.candidates)
    piled = replace(timetable, passages=tuple(heap), candidates=same_route)
    told = [c for c in find_conflicts(piled) if c.code == "panel_double_booked"]
    assert len(told) == 399
    assert best_of(2, piled) < 0.5
