"""The register as it is listed: searched, sorted, each juror with where they stand."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from centres.models import Centre
from juries.listing import JurorList, list_jurors
from juries.models import Habilitation, Juror
from tests.builders import DAY, a_centre, a_juror
from tests.titles.documents import invented
from titles.loading import load_title

pytestmark = pytest.mark.django_db


def listed(**asked: str) -> JurorList:
    rows = Juror.objects.select_related("centre", "user").prefetch_related("habilitations")
    return list_jurors(rows, asked, day=DAY)


def names(**asked: str) -> list[str]:
    return [row.juror.last_name for row in listed(**asked).page]


def until(juror: Juror, last: date) -> None:
    Habilitation.objects.create(juror=juror, title_code="TP-00338", starts_on=date(2020, 1, 1), ends_on=last)


def test_names_are_found_and_sorted_whatever_their_accents(centre: Centre) -> None:
    for name, employer in (("Zola", "Outils Beauce"), ("Éluard", "Négoce 28"), ("Dumas", "")):
        a_juror(centre, last_name=name, first_names="Ana", employer=employer)
    assert names() == ["Dumas", "Éluard", "Zola"]
    assert names(tri="-nom") == ["Zola", "Éluard", "Dumas"]
    assert names(tri="employeur") == ["Dumas", "Éluard", "Zola"]
    assert names(q="eluard ana") == ["Éluard"]
    assert names(q="negoce") == ["Éluard"]
    assert names(q="personne") == []
    assert names(tri="inconnu") == ["Dumas", "Éluard", "Zola"]


def test_what_is_filtered_is_counted_beside_the_whole(centre: Centre) -> None:
    a_juror(centre, last_name="Zola")
    a_juror(centre, last_name="Dumas")
    listing = listed(q="zola")
    assert (listing.total, listing.found) == (2, 1)


def test_each_verdict_is_said_in_words_with_its_first_reasons(centre: Centre) -> None:
    a_juror(centre, last_name="A")
    a_juror(centre, last_name="B", charter_accepted_on=None)
    a_juror(centre, last_name="C", itinerant_sales=False, evaluation_training_on=DAY, charter_accepted_on=None)
    verdicts = [row.verdicts[0] for row in listed().page]
    assert [(one.key, one.words, len(one.reasons), one.others) for one in verdicts] == [
        ("conf", "Peut siéger", 0, ""),
        ("avert", "Peut siéger, à vérifier", 1, ""),
        ("bloq", "Ne peut pas siéger", 2, "1 autre point"),
    ]
    assert verdicts[2].reasons[0] == "Le jury n’est composé que de professionnels de la vente itinérante."
    assert names(tri="siege") == ["C", "B", "A"]


def test_the_nearest_end_comes_first_and_no_habilitation_last(centre: Centre) -> None:
    for name, days in (("A", 900), ("B", 30)):
        until(a_juror(centre, last_name=name, habilitated=False), DAY + timedelta(days=days))
    a_juror(centre, last_name="C", habilitated=False)
    assert names(tri="habilitation") == ["B", "A", "C"]
    ends = [row.verdicts[0].habilitation for row in listed(tri="habilitation").page]
    assert [end and end.is_near for end in ends] == [True, False, None]


def test_each_title_loaded_has_its_verdict(centre: Centre) -> None:
    load_title(invented())
    a_juror(centre)
    [row] = listed().page
    assert [(one.title.label, one.key) for one in row.verdicts] == [("NTC", "conf"), ("RDB", "avert")]


def test_without_a_title_loaded_nobody_is_judged() -> None:
    a_juror(a_centre())
    [row] = listed(tri="siege").page
    assert row.verdicts == ()


def test_several_centres_are_told_apart(centre: Centre) -> None:
    a_juror(centre)
    assert not listed().has_several_centres
    a_juror(a_centre())
    assert listed().has_several_centres


@pytest.mark.parametrize("count", [1, 50])
def test_three_queries_whatever_the_number_of_jurors(
    centre: Centre, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        a_juror(centre)
    with django_assert_num_queries(3):  # titles; jurors, their habilitations
        assert listed().total == count
