"""Several short rows inside one form."""

from typing import Any

from django import forms

from ntc_cert.form_rows import MOST, SPARE, Rows


class Pairs(forms.Form):
    def __init__(self, data: dict[str, str] | None = None, known: list[dict[str, Any]] | None = None) -> None:
        super().__init__(data)
        self.rows = Rows(self, "pair", self._parts, known or [])

    @staticmethod
    def _parts() -> dict[str, forms.Field]:
        return {"one": forms.CharField(required=False), "two": forms.IntegerField(required=False)}

    def clean(self) -> None:
        self.cleaned_data["pairs"] = list(self.rows.filled())


def test_what_is_known_comes_first_and_spare_rows_follow() -> None:
    form = Pairs(known=[{"one": "a", "two": 0}])
    assert len(form.rows.ranks) == 1 + SPARE
    assert form.initial == {"pair_0_one": "a", "pair_0_two": 0}


def test_an_emptied_row_says_nothing_and_a_zero_is_something() -> None:
    form = Pairs({"pair_0_one": "", "pair_0_two": "", "pair_2_one": "c", "pair_2_two": "0"})
    assert form.is_valid()
    assert form.cleaned_data["pairs"] == [{"one": "c", "two": 0, "rank": 2}]


def test_a_row_half_filled_is_told_under_what_it_lacks() -> None:
    form = Pairs({"pair_0_one": "a", "pair_1_two": "x", "pair_1_one": "b"})
    assert form.errors["pair_0_two"] == ["Complétez cette ligne, ou videz-la."]
    assert len(form.errors["pair_1_two"]) == 1


def test_rows_posted_are_capped_and_those_known_are_not() -> None:
    assert len(Pairs({f"pair_{rank}_one": "a" for rank in range(200)}).rows.ranks) == MOST
    known = [{"one": "a", "two": rank} for rank in range(MOST + 5)]
    posted = {f"pair_{rank}_{part}": str(row[part]) for rank, row in enumerate(known) for part in row}
    form = Pairs(posted, known)
    assert form.is_valid()
    assert len(form.cleaned_data["pairs"]) == MOST + 5
