"""A prepared message, read again; and why one came back."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from ntc_cert.words import typeset
from sessions.message_acts import LONGEST_REASON
from sessions.models import Message


class MessageForm(forms.ModelForm):
    class Meta:
        model = Message
        fields = ("subject", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 16})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].error_messages["required"] = "Écrivez l’objet du message."
        self.fields["body"].error_messages["required"] = "Écrivez le texte du message, ou retirez-le."
        self.helper = FormHelper()
        self.helper.add_input(Submit("", "Enregistrer le message", css_class="btn-primary"))


class ReturnedForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi il est revenu",
        max_length=LONGEST_REASON,
        help_text=typeset("Tel que l’avis de retour le dit, par exemple « boîte pleine »."),
        error_messages={
            "required": typeset("Écrivez pourquoi le message est revenu, par exemple « adresse inconnue »."),
            "max_length": f"Écrivez {LONGEST_REASON} caractères au plus.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
