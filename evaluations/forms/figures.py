"""What the address of the figures over sessions asks: sessions chosen whole, never some candidates of one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms

from centres.models import Centre
from evaluations.figures_choice import KINDS, Choice
from ntc_cert.fields import day_field
from ntc_cert.words import input_date
from titles.models import ProfessionalTitle

FROM_LIST: Final = {"invalid_choice": "Choisissez dans la liste."}


class ChoiceForm(forms.Form):
    """Nothing asked is the newest version, every centre, since the first day of last year."""

    def __init__(
        self, data: Mapping[str, str], *, titles: Sequence[ProfessionalTitle], centres: Sequence[Centre], today: date
    ) -> None:
        asked = {key: data[key] for key in ("version", "centre", "lieu", "du", "au") if key in data}
        if not asked.keys() & {"du", "au"}:
            asked["du"] = input_date(date(today.year - 1, 1, 1))
        super().__init__(asked)
        self.titles = {str(title.pk): title for title in titles}
        self.centres = {str(centre.pk): centre for centre in centres}
        versions = [(key, version_word(title)) for key, title in self.titles.items()]
        self.fields["version"] = _among("Référentiel", versions)
        self.fields["centre"] = _among(
            "Centre", [("", "Tous"), *((key, one.name) for key, one in self.centres.items())]
        )
        self.fields["lieu"] = _among("Sessions", [("", "Toutes"), *KINDS.items()])
        self.fields["du"] = _day("Du", "01/01/2026")
        self.fields["au"] = _day("Au", "31/12/2026")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        since, until = found.get("du"), found.get("au")
        if since and until and since > until:
            self.add_error("au", "La période finit avant de commencer : changez l’une des deux dates.")
        return found

    @property
    def choice(self) -> Choice:
        """Of a form that holds."""
        found = self.cleaned_data
        return Choice(
            title=self.titles[found["version"]] if found["version"] else next(iter(self.titles.values())),
            centre=self.centres.get(found["centre"]),
            kind=found["lieu"],
            since=found["du"],
            until=found["au"],
        )


def version_word(title: ProfessionalTitle) -> str:
    """« NTC, TP-00338 version 2 »."""
    return f"{title.referentiel.short_label}, {title.code} version {title.version}"


def _among(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, error_messages=FROM_LIST, widget=widget)


def _day(label: str, example: str) -> forms.DateField:
    field = day_field(label, example=example, help_text="")
    field.widget.attrs |= {"class": "form-control", "placeholder": "JJ/MM/AAAA", "size": "10"}
    return field
