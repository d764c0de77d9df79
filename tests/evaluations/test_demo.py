"""The demonstration: what a newcomer sees first, and never on a machine that serves for good."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from centres.demo import DEMO_ACCOUNTS, DEMO_CODE
from evaluations.demo import load_demo
from evaluations.facts import records
from juries.models import Juror
from sessions.conflicts import find_conflicts
from sessions.mailings import sendable
from sessions.models import Candidate, ExamSession, Panel, Person, Room
from sessions.snapshot import timetable_of
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo() -> ExamSession:
    return load_demo(builders.a_title(), today=date(2026, 12, 8))


def test_twelve_candidates_over_the_four_routes_are_placed_before_three_panels(demo):
    assert Candidate.objects.filter(passage__isnull=False).count() == 12
    assert set(Candidate.objects.values_list("route", flat=True)) == {"title", "ccp1", "ccp2", "final"}
    assert Panel.objects.count() == 3
    assert Room.objects.count() >= 6
    assert Candidate.objects.filter(extra_time_oral=True).count() == 1
    assert demo.versions.count() == 1


def test_one_link_blocks_the_draft(demo):
    blocking = [found for found in find_conflicts(timetable_of(demo)) if found.level == "blocks"]
    assert [found.code for found in blocking] == ["declared_link"]
    assert "Périer" in blocking[0].sentence
    assert "Petrović-Lambert" in blocking[0].sentence


def test_one_result_is_sealed_and_others_are_on_their_way(demo):
    found = {record.candidate.person.last_name: record for record in records(demo)}
    assert [name for name, record in found.items() if record.is_sealed] == ["Castaing"]
    assert found["Bœuf-Lacroix"].facts.answers["C3.1"] == "O"
    assert "C3.2" not in found["Bœuf-Lacroix"].facts.answers


def test_its_people_have_addresses_that_lead_to_nobody(demo):
    people = [*Person.objects.all(), *Juror.objects.all()]
    for one in people:
        one.full_clean()
        if one.email:
            assert one.email.endswith((".example", "@example.org"))
    assert [str(one) for one in people if not one.email] == ["Thibault Noël"]
    assert len(sendable(demo).leaving) == len(Candidate.objects.all()) - 1 + 6


def test_its_accounts_log_in(demo):
    for account in DEMO_ACCOUNTS:
        assert authenticate(username=account.username, password=DEMO_CODE) is not None


def test_it_is_refused_where_debug_is_off_and_the_second_time(settings):
    builders.a_title()
    for debug, code in ((False, 2), (True, None), (True, 2)):
        settings.DEBUG = debug
        errors = StringIO()
        if code is None:
            call_command("load_demo", stdout=StringIO(), stderr=errors)
            continue
        with pytest.raises(SystemExit) as stop:
            call_command("load_demo", stderr=errors)
        assert stop.value.code == code
        assert errors.getvalue()
