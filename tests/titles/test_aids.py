"""The centre's aids change on screen, and the journal says so without their words."""

import pytest

from centres.models import JournalEntry
from tests.builders import a_centre, a_title, an_organiser
from titles.aids import change_interview_guide, change_observation_fields

pytestmark = pytest.mark.django_db


def test_fields_are_kept_by_criterion_and_journalled_without_their_words() -> None:
    title, nadia = a_title(), an_organiser(a_centre())
    change_observation_fields(title, criterion="C1.2", lines=["reformule", "chiffre"], by=nadia)
    title.refresh_from_db()
    assert title.observation_fields == {"C1.2": ["reformule", "chiffre"]}
    entry = JournalEntry.objects.get()
    assert (entry.actor, entry.action, entry.subject_id) == (nadia, "title.observation_fields_changed", str(title.pk))
    assert (entry.before["criterion"], entry.before["lines"], entry.after["lines"]) == ("C1.2", 0, 2)
    assert "reformule" not in str(entry.after)
    assert entry.before["sha256"] != entry.after["sha256"]


def test_two_people_on_two_criteria_do_not_undo_one_another() -> None:
    title, nadia = a_title(), an_organiser(a_centre())
    change_observation_fields(title, criterion="C1.1", lines=["a"], by=nadia)
    change_observation_fields(title, criterion="C1.2", lines=["b"], by=nadia)
    title.refresh_from_db()
    assert title.observation_fields == {"C1.1": ["a"], "C1.2": ["b"]}


def test_emptied_fields_leave_no_trace_in_the_document() -> None:
    title, nadia = a_title(), an_organiser(a_centre())
    change_observation_fields(title, criterion="C1.1", lines=["a"], by=nadia)
    change_observation_fields(title, criterion="C1.1", lines=[], by=nadia)
    title.refresh_from_db()
    assert title.observation_fields == {}


def test_the_same_lines_again_write_nothing() -> None:
    title, nadia = a_title(), an_organiser(a_centre())
    change_interview_guide(title, lines=["Votre secteur"], by=nadia)
    change_interview_guide(title, lines=["Votre secteur"], by=nadia)
    change_observation_fields(title, criterion="C1.1", lines=[], by=nadia)
    assert [entry.action for entry in JournalEntry.objects.all()] == ["title.interview_guide_changed"]


def test_aids_of_a_frozen_version_change() -> None:
    title, nadia = a_title(), an_organiser(a_centre())
    title.freeze()
    change_interview_guide(title, lines=["Votre secteur"], by=nadia)
    change_observation_fields(title, criterion="C6.3", lines=["tableau de bord"], by=nadia)
    title.refresh_from_db()
    assert (title.interview_guide, title.observation_fields) == (["Votre secteur"], {"C6.3": ["tableau de bord"]})


def test_an_unknown_criterion_is_refused() -> None:
    with pytest.raises(KeyError):
        change_observation_fields(a_title(), criterion="C9.9", lines=["x"], by=an_organiser(a_centre()))
    assert not JournalEntry.objects.exists()
