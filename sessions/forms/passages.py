"""Giving a candidate a place, as a form; and exchanging two places."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms

from ntc_cert.words import clock, listing, long_date, short_date
from sessions.forms.exam_sessions import time_field
from sessions.placing import Placement, candidate_of, needs_preparation_room
from sessions.sittings import room_name
from sessions.timetable import Candidate, Panel, Room, Timetable

PREVIEW: Final = "preview"
EFFECT_BUTTON: Final = f'<button class="btn btn-2" name="{PREVIEW}" value="1">Voir l’effet</button>'
APART: Final = (
    "<p class='hint'>Pour qu’un déjeuner ou une attente tienne entre deux épreuves. Sans heure, elles se suivent.</p>"
)
PHASE: Final = "start_of_{}"


class PassageForm(forms.Form):
    """Panel, day and hour; the rooms when they are not the usual ones; a start per phase when they stand apart."""

    panel = forms.ChoiceField(label="Jury", error_messages={"required": "Choisissez un jury."})
    day = forms.ChoiceField(label="Journée", error_messages={"required": "Choisissez une journée."})
    start = time_field("Début")
    preparation_room = forms.ChoiceField(label="Salle de préparation", required=False)
    jury_room = forms.ChoiceField(label="Salle du jury", required=False)
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        timetable: Timetable,
        candidate: Candidate,
        zone: ZoneInfo,
        known: Placement | None,
        verb: str,
    ) -> None:
        super().__init__(data, initial=_known(known) if known else {})
        self.zone = zone
        self.phases = timetable.referentiel.routes[candidate.route].phases[1:]
        self.fields["start"].required = True
        self.fields["start"].error_messages["required"] = "Écrivez une heure, par exemple 08:30."
        self._choices(timetable, candidate)
        for phase in self.phases:
            self.fields[PHASE.format(phase.kind)] = time_field(f"{phase.label}, début")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*self._groups(verb))

    def _choices(self, timetable: Timetable, candidate: Candidate) -> None:
        names = {juror.id: juror.name for juror in timetable.jurors}
        rooms = {room.id: room for room in timetable.rooms}
        self.fields["panel"].choices = [(panel.id, _panel(panel, names, rooms)) for panel in timetable.panels]
        self.fields["day"].choices = [(day.date.isoformat(), long_date(day.date)) for day in timetable.days]
        preparation = [(room.id, room_name(room)) for room in timetable.rooms if room.is_preparation]
        self.fields["preparation_room"].choices = [("", "À choisir plus tard"), *preparation]
        if not needs_preparation_room(timetable, candidate):
            del self.fields["preparation_room"]
        jury = [(room.id, room_name(room)) for room in timetable.rooms if room.is_jury]
        self.fields["jury_room"].choices = [("", "Celle du jury"), *jury]

    def _groups(self, verb: str) -> Iterator[Any]:
        yield from ("seen_revision", "panel", Div("day", "start", css_class="pair"))
        yield Div(*(name for name in ("preparation_room", "jury_room") if name in self.fields), css_class="pair")
        if self.phases:
            names = [PHASE.format(phase.kind) for phase in self.phases]
            hint = (
                "<p class='hint'>Pour qu’un déjeuner ou une attente tienne entre deux épreuves. Vide : à la suite.</p>"
            )
            yield Fieldset("Séparer les épreuves", HTML(hint), Div(*names, css_class="pair"))
        yield Submit("", verb, css_class="btn-primary")
        yield HTML(EFFECT_BUTTON)

    @property
    def placement(self) -> Placement:
        values = self.cleaned_data
        rooms = {name: int(values[name]) if values.get(name) else None for name in ("preparation_room", "jury_room")}
        starts = {phase.kind: values[PHASE.format(phase.kind)] for phase in self.phases}
        return Placement(
            panel=int(values["panel"]),
            start=self._moment(values["start"]),
            phase_starts={kind: self._moment(hour) for kind, hour in starts.items() if hour},
            **rooms,
        )

    def _moment(self, hour: Any) -> datetime:
        day = datetime.fromisoformat(self.cleaned_data["day"])
        return datetime.combine(day.date(), hour, tzinfo=self.zone)


class SwapForm(forms.Form):
    other = forms.ChoiceField(label="Échanger avec", error_messages={"required": "Choisissez un passage."})
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Mapping[str, str] | None, *, timetable: Timetable, candidate: Candidate, action: str, revision: int
    ) -> None:
        super().__init__(data, initial={"seen_revision": revision}, prefix="swap")
        panels = {panel.id: panel.name for panel in timetable.panels}
        others = [passage for passage in timetable.passages if passage.candidate_id != candidate.id]
        self.fields["other"].choices = [
            ("", "Choisir"),
            *(
                (
                    passage.candidate_id,
                    f"{candidate_of(timetable, passage.candidate_id).name}, {panels.get(passage.panel_id, '')}, "
                    f"{short_date(passage.start)}, {clock(passage.start)}",
                )
                for passage in others
            ),
        ]
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout(
            "seen_revision", "other", StrictButton("Échanger", type="submit", css_class="btn-2")
        )


def _panel(panel: Panel, names: Mapping[Any, str], rooms: Mapping[Any, Room]) -> str:
    room = room_name(rooms[panel.room_id]) if panel.room_id in rooms else "salle à choisir"
    return f"{panel.name}, {room} ({listing([names[juror] for juror in panel.juror_ids]) or 'aucun juré'})"


def _known(placement: Placement) -> dict[str, Any]:
    return {
        "panel": placement.panel,
        "day": placement.start.date().isoformat(),
        "start": placement.start.time(),
        "preparation_room": placement.preparation_room,
        "jury_room": placement.jury_room,
        **{PHASE.format(kind): start.time() for kind, start in placement.phase_starts.items()},
    }
