"""The log-in form."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django.contrib.auth.forms import AuthenticationForm


class LogInForm(AuthenticationForm):
    error_messages = {  # noqa: RUF012
        "invalid_login": "Identifiant ou code refusé. Vérifiez-les, puis recommencez. Les majuscules comptent.",
        "inactive": "Ce compte est fermé. Demandez à l’administrateur de le rouvrir.",
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Identifiant"
        self.fields["password"].label = "Code"
        self.helper = FormHelper()
        self.helper.form_method = "post"
        self.helper.add_input(Submit("enter", "Entrer", css_class="btn btn-primary"))
