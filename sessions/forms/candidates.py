"""A candidate as a form: the person, the enrolment, the dossier, absences and links; and the file to import."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms
from django.utils.html import format_html

from juries.models import Juror
from ntc_cert.form_rows import Rows
from ntc_cert.words import typeset
from sessions import held_ccps
from sessions.candidate_rows import birth_objection
from sessions.enrolment import Entry
from sessions.forms.candidate_fields import (
    CANDIDATE_FIELDS,
    PERSON_FIELDS,
    absence_fields,
    enrolment_fields,
    link_fields,
    person_fields,
)
from sessions.models import Candidate, ExamPath, ExamSession, Person
from sessions.people_conflicts import REASONS, TRAINER

# A link keeps its code in the database, where the rules read it; on screen it is said in words.
LINK_WORDS: Final = {TRAINER: "a formé le candidat", **REASONS}
LINK_CODES: Final = {words: code for code, words in LINK_WORDS.items()}


class CandidateForm(forms.Form):
    """Adds to a session, or changes, one candidate; `entry` is what the commands take."""

    def __init__(
        self,
        data: Mapping[str, str] | None,
        *,
        exam_session: ExamSession,
        today: date,
        back: str,
        candidate: Candidate | None = None,
        invited: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=_known(candidate) if candidate else {**(invited or {})})
        self.exam_session, self.today, self.candidate = exam_session, today, candidate
        self.fields.update(person_fields(candidate) | enrolment_fields(exam_session.referentiel, candidate))
        self.jurors = {str(juror.pk): juror for juror in _jurors(exam_session)}
        choices = [(key, str(juror)) for key, juror in self.jurors.items()]
        self.absences = Rows(self, "absence", absence_fields, _known_absences(candidate))
        self.links = Rows(self, "link", partial(link_fields, choices), _known_links(candidate))
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}  # the page tells every field to correct, not the browser the first
        self.helper.layout = Layout(*self._groups(), *_buttons(back, candidate))

    def _groups(self) -> Iterator[Fieldset]:
        elsewhere = self.candidate is not None and self.candidate.person.enrolments.count() > 1
        shared = "<p class='hint'>Ces lignes valent aussi pour ses autres inscriptions.</p>" if elsewhere else ""
        yield Fieldset(
            "Identité",
            HTML(shared),
            *("civility", "birth_name", "used_name", "first_names"),
            Div("born_on", "birth_place", css_class="pair"),
        )
        yield Fieldset("Contact", "address", Div("email", "phone", css_class="pair"))
        yield Fieldset(
            "Inscription",
            Div("route", "path", css_class="pair"),
            *("held_ccps", "extra_time_preparation", "extra_time_oral"),
            Div("extra_time_granted_on", "extra_time_decision", css_class="pair"),
            Div("employer", "training_centre", css_class="pair"),
            "reference",
        )
        yield Fieldset(
            "Dossier",
            Div("dspp_received", "proposal_received", css_class="pair"),
            Div("client_masked", "training_results_received", css_class="pair"),
            "training_results",
        )
        yield Fieldset(
            "Indisponibilités",
            HTML("<p class='hint'>Une ligne vidée est retirée. Enregistrez pour en ajouter d’autres.</p>"),
            *self.absences.layout(),
        )
        yield Fieldset(
            "Liens avec des jurés",
            HTML("<p class='hint'>Le juré n’évaluera pas ce candidat. Par exemple, même employeur.</p>"),
            *self.links.layout(),
        )

    def clean_born_on(self) -> date | None:
        born = self.cleaned_data["born_on"]
        if born and (doubt := birth_objection(born, self.today)):
            raise forms.ValidationError(typeset(f"{doubt.why} {doubt.cure}"))
        return born

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        route, held = values.get("route"), tuple(values.get("held_ccps", ()))
        if route and (doubt := held_ccps.refusal(self.exam_session.referentiel, route, held)):
            self.add_error("route", typeset(f"{doubt.why} {doubt.cure}"))
        granted = values.get("extra_time_granted_on") or values.get("extra_time_decision")
        if granted and not (values.get("extra_time_preparation") or values.get("extra_time_oral")):
            self.add_error("extra_time_granted_on", "Aucun tiers-temps n’est coché. Cochez-le, ou videz sa décision.")
        if values.get("path") == ExamPath.VAE and values.get("training_results_received"):
            sentence = "Un parcours VAE n’a pas de résultats en formation (RCT07 3°). Choisissez « Non renseigné »."
            self.add_error("training_results_received", typeset(sentence))
        values["unavailable"] = [self._absence(row) for row in self.absences.filled()]
        values["links"] = [self._link(row) for row in self.links.filled()]
        jurors = [juror for juror, _ in values["links"]]
        if len(set(jurors)) < len(jurors):
            self.add_error(None, "Un juré a deux liens. Gardez une seule ligne par juré.")
        return values

    def _absence(self, row: dict[str, Any]) -> tuple[Any, Any]:
        if row["end"] <= row["start"]:
            self.absences.refuse(row["rank"], "end", "La fin vient avant le début. Corrigez l’une des deux.")
        return row["start"], row["end"]

    def _link(self, row: dict[str, Any]) -> tuple[Juror, str]:
        return self.jurors[row["juror"]], LINK_CODES.get(row["reason"], row["reason"])

    @property
    def entry(self) -> Entry:
        values = self.cleaned_data
        return Entry(
            person={name: values[name] for name in PERSON_FIELDS},
            candidate={name: values[name] for name in CANDIDATE_FIELDS},
            unavailable=values["unavailable"],
            links=values["links"],
        )


class CandidateFileForm(forms.Form):
    """The file to read; what is wrong in it is told under the field."""

    file = forms.FileField(
        label="Fichier CSV ou XLSX",
        help_text="5 Mo et 5 000 lignes au plus.",
        allow_empty_file=True,
        error_messages={"required": "Choisissez un fichier.", "invalid": "Choisissez un fichier."},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout("file", Submit("", "Lire le fichier", css_class="btn-primary"))


def _buttons(back: str, candidate: Candidate | None) -> tuple[Submit, HTML]:
    verb = "Enregistrer" if candidate else "Inscrire ce candidat"
    return Submit("", verb, css_class="btn-primary"), HTML(
        format_html('<a class="btn btn-3" href="{}">Annuler</a>', back)
    )


def _jurors(exam_session: ExamSession) -> list[Juror]:
    """The centre's register, with the jurors that an imported session brought for itself."""
    return list(Juror.objects.filter(centre=exam_session.centre_id, scope__in=("", exam_session.reference)))


def known_person(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in PERSON_FIELDS}


def _known(candidate: Candidate) -> dict[str, Any]:
    return known_person(candidate.person) | {name: getattr(candidate, name) for name in CANDIDATE_FIELDS}


def _known_absences(candidate: Candidate | None) -> list[dict[str, Any]]:
    rows = candidate.unavailabilities.all() if candidate else ()
    return [{"start": row.starts_at, "end": row.ends_at} for row in rows]


def _known_links(candidate: Candidate | None) -> list[dict[str, Any]]:
    rows = candidate.links.order_by("juror__last_name", "pk") if candidate else ()
    return [{"juror": row.juror_id, "reason": LINK_WORDS.get(row.reason, row.reason)} for row in rows]
