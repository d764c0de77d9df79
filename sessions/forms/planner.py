"""What an organiser chooses before a search: how long, and how much may move."""

from collections.abc import Mapping
from typing import Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout
from django import forms

from sessions.plan_jobs import LONG, SHORT

NOW: Final = "maintenant"
STAYS: Final = (
    "D’après ce qui est noté au Jour J\N{NO-BREAK SPACE}: qui est déjà entré reste en place, les absences et abandons "
    "aussi."
)
BUTTON: Final = '<button class="btn btn-primary" name="act" value="start">{}</button>'


class PlannerForm(forms.Form):
    """`depuis` is « maintenant » when only what has not begun may move."""

    seconds = forms.TypedChoiceField(
        label="Temps de calcul",
        choices=((SHORT, "30 secondes, assez pour la plupart des sessions"), (LONG, "1 min 30, pour aller plus loin")),
        initial=SHORT,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un temps de calcul.", "invalid_choice": "Choisissez l’un des deux."},
    )
    least_change = forms.BooleanField(required=False, initial=True)
    depuis = forms.BooleanField(required=False)

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        least_change: str,
        may_start_now: bool,
        from_now: bool,
        verb: str,
    ) -> None:
        """`least_change` is the label of that choice, empty when there is nothing to change yet."""
        super().__init__(data, initial={"depuis": from_now})
        if least_change:
            self.fields["least_change"].label = least_change
            self.fields["least_change"].help_text = "Sinon, tout ce qui n’est pas verrouillé peut bouger."
        else:
            del self.fields["least_change"]
        if may_start_now:
            self.fields["depuis"].label = "Replanifier seulement la suite, à partir de maintenant"
            self.fields["depuis"].help_text = STAYS
        else:
            del self.fields["depuis"]
        self.helper = FormHelper()
        self.helper.form_id = "ask"
        self.helper.layout = Layout(*(Field(name) for name in self.fields), HTML(BUTTON.format(verb)))
