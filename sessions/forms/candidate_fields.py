"""The fields of a candidate's form, taken from the rows they are for, with what to do when one does not hold."""

from typing import Final

from django import forms
from django.forms.models import fields_for_model

from ntc_cert.fields import day_field, known_field, moment_field
from ntc_cert.words import sentence
from sessions.models import Candidate, ExamPath, Person
from titles.referentiel import Referentiel

PERSON_FIELDS: Final = (
    *("civility", "birth_name", "used_name", "first_names", "born_on", "birth_place"),
    *("address", "email", "phone"),
)
DOSSIER_FLAGS: Final = ("dspp_received", "proposal_received", "client_masked", "training_results_received")
CANDIDATE_FIELDS: Final = (
    *("reference", "route", "path", "extra_time_preparation", "extra_time_oral", "held_ccps"),
    *("extra_time_granted_on", "extra_time_decision"),
    *("employer", "training_centre", *DOSSIER_FLAGS, "training_results"),
)
ASKED: Final = {
    "birth_name": "Écrivez le nom de naissance.",
    "first_names": "Écrivez le prénom.",
    "reference": "Écrivez un identifiant.",
    "route": "Choisissez une inscription.",
    "path": "Choisissez un parcours.",
}


def person_fields(candidate: Candidate | None) -> dict[str, forms.Field]:
    fields = fields_for_model(Person, fields=PERSON_FIELDS)
    # An imported instance may name somebody by one word: it is kept.
    fields["first_names"].required = candidate is None or candidate.person.first_names != ""
    fields["born_on"] = day_field("Date de naissance")
    fields["email"].error_messages["invalid"] = "Écrivez une adresse comme nom@exemple.fr."
    for name in ("birth_name", "first_names"):
        fields[name].error_messages["required"] = ASKED[name]
    return {name: fields[name] for name in PERSON_FIELDS}


def enrolment_fields(referentiel: Referentiel, candidate: Candidate | None) -> dict[str, forms.Field]:
    fields = fields_for_model(Candidate, fields=CANDIDATE_FIELDS)
    fields["reference"].required = candidate is not None
    if candidate is None:
        fields["reference"].help_text = "Laissé vide : le premier numéro libre, C001, C002…"
    fields["route"] = forms.ChoiceField(
        label="Inscription",
        choices=[("", "Choisir"), *((key, route.label) for key, route in referentiel.routes.items())],
    )
    fields["path"] = forms.ChoiceField(
        label="Parcours",
        choices=[("", "Non renseigné" if candidate else "Choisir"), *ExamPath.choices],
        required=candidate is None or candidate.path != "",
    )
    fields["held_ccps"] = forms.MultipleChoiceField(
        label="CCP acquis",
        choices=[(ccp.code, f"{ccp.short_label} ({ccp.code})") for ccp in referentiel.ccps],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    fields["extra_time_granted_on"] = day_field(
        "Tiers-temps accordé le", example="15/09/2026", help_text="JJ/MM/AAAA. Le motif n’est écrit nulle part."
    )
    for name in DOSSIER_FLAGS:
        fields[name] = known_field(sentence(Candidate._meta.get_field(name).verbose_name))
    fields["training_results"].widget.attrs["rows"] = 3
    for name, asked in ASKED.items():
        if name in fields:
            fields[name].error_messages["required"] = asked
    return {name: fields[name] for name in CANDIDATE_FIELDS}


def absence_fields() -> dict[str, forms.Field]:
    return {part: moment_field(label) for part, label in (("start", "De"), ("end", "À"))}


def link_fields(jurors: list[tuple[str, str]]) -> dict[str, forms.Field]:
    return {
        "juror": forms.ChoiceField(label="Juré", choices=[("", "Choisir"), *jurors], required=False),
        "reason": forms.CharField(label="Lien", max_length=120, required=False),
    }
