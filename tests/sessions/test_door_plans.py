"""Who is expected at each door, and where they go next."""

from collections.abc import Sequence
from datetime import datetime

from sessions.door_plans import Door, door_plans
from sessions.plan_reading import PlannedPassage, PlannedStep

TITLE = (("08:30", "09:00", "104"), ("09:00", "10:00", "101"), ("10:00", "10:25", "104"), ("10:25", "11:30", "101"))


def at(hour: str, day: int = 8) -> datetime:
    return datetime.fromisoformat(f"2026-12-{day:02}T{hour}")


def a_passage(
    name: str,
    number: str,
    *,
    day: int = 8,
    panel: str = "Jury A",
    room: str = "101",
    stays: Sequence[tuple[str, str, str]] = TITLE,
) -> PlannedPassage:
    steps = tuple(
        PlannedStep("role_play", "face_to_face", at(start, day), at(end, day), where, room)
        for start, end, where in stays
    )
    return PlannedPassage(number, name, name, f"{name[0]}.", "Titre", panel, ("Claire", "Marc"), steps)


def told(door: Door) -> list[tuple[str, ...]]:
    return [
        (
            f"{line.start:%H:%M}",
            f"{line.end:%H:%M}",
            line.name,
            line.number,
            " · ".join(f"{moment:%H:%M} {where}" for moment, where in line.moves),
        )
        for line in door.lines
    ]


def test_rct08_the_jury_s_door_says_where_to_be_at_each_time_and_when_it_deliberates() -> None:
    later = tuple((f"{int(a[:2]) + 5}{a[2:]}", f"{int(b[:2]) + 5}{b[2:]}", where) for a, b, where in TITLE)
    passages = [a_passage("Karim", "C002", stays=later), a_passage("Amélie", "C001")]
    jury, _ = door_plans(passages, gap_minutes=15)
    assert (jury.room, jury.juries, jury.preparation_rooms) == ("101", ("Jury A, Claire et Marc",), ("104",))
    assert told(jury) == [
        ("08:30", "11:30", "A.", "C001", "08:30 104 · 09:00 ici · 10:00 104 · 10:25 ici"),
        ("11:30", "11:45", "", "", ""),
        ("13:30", "16:30", "K.", "C002", "13:30 104 · 14:00 ici · 15:00 104 · 15:25 ici"),
        ("16:30", "16:45", "", "", ""),
    ]


def test_a_deliberation_ends_when_the_next_candidate_comes() -> None:
    short = (("11:35", "12:05", "101"),)
    jury, _ = door_plans([a_passage("Amélie", "C001"), a_passage("Karim", "C002", stays=short)], gap_minutes=15)
    assert [line[:3] for line in told(jury)][:3] == [
        ("08:30", "11:30", "A."),
        ("11:30", "11:35", ""),
        ("11:35", "12:05", "K."),
    ]


def test_without_a_gap_no_deliberation_is_shown() -> None:
    jury, _ = door_plans([a_passage("Amélie", "C001")], gap_minutes=0)
    assert [line[2] for line in told(jury)] == ["A."]


def test_the_preparation_door_sends_one_on() -> None:
    _, preparation = door_plans([a_passage("Amélie", "C001")], gap_minutes=15)
    assert (preparation.room, preparation.is_preparation, preparation.juries) == ("104", True, ())
    assert told(preparation) == [
        ("08:30", "09:00", "A.", "C001", "09:00 101"),
        ("10:00", "10:25", "A.", "C001", "10:25 101"),
    ]


def test_doors_come_day_by_day_juries_first() -> None:
    alone = (("13:00", "13:30", "102"),)
    passages = [
        a_passage("Ana", "C003", day=9),
        a_passage("Bob", "C002", room="102", stays=alone),
        a_passage("Amélie", "C001"),
    ]
    shown = [(door.day.day, door.room, door.is_preparation) for door in door_plans(passages, gap_minutes=15)]
    assert shown == [
        (8, "101", False),
        (8, "102", False),
        (8, "104", True),
        (9, "101", False),
        (9, "104", True),
    ]


def test_nobody_placed_is_no_door() -> None:
    assert door_plans([], gap_minutes=15) == []
