"""Each requirement with what the register says of it (RCT08 3°, RCT10), and when an habilitation ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from juries.eligibility import HabilitationFacts, JurorFacts, Rules, assess
from juries.standing import UNKNOWN, HabilitationEnd, habilitation_end, standing
from tests.juries.test_eligibility import DAY, LEAVE, SOUND, TITLE, jurors

RULES = Rules()


def points(facts: JurorFacts) -> dict[str, str]:
    return {point.label: point.state for point in standing(facts, title_code=TITLE, day=DAY, rules=RULES)}


def end(*held: HabilitationFacts, day: date = DAY) -> HabilitationEnd | None:
    return habilitation_end(JurorFacts(habilitations=held), title_code=TITLE, day=day, rules=RULES)


def leave(start: date, stop: date, title: str = TITLE) -> HabilitationFacts:
    return HabilitationFacts(title, start, stop)


def test_a_sound_juror_meets_every_requirement_and_the_page_says_by_what() -> None:
    found = standing(SOUND, title_code=TITLE, day=DAY, rules=RULES)
    assert {point.state for point in found} == {"conf"}
    assert [(point.fact, point.source) for point in found][:4] == [
        ("oui", "RCT10"),
        ("oui", "RCT10"),
        ("DREETS-44-0012", "RCT10"),
        ("du 1er janvier 2024 au 31 décembre 2028", "Engagements du responsable de session"),
    ]


def test_what_nobody_wrote_down_warns_or_stays_open_and_never_passes() -> None:
    states = points(JurorFacts())
    assert states.pop("Animation d’équipes commerciales, de préférence") == "libre"
    assert set(states.values()) == {"avert"}


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({"itinerant_sales": False}, "Vente itinérante"),
        ({"habilitations": (leave(date(2020, 1, 1), date(2021, 1, 1)),)}, "Habilitation"),
        ({"evaluation_training_on": DAY}, "Formation à l’évaluation"),
        ({"last_practice_on": date(2010, 1, 1)}, "Dernier exercice du métier"),
    ],
)
def test_what_blocks_stands_at_its_requirement(change: dict[str, object], label: str) -> None:
    states = points(replace(SOUND, **change))
    assert states.pop(label) == "bloq"
    assert set(states.values()) == {"conf"}


def test_a_label_is_not_said_twice() -> None:
    said = {point.label: point.said for point in standing(JurorFacts(), title_code=TITLE, day=DAY, rules=RULES)}
    assert said["Vente itinérante"] == "Non renseigné. Demandez-le à cette personne, puis complétez sa fiche."
    assert said["Charte du membre de jury"].startswith("La charte du membre de jury n’est pas acceptée. Faites-lui")
    assert said["Animation d’équipes commerciales, de préférence"] == UNKNOWN


@given(jurors)
def test_no_finding_is_lost_and_none_is_told_twice(facts: JurorFacts) -> None:
    told = [point.finding for point in standing(facts, title_code=TITLE, day=DAY, rules=RULES) if point.finding]
    asked = assess(facts, title_code=TITLE, day=DAY, rules=RULES)
    assert sorted(told, key=lambda finding: finding.code) == sorted(asked, key=lambda finding: finding.code)


@given(jurors)
def test_a_tick_never_stands_beside_what_is_unknown(facts: JurorFacts) -> None:
    found = standing(facts, title_code=TITLE, day=DAY, rules=RULES)
    assert not [point for point in found if point.state == "conf" and point.fact == UNKNOWN]


def test_the_habilitation_shown_is_the_one_that_covers_the_day() -> None:
    held = (leave(date(2020, 1, 1), DAY - timedelta(days=1)), leave(DAY, date(2030, 1, 1)))
    shown = standing(replace(SOUND, habilitations=held), title_code=TITLE, day=DAY, rules=RULES)[3]
    assert shown.fact == "du 8 décembre 2026 au 1er janvier 2030"


def test_no_habilitation_for_this_title_has_no_end() -> None:
    assert end() is None
    assert end(leave(date(2020, 1, 1), date(2030, 1, 1), "TP-99999")) is None


def test_one_in_force_ends_on_its_last_day() -> None:
    assert end(LEAVE) == HabilitationEnd(LEAVE.ends_on, is_over=False, is_near=False)


@pytest.mark.parametrize(("days", "is_near"), [(0, True), (89, True), (90, False)])
def test_ninety_days_before_the_end_it_is_near(days: int, is_near: bool) -> None:
    last = DAY + timedelta(days=days)
    assert end(leave(date(2020, 1, 1), last)) == HabilitationEnd(last, is_over=False, is_near=is_near)


def test_a_renewal_without_a_gap_carries_the_end_further() -> None:
    first, second = leave(date(2020, 1, 1), DAY), leave(DAY + timedelta(days=1), date(2030, 1, 1))
    assert end(second, first) == HabilitationEnd(date(2030, 1, 1), is_over=False, is_near=False)


def test_a_renewal_after_a_gap_does_not() -> None:
    first, second = leave(date(2020, 1, 1), DAY), leave(DAY + timedelta(days=2), date(2030, 1, 1))
    assert end(first, second) == HabilitationEnd(DAY, is_over=False, is_near=True)


def test_one_within_another_does_not_shorten_it() -> None:
    outer, inner = leave(date(2020, 1, 1), date(2030, 1, 1)), leave(date(2026, 1, 1), date(2027, 1, 1))
    assert end(outer, inner).ends_on == date(2030, 1, 1)


def test_one_that_is_over_says_so_and_one_to_come_does_not() -> None:
    assert end(leave(date(2020, 1, 1), date(2021, 1, 1))) == HabilitationEnd(date(2021, 1, 1), True, False)
    assert end(leave(date(2028, 1, 1), date(2029, 1, 1))) == HabilitationEnd(date(2029, 1, 1), False, False)
