"""Centres added and changed."""

from typing import Any

import pytest

from centres.directory import CentreRefused, add_centre, change_centre
from centres.models import Centre, JournalEntry
from tests.builders import a_centre, an_administrator

pytestmark = pytest.mark.django_db


def fields(**given: Any) -> dict[str, str]:
    known = {"code": "CHARTRES", "name": "Centre des Trois-Rivières", "agreement_number": "28-2024-11"}
    return known | {"address": "12 rue des Trois-Rivières", "city": "Chartres", "time_zone": "Europe/Paris"} | given


def test_a_centre_is_added_without_its_name_in_the_journal() -> None:
    centre = add_centre(fields(), by=an_administrator())
    written = JournalEntry.objects.get()
    assert Centre.objects.get() == centre
    assert (written.action, written.centre) == ("centre.added", centre)
    assert written.after == {"code": "CHARTRES", "agreement_number": "28-2024-11", "time_zone": "Europe/Paris"}


@pytest.mark.parametrize("code", ["CHARTRES", "chartres", "Chàrtres"])
def test_a_code_is_given_once_whatever_its_case(code: str) -> None:
    add_centre(fields(), by=an_administrator())
    with pytest.raises(CentreRefused, match="Écrivez-en un autre"):
        add_centre(fields(code=code), by=an_administrator())
    assert Centre.objects.count() == 1


def test_a_change_tells_what_differs() -> None:
    centre = add_centre(fields(), by=an_administrator())
    change_centre(centre, fields(time_zone="Indian/Reunion", name="Centre du Volcan"), by=an_administrator())
    written = JournalEntry.objects.get(action="centre.changed")
    assert Centre.objects.get().name == "Centre du Volcan"
    assert written.before == {"time_zone": "Europe/Paris"}
    assert written.after == {"time_zone": "Indian/Reunion", "fields": ["name", "time_zone"]}


def test_saving_the_same_writes_nothing() -> None:
    centre = add_centre(fields(), by=an_administrator())
    change_centre(centre, fields(), by=an_administrator())
    assert JournalEntry.objects.count() == 1


def test_a_centre_keeps_its_own_code_and_takes_no_other_s() -> None:
    centre, other = add_centre(fields(), by=an_administrator()), a_centre()
    change_centre(centre, fields(city="Dreux"), by=an_administrator())
    with pytest.raises(CentreRefused):
        change_centre(centre, fields(code=other.code), by=an_administrator())
    assert Centre.objects.get(pk=centre.pk).code == "CHARTRES"
