"""What to print: documents, days, people, and in how many files."""

from typing import Any, Final

from django import forms

from evaluations.documents import KINDS, Folder
from evaluations.documents.selection import Choice
from evaluations.documents.signing import SIGNABLE_LABELS
from ntc_cert.pdf_certificate import CannotSign, is_configured, signing_certificate
from ntc_cert.words import long_date
from sessions.leaves import of_candidate, of_juror

EVERYBODY, SOME = "tous", "choisis"
ONE, SPLIT = "un", "personne"
SIGNED: Final = f"Se signent : {SIGNABLE_LABELS}."
NO_KIND: Final = "Choisissez au moins un document."


class PrintForm(forms.Form):
    """A valid form has its `choice`; days and people are asked for only where there are several."""

    kinds = forms.MultipleChoiceField(
        label="Documents",
        choices=[(key, kind.label) for key, kind in KINDS.items()],
        error_messages={"required": NO_KIND},
    )
    days = forms.MultipleChoiceField(label="Journées", widget=forms.CheckboxSelectMultiple, required=False)
    whose = forms.ChoiceField(
        label="Personnes",
        choices=[(EVERYBODY, "Tout le monde"), (SOME, "Celles de la liste")],
        widget=forms.RadioSelect,
        initial=EVERYBODY,
        required=False,
    )
    people = forms.MultipleChoiceField(label="Personnes choisies", widget=forms.CheckboxSelectMultiple, required=False)
    bundle = forms.ChoiceField(
        label="Fichiers",
        choices=[(ONE, "Un seul PDF"), (SPLIT, "Un PDF par personne (zip)")],
        widget=forms.RadioSelect,
        initial=ONE,
        required=False,
    )

    is_signed = forms.BooleanField(label="Signer avec le certificat du centre", required=False)

    def __init__(self, *args: Any, folder: Folder, site: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        found = folder.planned
        self.fields["days"].choices = [(day.isoformat(), long_date(day)) for day in found.days]
        candidates = [
            (of_candidate(one.candidate.pk), f"{one.number}, {one.candidate.person}") for one in found.courses
        ]
        jurors = [(of_juror(one.juror.pk), f"{one.juror}, membre du jury") for one in found.benches]
        self.fields["people"].choices = [*candidates, *jurors]
        self.offers_signature = is_configured()
        if self.offers_signature:
            self._tell_certificate()

    def _tell_certificate(self) -> None:
        """Whose and until when, or what keeps it from signing."""
        offered = self.fields["is_signed"]
        try:
            certificate = signing_certificate()
            offered.help_text = f"Certificat « {certificate.owner} », valable jusqu’au {certificate.until}. {SIGNED}"
        except CannotSign as fault:
            offered.widget.attrs["disabled"], offered.help_text = True, str(fault)

    def clean_is_signed(self) -> bool:
        """Nothing asked to be signed is printed without: the certificate may have ended since the page was shown."""
        if self.cleaned_data["is_signed"]:
            try:
                signing_certificate()
            except CannotSign as fault:
                raise forms.ValidationError(str(fault)) from fault
        return self.cleaned_data["is_signed"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("whose") == SOME and not cleaned.get("people") and "people" not in self.errors:
            self.add_error("people", "Choisissez au moins une personne, ou « Tout le monde ».")
        return cleaned

    @property
    def choice(self) -> Choice:
        asked = self.cleaned_data
        days = {day for day, _ in self.fields["days"].choices}
        wanted = set(asked["days"])
        written = {
            "kinds": asked["kinds"],
            "days": None if not wanted or wanted == days else wanted,
            "people": asked["people"] if asked["whose"] == SOME else None,
            "is_split": asked["bundle"] == SPLIT,
            "is_signed": asked["is_signed"],
            "site": self.site,
        }
        return Choice.read(written)
