"""French on screen: the words of the glossary, the typographer's spaces and apostrophes."""

import pytest
from django.conf import settings

from tests import wording

TEMPLATES = settings.BASE_DIR / "templates"


@pytest.mark.parametrize(
    "written",
    [
        "<p>Veuillez saisir un nom.</p>",
        "<p>Date invalide</p>",
        "<p>L'épreuve</p>",
        "<p>Salle : B12</p>",
        "<p>Salle: B12</p>",
        "<p>Combien?</p>",
        "<p>«\u00a0Oui »</p>",
        "<p>« Oui\u00a0»</p>",
        "<p>94 %</p>",
        "<p>Bravo\u00a0!</p>",
        "<p>Attendez...</p>",
        "<p>Jury A — salle 2</p>",
        "<p>Absent depuis 9 h</p>",
        '<button aria-label="Fermer l\'onglet">x</button>',
        '<input placeholder="Nom :">',
        '{% icon "back" "Aller à l\'accueil" %}',
        "<p>Salle{% if room %} : {{ room }}{% endif %}</p>",
    ],
)
def test_what_the_house_does_not_write_is_named(written: str) -> None:
    assert wording.faults(f"<div>\n{written}\n</div>")[0].startswith("ligne 2 : ")


@pytest.mark.parametrize(
    "written",
    [
        "<p>Salle\u00a0: B12, l’épreuve de 9\u00a0h\u00a005\u00a0; «\u00a0Oui\u00a0», 94\u00a0%</p>",
        "<p>Salle&nbsp;: {{ room|default:'B12' }}</p>",
        '<a class="a: b" href="https://example.org/?a=1;b">{{ label }}</a>',
        "{# Veuillez ne pas lire #}<p>Absent(e)</p>",
        "<p>{% if a == 'l' %}Deux jurys{% else %}Un jury{% endif %}</p>",
        "<p>10:42</p>",
        "<p>{{ part }}\u00a0%</p>",
        "{% comment 'pourquoi' %}L'erreur{% endcomment %}",
    ],
)
def test_what_the_house_writes_passes(written: str) -> None:
    assert wording.faults(written) == []


def test_every_template_speaks_the_house_s_french() -> None:
    spoken = {str(path.relative_to(TEMPLATES)): wording.faults(path.read_text()) for path in TEMPLATES.rglob("*.html")}
    assert {name: found for name, found in spoken.items() if found} == {}
