"""Who may sit, and why not: RCT08 3°, RCT10 and the regulation, day by day."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juries.eligibility import (
    SEVERITIES,
    HabilitationFacts,
    JurorFacts,
    Level,
    Rules,
    assess,
    may_sit,
    years_after,
)
from ntc_cert.words import NBSP
from tests import wording

DAY = date(2026, 12, 8)
TITLE = "TP-00338"
LEAVE = HabilitationFacts(TITLE, date(2024, 1, 1), date(2028, 12, 31))
SOUND = JurorFacts(
    itinerant_sales=True,
    team_lead=True,
    administration_reference="DREETS-44-0012",
    habilitations=(LEAVE,),
    evaluation_trained=True,
    evaluation_training_on=date(2024, 3, 5),
    last_practice_on=date(2025, 6, 30),
    charter_accepted_on=date(2026, 11, 1),
)

days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
known = st.sampled_from((None, True, False))
habilitations = st.builds(
    lambda code, start, length: HabilitationFacts(code, start, start + timedelta(days=length)),
    st.sampled_from((TITLE, "TP-99999")),
    days,
    st.integers(0, 2000),
)
jurors = st.builds(
    JurorFacts,
    itinerant_sales=known,
    team_lead=known,
    administration_reference=st.sampled_from(("", " ", "DREETS-1")),
    habilitations=st.lists(habilitations, max_size=3).map(tuple),
    evaluation_trained=known,
    evaluation_training_on=st.none() | days,
    last_practice_on=st.none() | days,
    charter_accepted_on=st.none() | days,
)


def found(facts: JurorFacts, day: date = DAY, rules: Rules | None = None) -> dict[str, Level]:
    return {finding.code: finding.level for finding in assess(facts, title_code=TITLE, day=day, rules=rules)}


def said(facts: JurorFacts) -> str:
    (finding,) = assess(facts, title_code=TITLE, day=DAY)
    return finding.sentence.replace(NBSP, " ")


def test_a_juror_in_order_has_nothing_against_them():
    assert assess(SOUND, title_code=TITLE, day=DAY) == ()


def test_an_imported_juror_of_whom_nothing_is_known_is_warned_about_and_may_sit():
    findings = assess(JurorFacts(), title_code=TITLE, day=DAY)
    assert {finding.code for finding in findings} == {
        "itinerant_sales_unknown",
        "administration_reference_missing",
        "habilitation_unknown",
        "training_unknown",
        "last_practice_unknown",
        "charter_not_accepted",
    }
    assert may_sit(findings)


def test_rct10_only_professionals_of_itinerant_sales_sit():
    assert found(replace(SOUND, itinerant_sales=False)) == {"not_itinerant_sales": Level.BLOCKS}
    assert found(replace(SOUND, itinerant_sales=None)) == {"itinerant_sales_unknown": Level.WARNS}


def test_rct10_leading_a_team_is_preferred_and_never_required():
    assert found(replace(SOUND, team_lead=False)) == {"no_team_lead": Level.WARNS}
    assert found(replace(SOUND, team_lead=None)) == {}


def test_rct10_a_juror_is_referenced_by_the_administration():
    assert found(replace(SOUND, administration_reference=" ")) == {"administration_reference_missing": Level.WARNS}


@pytest.mark.parametrize(
    ("trained_on", "codes"),
    [
        (DAY - timedelta(days=1), {}),
        (DAY, {"not_trained": Level.BLOCKS}),
        (DAY + timedelta(days=1), {"not_trained": Level.BLOCKS}),
    ],
)
def test_rct08_3_training_comes_strictly_before_the_day(trained_on, codes):
    assert found(replace(SOUND, evaluation_trained=None, evaluation_training_on=trained_on)) == codes


def test_rct08_3_training_refused_or_unknown():
    undated = replace(SOUND, evaluation_training_on=None)
    assert found(replace(undated, evaluation_trained=False)) == {"not_trained": Level.BLOCKS}
    assert found(replace(undated, evaluation_trained=None)) == {"training_unknown": Level.WARNS}
    assert found(replace(undated, evaluation_trained=True)) == {}


@pytest.mark.parametrize(
    ("day", "active"),
    [
        (LEAVE.starts_on - timedelta(days=1), False),
        (LEAVE.starts_on, True),
        (LEAVE.ends_on, True),
        (LEAVE.ends_on + timedelta(days=1), False),
    ],
)
def test_b3_the_habilitation_is_active_on_the_day_both_ends_included(day, active):
    facts = JurorFacts(habilitations=(LEAVE,))
    assert ("habilitation_inactive" not in found(facts, day)) is active


def test_b3_one_active_habilitation_among_several_is_enough():
    old = HabilitationFacts(TITLE, date(2015, 1, 1), date(2019, 12, 31))
    assert found(replace(SOUND, habilitations=(old, LEAVE))) == {}


def test_b3_habilitated_for_another_title_only_is_a_gap_in_the_register():
    other = HabilitationFacts("TP-99999", date(2020, 1, 1), date(2030, 1, 1))
    assert found(replace(SOUND, habilitations=(other,))) == {"habilitation_unknown": Level.WARNS}


@pytest.mark.parametrize(
    ("last", "codes"),
    [(date(2021, 12, 8), {}), (date(2021, 12, 7), {"left_the_job": Level.BLOCKS}), (date(2027, 1, 1), {})],
)
def test_b3_the_job_was_left_no_more_than_five_years_ago(last, codes):
    assert found(replace(SOUND, last_practice_on=last)) == codes


def test_b3_the_years_are_a_setting():
    facts = replace(SOUND, last_practice_on=date(2020, 1, 1))
    assert "left_the_job" in found(facts)
    assert "left_the_job" not in found(facts, rules=Rules(years_since_last_practice=7))


def test_a_29_february_is_five_years_old_on_a_1_march():
    assert years_after(date(2024, 2, 29), 5) == date(2029, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_the_charter_is_accepted_by_the_day():
    assert found(replace(SOUND, charter_accepted_on=None)) == {"charter_not_accepted": Level.WARNS}
    assert found(replace(SOUND, charter_accepted_on=DAY + timedelta(days=1))) == {"charter_not_accepted": Level.WARNS}
    assert found(replace(SOUND, charter_accepted_on=DAY)) == {}


def test_sentences_give_the_dates_that_matter():
    past = HabilitationFacts(TITLE, date(2020, 1, 1), date(2025, 1, 1))
    future = HabilitationFacts(TITLE, date(2027, 1, 1), date(2028, 1, 1))
    assert said(replace(SOUND, habilitations=(past, future))) == "L’habilitation a pris fin le 1er janvier 2025."
    assert said(replace(SOUND, habilitations=(future,))) == "L’habilitation ne commence que le 1er janvier 2027."
    late = said(replace(SOUND, evaluation_training_on=DAY))
    assert late.endswith("datée du 8 décembre 2026 ; il faut l’avoir suivie avant le 8 décembre 2026.")


@given(jurors, days)
@settings(max_examples=400)
def test_each_finding_has_the_severity_and_the_source_of_the_table_and_blocks_come_first(facts, day):
    findings = assess(facts, title_code=TITLE, day=day)
    levels = [finding.level for finding in findings]
    assert levels == sorted(levels, key=lambda level: level is not Level.BLOCKS)
    assert len({finding.code for finding in findings}) == len(findings)
    for finding in findings:
        severity = SEVERITIES[finding.code]
        assert (finding.level, finding.source) == (severity.level, severity.source)
        assert finding.sentence
        assert finding.cure


@given(jurors, days)
@settings(max_examples=300)
def test_forgetting_a_fact_never_keeps_a_juror_away(facts, day):
    """Taking a fact away leaves « non renseigné »: whoever could sit still can."""
    could = may_sit(assess(facts, title_code=TITLE, day=day))
    blank = JurorFacts()
    for name in (field.name for field in fields(JurorFacts)):
        if name == "evaluation_training_on" and facts.evaluation_trained is False:
            continue  # a date also corrects a training said not to be followed
        forgotten = replace(facts, **{name: getattr(blank, name)})
        assert not could or may_sit(assess(forgotten, title_code=TITLE, day=day))


@given(jurors, days)
@settings(max_examples=200)
def test_everything_said_is_the_house_s_french(facts, day):
    texts = [text for f in assess(facts, title_code=TITLE, day=day) for text in (f.sentence, f.cure)]
    assert [(rule, text) for text in texts for rule, pattern in wording.RULES if pattern.search(text)] == []
