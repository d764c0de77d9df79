"""What a place would do, before anything is written."""

from dataclasses import replace

import pytest

from sessions.placing import (
    Placement,
    candidate_of,
    effect_of,
    minutes_of,
    needs_preparation_room,
    placement_of,
    suggestion,
    unplaced_candidates,
)
from sessions.steps import UnlayableRoute
from sessions.timetable import ExtraTime, Interval, Link, Timetable
from tests.sessions.timetables import DAY, NEXT_DAY, a_candidate, a_timetable, at, placed, with_one
from titles.referentiel import Equipment


def suggested(timetable: Timetable, name: str = "Amélie", **options: object) -> Placement | None:
    return suggestion(timetable, candidate_of(timetable, name), **options)


def test_an_effect_tells_the_conflicts_of_that_candidate_only() -> None:
    timetable = placed(a_timetable(a_candidate("Amélie"), a_candidate("Karim", path="")), "Karim", at(13))
    timetable = replace(
        timetable, candidates=(a_candidate("Amélie", unavailable=(Interval(at(8), at(12)),)), timetable.candidates[1])
    )
    effect = effect_of(timetable, candidate_of(timetable, "Amélie"), Placement("A", at(8, 30), {}, "104"))
    assert (effect.passage.start, effect.passage.end) == (at(8, 30), at(11, 30))
    assert [found.code for found in effect.conflicts] == ["candidate_unavailable"]
    assert effect.blocks == list(effect.conflicts)


def test_an_effect_compares_with_the_other_places_not_with_ones_own() -> None:
    timetable = placed(a_timetable(), "Amélie", at(8, 30))
    effect = effect_of(timetable, candidate_of(timetable, "Amélie"), Placement("A", at(9), {}, "104"))
    assert effect.conflicts == ()


def test_starts_that_cannot_hold_the_route_are_refused_in_words() -> None:
    timetable = a_timetable()
    early = Placement("A", at(8, 30), {"role_play": at(9)}, "104")
    with pytest.raises(UnlayableRoute, match="Mise en situation commence à"):
        effect_of(timetable, candidate_of(timetable, "Amélie"), early)


@pytest.mark.parametrize(
    ("starts", "room"), [({}, None), ({"role_play": at(13)}, None), ({"final_interview": at(15)}, "102")]
)
def test_a_placement_read_back_lays_out_the_same_passage(starts: dict, room: str | None) -> None:
    timetable = placed(a_timetable(), "Amélie", at(9, 15), room=room, preparation_room="105", **starts)
    passage = timetable.passages[0]
    found = placement_of(timetable, passage)
    assert found == Placement("A", at(9, 15), starts, "105", room)
    assert effect_of(timetable, candidate_of(timetable, "Amélie"), found).passage == passage


def test_a_suggestion_opens_the_day_of_the_jury_at_rest() -> None:
    timetable = placed(a_timetable(), "Karim", at(8, 30))
    assert suggested(timetable) == Placement("B", at(8, 30), {}, "105")


def test_a_suggestion_follows_the_last_passage_with_the_gap() -> None:
    timetable = placed(a_timetable(), "Karim", at(8, 30))
    timetable = replace(timetable, panels=timetable.panels[:1])
    assert suggested(timetable) == Placement("A", at(11, 45), {}, "104")


def test_a_day_too_short_is_left_for_the_next() -> None:
    timetable = placed(placed(a_timetable(), "Karim", at(15)), "Karim", at(15), panel="B", preparation_room="105")
    assert suggested(timetable).start == at(8, 30, NEXT_DAY)


def test_the_day_asked_for_is_kept_when_it_can_hold_the_passage() -> None:
    assert suggested(a_timetable(), day=NEXT_DAY).start == at(8, 30, NEXT_DAY)


def test_a_suggestion_waits_for_the_preparation_room() -> None:
    timetable = placed(a_timetable(), "Karim", at(8, 30))
    timetable = replace(timetable, rooms=timetable.rooms[:3])  # 104 is the only one left
    found = suggested(timetable)
    assert (found.panel, found.start, found.preparation_room) == ("B", at(9), "104")
    assert effect_of(timetable, candidate_of(timetable, "Amélie"), found).blocks == []


def test_a_suggestion_waits_for_the_candidate() -> None:
    away = a_candidate("Amélie", unavailable=(Interval(at(8), at(10)),))
    assert suggested(a_timetable(away)).start == at(10)


def test_rct08_the_room_with_the_telephone_is_taken_before_the_nearest() -> None:
    timetable = with_one(a_timetable(), "rooms", "104", equipment=Equipment.NONE)
    assert suggested(timetable).preparation_room == "105"


def test_when_every_hour_blocks_one_is_still_suggested_for_a_person_to_change() -> None:
    timetable = a_timetable(links=(Link("Claire", "Amélie", "trainer"), Link("Sofia", "Amélie", "trainer")))
    found = suggested(timetable)
    assert found == Placement("A", at(8, 30), {}, "104")
    assert len(effect_of(timetable, candidate_of(timetable, "Amélie"), found).blocks) == 1


def test_without_a_jury_or_a_day_nothing_is_suggested() -> None:
    assert suggested(a_timetable(panels=())) is None
    assert suggested(a_timetable(days=())) is None


def test_only_a_route_with_a_preparation_asks_for_its_room() -> None:
    timetable = a_timetable(a_candidate("Amélie"), a_candidate("Karim", "final"))
    assert [needs_preparation_room(timetable, one) for one in timetable.candidates] == [True, False]
    assert suggested(timetable, "Karim").preparation_room is None


def test_b6_a_third_more_time_takes_three_hours_to_four() -> None:
    timetable = a_timetable(a_candidate("Amélie", extra_time=ExtraTime(preparation=True, oral=True)))
    assert minutes_of(timetable, timetable.candidates[0]).total_seconds() / 60 == 240


def test_who_is_left_to_place() -> None:
    timetable = placed(a_timetable(), "Amélie", at(9, day=DAY))
    assert [candidate.id for candidate in unplaced_candidates(timetable)] == ["Karim"]
