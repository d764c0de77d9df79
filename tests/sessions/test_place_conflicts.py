"""Rooms, RCT08 2° and RCC06 2°: each rule with a passage that breaks it and one that does not."""

import pytest

from ntc_cert.words import NBSP
from sessions.timetable import Settings
from tests.sessions.timetables import (
    a_candidate,
    a_room,
    a_timetable,
    at,
    between,
    codes,
    placed,
    the,
    with_one,
    with_step,
)
from titles.referentiel import Equipment


def title_at_9(**settings_: object):
    return placed(a_timetable(settings=Settings(**settings_)), "Amélie", at(9))


def said(code: str, timetable) -> str:
    return the(code, timetable).sentence.replace(NBSP, " ")


def test_rct08_2_each_place_needs_a_room():
    nowhere = placed(a_timetable(), "Amélie", at(9), preparation_room=None)
    assert codes(nowhere) == {"room_missing"}
    assert said("room_missing", nowhere).endswith(
        "de 9 h 00 à 9 h 30 : il manque une salle de préparation pour l’étape « préparation »."
    )
    no_jury_room = placed(with_one(a_timetable(), "panels", "A", room_id=None), "Amélie", at(9))
    assert codes(no_jury_room) == {"room_missing"}
    assert the("room_missing", no_jury_room).blocks


def test_rcc06_a_route_that_needs_no_preparation_room_misses_none():
    timetable = placed(a_timetable(a_candidate("Amélie", "final")), "Amélie", at(9), preparation_room=None)
    assert codes(timetable) == set()


def test_a_room_of_another_session_is_named():
    timetable = placed(a_timetable(), "Amélie", at(9), preparation_room="999")
    assert "la salle 999, prévue pour l’étape « préparation », n’est pas de cette session" in said(
        "room_missing", timetable
    )


def test_rct08_2_a_room_serves_what_it_is_for():
    wrong = placed(a_timetable(), "Amélie", at(9), preparation_room="102")
    assert codes(wrong) == {"room_use"}
    assert said("room_use", wrong).endswith("la salle 102 n’est pas une salle de préparation.")
    swapped = placed(with_one(a_timetable(), "panels", "A", room_id="105"), "Amélie", at(9))
    assert {"room_use", "room_equipment"} == codes(swapped)


@pytest.mark.parametrize(
    ("route", "room", "equipment", "clean"),
    [
        ("title", "101", Equipment.PHONE, False),
        ("title", "101", Equipment.SPEAKER_PHONE, True),
        ("title", "104", Equipment.NONE, False),
        ("title", "104", Equipment.SPEAKER_PHONE, True),
        ("ccp2", "104", Equipment.NONE, False),
        ("ccp2", "101", Equipment.NONE, False),
        ("ccp1", "104", Equipment.NONE, True),
        ("ccp1", "101", Equipment.NONE, True),
        ("final", "101", Equipment.NONE, True),
    ],
)
def test_rct08_2_rcc06_2_rooms_have_the_telephone_the_route_needs(route, room, equipment, clean):
    timetable = with_one(a_timetable(a_candidate("Amélie", route)), "rooms", room, equipment=equipment)
    assert codes(placed(timetable, "Amélie", at(9))) == (set() if clean else {"room_equipment"})


def test_the_sentence_names_the_telephone_that_is_missing():
    timetable = placed(with_one(a_timetable(), "rooms", "101", equipment=Equipment.PHONE), "Amélie", at(9))
    assert said("room_equipment", timetable) == (
        "Amélie, jury A, mardi 8 décembre 2026, de 9 h 00 à 9 h 30 : "
        "il faut un téléphone avec haut-parleur, et la salle 101 n’en a pas."
    )


def test_rct08_3_a_closed_room_blocks_only_while_it_is_used():
    closed = with_one(a_timetable(), "rooms", "104", closures=(between((9, 0), (9, 15)),))
    assert codes(placed(closed, "Amélie", at(9))) == {"room_closed"}
    between_uses = with_one(a_timetable(), "rooms", "104", closures=(between((9, 30), (10, 30)),))
    assert codes(placed(between_uses, "Amélie", at(9))) == set()


def test_a_closure_is_said_once_a_room():
    closed = with_one(a_timetable(), "rooms", "101", closures=(between((8, 0), (18, 0)),))
    assert said("room_closed", placed(closed, "Amélie", at(9))).endswith("la salle 101 est fermée de 8 h 00 à 18 h 00.")


def test_rct08_b_the_candidate_calls_from_another_room():
    both = a_room("104")
    timetable = a_timetable(rooms=(*a_timetable().rooms[:2], both))
    timetable = with_one(timetable, "rooms", "101", is_preparation=True)
    together = with_step(
        placed(with_one(timetable, "rooms", "104", is_preparation=True), "Amélie", at(9)), 5, candidate_room="101"
    )
    assert codes(together) == {"rooms_not_apart"}
    assert "pendant l’étape « appel », candidat et jury sont dans la même salle, salle 101" in said(
        "rooms_not_apart", together
    )


def test_rct08_2_the_candidate_does_not_prepare_where_the_jury_reads():
    timetable = with_one(a_timetable(), "rooms", "101", is_preparation=True)
    assert codes(placed(timetable, "Amélie", at(9), preparation_room="101")) == {"rooms_not_apart"}
    assert codes(placed(timetable, "Amélie", at(9))) == set()


def test_rct08_they_meet_in_one_room():
    apart = with_step(title_at_9(), 6, candidate_room="105")
    assert codes(apart) == {"rooms_differ"}
    assert said("rooms_differ", apart).endswith(
        "pendant l’étape « face à face », le candidat est en salle 105 et le jury est en salle 101."
    )
    nowhere = with_step(title_at_9(), 6, candidate_room=None)
    assert "le candidat n’a pas de salle" in said("rooms_differ", nowhere)


def test_rct08_2_the_jury_keeps_one_room_for_the_passage():
    moved = with_step(title_at_9(), 7, candidate_room="102", jury_room="102")
    assert {"jury_room_changes", "panel_elsewhere"} == codes(moved)
    assert the("jury_room_changes", moved).blocks


def test_a_panel_out_of_its_usual_room_is_only_told():
    elsewhere = placed(a_timetable(), "Amélie", at(9), room="102")
    assert codes(elsewhere) == {"panel_elsewhere"}
    assert not the("panel_elsewhere", elsewhere).blocks
    assert said("panel_elsewhere", elsewhere).endswith(
        "le passage est en salle 102, et jury A siège d’habitude en salle 101."
    )


def test_a_room_held_for_nothing_is_only_told():
    held = with_step(title_at_9(), 0, jury_room="102")
    assert codes(held) == {"room_unneeded"}
    assert not the("room_unneeded", held).blocks


def test_the_role_play_s_preparation_room_follows_the_session_s_setting():
    inside, outside = title_at_9(), title_at_9(role_play_preparation_room=False)
    assert codes(inside) == codes(outside) == set()
    assert codes(with_step(inside, 4, candidate_room=None)) == {"room_missing"}
    assert codes(with_step(outside, 4, candidate_room="104")) == {"room_unneeded"}
