"""The log-in form, and those of the administration."""

from collections.abc import Mapping
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.forms.models import fields_for_model
from django.utils.html import format_html

from centres.accounts import AccountEntry, RoleHeld, weaknesses
from centres.log_in_delays import sentence_for
from centres.log_in_tries import count_try, forget_tries
from centres.models import Centre, Role, User
from centres.own_code_tries import own_code_refusal

CENTRE_FIELDS: Final = ("code", "name", "agreement_number", "address", "city", "time_zone")
ZONES: Final = (
    ("Europe/Paris", "France métropolitaine"),
    ("America/Guadeloupe", "Guadeloupe"),
    ("America/Cayenne", "Guyane"),
    ("Indian/Reunion", "La Réunion"),
    ("America/Martinique", "Martinique"),
    ("Indian/Mayotte", "Mayotte"),
    ("Pacific/Noumea", "Nouvelle-Calédonie"),
    ("Pacific/Tahiti", "Polynésie française"),
    ("America/St_Barthelemy", "Saint-Barthélemy"),
    ("America/Marigot", "Saint-Martin"),
    ("America/Miquelon", "Saint-Pierre-et-Miquelon"),
    ("Pacific/Wallis", "Wallis-et-Futuna"),
)
ROLES: Final = (
    (Role.ORGANISER.value, "Responsable de session, dans les centres cochés"),
    (Role.ADMINISTRATOR.value, "Administration de tous les centres"),
)
DRAWN_CODE: Final = "8 caractères au moins. Laissé vide : un code est tiré au sort et montré une seule fois."


class LogInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "Identifiant ou code refusé. Vérifiez-les, puis recommencez. Les majuscules comptent.",
        "inactive": "Ce compte est fermé. Demandez à l’administrateur de le rouvrir.",
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Identifiant"
        self.fields["password"].label = "Code"
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}  # the page tells every field to correct, not the browser the first
        self.helper.form_method = "post"
        self.helper.add_input(Submit("enter", "Entrer", css_class="btn btn-primary"))

    def clean(self) -> dict[str, Any]:
        """Each try is counted first; a right code forgets those before it."""
        username = self.cleaned_data.get("username")
        counted = bool(username and self.cleaned_data.get("password"))
        if counted and (left := count_try(username)) is not None:
            raise forms.ValidationError(sentence_for(left), code="throttled")
        cleaned = super().clean()
        if counted:
            forget_tries(username)
        return cleaned


class CentreForm(forms.Form):
    """Adds a centre, or changes one; `entry` is what the commands take."""

    def __init__(self, data: Mapping[str, str] | None, *, back: str, centre: Centre | None = None) -> None:
        known = {name: getattr(centre, name) for name in CENTRE_FIELDS} if centre else {"time_zone": ZONES[0][0]}
        super().__init__(data, initial=known)
        self.fields.update(fields_for_model(Centre, fields=CENTRE_FIELDS))
        self.fields["time_zone"] = forms.ChoiceField(
            label="Fuseau horaire",
            choices=_zones(known["time_zone"]),
            help_text="Les heures des sessions de ce centre sont lues et montrées à cette heure-là.",
        )
        self.fields["code"].help_text = "Court, sans espace. Les commandes s’en servent pour nommer le centre."
        self.fields["agreement_number"].help_text = "Il figure au procès-verbal."
        self.fields["code"].error_messages["required"] = "Écrivez un code, par exemple CHARTRES."
        self.fields["name"].error_messages["required"] = "Écrivez le nom du centre."
        verb = "Enregistrer" if centre else "Ajouter ce centre"
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}  # the page tells every field to correct, not the browser the first
        self.helper.layout = Layout(
            *("name", "code", "agreement_number"),
            *("address", "city", "time_zone"),
            *_buttons(verb, back),
        )

    @property
    def entry(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CENTRE_FIELDS}


class CodeForm(forms.Form):
    """A new code for an account, typed or drawn."""

    code = forms.CharField(label="Code", required=False, strip=False, max_length=128, help_text=DRAWN_CODE)

    def __init__(self, data: Mapping[str, str] | None, *, user: User, back: str) -> None:
        super().__init__(data)
        self.user = user
        _as_typed_code(self.fields["code"])
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}  # the page tells every field to correct, not the browser the first
        self.helper.layout = Layout("code", *_buttons("Donner ce nouveau code", back))

    def clean_code(self) -> str:
        return _strong(self.cleaned_data["code"], self.user)


class OwnCodeForm(forms.Form):
    """One's own code: the former one first, since a tablet may have been left open."""

    current = forms.CharField(label="Code actuel", strip=False, widget=forms.PasswordInput)
    code = forms.CharField(
        label="Nouveau code",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput,
        help_text="8 caractères au moins. Il vous sert à entrer, et à signer.",
    )
    again = forms.CharField(label="Nouveau code, une deuxième fois", strip=False, widget=forms.PasswordInput)

    def __init__(self, data: Mapping[str, str] | None, *, user: User, back: str) -> None:
        super().__init__(data)
        self.user = user
        for name, autocomplete in (
            ("current", "current-password"),
            ("code", "new-password"),
            ("again", "new-password"),
        ):
            self.fields[name].widget.attrs["autocomplete"] = autocomplete
            self.fields[name].error_messages["required"] = "Écrivez ce code."
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}  # the page tells every field to correct, not the browser the first
        self.helper.layout = Layout("current", "code", "again", *_buttons("Changer mon code", back))

    def clean_current(self) -> str:
        if refusal := own_code_refusal(self.user, self.cleaned_data["current"]):
            raise forms.ValidationError(refusal)
        return self.cleaned_data["current"]

    def clean_code(self) -> str:
        return _strong(self.cleaned_data["code"], self.user)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if "code" in values and "again" in values and values["code"] != values["again"]:
            self.add_error("again", "Les deux nouveaux codes diffèrent. Écrivez deux fois le même.")
        return values


class AccountForm(forms.Form):
    """Opens an account for somebody who organises or administers; jurors get theirs from their own file."""

    role = forms.ChoiceField(
        label="Rôle",
        choices=ROLES,
        widget=forms.RadioSelect,
        initial=Role.ORGANISER.value,
        error_messages={"required": "Choisissez un rôle."},
    )
    centres = forms.ModelMultipleChoiceField(
        label="Centres", queryset=Centre.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Mapping[str, str] | None, *, user: User, back: str) -> None:
        super().__init__(data)
        self.fields["centres"].queryset = Centre.objects.visible_to(user)
        self.fields.update(fields_for_model(User, fields=("first_name", "last_name", "email")))
        hint = "Laissé vide\u00a0: initiale et nom, par exemple c.vasseur."
        self.fields["username"] = username_field(required=False, help_text=hint)
        self.fields["code"] = forms.CharField(
            label="Code", required=False, strip=False, max_length=128, help_text=DRAWN_CODE
        )
        _as_typed_code(self.fields["code"])
        self._explain()
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}  # the page tells every field to correct, not the browser the first
        self.helper.layout = Layout(
            Fieldset("Droits", "role", "centres"),
            Fieldset("Identité", Div("first_name", "last_name", css_class="pair"), "email"),
            Fieldset("Pour entrer", "username", "code"),
            *_buttons("Ouvrir ce compte", back),
        )

    def _explain(self) -> None:
        for name in ("first_name", "last_name"):
            self.fields[name].required = True
        self.fields["first_name"].error_messages["required"] = "Écrivez le prénom."
        self.fields["last_name"].error_messages["required"] = "Écrivez le nom."
        self.fields["email"].label = "Adresse électronique"
        self.fields["email"].error_messages["invalid"] = "Écrivez une adresse comme nom@exemple.fr."

    def clean_code(self) -> str:
        return _strong(self.cleaned_data["code"], None)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("role") == Role.ORGANISER and not values.get("centres") and "centres" not in self.errors:
            if self.fields["centres"].queryset.exists():
                self.add_error("centres", "Cochez au moins un centre.")
            else:
                self.add_error(None, "Il n’y a pas encore de centre. Ajoutez-en un, puis ouvrez ce compte.")
        return values

    @property
    def entry(self) -> AccountEntry:
        values = self.cleaned_data
        told = {name: values[name] for name in ("first_name", "last_name", "username", "email", "code")}
        return AccountEntry(**told, roles=self._roles())

    def _roles(self) -> list[RoleHeld]:
        if self.cleaned_data["role"] == Role.ADMINISTRATOR:
            return [(Role.ADMINISTRATOR, None)]
        return [(Role.ORGANISER, centre) for centre in self.cleaned_data["centres"]]


def username_field(**options: Any) -> forms.CharField:
    """What is typed to log in, under the rules of Django's own users."""
    field = forms.CharField(
        label="Identifiant",
        max_length=User._meta.get_field("username").max_length,
        validators=[UnicodeUsernameValidator(message="Écrivez des lettres, des chiffres, ou . - _ @ +")],
        error_messages={"required": "Écrivez un identifiant."},
        **options,
    )
    _as_typed_code(field)
    return field


def _as_typed_code(field: forms.Field) -> None:
    """In the clear, since it is going to be told to somebody; no browser offers its owner's own code there."""
    field.widget.attrs.update({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"})


def _strong(code: str, user: User | None) -> str:
    if code and (refused := weaknesses(code, user)):
        raise forms.ValidationError(refused)
    return code


def _zones(current: str) -> list[tuple[str, str]]:
    """The zones of French centres, and the one in force when it is another."""
    zones = [(key, f"{label} ({key})") for key, label in ZONES]
    return zones if current in dict(ZONES) else [*zones, (current, current)]


def _buttons(verb: str, back: str) -> tuple[Submit, HTML]:
    return Submit("", verb, css_class="btn-primary"), HTML(
        format_html('<a class="btn btn-3" href="{}">Annuler</a>', back)
    )
