"""A session as a form: its title, its identity, its rules, its days; and what happened on one of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.html import format_html

from centres.models import Centre, User
from ntc_cert.fields import day_field, moment_field
from ntc_cert.form_rows import Rows
from ntc_cert.words import NBSP
from sessions.models import ExamSession
from sessions.opening import DayEntry
from titles.models import ProfessionalTitle

FIELDS: Final = (
    *("centre", "title", "reference", "ministry_number", "agreement_number", "place", "supervisor"),
    *("is_remote", "gap_minutes", "role_play_preparation_room"),
)
DAY_PARTS: Final = ("date", "opens_at", "closes_at", "lunch_from", "lunch_to", "lunch_minutes")
LUNCH: Final = DAY_PARTS[3:]
TIMES: Final = ("%H:%M", "%H:%M:%S", "%Hh%M", f"%H{NBSP}h{NBSP}%M", "%H h %M")
ADD_DAY: Final = "add_day"
# Without JavaScript it sends the whole form, which comes back with more rows.
ADD_BUTTON: Final = (
    f'<button class="btn btn-2" name="{ADD_DAY}" value="1" formnovalidate hx-post="" hx-target="#days" '
    'hx-select="#days" hx-swap="outerHTML">Ajouter une journée</button>'
)
DATED: Final = re.compile(r"day_\d{1,3}_date")


class TitleChoice(forms.ModelChoiceField):
    def label_from_instance(self, title: ProfessionalTitle) -> str:
        return f"{title.code}, version {title.version}"


def time_field(label: str, initial: time | None = None, **options: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        initial=initial,
        required=False,
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Écrivez une heure, par exemple 08:30."},
        **options,
    )


def day_fields() -> dict[str, forms.Field]:
    """A spare row comes with the usual hours: its date is what makes it a day."""
    return {
        "date": day_field("Date", example="08/12/2026"),
        "opens_at": time_field("Ouverture", time(8, 30)),
        "closes_at": time_field("Fermeture", time(18)),
        "lunch_from": time_field("Déjeuner, à partir de", time(11, 30)),
        "lunch_to": time_field("Déjeuner, jusqu’à", time(14)),
        "lunch_minutes": forms.IntegerField(
            label="Minutes de déjeuner", initial=60, min_value=1, max_value=240, required=False
        ),
    }


class DayRows(Rows):
    """A row without a date is no day, whatever else stands in it."""

    def layout(self) -> Iterator[Fieldset]:
        for place, rank in enumerate(self.ranks, start=1):
            fields = [Field(f"{self.name}_{rank}_{part}") for part in self.parts]
            yield Fieldset(f"Journée {place}", Div(*fields, css_class="triple"), css_class="day-row")

    def entries(self) -> Iterator[DayEntry]:
        seen: set[date] = set()
        for rank in self.ranks:
            row = {part: self.form.cleaned_data.get(f"{self.name}_{rank}_{part}") for part in self.parts}
            if row["date"] is None:
                continue
            if row["date"] in seen:
                self.refuse(rank, "date", "Cette date est déjà écrite plus haut. Gardez une seule ligne.")
            seen.add(row["date"])
            if self._holds(rank, row):
                yield DayEntry(**row)

    def _holds(self, rank: int, row: Mapping[str, Any]) -> bool:
        before = len(self.form.errors)
        for part in ("opens_at", "closes_at"):
            if row[part] is None:
                self.refuse(rank, part, "Écrivez une heure, par exemple 08:30.")
        if row["opens_at"] and row["closes_at"] and row["closes_at"] <= row["opens_at"]:
            self.refuse(rank, "closes_at", "La fermeture vient avant l’ouverture. Corrigez l’une des deux.")
        self._check_lunch(rank, row)
        return len(self.form.errors) == before

    def _check_lunch(self, rank: int, row: Mapping[str, Any]) -> None:
        blank = [part for part in LUNCH if row[part] is None]
        if blank and len(blank) < len(LUNCH):
            for part in blank:
                self.refuse(rank, part, "Complétez le déjeuner, ou videz ses trois champs.")
        elif not blank:
            start, end = (datetime.combine(date.min, row[part]) for part in ("lunch_from", "lunch_to"))
            length = (end - start).total_seconds() / 60
            if length <= 0:
                self.refuse(rank, "lunch_to", "Cette fin vient avant le début du déjeuner. Corrigez l’une des deux.")
            elif row["lunch_minutes"] > length:
                said = f"Entre ces deux heures, il n’y a que {int(length)}{NBSP}min. Écrivez {int(length)} ou moins."
                self.refuse(rank, "lunch_minutes", said)


class ExamSessionForm(forms.ModelForm):
    """Opens or changes a session; `fields_asked` and `days_asked` are what the commands take."""

    title = TitleChoice(
        queryset=ProfessionalTitle.objects.none(),
        label="Référentiel",
        empty_label=None,
        help_text="Dès qu’une session s’en sert, le texte de cette version ne change plus.",
    )

    class Meta:
        model = ExamSession
        fields = FIELDS

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        user: User,
        back: str,
        instance: ExamSession | None = None,
        typed: Mapping[str, str] | None = None,
    ) -> None:
        """With `typed`, what stands in the fields is shown again with more rows of days, and nothing is judged."""
        known = {} if instance else {"supervisor": str(user)}
        super().__init__(data, instance=instance, initial=known if typed is None else _typed_fields(typed))
        self.fields["title"].queryset = ProfessionalTitle.objects.visible_to(user).defer("law")
        self._choose_centre(user, instance)
        self._explain()
        self.days = DayRows(self, "day", day_fields, _known_days(instance) if typed is None else _typed_days(typed))
        self.helper = FormHelper()
        self.helper.layout = Layout(*self._groups(), *_buttons(back, instance))

    def _explain(self) -> None:
        self.fields["reference"].error_messages["required"] = "Écrivez une référence."
        self.fields["reference"].help_text = "Par exemple, 2026-NTC-12."
        self.fields["gap_minutes"].help_text = "Pour délibérer et remplir les grilles. 0 donne un avertissement."
        self.fields["gap_minutes"].label = "Minutes entre deux candidats d’un même jury"
        self.fields[
            "role_play_preparation_room"
        ].help_text = "Le référentiel ne dit pas où est le candidat pendant que le jury prépare la mise en situation."

    def _choose_centre(self, user: User, instance: ExamSession | None) -> None:
        """Nothing to choose in a centre that is the only one, nor once the session stands."""
        centres = Centre.objects.visible_to(user)
        only = list(centres[:2])
        if instance is not None or len(only) == 1:
            del self.fields["centre"]
            if instance is None:
                self.instance.centre = only[0]
                self.initial.setdefault("agreement_number", only[0].agreement_number)
        else:
            self.fields["centre"].queryset = centres

    def _groups(self) -> Iterator[Fieldset]:
        centre = ["centre"] if "centre" in self.fields else []
        yield Fieldset("Session", *centre, "title", "reference")
        yield Fieldset(
            "Pour le procès-verbal",
            Div("ministry_number", "agreement_number", css_class="pair"),
            *("place", "supervisor", "is_remote"),
        )
        yield Fieldset("Règles du planning", "gap_minutes", "role_play_preparation_room")
        yield Fieldset(
            "Journées",
            HTML("<p class='hint'>Une ligne sans date n’est pas gardée.</p>"),
            *self.days.layout(),
            HTML(ADD_BUTTON),
            css_id="days",
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        self.days_asked = sorted(self.days.entries(), key=lambda day: day.date)
        if not self.days_asked and not any(name.startswith("day_") for name in self.errors):
            self.add_error(f"day_{self.days.ranks[0]}_date", "Écrivez au moins une journée.")
        return values

    @property
    def fields_asked(self) -> dict[str, Any]:
        asked = {name: self.cleaned_data[name] for name in FIELDS if name in self.fields}
        return asked if "centre" in asked or self.instance.pk else asked | {"centre": self.instance.centre}


class IncidentForm(forms.Form):
    """What happened, and when; who writes it is who is logged in."""

    happened_at = moment_field("Survenu le")
    text = forms.CharField(
        label="Récit",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Il figure tel quel au procès-verbal.",
        error_messages={
            "required": "Écrivez ce qui est arrivé.",
            "max_length": f"Écrivez 4{NBSP}000 caractères au plus.",
        },
    )

    def __init__(self, data: Mapping[str, str] | None, *, action: str) -> None:
        super().__init__(data, initial={"happened_at": timezone.localtime()})
        self.fields["happened_at"].required = True
        self.fields["happened_at"].error_messages["required"] = "Écrivez le jour et l’heure."
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout(
            "happened_at", "text", StrictButton("Noter cet incident", type="submit", css_class="btn-2")
        )

    def clean_happened_at(self) -> datetime:
        moment = self.cleaned_data["happened_at"]
        if moment > timezone.now():
            raise forms.ValidationError("Cette heure n’est pas encore passée. Corrigez-la.")
        return moment


def _typed_days(typed: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows that have a date, as they were typed: spare ones follow them."""
    dated = sorted((int(name.split("_")[1]), name) for name in typed if DATED.fullmatch(name) and typed[name].strip())
    return [{part: typed.get(f"day_{rank}_{part}", "") for part in DAY_PARTS} for rank, _ in dated]


def _typed_fields(typed: Mapping[str, str]) -> dict[str, Any]:
    """An unchecked box is not posted at all."""
    boxes = {"is_remote": "is_remote" in typed, "role_play_preparation_room": "role_play_preparation_room" in typed}
    return {name: typed[name] for name in FIELDS if name in typed} | boxes


def _known_days(instance: ExamSession | None) -> list[dict[str, Any]]:
    return list(instance.days.order_by("date").values(*DAY_PARTS)) if instance else []


def _buttons(back: str, instance: ExamSession | None) -> Iterable[Submit | HTML]:
    verb = "Enregistrer" if instance else "Créer la session"
    cancel = format_html('<a class="btn btn-3" href="{}">Annuler</a>', back)
    return Submit("", verb, css_class="btn-primary"), HTML(cancel)
