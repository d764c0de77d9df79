"""A panel as a form: its name, who sits, in which room."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from juries.models import Juror
from ntc_cert.words import plural, typeset
from sessions.juror_pool import Seatable
from sessions.models import ExamSession, Panel, Room


class PanelForm(forms.Form):
    """The jurors are drawn by the page, each with what is said against them; who may not sit can still be kept."""

    name = forms.CharField(
        label="Nom",
        max_length=120,
        required=False,
        help_text="Laissé vide : le premier numéro libre, par exemple Jury 2.",
    )
    jurors = forms.MultipleChoiceField(label="Jurés", required=False)
    room = forms.ModelChoiceField(
        queryset=Room.objects.none(),
        label="Salle de jury",
        required=False,
        empty_label="À choisir plus tard",
    )
    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        exam_session: ExamSession,
        pool: Sequence[Seatable],
        panel: Panel | None = None,
    ) -> None:
        super().__init__(data, initial=_known(panel) if panel else {})
        self.initial["seen_revision"] = exam_session.revision
        self.needed, self.panel = exam_session.min_jurors, panel
        self.known = {str(seatable.juror.pk): seatable.juror for seatable in pool}
        self.fields["jurors"].choices = [(key, str(juror)) for key, juror in self.known.items()]
        self.fields["room"].queryset = Room.objects.open_to(exam_session).filter(is_jury=True)
        if panel:
            self.fields["name"].required = True
            self.fields["name"].help_text = ""

    def clean_jurors(self) -> list[Juror]:
        """Those who sat keep their order, the others come after them."""
        chosen = self.cleaned_data["jurors"]
        if len(chosen) < self.needed:
            raise forms.ValidationError(
                typeset(f"{plural(len(chosen), 'juré')} : il en faut au moins {self.needed} (RCT08, RCC06 « binôme »).")
            )
        before = list(map(str, self.initial.get("jurors", ())))
        ordered = [key for key in before if key in chosen] + [key for key in chosen if key not in before]
        return [self.known[key] for key in ordered]

    @property
    def chosen(self) -> set[int]:
        """Primary keys of the boxes that are ticked, as typed or as known."""
        return {int(key) for key in self["jurors"].value() or () if str(key).isdigit()}

    @property
    def asked(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("name", "jurors", "room")}


def _known(panel: Panel) -> dict[str, Any]:
    jurors = list(panel.members.order_by("rank", "pk").values_list("juror_id", flat=True))
    return {"name": panel.name, "jurors": jurors, "room": panel.room_id}
