"""A room as a form: its name, what it is for, its telephone, when it is closed."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout, Submit
from django import forms
from django.utils.html import format_html

from ntc_cert.fields import moment_field
from ntc_cert.form_rows import Rows
from sessions.models import Room
from sessions.models.places import RoomEquipment
from sessions.rooms import RoomEntry


class RoomForm(forms.Form):
    name = forms.CharField(
        label="Nom", max_length=120, help_text="Comme sur la porte.", error_messages={"required": "Écrivez un nom."}
    )
    is_jury = forms.BooleanField(label="Salle de jury", required=False)
    is_preparation = forms.BooleanField(label="Salle de préparation", required=False)
    equipment = forms.ChoiceField(
        label="Équipement",
        choices=RoomEquipment.choices,
        help_text="Pour l’appel : téléphone en préparation, haut-parleur devant le jury (RCT08 2°, RCC06 2°).",
    )

    def __init__(self, data: Mapping[str, str] | None, *, back: str, room: Room | None = None) -> None:
        super().__init__(data, initial=_known(room) if room else {"is_jury": True})
        self.closures = Rows(self, "closure", _closure_fields, _known_closures(room))
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "name",
            Fieldset("Usages", "is_jury", "is_preparation"),
            Fieldset("Téléphone", "equipment"),
            Fieldset(
                "Fermetures",
                HTML("<p class='hint'>Une ligne vidée est retirée. Enregistrez pour en ajouter d’autres.</p>"),
                *self.closures.layout(),
            ),
            Submit("", "Enregistrer" if room else "Ajouter la salle", css_class="btn-primary"),
            HTML(format_html('<a class="btn btn-3" href="{}">Annuler</a>', back)),
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not (values.get("is_jury") or values.get("is_preparation")):
            self.add_error("is_jury", "Cochez au moins un usage.")
        values["closures"] = [self._closure(row) for row in self.closures.filled()]
        return values

    def _closure(self, row: dict[str, Any]) -> tuple[Any, Any]:
        if row["end"] <= row["start"]:
            self.closures.refuse(row["rank"], "end", "La fin vient avant le début. Corrigez l’une des deux.")
        return row["start"], row["end"]

    @property
    def entry(self) -> RoomEntry:
        names = RoomEntry.__dataclass_fields__
        return RoomEntry(**{name: self.cleaned_data[name] for name in names})


def _closure_fields() -> dict[str, forms.Field]:
    return {"start": moment_field("De"), "end": moment_field("À")}


def _known(room: Room) -> dict[str, Any]:
    return {name: getattr(room, name) for name in ("name", "is_jury", "is_preparation", "equipment")}


def _known_closures(room: Room | None) -> list[dict[str, Any]]:
    return [{"start": row.starts_at, "end": row.ends_at} for row in (room.closures.all() if room else ())]
