"""What the board says is possible is what the rules find nothing to say against, start by start."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from juries.eligibility import Finding, Level
from sessions.board_grid import scale_of
from sessions.placing import candidate_of, effect_of
from sessions.reach import Held, Starts, Target, reach_of
from sessions.sittings import Sittings
from sessions.timetable import Booking, Candidate, ExtraTime, Interval, Juror, Link, Panel, Room, Settings, Timetable
from tests.sessions.timetables import COMPLETE, DAY, NEXT_DAY, a_candidate, a_timetable, at, placed, with_one
from titles.referentiel import Equipment

NAMES, JURORS = ("Amélie", "Karim", "Lucien"), ("Claire", "Marc", "Hélène", "Sofia")
FINDING = Finding("habilitation_over", Level.BLOCKS, "Habilitation terminée.", "", "")
minutes = st.integers(8 * 60, 18 * 60)


@st.composite
def stretches(draw: st.DrawFn) -> Interval:
    start = draw(minutes)
    first = at(0) + timedelta(minutes=start)
    return Interval(first, first + timedelta(minutes=draw(st.integers(1, 300))))


def bookings(draw: st.DrawFn) -> tuple[Booking, ...]:
    return tuple(Booking(one.start, one.end, "ailleurs") for one in draw(st.lists(stretches(), max_size=1)))


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    """Any people, rooms, absences, links, and up to two passages beside the one who is held."""
    some = st.lists(stretches(), max_size=2).map(tuple)
    jurors = tuple(
        Juror(
            name,
            name,
            available=draw(st.none() | st.none() | some.map(lambda own: (*own, Interval(at(9), at(17))))),
            employer=draw(st.sampled_from(["", "Alpha"])),
            findings=draw(st.sampled_from([{}] * 8 + [{DAY: (FINDING,)}])),
            bookings=bookings(draw),
        )
        for name in JURORS
    )
    rooms = tuple(
        Room(
            name,
            name,
            is_jury=draw(st.sampled_from([True, True, False])) if jury else draw(st.booleans()),
            is_preparation=not jury or draw(st.booleans()),
            equipment=draw(st.sampled_from([Equipment.SPEAKER_PHONE] * 5 + [Equipment.NONE])),
            closures=draw(some),
            bookings=bookings(draw),
        )
        for name, jury in (("101", True), ("102", True), ("104", False), ("105", False))
    )
    candidates = tuple(
        Candidate(
            name,
            name,
            draw(st.sampled_from(["title", "ccp1", "ccp2", "final"])),
            extra_time=ExtraTime(draw(st.booleans()), draw(st.booleans())),
            unavailable=draw(some),
            employer=draw(st.sampled_from(["", "Alpha"])),
            dossier=COMPLETE,
            bookings=bookings(draw),
        )
        for name in NAMES
    )
    panels = tuple(
        Panel(
            name,
            name,
            tuple(draw(st.lists(st.sampled_from(JURORS), min_size=1, max_size=4, unique=True))),
            draw(st.sampled_from([room, room, None])),
        )
        for name, room in (("A", "101"), ("B", "102"))
    )
    timetable = a_timetable(
        *candidates,
        jurors=jurors,
        rooms=rooms,
        panels=panels,
        links=tuple(
            draw(st.lists(st.builds(Link, st.sampled_from(JURORS), st.just("Amélie"), st.just("")), max_size=1))
        ),
        settings=Settings(gap_minutes=draw(st.sampled_from([0, 15])), role_play_preparation_room=draw(st.booleans())),
    )
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True)):
        timetable = placed(
            timetable,
            name,
            at(0, day=draw(st.sampled_from([DAY, DAY, NEXT_DAY]))) + timedelta(minutes=draw(minutes)),
            panel=draw(st.sampled_from(["A", "B"])),
            room=draw(st.sampled_from(["101", "102"])),
            preparation_room=draw(st.sampled_from(["104", "105", None])),
        )
    return timetable


@settings(max_examples=60)
@given(timetables(), st.booleans(), st.data())
def test_a_start_is_possible_when_and_only_when_nothing_blocks_it(
    timetable: Timetable, by_room: bool, data: st.DataObject
) -> None:
    amelie = candidate_of(timetable, "Amélie")
    held, scale = Held.of(timetable, amelie), scale_of(Sittings.of(timetable), DAY)
    for target, starts in reach_of(timetable, amelie, DAY, by_room=by_room):
        assert [one.first for one in starts] == [0, *(one.last + 1 for one in starts[:-1])]
        assert starts[-1].last == scale.rows - 1
        for one in starts if target.panel else ():
            for row in {one.first, one.last, data.draw(st.integers(one.first, one.last))}:
                assert blocks(timetable, held, target, scale.moment(row), one) is bool(one.reason), (target, one)


def blocks(timetable: Timetable, held: Held, target: Target, start: Any, found: Starts) -> bool:
    """With the room that was found; where none is possible, with whichever room one would think of."""
    rooms = [found.preparation_room]
    if found.reason:
        rooms = [room.id for room in timetable.rooms if room.is_preparation] or [None]
    tried = (effect_of(timetable, held.candidate, held.placement(target, start, room)) for room in rooms)
    return all(effect.blocks for effect in tried)


def told(timetable: Timetable, panel: str, name: str = "Amélie") -> list[tuple[str, str, str]]:
    """« 08:30 », « 11:30 », why, with plain spaces."""
    scale = scale_of(Sittings.of(timetable), DAY)
    found = {target.key: starts for target, starts in reach_of(timetable, candidate_of(timetable, name), DAY)}
    return [
        (f"{scale.moment(one.first):%H:%M}", f"{scale.moment(one.last):%H:%M}", one.reason.replace("\u00a0", " "))
        for one in found[panel]
    ]


HOURS = "La journée va de 8 h 30 à 18 h 00"


def test_an_empty_day_is_closed_at_both_ends() -> None:
    assert told(a_timetable(), "A") == [("08:00", "08:25", HOURS), ("08:30", "15:00", ""), ("15:05", "17:55", HOURS)]


def test_a_panel_at_work_says_with_whom() -> None:
    timetable = placed(a_timetable(), "Karim", at(8, 30), preparation_room="105")
    busy = "Jury A reçoit Karim de 8 h 30 à 11 h 30"
    assert told(timetable, "A")[1:3] == [("08:30", "11:25", busy), ("11:30", "15:00", "")]


def test_a_juror_who_leaves_says_when() -> None:
    timetable = with_one(
        a_timetable(), "jurors", "Marc", available=(Interval(at(8), at(13, 20)), Interval(at(15), at(18)))
    )
    away = "Marc n’est pas disponible de 13 h 20 à 15 h 00"
    assert told(timetable, "A") == [
        ("08:00", "08:25", HOURS),
        ("08:30", "10:20", ""),
        ("10:25", "14:55", away),
        ("15:00", "15:00", ""),
        ("15:05", "17:55", HOURS),
    ]


def test_a_trainer_never_judges_whom_they_trained() -> None:
    timetable = a_timetable(links=(Link("Claire", "Amélie", "trainer"),))
    assert [why for _, _, why in told(timetable, "A")] == ["Claire a formé ce candidat"]
    assert [why for _, _, why in told(timetable, "B")] == [HOURS, "", HOURS]


def test_the_room_they_have_is_kept_and_the_next_free_one_is_taken_when_it_is_not() -> None:
    timetable = placed(placed(a_timetable(), "Amélie", at(13)), "Karim", at(8, 30), panel="B", preparation_room="104")
    found = {target.key: starts for target, starts in reach_of(timetable, candidate_of(timetable, "Amélie"), DAY)}
    rooms = [(one.first, one.preparation_room) for one in found["A"] if not one.reason]
    assert rooms[0] == (6, "105")
    assert rooms[-1][1] == "104"


def test_without_a_free_preparation_room_it_says_so() -> None:
    timetable = a_timetable(a_candidate("Amélie"))
    for room in ("104", "105"):
        timetable = with_one(timetable, "rooms", room, closures=(Interval(at(8), at(12)),))
    assert told(timetable, "A")[1] == ("08:30", "11:55", "Aucune salle de préparation n’est libre")


def test_a_lunch_between_two_phases_moves_with_the_passage() -> None:
    timetable = placed(a_timetable(), "Amélie", at(9), role_play=at(13))
    held = Held.of(timetable, candidate_of(timetable, "Amélie"))
    moved = held.placement(Target("A", timetable.panels[0]), at(9, 30), "104")
    assert moved.phase_starts == {"role_play": at(13, 30)}


def test_a_room_without_a_jury_takes_the_jury_of_who_is_held() -> None:
    timetable = placed(a_timetable(), "Amélie", at(9))
    found = reach_of(timetable, candidate_of(timetable, "Amélie"), DAY, by_room=True)
    assert [(target.key, target.panel.id, target.jury_room) for target, _ in found] == [
        ("101", "A", None),
        ("102", "B", None),
        ("104", "A", "104"),
        ("105", "A", "105"),
    ]
    assert "La salle 104 n’est pas une salle de jury" in {one.reason for one in found[2][1]}
