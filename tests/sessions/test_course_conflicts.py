"""Steps, their order, their length and their hours: each rule with a passage that breaks it and one that does not."""

from datetime import timedelta

import pytest

from ntc_cert.words import NBSP
from sessions.timetable import ExtraTime, Passage, Settings
from tests.sessions.timetables import NEXT_DAY, a_candidate, a_timetable, at, codes, placed, the, with_step


def title_at_9(**settings_: object):
    return placed(a_timetable(settings=Settings(**settings_)), "Amélie", at(9))


def said(code: str, timetable) -> str:
    return the(code, timetable).sentence.replace(NBSP, " ")


@pytest.mark.parametrize("route", ["title", "ccp1", "ccp2", "final"])
@pytest.mark.parametrize(
    "extra_time", [ExtraTime(), ExtraTime(True, False), ExtraTime(False, True), ExtraTime(True, True)]
)
def test_rct08_rcc06_a_passage_as_laid_out_breaks_nothing(route, extra_time):
    timetable = a_timetable(a_candidate("Amélie", route, extra_time=extra_time))
    assert codes(placed(timetable, "Amélie", at(14))) == set()


def test_rct08_the_steps_of_another_route_are_refused():
    timetable = title_at_9()
    passage = Passage("Amélie", "A", timetable.passages[0].steps[:-1])
    said_ = said("wrong_steps", a_timetable(passages=(passage,)))
    assert said_ == (
        "Amélie, jury A, mardi 8 décembre 2026 à 9 h 00 : ses étapes ne sont pas celles de l’inscription Titre."
    )


def test_rct08_a_passage_without_a_jury_step_is_told_without_a_time():
    alone = Passage("Amélie", "A", title_at_9().passages[0].steps[:1])
    empty = Passage("Karim", "A", ())
    assert codes(a_timetable(passages=(alone, empty))) == {"wrong_steps"}


def test_rct08_a_step_shorter_than_the_referentiel_blocks():
    timetable = with_step(title_at_9(), 7, end=at(11, 55))
    conflict = the("duration_below", timetable)
    assert conflict.blocks
    assert conflict.source == "RCT09"
    assert conflict.sentence.replace(NBSP, " ") == (
        "Amélie, jury A, mardi 8 décembre 2026, de 11 h 30 à 11 h 55 : "
        "l’étape « entretien final » dure 25 min, il en faut 30 min."
    )


def test_rct08_a_longer_step_is_only_told():
    timetable = with_step(title_at_9(), 7, end=at(12, 10))
    assert not the("duration_above", timetable).blocks
    assert codes(timetable) == {"duration_above"}


def test_extra_time_makes_the_usual_length_too_short():
    timetable = a_timetable(a_candidate("Amélie", "final", extra_time=ExtraTime(oral=True)))
    timetable = with_step(placed(timetable, "Amélie", at(14)), 0, end=at(14, 30))
    assert codes(timetable) == {"duration_below"}


def test_a_call_cut_to_its_exact_third_more_is_off_the_grid_but_not_too_short():
    timetable = placed(a_timetable(a_candidate("Amélie", extra_time=ExtraTime(oral=True))), "Amélie", at(13, 30))
    exact = timetable.passages[0].steps[5].start + timedelta(minutes=13, seconds=20)
    assert "duration_below" not in codes(with_step(timetable, 5, end=exact))
    assert "off_grid" in codes(with_step(timetable, 5, end=exact))
    assert "duration_below" in codes(with_step(timetable, 5, end=exact - timedelta(seconds=1)))


def test_rct08_a_wait_inside_a_phase_blocks_and_between_two_does_not():
    timetable = title_at_9()
    waited = with_step(timetable, 3, start=at(9, 50), end=at(10, 35))
    assert "phase_broken" in codes(waited)
    assert the("phase_broken", waited).source == "RCT08"
    apart = placed(a_timetable(), "Amélie", at(10), role_play=at(13))
    assert codes(apart) == set()


def test_rct08_preparations_that_do_not_end_together_break_the_phase():
    timetable = title_at_9()
    assert "phase_broken" in codes(with_step(timetable, 0, start=at(8, 55), end=at(9, 25)))
    assert "phase_broken" in codes(with_step(timetable, 1, start=at(8, 55), end=at(9, 25)))


def test_rct09_the_final_interview_comes_last():
    timetable = with_step(title_at_9(), 7, start=at(10, 0), end=at(10, 30))
    assert "phases_out_of_order" in codes(timetable)
    assert "phases_out_of_order" not in codes(title_at_9())


def test_an_hour_off_the_grid_is_told_once_and_does_not_block():
    timetable = placed(a_timetable(), "Amélie", at(9, 2))
    assert codes(timetable) == {"off_grid"}
    assert said("off_grid", timetable).endswith("l’heure n’est pas un multiple de 5 min.")
    assert codes(placed(a_timetable(settings=Settings(grid_minutes=1)), "Amélie", at(9, 2))) == set()


def test_rct08_3_a_passage_on_another_day_blocks():
    timetable = placed(a_timetable(), "Amélie", at(9, day=NEXT_DAY))
    assert codes(timetable) == set()
    other = placed(a_timetable(days=a_timetable().days[:1]), "Amélie", at(9, day=NEXT_DAY))
    assert codes(other) == {"not_a_session_day"}
    assert said("not_a_session_day", other).endswith(
        "mercredi 9 décembre 2026 à 9 h 00 : la session n’a pas lieu ce jour-là."
    )


def test_rct08_3_a_passage_that_ends_another_day_blocks():
    timetable = placed(a_timetable(), "Amélie", at(22), final_interview=at(0, 30, NEXT_DAY))
    assert "not_a_session_day" in codes(timetable)


@pytest.mark.parametrize(("start", "clean"), [((8, 30), True), ((8, 25), False), ((15, 0), True), ((15, 5), False)])
def test_rct08_3_a_passage_fits_the_opening_hours(start, clean):
    timetable = placed(a_timetable(), "Amélie", at(*start))
    assert ("outside_hours" not in codes(timetable)) is clean


def test_outside_hours_tells_both_hours():
    assert said("outside_hours", placed(a_timetable(), "Amélie", at(15, 30))) == (
        "Amélie, jury A, mardi 8 décembre 2026 à 15 h 30 : il dure de 15 h 30 à 18 h 30, "
        "et la journée du mardi 8 décembre 2026 va de 8 h 30 à 18 h 00."
    )
