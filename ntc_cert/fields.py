"""Fields every form types alike: a day, a moment, a yes or no that may be unknown."""

from typing import Any, Final

from django import forms

DAY_FORMATS: Final = ("%d/%m/%Y", "%Y-%m-%d")
MOMENT: Final = "%Y-%m-%dT%H:%M"
KNOWN: Final = (("unknown", "Non renseigné"), ("true", "Oui"), ("false", "Non"))


def day_field(label: str, *, example: str = "28/02/1990", **options: Any) -> forms.DateField:
    """JJ/MM/AAAA, optional unless told otherwise."""
    return forms.DateField(
        label=label,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(format=DAY_FORMATS[0], attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": f"Écrivez une date du calendrier, par exemple {example}."},
        **{"required": False, "help_text": "JJ/MM/AAAA", **options},
    )


def moment_field(label: str) -> forms.DateTimeField:
    """A day and an hour, in the zone in force."""
    return forms.DateTimeField(
        label=label,
        required=False,
        input_formats=[MOMENT, "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
        error_messages={"invalid": "Écrivez le jour et l’heure."},
    )


def known_field(label: str, **options: Any) -> forms.NullBooleanField:
    """Yes, no, or not written down: nobody is taken to have said « non »."""
    widget = forms.NullBooleanSelect()
    widget.choices = KNOWN
    return forms.NullBooleanField(label=label, required=False, widget=widget, **options)
