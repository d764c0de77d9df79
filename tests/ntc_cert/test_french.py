"""Dates, hours, durations and counts as templates write them."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone

from ntc_cert import french

DAY = date(2026, 12, 8)
LATE_UTC = datetime(2026, 12, 8, 23, 5, tzinfo=UTC)


def rendered(source: str, **names: object) -> str:
    return Template(source).render(Context(names))


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (time(9, 5), "9\u00a0h\u00a005"),
        (datetime(2026, 12, 8, 14, 0), "14\u00a0h\u00a000"),
        (datetime(2026, 12, 8, 8, 42, tzinfo=UTC), "9\u00a0h\u00a042"),
        (None, ""),
        ("", ""),
    ],
)
def test_clock(moment: object, written: str) -> None:
    assert rendered("{{ moment|clock }}", moment=moment) == written


def test_an_aware_moment_is_told_in_the_zone_in_force() -> None:
    with timezone.override(ZoneInfo("Indian/Reunion")):
        assert (
            rendered("{{ at|clock }}, {{ at|longdate }}", at=LATE_UTC) == "3\u00a0h\u00a005, mercredi 9 décembre 2026"
        )


def test_dates() -> None:
    assert french.longdate(DAY) == "mardi 8 décembre 2026"
    assert french.shortdate(DAY) == "8 déc. 2026"
    assert french.shortdate(LATE_UTC) == "9 déc. 2026"
    assert french.longdate(None) == french.shortdate(None) == ""


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (35, "35\u00a0min"),
        (105, "1\u00a0h\u00a045"),
        (0, "0\u00a0min"),
        (timedelta(hours=3), "3\u00a0h"),
        (timedelta(minutes=13, seconds=20), "13\u00a0min\u00a020"),
        (Fraction(40, 3), "13\u00a0min\u00a020"),
        (None, ""),
    ],
)
def test_duration(length: object, written: str) -> None:
    assert rendered("{{ length|duration }}", length=length) == written


@pytest.mark.parametrize(
    ("count", "forms", "written"),
    [
        (0, "candidat", "aucun candidat"),
        (1, "candidat", "1 candidat"),
        (2, "candidat", "2 candidats"),
        (2, "travail,travaux", "2 travaux"),
        (0, "ligne,lignes,aucune", "aucune ligne"),
        (1250, "ligne", "1\u00a0250 lignes"),
    ],
)
def test_plural(count: int, forms: str, written: str) -> None:
    assert rendered("{{ count|plural:forms }}", count=count, forms=forms) == written


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Motif : absent", "Motif\u00a0: absent"),
        ("« oui » ou « non »", "«\u00a0oui\u00a0» ou «\u00a0non\u00a0»"),
        ("«oui»", "«\u00a0oui»"),
        ("94 %, 35 min", "94\u00a0%, 35\u00a0min"),
        ("de 9 h 00 à 10 h 30", "de 9\u00a0h\u00a000 à 10\u00a0h\u00a030"),
        ("jusqu'à l'appel", "jusqu’à l’appel"),
        ("l'adresse o'neil+ntc@example.org refuse", "l’adresse o'neil+ntc@example.org refuse"),
        ("2 hommes, 3 sessions", "2 hommes, 3 sessions"),
        ("Prêt ?", "Prêt\u00a0?"),
        ("http://exemple.fr/a:b", "http://exemple.fr/a:b"),
    ],
)
def test_nbsp(typed: str, printed: str) -> None:
    assert french.nbsp(typed) == printed
    assert french.nbsp(printed) == printed


def test_nbsp_lets_nothing_through() -> None:
    assert rendered("{{ text|nbsp }}", text="<b> : x") == "&lt;b&gt;\u00a0: x"
