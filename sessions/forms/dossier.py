"""A document to put in a candidate's dossier; what is wrong with it is told under the field."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html

from sessions.dossier_rules import LARGEST, refusal_of


class DocumentForm(forms.Form):
    """`seen` is the version on screen, which this file replaces; empty when there is none."""

    file = forms.FileField(
        label="Document",
        help_text="PDF, JPEG ou PNG, 5 Mo au plus.",
        allow_empty_file=True,  # told in the house's words
        error_messages={"required": "Choisissez un fichier.", "invalid": "Choisissez un fichier."},
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, verb: str, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        cancel = HTML(format_html('<a class="btn btn-3" href="{}">Annuler</a>', back))
        self.helper.layout = Layout("seen", "file", Submit("", verb, css_class="btn-primary"), cancel)

    def clean_file(self) -> bytes:
        """The content, never more of it than says that it is too large."""
        uploaded: UploadedFile = self.cleaned_data["file"]
        content = uploaded.read(LARGEST + 1)
        if fault := refusal_of(content):
            raise forms.ValidationError(fault)
        return content
