"""The journal as a person reads it: the right entries, in the words and the hours of their centre."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from centres import journal
from centres.journal_reading import read_journal, subject_choices
from centres.journal_values import Change, changes_of
from centres.models import Centre, JournalEntry
from ntc_cert.words import NBSP
from tests.builders import a_centre, a_juror, a_user, an_administrator, an_organiser

pytestmark = pytest.mark.django_db


def an_entry(subject: object = None, **told: Any) -> JournalEntry:
    return JournalEntry.objects.get(pk=journal.record(None, "juror.changed", subject or a_juror(a_centre()), **told))


def said(value: object, subject: object = None) -> str | None:
    return changes_of(an_entry(subject, after={"key": value}))[0].after


def read(**asked: str) -> list[JournalEntry]:
    return [line.entry for line in read_journal(JournalEntry.objects.all(), asked)[1]]


def test_a_field_is_called_as_its_model_calls_it() -> None:
    told = changes_of(an_entry(before={"itinerant_sales": None}, after={"itinerant_sales": True, "fields": ["phone"]}))
    assert told == [
        Change("professionnel(le) de la vente itinérante", "non renseigné", "oui"),
        Change("champs modifiés", None, "téléphone"),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (False, "non"),
        ([], "aucun"),
        (["C1.1", "C1.2"], "C1.1, C1.2"),
        ([["TP-00338", "2026-01-01", "2028-12-31"]], "TP-00338 01/01/2026 31/12/2028"),
        ([["administrator", None]], "administration"),
        ({"value": "N"}, "réponse Non"),
        (12, "12"),
        ("ab12" * 16, "ab12 ab12 ab12"),
        ("", "vide"),
    ],
)
def test_a_value_is_said_in_words(value: object, words: str) -> None:
    assert said(value) == words


def test_a_moment_is_said_at_the_clock_of_its_centre() -> None:
    juror = a_juror(a_centre(time_zone="Indian/Reunion"))
    assert said("2026-12-08T07:30:00+00:00", juror) == f"08/12/2026 11{NBSP}h{NBSP}30"


def test_a_value_that_is_no_mapping_has_no_label() -> None:
    assert changes_of(an_entry(before=[1], after=None)) == [Change("", "1", None)]


def test_an_entry_about_a_model_that_has_gone_keeps_its_technical_name() -> None:
    JournalEntry.objects.create(action="old.thing", subject_type="juries.gone", subject_id="3", after={"some_key": 1})
    _, [line] = read_journal(JournalEntry.objects.all(), {})
    assert (line.action, line.subject, line.changes) == ("Old.thing", "juries.gone", [Change("some key", None, "1")])


def test_hours_are_those_of_the_centre() -> None:
    centre = a_centre(time_zone="Indian/Reunion")
    entry = JournalEntry.objects.create(
        action="centre.changed",
        subject_type="centres.centre",
        subject_id=str(centre.pk),
        centre=centre,
        at=datetime(2026, 12, 8, 21, 5, tzinfo=ZoneInfo("UTC")),
    )
    _, [line] = read_journal(JournalEntry.objects.filter(pk=entry.pk), {})
    assert (line.day, line.time) == ("9 déc. 2026", f"1{NBSP}h{NBSP}05")


def test_the_newest_comes_first_and_the_filters_add_up() -> None:
    juror, user = a_juror(a_centre()), a_user()
    first, second, other = (
        JournalEntry.objects.get(pk=journal.record(user, action, subject))
        for action, subject in (("juror.added", juror), ("juror.changed", juror), ("account.opened", user))
    )
    assert read() == [other, second, first]
    assert read(action="juror.added") == [first]
    assert read(objet="juries.juror", id=str(juror.pk)) == [second, first]
    assert read(objet="juries.juror", id="0") == []


def test_the_subjects_to_choose_from_are_those_of_the_entries() -> None:
    journal.record(None, "account.opened", a_user())
    an_entry()
    assert subject_choices(JournalEntry.objects.all()) == [("centres.user", "Compte"), ("juries.juror", "Juré")]


def test_an_organiser_reads_what_happened_in_their_centres() -> None:
    mine, other = a_centre(), a_centre()
    organiser, chief = an_organiser(mine), an_administrator()
    entries = {centre: journal.record(None, "centre.changed", centre, centre=centre) for centre in (mine, other)}
    seen_by = {who: JournalEntry.objects.visible_to(who).values_list("pk", flat=True) for who in (organiser, chief)}
    assert list(seen_by[organiser]) == [entries[mine]]
    assert set(seen_by[chief]) == set(entries.values())
    assert not JournalEntry.objects.visible_to(a_user()).exists()
    assert Centre.objects.count() == 2
