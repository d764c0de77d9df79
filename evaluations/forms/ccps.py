"""The register's forms: its filters, a CCP acquired elsewhere, a centre's rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from evaluations.ccp_deadlines import RULES, Key, Rule, Unit
from evaluations.ccp_register import CcpEntry
from ntc_cert.fields import day_field
from ntc_cert.words import typeset
from titles.models import ProfessionalTitle

MOST: Final = 240
NUMBER: Final = f"Écrivez un nombre entier, de 1 à {MOST}."


class FilterForm(forms.Form):
    """What the address asks; a date that is none is told and filters nothing."""

    q = forms.CharField(required=False)
    montrer = forms.CharField(required=False)

    def __init__(self, data: Mapping[str, str]) -> None:
        super().__init__(data)
        self.fields["avant"] = day_field("À inviter avant le", example="31/12/2026")


class ElsewhereForm(forms.Form):
    ccp = forms.ChoiceField(label="CCP", error_messages={"required": "Choisissez un CCP."})
    reference = forms.CharField(
        label="Référence du procès-verbal ou du livret",
        max_length=120,
        error_messages={"required": "Écrivez la référence du papier qui l’établit."},
    )

    def __init__(self, data: Mapping[str, str] | None, *, titles: Sequence[ProfessionalTitle], today: date) -> None:
        super().__init__(data)
        self.today = today
        choices = {
            f"{title.code}/{ccp.code}": f"{ccp.short_label} ({ccp.code}), {title.code}"
            for title in titles
            for ccp in title.referentiel.ccps
        }
        self.fields["ccp"].choices = [("", "Choisir"), *choices.items()]
        self.fields["acquired_on"] = day_field("Acquis le", example="08/12/2024")
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            "ccp", "acquired_on", "reference", Submit("", "Inscrire ce CCP", css_class="btn-primary")
        )

    def clean_acquired_on(self) -> date | None:
        day = self.cleaned_data["acquired_on"]
        if day and day > self.today:
            raise forms.ValidationError("Cette date est à venir. Écrivez le jour du procès-verbal.")
        return day

    @property
    def entry(self) -> CcpEntry:
        title, _, ccp = self.cleaned_data["ccp"].partition("/")
        return CcpEntry(title, ccp, self.cleaned_data["acquired_on"], self.cleaned_data["reference"])


class RulesForm(forms.Form):
    """Rows are drawn by the page: each rule with its value and its source, then the end of each title."""

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        rules: Sequence[Rule],
        titles: Sequence[str],
        ends: Mapping[str, tuple[date, str]],
    ) -> None:
        super().__init__(data)
        self.rules, self.titles = rules, titles
        for rule in rules:
            self.fields.update(_rule_fields(rule))
        for rank, code in enumerate(titles):
            day, source = ends.get(code, (None, ""))
            end = day_field(f"Fin du titre {code}", example="10/06/2024", initial=day)
            self.fields[f"end_{rank}"], self.fields[f"endsource_{rank}"] = (
                end,
                _source(f"Source, fin de {code}", source),
            )
        for field in self.fields.values():
            kind = "form-check-input" if isinstance(field, forms.BooleanField) else "form-control"
            field.widget.attrs["class"] = kind

    def rows(self) -> Iterator[tuple[Rule, forms.BoundField, forms.BoundField, forms.BoundField]]:
        for rule in self.rules:
            yield (rule, *(self[f"{part}_{rule.key}"] for part in ("on", "value", "source")))

    def end_rows(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        for rank, code in enumerate(self.titles):
            yield code, self[f"end_{rank}"], self[f"endsource_{rank}"]

    @property
    def asked(self) -> dict[Key, Rule]:
        values, found = self.cleaned_data, {}
        for rule in RULES:
            value = values[f"value_{rule.key}"]
            own: dict[str, Any] = {"day": value} if rule.unit is Unit.DATE else {"number": value}
            source = values[f"source_{rule.key}"] or rule.source
            found[rule.key] = replace(rule, is_active=values[f"on_{rule.key}"], source=source, **own)
        return found

    @property
    def ends(self) -> dict[str, tuple[date | None, str]]:
        values = self.cleaned_data
        return {code: (values[f"end_{rank}"], values[f"endsource_{rank}"]) for rank, code in enumerate(self.titles)}


def _rule_fields(rule: Rule) -> dict[str, forms.Field]:
    value: forms.Field
    if rule.unit is Unit.DATE:
        value = day_field(f"Date, {typeset(rule.label)}", example="01/06/2016", initial=rule.day, required=True)
        value.error_messages["required"] = "Écrivez une date."
    else:
        value = forms.IntegerField(
            label=f"Nombre, {typeset(rule.label)}",
            min_value=1,
            max_value=MOST,
            initial=rule.number,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), NUMBER),
        )
    on = forms.BooleanField(label=f"Suivie, {typeset(rule.label)}", required=False, initial=rule.is_active)
    source = _source(f"Source, {typeset(rule.label)}", rule.source)
    return {f"on_{rule.key}": on, f"value_{rule.key}": value, f"source_{rule.key}": source}


def _source(label: str, initial: str) -> forms.CharField:
    told = {"max_length": "200 caractères au plus."}
    return forms.CharField(label=label, required=False, max_length=200, initial=initial, error_messages=told)
