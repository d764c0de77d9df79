"""Fields typed alike in every form."""

from datetime import date

import pytest
from django import forms

from ntc_cert.fields import day_field, known_field, moment_field
from tests.builders import at


@pytest.mark.parametrize("typed", ["08/12/2026", "2026-12-08"])
def test_a_day_is_read_as_it_is_written_in_france_or_in_files(typed: str) -> None:
    assert day_field("Jour").clean(typed) == date(2026, 12, 8)


def test_a_day_off_the_calendar_says_what_to_write() -> None:
    with pytest.raises(forms.ValidationError, match="par exemple 08/12/2026"):
        day_field("Jour", example="08/12/2026").clean("31/02/1990")


def test_a_day_may_be_asked_for() -> None:
    assert day_field("Jour").clean("") is None
    assert day_field("Jour", required=True, help_text="").required


@pytest.mark.parametrize("typed", ["2026-12-08T08:30", "08/12/2026 08:30"])
def test_a_moment_is_read_at_the_clock_in_force(typed: str) -> None:
    assert moment_field("De").clean(typed) == at("08:30")


@pytest.mark.parametrize(("typed", "value"), [("true", True), ("false", False), ("unknown", None), ("", None)])
def test_what_is_not_written_down_is_never_a_no(typed: str, value: bool | None) -> None:
    field = known_field("Vente itinérante")
    assert field.clean(field.widget.value_from_datadict({"x": typed}, {}, "x")) is value
