"""The deadlines of a centre as one form: for each rule, followed or not, how many days, on whose word."""

from collections.abc import Iterator, Mapping
from typing import Final

from django import forms

from sessions.readiness_rules import MOST_DAYS, Rule, Setting, Subject

DAYS: Final = f"Écrivez un nombre de jours, de 0 à {MOST_DAYS}."


class DeadlinesForm(forms.Form):
    """Rows are drawn by the page: `rows` gives each rule with its three fields."""

    def __init__(self, data: Mapping[str, str] | None, *, rules: tuple[Rule, ...]) -> None:
        super().__init__(data)
        self.rules = rules
        for rule in rules:
            self.fields.update(_fields(rule))

    def rows(self) -> Iterator[tuple[Rule, forms.BoundField, forms.BoundField, forms.BoundField]]:
        for rule in self.rules:
            yield (rule, *(self[f"{part}_{rule.subject}"] for part in ("on", "days", "source")))

    @property
    def asked(self) -> dict[Subject, Setting]:
        values = self.cleaned_data
        return {
            rule.subject: Setting(
                days=values[f"days_{rule.subject}"],
                source=values[f"source_{rule.subject}"] or rule.source,
                is_active=values[f"on_{rule.subject}"],
            )
            for rule in self.rules
        }


def _fields(rule: Rule) -> dict[str, forms.Field]:
    days = forms.IntegerField(
        label=f"Jours avant, {rule.label}",
        min_value=0,
        max_value=MOST_DAYS,
        initial=rule.days,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), DAYS),
    )
    on = forms.BooleanField(label=f"Suivie, {rule.label}", required=False, initial=rule.is_active)
    source = forms.CharField(
        label=f"Source, {rule.label}",
        required=False,
        max_length=200,
        initial=rule.source,
        error_messages={"max_length": "200 caractères au plus."},
    )
    days.widget.attrs["class"], on.widget.attrs["class"] = "form-control", "form-check-input"
    source.widget.attrs["class"] = "form-control"
    return {f"days_{rule.subject}": days, f"on_{rule.subject}": on, f"source_{rule.subject}": source}
