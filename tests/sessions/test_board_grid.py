"""The board's geometry: rows of five minutes, columns, passages to scale, shaded ground."""

import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from sessions.board_grid import MOST_ROWS, ROW, Column, Scale, grid_of
from sessions.conflicts import find_conflicts
from sessions.shades import Words, lunch_of, shaded
from sessions.sittings import Sittings
from sessions.timetable import Interval, Link, Lunch, Timetable
from tests.sessions.timetables import DAY, NEXT_DAY, a_candidate, a_timetable, at, between, placed, with_one

moments = st.integers(0, 24 * 60 - 1).map(lambda minutes: at(0) + timedelta(minutes=minutes))


def drawn(timetable: Timetable, *, by_room: bool = False) -> tuple[Column, ...]:
    return grid_of(timetable, DAY, conflicts=find_conflicts(timetable), by_room=by_room).columns


def said(column: Column) -> list[tuple[int, int, str]]:
    return [(one.row, one.height, one.words.replace("\u00a0", " ")) for one in column.shades]


def test_rct08_a_passage_and_its_steps_stand_to_scale() -> None:
    """From 8 h: half past eight is row 6, three hours are 36 rows."""
    first, second = drawn(placed(a_timetable(), "Amélie", at(8, 30)))
    (slot,) = first.slots
    assert (slot.row, slot.height, slot.pause, slot.route) == (6, 36, 3, "Titre")
    assert [(part.label, part.minutes, part.row, part.height) for part in slot.parts] == [
        ("Préparation", 30, 0, 6),
        ("Entretien technique", 60, 6, 12),
        ("Préparation du jury", 15, 18, 3),
        ("Appel", 10, 21, 2),
        ("Face à face", 35, 23, 7),
        ("Entretien final", 30, 30, 6),
    ]
    assert second.slots == ()
    assert (first.name, first.beside, first.people) == ("A", "salle 101", "Claire et Marc")


def test_a_lunch_between_two_phases_is_left_white() -> None:
    (slot,) = drawn(placed(a_timetable(), "Amélie", at(10), role_play=at(13)))[0].slots
    assert [(part.row, part.height) for part in slot.parts] == [(0, 6), (6, 12), (36, 3), (39, 2), (41, 7), (48, 6)]
    assert slot.height == 54


def test_what_blocks_stands_in_the_passage_without_who_and_when() -> None:
    timetable = placed(a_timetable(links=(Link("Claire", "Amélie", "trainer"),)), "Amélie", at(8, 30))
    (slot,) = drawn(timetable)[0].slots
    assert (slot.level, slot.why) == ("bloq", "Claire a formé ce candidat")


def test_the_next_candidate_may_prepare_before_the_one_before_has_ended() -> None:
    timetable = placed(a_timetable(a_candidate("Amélie", "ccp1"), a_candidate("Karim")), "Karim", at(9))
    timetable = placed(timetable, "Amélie", at(11, 45), preparation_room="105")
    assert [slot.is_lapping for slot in drawn(timetable)[0].slots] == [False, True]


def test_closed_ground_says_by_what() -> None:
    timetable = with_one(a_timetable(), "rooms", "101", closures=(between((16, 0), (17, 0)),))
    timetable = with_one(timetable, "jurors", "Marc", available=(Interval(at(8), at(15)),))
    assert said(drawn(timetable)[0]) == [
        (0, 6, "Centre fermé"),
        (48, 12, "Déjeuner du jury A"),
        (84, 12, "Marc n’est pas disponible"),
        (96, 12, "Salle 101 fermée, Marc n’est pas disponible"),
        (108, 12, "Marc n’est pas disponible"),
    ]


def test_by_room_who_prepares_takes_the_room() -> None:
    columns = drawn(placed(a_timetable(), "Amélie", at(8, 30)), by_room=True)
    assert [(one.name, one.people, len(one.slots)) for one in columns] == [
        ("Salle 101", "Jury A", 1),
        ("Salle 102", "Jury B", 0),
        ("Salle 104", "Préparation", 0),
        ("Salle 105", "Préparation", 0),
    ]
    assert said(columns[2])[1:] == [(6, 6, "Amélie s’y prépare"), (24, 5, "Amélie s’y prépare")]


def test_lunch_stands_near_midday_where_the_passages_leave_it() -> None:
    lunch = Lunch(at(11, 30), at(14), 60)
    free = Sittings.of(a_timetable()).all
    busy = Sittings.of(placed(a_timetable(), "Amélie", at(9, 15))).all
    late = Sittings.of(placed(a_timetable(), "Amélie", at(10, 15))).all
    assert lunch_of(lunch, free, timedelta()) == between((12, 0), (13, 0))
    assert lunch_of(lunch, busy, timedelta(minutes=15)) == between((12, 30), (13, 30))
    assert lunch_of(lunch, late, timedelta(minutes=15)) is None


def test_another_day_is_drawn_with_its_own_hours() -> None:
    grid = grid_of(placed(a_timetable(), "Amélie", at(9)), NEXT_DAY, conflicts=())
    assert (grid.scale.start, grid.scale.rows, grid.count) == (at(8, day=NEXT_DAY), 120, 0)


def test_the_style_sheet_has_a_place_for_every_row_of_a_day() -> None:
    """The content policy forbids a style attribute: a row without its class would fall anywhere."""
    sheet = (Path(settings.BASE_DIR) / "static/css/board_rows.css").read_text()
    rows = dict(re.findall(r"^\.y-(\d+)\{grid-row-start:(\d+)\}$", sheet, re.MULTILINE))
    heights = dict(re.findall(r"^\.h-(\d+)\{grid-row-end:span (\d+)\}$", sheet, re.MULTILINE))
    assert rows == {str(row): str(row + 1) for row in range(MOST_ROWS + 1)}
    assert heights == {str(height): str(height) for height in range(1, MOST_ROWS + 1)}


@given(st.lists(moments, min_size=2, max_size=6, unique=True))
def test_the_scale_holds_everything_in_whole_hours(found: list) -> None:
    scale = Scale.around(found)
    assert scale.rows % 12 == 0
    assert scale.start.minute == 0
    for moment in found:
        row = scale.row(moment)
        assert 0 <= row <= scale.rows <= MOST_ROWS
        assert scale.moment(row) <= moment < scale.moment(row) + ROW
    for start in found:
        for end in found:
            if start < end:
                height = scale.height(start, end)
                assert 1 <= height <= scale.rows - scale.row(start)
                assert (height - 1) * ROW < end - scale.moment(scale.row(start)) <= height * ROW


@st.composite
def covers(draw: st.DrawFn) -> Words:
    start, end = sorted(draw(st.lists(moments, min_size=2, max_size=2, unique=True)))
    return start, end, draw(st.sampled_from(["centre fermé", "salle fermée", "déjeuner"]))


@given(st.lists(covers(), max_size=5))
def test_every_minute_of_closed_ground_is_shaded_once_with_all_its_words(found: list) -> None:
    scale = Scale.around([at(0), at(23, 59)])
    whole = [(start, end, words) for start, end, words in found if start.minute % 5 == end.minute % 5 == 0]
    shades = shaded(scale, whole)
    for row in range(scale.rows):
        moment = scale.moment(row)
        held = {words for start, end, words in whole if start <= moment < end}
        over = [one for one in shades if one.row <= row < one.row + one.height]
        assert len(over) == bool(held)
        assert {words.lower() for one in over for words in one.words.split(", ")} == held
