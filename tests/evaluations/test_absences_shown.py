"""Whoever did not come, or left, frees their stretch: jurors see who is next, organisers that the place is free."""

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.day_acts import advance, record_abandon, record_absence
from tests.builders import at
from tests.evaluations.day_world import TheDay
from tests.evaluations.tower_pages import url

pytestmark = pytest.mark.django_db
FIRST = "technical_interview/preparation"
FREE = "Absence, heure libre"


def my_day(day: TheDay):
    client = Client()
    client.force_login(day.a.jurors.first().user)
    answer = client.get(reverse("evaluations:my_day"))
    return answer, answer.content.decode()


def test_an_absence_makes_way_for_the_next_candidate(day: TheDay, now) -> None:
    now("08:50")
    answer, page = my_day(day)
    assert answer.context["current"].passage.candidate == day.amelie
    record_absence(day.amelie, by=day.nadia)
    answer, page = my_day(day)
    assert answer.context["current"].passage.candidate == day.karim
    assert FREE in page
    assert f"/candidats/{day.amelie.pk}/grilles/" not in page
    assert f"/candidats/{day.amelie.pk}/deliberation/" in page
    assert f"/candidats/{day.karim.pk}/grilles/" in page


def test_an_abandon_keeps_its_grids_and_asks_to_deliberate(day: TheDay, now) -> None:
    now("08:50")
    advance(day.amelie, expected=FIRST, by=day.nadia, now=at("08:31"))
    record_abandon(day.amelie, by=day.nadia, now=at("08:49"))
    answer, page = my_day(day)
    assert answer.context["current"].passage.candidate == day.karim
    (gone,) = answer.context["others"]
    assert gone.awaits_deliberation
    assert f"/candidats/{day.amelie.pk}/grilles/" in page
    assert FREE not in page


def test_when_nobody_else_is_left_the_absence_is_the_one_to_deliberate(day: TheDay, now) -> None:
    now("08:50")
    for candidate in (day.karim, day.amelie):
        record_absence(candidate, by=day.nadia)
    answer, _ = my_day(day)
    assert answer.context["current"].passage.candidate == day.amelie
    assert answer.context["current"].awaits_deliberation


@pytest.mark.parametrize("view", ["", "&vue=liste"])
def test_the_organiser_s_board_says_the_stretch_is_free(day: TheDay, nadia: Client, now, view: str) -> None:
    now("08:50")
    address = f"{reverse('sessions:timetable', args=[day.session.pk])}?jour=2026-12-08{view}"
    assert "Absence ou abandon" not in nadia.get(address).content.decode()
    record_absence(day.amelie, by=day.nadia)
    page = nadia.get(address).content.decode()
    assert page.count("Absence ou abandon") == 1


def test_the_tower_names_the_next_one_not_the_absent_one(day: TheDay, nadia: Client, now) -> None:
    now("08:20")
    record_absence(day.amelie, by=day.nadia)
    (card,) = [one for one in nadia.get(url("", day)).context["cards"] if one.panel.id == day.a.pk]
    assert card.name == str(day.karim.person)
