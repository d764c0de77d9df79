"""French as the screens and sheets write it."""

from datetime import date, datetime, time
from fractions import Fraction

import pytest

from ntc_cert import words
from ntc_cert.words import NBSP


def spaced(text: str) -> str:
    """The expected text typed with `~` for a no-break space."""
    return text.replace("~", NBSP)


def test_hours_keep_two_digits_of_minutes_and_no_break_spaces():
    assert words.clock(datetime(2026, 12, 8, 9, 5)) == spaced("9~h~05")
    assert words.clock(time(14, 0)) == spaced("14~h~00")
    assert words.clock_range(time(9, 0), time(10, 30)) == spaced("de 9~h~00 à 10~h~30")


def test_dates_say_1er_for_the_first_of_a_month_only():
    assert words.long_date(date(2026, 12, 8)) == "mardi 8 décembre 2026"
    assert words.long_date(date(2026, 12, 1)) == "mardi 1er décembre 2026"
    assert words.short_date(date(2026, 12, 8)) == "8 déc. 2026"
    assert words.input_date(date(2026, 2, 3)) == "03/02/2026"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([date(2026, 12, 8)], "8 décembre 2026"),
        ([date(2026, 12, 9), date(2026, 12, 8)], "8 et 9 décembre 2026"),
        ([date(2026, 11, 30), date(2026, 12, 1)], "30 novembre et 1er décembre 2026"),
        ([date(2026, 12, 31), date(2027, 1, 1)], "31 décembre 2026 et 1er janvier 2027"),
        ([], ""),
    ],
)
def test_a_list_of_dates_says_month_and_year_once(days, said):
    assert words.date_listing(days) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0~min"),
        (35, "35~min"),
        (60, "1~h"),
        (105, "1~h~45"),
        (65, "1~h~05"),
        (Fraction(40, 3), "13~min~20"),
        (Fraction(20), "20~min"),
        (Fraction(260, 3), "1~h~26~min~40"),
    ],
)
def test_durations(minutes, said):
    assert words.duration(minutes) == spaced(said)


def test_numbers_use_french_separators():
    assert words.number(1250) == spaced("1~250")
    assert words.number(2.5) == "2,5"
    assert words.percent(94) == spaced("94~%")


def test_plurals_start_at_two_and_zero_says_none():
    assert words.plural(0, "désaccord") == "aucun désaccord"
    assert words.plural(0, "saisie", none="aucune") == "aucune saisie"
    assert words.plural(1, "désaccord") == "1 désaccord"
    assert words.plural(2, "désaccord") == "2 désaccords"
    assert words.plural(3, "repas") == "3 repas"
    assert words.plural(1250, "journal", "journaux") == spaced("1~250 journaux")


def test_listing_elision_quotes_and_capital():
    assert words.listing([]) == ""
    assert words.listing(["Claire"]) == "Claire"
    assert words.listing(["Claire", "Marc", "Ana"]) == "Claire, Marc et Ana"
    assert words.of("Amélie") == "d’Amélie"
    assert words.of("Claire") == "de Claire"
    assert words.quoted("31/02") == spaced("«~31/02~»")
    assert words.sentence("élise reste") == "Élise reste"


def test_a_sentence_is_typeset_with_no_break_spaces():
    assert words.typeset("Salle 101 : « prête » ?") == spaced("Salle 101~: «~prête~»~?")
