"""A prepared message, read again."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

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
