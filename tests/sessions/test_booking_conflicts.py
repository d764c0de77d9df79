"""Passages against one another: people and rooms at two places, pauses, lunches, rooms of panels."""

from dataclasses import replace

import pytest

from ntc_cert.words import NBSP
from sessions.conflicts import find_conflicts
from sessions.timetable import Booking, ExtraTime, Panel, Settings, Timetable
from tests.sessions.timetables import (
    NEXT_DAY,
    a_candidate,
    a_timetable,
    at,
    codes,
    placed,
    the,
    with_one,
)


def said(code: str, timetable: Timetable) -> str:
    return the(code, timetable).sentence.replace(NBSP, " ")


def two(second: tuple[int, int], timetable: Timetable | None = None, **more: object) -> Timetable:
    """Amélie at 9 h 00 with jury A, then Karim."""
    return placed(placed(timetable or a_timetable(), "Amélie", at(9)), "Karim", at(*second), **more)


def with_shared_juror(**settings_: object) -> Timetable:
    timetable = a_timetable(settings=Settings(**settings_))
    return with_one(timetable, "panels", "B", juror_ids=("Claire", "Sofia"))


def test_rct09_a_panel_finishes_a_candidate_before_the_next():
    timetable = two((11, 0), preparation_room="105")
    conflict = the("panel_double_booked", timetable)
    assert conflict.blocks
    assert conflict.sentence.replace(NBSP, " ") == (
        "Jury A, mardi 8 décembre 2026, de 11 h 00 à 12 h 00 : deux candidats en même temps, Amélie et Karim."
    )
    assert conflict.candidate_ids == ("Amélie", "Karim")
    assert conflict.juror_ids == ("Claire", "Marc")
    assert (conflict.start, conflict.end) == (at(11), at(12))
    assert "room_double_booked" in codes(timetable)
    assert codes(two((14, 0))) == set()


def test_rct09_a_panel_does_not_interleave_two_candidates_even_in_a_wait():
    timetable = placed(a_timetable(), "Amélie", at(9), final_interview=at(16))
    timetable = placed(timetable, "Karim", at(12, 30), preparation_room="105")
    assert {"panel_double_booked"} <= codes(timetable)
    assert "room_double_booked" not in codes(timetable)


def test_rct08_a_juror_of_two_panels_sits_in_one_at_a_time():
    timetable = two((10, 0), with_shared_juror(), panel="B", preparation_room="105")
    conflict = the("juror_double_booked", timetable)
    assert conflict.blocks
    assert conflict.juror_ids == ("Claire",)
    assert conflict.panel_ids == ("A", "B")
    assert conflict.sentence.replace(NBSP, " ") == (
        "Claire, mardi 8 décembre 2026, de 10 h 00 à 12 h 00 : jury A et jury B en même temps, pour Amélie et Karim."
    )
    assert codes(two((14, 0), with_shared_juror(), panel="B")) == set()


def test_two_panels_without_a_common_juror_sit_at_once():
    assert codes(two((9, 0), panel="B", preparation_room="105")) == set()


def two_ccp1(second: tuple[int, int]) -> Timetable:
    settings = Settings(role_play_preparation_room=False, gap_minutes=0)
    candidates = (a_candidate("Amélie", "ccp1"), a_candidate("Karim", "ccp1"))
    return two(second, a_timetable(*candidates, settings=settings), panel="B")


def test_rct08_2_a_preparation_room_receives_one_candidate():
    shared = two_ccp1((9, 15))
    assert codes(shared) == {"room_double_booked", "no_gap"}
    assert the("room_double_booked", shared).room_ids == ("104",)
    assert said("room_double_booked", shared) == (
        "Salle 104, mardi 8 décembre 2026, de 9 h 15 à 9 h 20 : deux passages à la fois, Amélie et Karim."
    )
    assert codes(two_ccp1((9, 20))) == {"no_gap"}


def test_a_candidate_with_extra_time_prepares_while_the_panel_ends_the_one_before():
    candidates = (a_candidate("Amélie", "ccp1"), a_candidate("Karim", "ccp1", extra_time=ExtraTime(preparation=True)))
    timetable = a_timetable(*candidates, settings=Settings(gap_minutes=0))
    assert codes(two((10, 35), timetable)) == {"no_gap"}
    assert codes(two((10, 30), timetable)) == {"no_gap", "panel_double_booked", "room_double_booked"}


def test_a_candidate_has_one_passage():
    timetable = placed(placed(a_timetable(), "Amélie", at(9)), "Amélie", at(14))
    assert codes(timetable) == {"candidate_placed_twice"}
    assert said("candidate_placed_twice", timetable).endswith(
        "14 h 00 : ce candidat a déjà un passage mardi 8 décembre 2026, de 9 h 00 à 12 h 00."
    )


def test_people_and_rooms_taken_by_another_session():
    taken = (Booking(at(9, 30), at(10), "session NTC-2, Ana"),)
    free = (Booking(at(8), at(9), "session NTC-2, Ana"),)
    for collection, name, code in [
        ("jurors", "Claire", "juror_double_booked"),
        ("rooms", "101", "room_double_booked"),
        ("candidates", "Amélie", "candidate_double_booked"),
    ]:
        base = placed(a_timetable(), "Amélie", at(9))
        spoilt = with_one(base, collection, name, bookings=taken)
        assert codes(spoilt) == {code}
        assert the(code, spoilt).blocks
        assert said(code, spoilt).endswith("de 9 h 30 à 10 h 00 (session NTC-2, Ana).")
        assert codes(with_one(base, collection, name, bookings=free)) == set()


@pytest.mark.parametrize(("start", "clean"), [((12, 15), True), ((12, 10), False), ((12, 0), False)])
def test_e2_the_jury_has_time_between_two_candidates(start, clean):
    days = tuple(replace(day, lunch=None) for day in a_timetable().days)
    timetable = two(start, a_timetable(days=days))
    assert codes(timetable) == (set() if clean else {"gap_too_short"})
    if not clean:
        assert not the("gap_too_short", timetable).blocks


def test_e2_the_gap_sentence_tells_both():
    days = tuple(replace(day, lunch=None) for day in a_timetable().days)
    assert said("gap_too_short", two((12, 5), a_timetable(days=days))) == (
        "Jury A, mardi 8 décembre 2026, 12 h 00 : 5 min entre Amélie et Karim, la session en prévoit 15 min."
    )


def test_e2_no_gap_at_all_is_told_once():
    days = tuple(replace(day, lunch=None) for day in a_timetable().days)
    timetable = two((12, 0), a_timetable(days=days, settings=Settings(gap_minutes=0)))
    assert codes(timetable) == {"no_gap"}
    assert codes(a_timetable(settings=Settings(gap_minutes=0))) == set()


def test_h8_the_gap_holds_for_a_juror_of_two_panels():
    timetable = two((12, 5), with_shared_juror(), panel="B")
    assert "gap_too_short" in codes(timetable)
    assert said("gap_too_short", timetable).startswith("Claire, ")
    days = tuple(replace(day, lunch=None) for day in a_timetable().days)
    assert codes(two((12, 15), replace(with_shared_juror(), days=days), panel="B")) == set()


def test_h7_each_juror_has_time_for_lunch():
    timetable = placed(a_timetable(), "Amélie", at(10, 30))
    assert codes(timetable) == {"juror_without_lunch"}
    told = [c.sentence.replace(NBSP, " ") for c in find_conflicts(timetable)]
    assert told == [
        f"{name}, jury A, mardi 8 décembre 2026, entre 11 h 30 et 14 h 00 : pas de 1 h pour déjeuner."
        for name in ("Claire", "Marc")
    ]
    assert not any(conflict.blocks for conflict in find_conflicts(timetable))


@pytest.mark.parametrize("start", [(9, 0), (9, 30), (10, 0)])
def test_h7_lunch_before_or_after_a_passage_is_lunch(start):
    assert codes(placed(a_timetable(), "Amélie", at(*start))) == set()


def test_h7_lunch_between_two_phases_is_lunch():
    timetable = placed(a_timetable(), "Amélie", at(10, 30), role_play=at(13))
    assert codes(timetable) == set()
    late = placed(a_timetable(), "Amélie", at(10, 30), role_play=at(12, 55))
    assert codes(late) == {"juror_without_lunch"}


def test_h7_a_day_without_lunch_asks_for_none():
    days = tuple(replace(day, lunch=None) for day in a_timetable().days)
    assert codes(placed(a_timetable(days=days), "Amélie", at(10, 30))) == set()


def test_h4_a_panel_without_a_room_of_its_own_keeps_one_all_day():
    roaming = with_one(a_timetable(), "panels", "A", room_id=None)
    moved = placed(placed(roaming, "Amélie", at(9), room="101"), "Karim", at(14), room="102")
    assert codes(moved) == {"panel_changes_room"}
    assert said("panel_changes_room", moved) == (
        "Jury A, mardi 8 décembre 2026 : plusieurs salles, salle 101 et salle 102."
    )
    stayed = placed(placed(roaming, "Amélie", at(9), room="101"), "Karim", at(14), room="101")
    other_day = placed(placed(roaming, "Amélie", at(9), room="101"), "Karim", at(9, day=NEXT_DAY), room="102")
    assert codes(stayed) == codes(other_day) == set()


def test_h4_a_room_taken_for_the_day_is_not_shared():
    roaming = with_one(a_timetable(), "panels", "B", room_id=None)
    shared = placed(placed(roaming, "Amélie", at(9)), "Karim", at(14), panel="B", room="101")
    assert codes(shared) == {"panel_shares_room"}
    assert said("panel_shares_room", shared) == (
        "Salle 101, mardi 8 décembre 2026 : plusieurs jurys, jury A et jury B."
    )


def test_two_panels_given_the_same_room_may_share_it():
    panels = (Panel("A", "A", ("Claire", "Marc"), "101"), Panel("B", "B", ("Hélène", "Sofia"), "101"))
    assert codes(two((14, 0), a_timetable(panels=panels), panel="B")) == set()
