"""The file of a tablet, brought by an administrator."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from evaluations.rescue import MAX_BYTES


class RescueForm(forms.Form):
    file = forms.FileField(
        label="Copie de secours",
        help_text="Le fichier JSON téléchargé sur la tablette, 5 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        allow_empty_file=True,  # told as any unreadable file, with its cure
        error_messages={"required": "Choisissez le fichier.", "invalid": "Choisissez le fichier."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, files: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, files)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout("file", Submit("", "Reprendre ces saisies", css_class="btn-primary"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 5 Mo : ce n’est pas une copie de secours.")
        return file
