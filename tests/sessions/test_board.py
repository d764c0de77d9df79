"""A day drawn to scale."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from sessions.board import Axis, board_of, days_to_show, step_lines
from sessions.conflicts import find_conflicts
from sessions.timetable import Link, Timetable
from tests.sessions.timetables import DAY, NEXT_DAY, a_candidate, a_timetable, at, placed


def spaced(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def drawn(timetable: Timetable, *, locked: tuple[str, ...] = ()) -> list[tuple[str, list[tuple[str, ...]]]]:
    board = board_of(timetable, DAY, locked=locked, conflicts=find_conflicts(timetable))
    return [
        (lane.panel.name, [(one.sitting.candidate.id, one.at, one.long, one.where, one.level) for one in lane.passages])
        for lane in board.lanes
    ]


def test_each_passage_stands_to_scale_in_the_lane_of_its_jury() -> None:
    timetable = placed(placed(a_timetable(), "Amélie", at(8, 30)), "Karim", at(13), panel="B", preparation_room="105")
    # From 8 h to 18 h: ten hours, a half is 5 %.
    assert drawn(timetable) == [
        ("A", [("Amélie", "5.000%", "30.000%", "salle 101, préparation en salle 104", "")]),
        ("B", [("Karim", "50.000%", "30.000%", "salle 102, préparation en salle 105", "")]),
    ]


def test_the_closed_hours_and_the_lunch_are_drawn() -> None:
    board = board_of(a_timetable(), DAY, locked=(), conflicts=())
    assert board.closed == (("0.000%", "5.000%"),)
    assert board.lunch == ("35.000%", "25.000%")
    assert spaced(board.lunch_words) == "Déjeuner : 1 h entre 11 h 30 et 14 h 00"
    assert [(at, spaced(hour)) for at, hour in board.axis.hours][:2] == [("0.000%", "8 h"), ("10.000%", "9 h")]


def test_a_passage_after_closing_stretches_the_day() -> None:
    timetable = placed(a_timetable(), "Amélie", at(17))
    board = board_of(timetable, DAY, locked=(), conflicts=())
    assert (board.axis.start, board.axis.end) == (at(8), at(20))
    assert board.count == 1


def test_another_day_is_empty_and_still_shows_its_juries() -> None:
    board = board_of(placed(a_timetable(), "Amélie", at(9)), NEXT_DAY, locked=(), conflicts=())
    assert [(lane.panel.name, lane.passages) for lane in board.lanes] == [("A", ()), ("B", ())]


def test_a_passage_says_that_it_is_locked_and_what_blocks_it() -> None:
    timetable = placed(
        a_timetable(links=(Link("Claire", "Amélie", "trainer"),)), "Amélie", at(8, 30), preparation_room="104"
    )
    board = board_of(timetable, DAY, locked={"Amélie"}, conflicts=find_conflicts(timetable))
    (one,) = board.lanes[0].passages
    assert (one.is_locked, one.level, one.route) == (True, "bloq", "Titre")


def test_a_dossier_to_complete_says_nothing_of_the_passage() -> None:
    timetable = placed(a_timetable(a_candidate("Amélie", path="")), "Amélie", at(8, 30))
    assert [found.code for found in find_conflicts(timetable)] == ["dossier_unknown"]
    assert drawn(timetable)[0][1][0][-1] == ""


def test_a_short_passage_is_named_by_its_first_name() -> None:
    timetable = placed(
        a_timetable(a_candidate("Thibault Noël", "final")), "Thibault Noël", at(9), preparation_room=None
    )
    (one,) = board_of(timetable, DAY, locked=(), conflicts=()).lanes[0].passages
    assert (one.is_short, one.label, one.where) == (True, "Thibault", "salle 101")


def test_a_day_out_of_the_session_is_shown_when_somebody_is_placed_on_it() -> None:
    other = DAY + timedelta(days=7)
    timetable = placed(a_timetable(), "Amélie", at(9, day=other))
    assert days_to_show(timetable) == [DAY, NEXT_DAY, other]
    assert board_of(timetable, other, locked=(), conflicts=()).count == 1


def test_rct08_the_steps_say_when_and_where_the_candidate_is() -> None:
    timetable = placed(a_timetable(), "Amélie", at(8, 30))
    lines = [(f"{line.start:%H:%M}", line.label, line.room) for line in step_lines(timetable, timetable.passages[0])]
    assert lines == [
        ("08:30", "Préparation", "salle 104"),
        ("08:30", "Préparation du jury", ""),
        ("09:00", "Présentation", "salle 101"),
        ("09:15", "Échanges", "salle 101"),
        ("10:00", "Préparation du jury", "salle 104"),
        ("10:15", "Appel", "salle 104"),
        ("10:25", "Face à face", "salle 101"),
        ("11:00", "Entretien final", "salle 101"),
    ]


moments = st.datetimes(min_value=at(0), max_value=at(23, 59))


@given(st.lists(moments, min_size=2, max_size=8, unique=True))
def test_the_axis_holds_everything_between_whole_hours(found: list) -> None:
    axis = Axis.around(found)
    assert all(axis.start <= moment <= axis.end for moment in found)
    assert axis.start.minute == axis.end.minute == 0
    assert all(0 <= float(axis.at(moment).rstrip("%")) <= 100 for moment in found)
    assert len(axis.hours) == (axis.end - axis.start) // timedelta(hours=1)
