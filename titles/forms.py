"""The aids of a title, one line each."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django import forms

from ntc_cert.words import NBSP, plural

LONGEST_LINE = 300
MOST_LINES = 60


class LinesForm(forms.Form):
    """A list typed as text: one line each, blank lines left out."""

    lines = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args, label: str, hint: str, back: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].label = label
        self.fields["lines"].help_text = hint
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "lines",
            Submit("", "Enregistrer", css_class="btn-primary"),
            HTML(f'<a class="btn btn-3" href="{back}">Annuler</a>'),
        )

    def clean_lines(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["lines"].splitlines()]
        lines = [line for line in lines if line]
        for rank, line in enumerate(lines, start=1):
            if len(line) > LONGEST_LINE:
                raise forms.ValidationError(
                    f"Ligne {rank}{NBSP}: {plural(len(line), 'caractère')}. Écrivez {LONGEST_LINE} caractères au plus "
                    "par ligne, ou coupez-la en deux."
                )
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"{plural(len(lines), 'ligne')} lues. Gardez-en {MOST_LINES} au plus.")
        return lines
