"""The archive of a session, brought by an administrator, and the centre that receives it."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from centres.models import Centre
from evaluations.archive.uploads import MAX_BYTES


class ArchiveForm(forms.Form):
    file = forms.FileField(
        label="Archive d’une session",
        help_text="Le fichier .zip d’une autre installation, 100 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
        allow_empty_file=True,  # told as any unreadable archive, with its cure
        error_messages={"required": "Choisissez l’archive.", "invalid": "Choisissez l’archive."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, files: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, files)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout("file", Submit("", "Lire l’archive", css_class="btn-primary"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("Cette archive dépasse 100 Mo : importez-la avec manage.py import_archive.")
        return file


class ReceivingForm(forms.Form):
    centre = forms.ModelChoiceField(
        Centre.objects.all(),
        label="Centre qui la reçoit",
        empty_label=None,
        error_messages={"required": "Choisissez un centre.", "invalid_choice": "Choisissez un centre de la liste."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, first: Centre | None = None) -> None:
        super().__init__(data, initial={"centre": first})
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout("centre", Submit("", "Reprendre la session", css_class="btn-primary"))
