"""What moving the rest of a jury's day would do: least change, no overlap, nobody else touched."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evaluations.course import Facts
from evaluations.day_effects import effect_on, in_room, moved_lines, pushed, shift_words, shifted, to_tell
from evaluations.tower import passages_on, still_to_come
from evaluations.verdicts import Presence
from sessions.timetable import Passage, Timetable
from tests.evaluations.days import DAY, GAP, a_day, at, gone_through, mornings, stages
from tests.sessions.timetables import a_candidate, a_timetable, placed


def a_full_day(*gaps: int) -> tuple[Timetable, list[Passage]]:
    """Four CCP passages before jury A from 8 h 30, with so many minutes between them."""
    timetable = a_timetable(*(a_candidate(name, "ccp1") for name in "abcd"))
    start = at(8, 30)
    for name, gap in zip("abcd", (*gaps, 0), strict=True):
        timetable = placed(timetable, name, start)
        start = timetable.passages[-1].end + timedelta(minutes=gap)
    return timetable, passages_on(timetable, DAY)


def starts(passages: list[Passage]) -> dict[object, datetime]:
    return {passage.candidate_id: passage.start for passage in passages}


@given(st.integers(1, 120), st.tuples(*[st.integers(3, 30).map(lambda five: 5 * five)] * 3))
def test_a_delay_pushes_only_whom_it_runs_into_and_no_further(minutes: int, gaps: tuple[int, int, int]) -> None:
    timetable, passages = a_full_day(*gaps)
    first, *later = passages
    moved = pushed(timetable, shifted(first, timedelta(minutes=minutes)), later)
    before, after = starts(passages), starts(passages) | starts(moved)
    changed = [replace(one) for one in passages if one.candidate_id not in starts(moved)] + moved
    ordered = sorted(changed, key=lambda one: one.start)
    assert [one.candidate_id for one in ordered] == list("abcd")
    for one, following in pairwise(ordered):
        assert following.start >= one.end + GAP
        was = before[following.candidate_id]
        pushed_by = after[following.candidate_id] - was
        assert timedelta() <= pushed_by
        if pushed_by:
            assert following.start - (one.end + GAP) < timedelta(minutes=timetable.settings.grid_minutes)


@given(mornings())
def test_what_may_be_moved_has_neither_begun_nor_been_given_up(morning) -> None:
    timetable, facts, now = morning
    for panel in ("A", "B"):
        for passage in still_to_come(timetable, panel, DAY, facts, now):
            about = facts[passage.candidate_id]
            assert passage.panel_id == panel
            assert not about.has_begun
            assert about.presence is Presence.PRESENT


def test_nobody_of_the_other_jury_has_to_hear_of_it() -> None:
    timetable = a_day()
    facts = {"Hélène C.": gone_through(stages(timetable, "Hélène C."), at(8, 30))}
    ahead = still_to_come(timetable, "B", DAY, facts, at(9))
    effect = effect_on(timetable, [shifted(one, timedelta(minutes=10)) for one in ahead])
    assert to_tell(effect) == ["Thibault", "Hélène", "Sofia"]
    plain = [line.replace("\N{NO-BREAK SPACE}", " ") for line in moved_lines(effect, timetable, DAY)]
    assert plain == ["Thibault passe à 10 h 40 au lieu de 10 h 30.", "Fin de journée de B à 12 h 25."]
    assert effect.conflicts == ()


def test_running_into_another_passage_is_impossible_and_said() -> None:
    timetable = a_day()
    karim = next(one for one in timetable.passages if one.candidate_id == "Karim")
    effect = effect_on(timetable, [shifted(karim, timedelta(hours=-3))])
    assert {found.code for found in effect.impossible} >= {"panel_double_booked"}


def test_another_room_takes_the_jury_and_the_meeting_and_leaves_the_preparation() -> None:
    passage = a_day().passages[0]
    moved = in_room(passage, "102")
    assert {step.jury_room for step in moved.steps} == {None, "102"}
    assert {step.candidate_room for step in moved.steps} == {None, "102", "104"}
    assert [(step.start, step.end) for step in moved.steps] == [(step.start, step.end) for step in passage.steps]


def test_an_absence_stays_where_it_is() -> None:
    facts = {"Thibault": Facts(presence=Presence.ABSENT)}
    assert still_to_come(a_day(), "B", DAY, facts, at(9, 30)) == []


def test_the_words_agree_with_the_count() -> None:
    assert shift_words(1, 10) == "1 passage décalé de 10\N{NO-BREAK SPACE}min"
    assert shift_words(2, 10) == "2 passages décalés de 10\N{NO-BREAK SPACE}min"
