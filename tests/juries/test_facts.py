"""Rows of the register become the value the rules read."""

from datetime import date

import pytest
from django.test import override_settings

from juries.eligibility import HabilitationFacts, Rules
from juries.facts import KnownTitle, facts_from, facts_of, known_titles, rules_in_force
from juries.models import Habilitation
from tests.builders import a_centre, a_juror, a_title
from tests.titles.documents import invented, ntc
from titles.loading import load_title

pytestmark = pytest.mark.django_db


def test_every_column_of_the_register_comes_through() -> None:
    juror = a_juror(a_centre(), team_lead=None, charter_accepted_on=None, administration_reference="ITV-12")
    facts = facts_of(juror)
    assert (facts.itinerant_sales, facts.team_lead, facts.administration_reference) == (True, None, "ITV-12")
    assert (facts.evaluation_training_on, facts.last_practice_on) == (date(2026, 1, 15), date(2026, 11, 1))
    assert (facts.charter_accepted_on, facts.evaluation_trained) == (None, None)
    assert facts.habilitations == (HabilitationFacts("TP-00338", date(2026, 1, 1), date(2028, 12, 31)),)


def test_habilitations_come_in_one_order_and_once() -> None:
    juror = a_juror(a_centre(), habilitated=False)
    held = [("TP-2", date(2027, 1, 1), date(2027, 6, 1)), ("TP-1", date(2026, 1, 1), date(2026, 6, 1))]
    for code, start, end in held:
        Habilitation.objects.create(juror=juror, title_code=code, starts_on=start, ends_on=end)
    own = {name: None for name in facts_of(juror).__slots__ if name not in {"habilitations", "evaluation_trained"}}
    twice = facts_from(own, held * 2)
    assert twice.habilitations == facts_of(juror).habilitations
    assert [one.title_code for one in twice.habilitations] == ["TP-1", "TP-2"]


@override_settings(JURY_RULES={"years_since_last_practice": 3, "days_before_habilitation_ends": 10})
def test_years_and_delays_are_settings() -> None:
    assert rules_in_force() == Rules(years_since_last_practice=3, days_before_habilitation_ends=10)


def test_a_title_is_named_as_its_newest_version_names_it() -> None:
    a_title().freeze()
    document = ntc()
    document["title"] |= {"version": "10", "short_label": "NTC renouvelé"}
    load_title(document)
    load_title(invented())
    assert known_titles() == [KnownTitle("TP-00338", "NTC renouvelé"), KnownTitle("TP-90001", "RDB")]
