"""A juror's file as a form, the account to open, and the day to judge it on."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout, Submit
from django import forms
from django.forms.models import fields_for_model
from django.utils.html import format_html

from centres.forms import username_field
from centres.models import Centre, User
from juries.eligibility import HabilitationFacts
from juries.facts import KnownTitle
from juries.models import Availability, Juror
from juries.register import JurorEntry
from ntc_cert.fields import day_field, known_field, moment_field
from ntc_cert.form_rows import Rows
from ntc_cert.words import sentence

FIELDS: Final = (
    *("last_name", "first_names", "email", "phone", "employer", "training_centre"),
    *("itinerant_sales", "team_lead", "last_practice_on", "administration_reference"),
    *("evaluation_training_on", "charter_accepted_on"),
)
KNOWN_OR_NOT: Final = ("itinerant_sales", "team_lead")
DAYS: Final = ("last_practice_on", "evaluation_training_on", "charter_accepted_on")
PAST_DAYS: Final = ("last_practice_on", "charter_accepted_on")
HINTS: Final = {
    "itinerant_sales": "Le jury n’est composé que de professionnels de la vente itinérante (RCT10).",
    "team_lead": "De préférence (RCT10).",
    "administration_reference": "Chaque juré est référencé auprès de l’administration (RCT10).",
    "evaluation_training_on": "JJ/MM/AAAA. Une demi-journée, avant les épreuves (RCT08 3°, RCT10).",
    "last_practice_on": "JJ/MM/AAAA. La date du jour, si le métier est toujours exercé.",
    "employer": "Pour ne pas lui confier un candidat du même employeur.",
}


class RuledRows(Rows):
    """A hairline above each row; a whole row is left out, so no single field says « facultatif »."""

    def layout(self) -> Iterator[Div]:
        shape = "triple" if len(self.parts) == 3 else "pair"
        for rank in self.ranks:
            fields = (Field(f"{self.name}_{rank}_{part}") for part in self.parts)
            yield Div(Div(*fields, css_class=shape), css_class="day-row")


class JurorForm(forms.Form):
    """Adds to the register, or changes, one juror; `entry` is what the commands take."""

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        user: User,
        titles: list[KnownTitle],
        today: date,
        back: str,
        juror: Juror | None = None,
    ) -> None:
        super().__init__(data, initial={name: getattr(juror, name) for name in FIELDS} if juror else {})
        self.today = today
        self._choose_centre(user, juror)
        self._make_fields()
        held = _known_habilitations(juror)
        choices = _title_choices(titles, {row["title"] for row in held})
        self.habilitations = RuledRows(self, "habilitation", lambda: _habilitation_fields(choices), held)
        self.availabilities = RuledRows(self, "availability", _availability_fields, _known_availabilities(juror))
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}  # the page tells every field to correct, not the browser the first
        self.helper.layout = Layout(*self._groups(), *_buttons("Enregistrer" if juror else "Ajouter ce juré", back))

    def _choose_centre(self, user: User, juror: Juror | None) -> None:
        """Nothing to choose in a centre that is the only one, nor once the file stands."""
        centres = Centre.objects.visible_to(user)
        only = list(centres[:2])
        self.centre = juror.centre if juror else only[0]
        if juror is None and len(only) > 1:
            self.fields["centre"] = forms.ModelChoiceField(
                centres,
                label="Centre",
                empty_label="Choisir",
                error_messages={"required": "Choisissez un centre.", "invalid_choice": "Choisissez un centre."},
            )

    def _make_fields(self) -> None:
        fields = fields_for_model(Juror, fields=FIELDS)
        for name in KNOWN_OR_NOT:
            fields[name] = known_field(_label(name))
        for name in DAYS:
            fields[name] = day_field(_label(name), example="08/12/2025")
        for name, hint in HINTS.items():
            fields[name].help_text = hint
        fields["last_name"].error_messages["required"] = "Écrivez le nom."
        fields["email"].error_messages["invalid"] = "Écrivez une adresse comme nom@exemple.fr."
        self.fields.update({name: fields[name] for name in FIELDS})

    def _groups(self) -> Iterator[Fieldset]:
        centre = ["centre"] if "centre" in self.fields else []
        yield Fieldset(
            "Identité",
            *centre,
            Div("last_name", "first_names", css_class="pair"),
            Div("email", "phone", css_class="pair"),
        )
        yield Fieldset(
            "Métier",
            Div("itinerant_sales", "team_lead", css_class="pair"),
            "last_practice_on",
            Div("employer", "training_centre", css_class="pair"),
        )
        yield Fieldset("Pour siéger", "administration_reference", "evaluation_training_on", "charter_accepted_on")
        yield Fieldset(
            "Habilitations",
            HTML("<p class='hint mb-2'>Une ligne vidée est retirée. Enregistrez pour en ajouter d’autres.</p>"),
            *self.habilitations.layout(),
        )
        yield Fieldset(
            "Disponibilités",
            HTML("<p class='hint mb-2'>Sans aucune ligne, cette personne est prise pour toujours libre.</p>"),
            *self.availabilities.layout(),
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        self.centre = values.get("centre") or self.centre
        for name in PAST_DAYS:
            if values.get(name) and values[name] > self.today:
                self.add_error(name, "Ce jour n’est pas encore venu. Corrigez la date, ou videz ce champ.")
        values["habilitations"] = [self._habilitation(row) for row in self.habilitations.filled()]
        values["availabilities"] = self._free()
        return values

    def _habilitation(self, row: dict[str, Any]) -> HabilitationFacts:
        if row["end"] < row["start"]:
            self.habilitations.refuse(row["rank"], "end", "La fin vient avant le début. Corrigez l’une des deux.")
        return HabilitationFacts(row["title"], row["start"], row["end"])

    def _free(self) -> list[tuple[Any, Any]]:
        rows = sorted(self.availabilities.filled(), key=lambda row: row["start"])
        for row in rows:
            if row["end"] <= row["start"]:
                self.availabilities.refuse(row["rank"], "end", "La fin vient avant le début. Corrigez l’une des deux.")
        for earlier, later in pairwise(rows):
            if later["start"] < earlier["end"]:
                self.availabilities.refuse(later["rank"], "start", _said_once())
        return [(row["start"], row["end"]) for row in rows]

    @property
    def entry(self) -> JurorEntry:
        values = self.cleaned_data
        return JurorEntry(
            fields={name: values[name] for name in FIELDS},
            habilitations=values["habilitations"],
            availabilities=values["availabilities"],
        )


class JurorAccountForm(forms.Form):
    """The name under which a juror will log in."""

    def __init__(self, data: Mapping[str, str] | None, *, suggested: str, back: str) -> None:
        super().__init__(data, initial={"username": suggested})
        self.fields["username"] = username_field(help_text="À taper sur la tablette\u00a0: court, sans accent.")
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout("username", *_buttons("Ouvrir ce compte", back))


class DayForm(forms.Form):
    """On which day, and for which title, a juror's file is judged."""

    def __init__(self, data: Mapping[str, str], *, titles: list[KnownTitle], today: date) -> None:
        asked = {"jour": today.strftime("%d/%m/%Y"), "titre": titles[0].code if titles else ""}
        super().__init__(asked | {name: data[name] for name in asked if data.get(name)})
        self.fields["jour"] = day_field("Jour", example="08/12/2026", required=True, help_text="")
        self.fields["titre"] = forms.ChoiceField(
            label="Titre",
            choices=[(title.code, f"{title.label} ({title.code})") for title in titles],
            error_messages={"invalid_choice": "Choisissez un titre chargé."},
        )
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            Div("jour", "titre", Submit("", "Voir ce jour", css_class="btn-2"), css_class="filters")
        )


def _label(name: str) -> str:
    return sentence(str(Juror._meta.get_field(name).verbose_name))


def _title_choices(titles: list[KnownTitle], held: set[str]) -> list[tuple[str, str]]:
    """Titles loaded, then those somebody is habilitated for that are loaded no more."""
    loaded = {title.code: title.label for title in titles}
    return [("", "Choisir"), *loaded.items(), *((code, code) for code in sorted(held - set(loaded)))]


def _habilitation_fields(choices: list[tuple[str, str]]) -> dict[str, forms.Field]:
    return {
        "title": forms.ChoiceField(label="Titre", choices=choices, required=False),
        "start": day_field("Du", example="08/12/2025", help_text=""),
        "end": day_field("Au", example="08/12/2029", help_text=""),
    }


def _availability_fields() -> dict[str, forms.Field]:
    return {part: moment_field(label) for part, label in (("start", "De"), ("end", "À"))}


def _known_habilitations(juror: Juror | None) -> list[dict[str, Any]]:
    rows = juror.habilitations.all() if juror else ()
    return [{"title": row.title_code, "start": row.starts_on, "end": row.ends_on} for row in rows]


def _known_availabilities(juror: Juror | None) -> list[dict[str, Any]]:
    rows = juror.availabilities.all() if juror else ()
    return [{"start": row.starts_at, "end": row.ends_at} for row in rows]


def _said_once() -> str:
    """The sentence of the rule the database keeps."""
    rules = {rule.name: rule for rule in Availability._meta.constraints}
    return str(rules["availability_is_said_once"].get_violation_error_message())


def _buttons(verb: str, back: str) -> tuple[Submit, HTML]:
    return Submit("", verb, css_class="btn-primary"), HTML(
        format_html('<a class="btn btn-3" href="{}">Annuler</a>', back)
    )
