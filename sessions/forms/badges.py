"""The form at the door of a tablet: a number, or the token that the QR brought, then the code."""

from collections.abc import Mapping
from typing import Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from sessions.badge_entry import badge_named
from sessions.models import Badge

UNKNOWN_NUMBER: Final = "Aucun badge ne porte ce numéro. Vérifiez-le, par exemple 1234-5678, sous le QR."
UNKNOWN_TOKEN: Final = "Ce QR n’est pas celui d’un badge. Saisissez le numéro du badge."  # noqa: S105
WRITE_CODE: Final = "Saisissez les 6 chiffres de votre code."


class BadgeForm(forms.Form):
    token = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    number = forms.CharField(
        label="Numéro du badge",
        max_length=40,
        error_messages={"required": "Saisissez le numéro, par exemple 1234-5678."},
    )
    code = forms.CharField(label="Code à 6 chiffres", max_length=40, error_messages={"required": WRITE_CODE})

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.badge: Badge | None = None
        self.fields["number"].required = not (data and data.get("token"))
        numeric = {"inputmode": "numeric", "autocomplete": "off"}
        self.fields["number"].widget.attrs |= numeric | {"placeholder": "1234-5678"}
        self.fields["code"].widget = forms.PasswordInput(attrs=numeric)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": "", "data-badge": ""}
        self.helper.form_method = "post"
        self.helper.add_input(Submit("enter", "Entrer", css_class="btn btn-primary"))

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())

    def clean(self) -> dict[str, str]:
        token, number = (self.cleaned_data.get(name, "") for name in ("token", "number"))
        self.badge = badge_named(number, token)
        if self.badge is None and token:
            self.forget_token(UNKNOWN_TOKEN)
        elif self.badge is None and number:
            self.add_error("number", UNKNOWN_NUMBER)
        return self.cleaned_data

    def forget_token(self, reason: str) -> None:
        """The number's field comes back."""
        self.data = self.data.copy()
        self.data["token"] = ""
        self.fields["number"].required = True
        self.add_error(None, reason)
