"""The day as it goes: who is late and by how much, from the timetable, what was recorded, and the clock."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.course import Doing, Facts, Taken, by_the_plan, stages_of, standing
from evaluations.tower import PanelNow, day_now, is_recorded, passages_on, still_to_come
from evaluations.tower_words import arrival, chip, day_line, day_sentence, following_words, stage_line
from evaluations.verdicts import Presence
from sessions.timetable import Id
from tests.evaluations.days import DAY, GAP, a_day, at, gone_through, mornings, stages


def panel(name: str, facts: dict[Id, Facts], now: datetime) -> PanelNow:
    return next(one for one in day_now(a_day(), facts, DAY, now).panels if one.panel_id == name)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_candidate_preparing_and_the_jury_reading_are_one_stage() -> None:
    found = [(stage.kind, stage.minutes) for stage in stages(a_day(), "Amélie")]
    assert found == [
        ("preparation", 30),
        ("interview", 60),
        ("jury_preparation", 15),
        ("phone_call", 10),
        ("face_to_face", 35),
        ("final_interview", 30),
        ("deliberation", 15),
    ]


def test_a_jury_nobody_records_is_told_by_the_timetable() -> None:
    now = panel("A", {}, at(9, 40))
    assert (now.doing, now.standing.stage.kind, now.minutes_late) == (Doing.PLANNED, "interview", 0)
    assert chip(now) == ("libre", "Selon le planning, pas pointé")
    assert plain(stage_line(now, at(9, 40))) == "prévu de 9 h 00 à 10 h 00"


def test_a_stage_begun_six_minutes_late_ends_six_minutes_late_and_threatens_nobody() -> None:
    facts = {"Amélie": gone_through(stages(a_day(), "Amélie"), at(8, 36), at(9, 6))}
    now = panel("A", facts, at(9, 20))
    assert (now.doing, now.minutes_late, now.is_late) == (Doing.AT_WORK, 6, False)
    assert (now.standing.reached, now.standing.end) == (at(9, 14), at(11, 36))
    assert plain(chip(now)[1]) == "En cours, + 6 min"
    assert plain(stage_line(now, at(9, 20))) == "depuis 14 min, préparation du jury vers 10 h 06"


def test_a_deliberation_that_goes_on_keeps_the_next_candidate_waiting() -> None:
    own = stages(a_day(), "Hélène C.")
    moments = [stage.start for stage in own]
    facts = {"Hélène C.": gone_through(own, *moments), "Thibault": Facts(arrived_at=at(10, 20))}
    now = panel("B", facts, at(10, 42))
    assert (now.doing, now.standing.stage.kind, now.minutes_late) == (Doing.AT_WORK, "deliberation", 12)
    assert plain(chip(now)[1]) == "En retard, 12 min"
    assert plain(stage_line(now, at(10, 42))) == "depuis 27 min, prévue 15 min"
    assert now.following.candidate_id == "Thibault"
    assert plain(following_words(at(10, 30), facts["Thibault"], at(10, 42))) == "attend depuis 10 h 30"
    whole = day_now(a_day(), facts | {"Amélie": Facts(arrived_at=at(8, 20))}, DAY, at(10, 42))
    assert [one.panel_id for one in whole.panels] == ["B", "A"]
    assert plain(day_sentence(whole)) == "Un jury sur deux est en retard, personne n’est bloqué."
    assert plain(day_line(whole, DAY)) == "Mardi 8 décembre · 2 passages en cours, 2 à venir · fin à 16 h 00"


def test_the_delay_of_the_last_jury_moves_the_end_of_the_day() -> None:
    facts = {"Karim": gone_through(stages(a_day(), "Karim"), at(13, 20))}
    assert plain(day_line(day_now(a_day(), facts, DAY, at(13, 30)), DAY)).endswith(
        "fin estimée à 16 h 20 au lieu de 16 h 00"
    )


def test_a_late_candidate_who_keeps_the_end_is_not_late_until_it_has_passed() -> None:
    about = gone_through(stages(a_day(), "Karim"), at(13, 20))
    kept = replace(about, expected_at=at(13, 20), keeps_end=True)
    found = standing(stages(a_day(), "Karim"), kept, at(14))
    assert (found.late, found.end) == (timedelta(), at(16))
    assert standing(stages(a_day(), "Karim"), kept, at(16, 4)).late == timedelta(minutes=4)


def test_whoever_does_not_come_is_waited_for_then_passed_over_once_absent() -> None:
    facts = {"Amélie": Facts(arrived_at=at(8, 20))}
    waiting = panel("B", facts, at(8, 41))
    assert (waiting.doing, waiting.minutes_late, waiting.is_late) == (Doing.WAITING, 11, True)
    assert plain(stage_line(waiting, at(8, 41))) == "passage prévu à 8 h 30"
    assert plain(arrival(at(8, 30), Facts(), at(8, 41))[1]) == "Pas encore là, 11 min"
    assert day_sentence(day_now(a_day(), facts, DAY, at(8, 41))).endswith("un jury attend un candidat.")
    absent = panel("B", facts | {"Hélène C.": Facts(presence=Presence.ABSENT)}, at(8, 41))
    assert (absent.passage.candidate_id, absent.doing) == ("Thibault", Doing.NOT_YET)


def test_somebody_there_blocks_nobody_and_is_to_be_let_in() -> None:
    own = stages(a_day(), "Hélène C.")
    gone = gone_through(own, *(stage.start for stage in own))
    last = own[-1].key
    over = replace(gone, taken=dict(gone.taken) | {last: Taken(at(10, 15), at(10, 28))})
    facts = {"Hélène C.": over, "Thibault": Facts(arrived_at=at(10, 20)), "Amélie": Facts(arrived_at=at(8, 20))}
    now = panel("B", facts, at(10, 33))
    assert (now.doing, chip(now)[1]) == (Doing.WAITING, "À faire entrer")
    assert plain(stage_line(now, at(10, 33))) == "attend depuis 3 min"
    assert day_sentence(day_now(a_day(), facts, DAY, at(10, 33))).endswith("personne n’est bloqué.")


def test_an_abandon_frees_the_jury_at_once() -> None:
    about = gone_through(stages(a_day(), "Hélène C."), at(8, 30), at(8, 50))
    facts = {"Hélène C.": replace(about, presence=Presence.ABANDONED)}
    assert panel("B", facts, at(9)).passage.candidate_id == "Thibault"


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (Facts(), "Pas encore là"),
        (Facts(arrived_at=at(10, 20)), "Sur place, 10 h 20"),
        (Facts(expected_at=at(13, 20)), "Retard annoncé, 20 min"),
        (Facts(presence=Presence.ABSENT), "Absent(e)"),
    ],
)
def test_an_arrival_is_told_in_one_word(about: Facts, said: str) -> None:
    assert plain(arrival(at(13), about, at(10, 42))[1]) == said


def test_before_and_after_the_day_it_says_so() -> None:
    assert plain(day_sentence(day_now(a_day(), {}, DAY, at(7)))) == "Le prochain passage commence à 8 h 30."
    assert day_sentence(day_now(a_day(), {}, DAY, at(20))) == "La journée est terminée."


@given(mornings())
def test_nobody_is_ever_early_and_every_jury_has_something_to_say(morning) -> None:
    timetable, facts, now = morning
    day = day_now(timetable, facts, DAY, now)
    assert {one.panel_id for one in day.panels} == {"A", "B"}
    assert day_sentence(day)
    assert day_line(day, DAY)
    for one in day.panels:
        assert one.late >= timedelta()
        assert chip(one)[1]
        stage_line(one, now)
        if one.standing:
            assert one.standing.stage_end >= min(now, one.standing.stage.end)
            assert one.standing.free >= one.standing.end or one.standing.stage.kind == "deliberation"
            assert one.standing.reached <= max(now, one.standing.stage.start)


@given(mornings(), st.integers(1, 240))
def test_time_alone_never_makes_a_recorded_jury_less_late(morning, minutes: int) -> None:
    timetable, facts, now = morning
    later = now + timedelta(minutes=minutes)
    own = [one for one in passages_on(timetable, DAY) if one.panel_id == "B"]
    if is_recorded(own, facts):
        before, after = (
            next(one for one in day_now(timetable, facts, DAY, when).panels if one.panel_id == "B")
            for when in (now, later)
        )
        assert (after.passage, after.late >= before.late) == (before.passage, True)
        assert after.expected_end >= before.expected_end


@given(mornings())
def test_nobody_who_has_gone_in_or_given_up_is_still_to_come(morning) -> None:
    timetable, facts, now = morning
    coming = {one.candidate_id for one in day_now(timetable, facts, DAY, now).coming}
    gone = {name for name, about in facts.items() if about.has_begun or about.presence is Presence.ABANDONED}
    assert coming.isdisjoint(gone)


@given(st.integers(0, 600))
def test_without_any_fact_no_jury_is_late(minutes: int) -> None:
    now = at(7) + timedelta(minutes=minutes)
    day = day_now(a_day(), {}, DAY, now)
    assert [one.minutes_late for one in day.panels] == [0, 0]
    assert day.expected_end == day.planned_end
    for candidate in ("Amélie", "Karim"):
        assert by_the_plan(stages(a_day(), candidate), Facts(), now, is_pointed=False).late >= timedelta()


def test_a_gap_of_nothing_has_no_deliberation() -> None:
    timetable = a_day()
    passage = timetable.passages[0]
    assert stages_of(passage, timedelta())[-1].kind == "final_interview"
    assert stages_of(passage, GAP)[-1].kind == "deliberation"


def test_a_sealed_passage_nobody_pointed_is_neither_to_come_nor_under_way() -> None:
    """Hélène's result is sealed; only Thibault's passage is recorded."""
    timetable = a_day()
    facts = {
        "Hélène C.": Facts(sealed_at=at(10, 40)),
        "Thibault": gone_through(stages(timetable, "Thibault"), at(10, 30)),
    }
    assert "Hélène C." not in {one.candidate_id for one in still_to_come(timetable, "B", DAY, facts, at(8, 0))}
    day = day_now(timetable, facts, DAY, at(10, 50))
    now = next(one for one in day.panels if one.panel_id == "B")
    assert now.passage is not None
    assert now.passage.candidate_id == "Thibault"
    early = day_now(timetable, {"Hélène C.": Facts(sealed_at=at(8, 0))}, DAY, at(8, 0))
    assert "Hélène C." not in {one.candidate_id for one in early.coming}
