"""The parts every page is made of: never a colour alone, never a « Non » for a blank."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from ntc_cert import components

SPRITE = (settings.BASE_DIR / "static/img/icons.svg").read_text()


def rendered(source: str, **names: object) -> BeautifulSoup:
    return BeautifulSoup(Template(source).render(Context(names)), "html.parser")


def words_of(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text().split())


def test_an_icon_is_silent_unless_it_stands_alone() -> None:
    assert rendered('{% icon "check" %}').svg["aria-hidden"] == "true"
    alone = rendered('{% icon "back" "Ma journée" %}').svg
    assert (alone["role"], alone["aria-label"]) == ("img", "Ma journée")
    assert "aria-hidden" not in alone.attrs


def test_every_icon_a_template_or_a_part_names_is_in_the_sprite() -> None:
    known = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE)) | set(components.STATE_ICONS)
    pages = [path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")]
    asked = {name for page in pages for name in re.findall(r'{% icon "([^"]+)"', page)}
    parts = {*components.STATE_ICONS.values(), *(row[1] for row in components.VERDICTS.values())}
    assert (asked | parts | {row[1] for row in components.ANSWERS.values()}) - known == set()


@pytest.mark.parametrize("key", components.STATE_ICONS)
def test_a_state_is_an_icon_a_word_and_a_colour(key: str) -> None:
    chip = rendered(f'{{% state "{key}" "En retard, 7 min" %}}').span
    assert chip["class"] == ["st", f"st-{key}"]
    assert chip.svg.use["href"].endswith(f"#{components.STATE_ICONS[key]}")
    assert words_of(chip) == "En retard, 7 min"


def test_every_state_has_its_two_tokens_in_both_themes() -> None:
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    for key in components.STATE_ICONS:
        assert tokens.count(f"--st-{key}:") == tokens.count(f"--st-{key}-bg:") == 2


def test_a_bare_state_drops_its_tint_only() -> None:
    chip = rendered('{% state "conf" "Confirmée" bare=True %}').span
    assert "st-bare" in chip["class"]
    assert chip.svg


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="unknown key 'vert'"):
        rendered('{% state "vert" "Bien" %}')


@pytest.mark.parametrize(
    ("value", "said"), [("O", "Oui"), ("N", "Non"), ("", "non renseigné"), (None, "non renseigné")]
)
def test_a_blank_is_never_a_non(value: str | None, said: str) -> None:
    assert words_of(rendered("{% answer value %}", value=value)) == said


@pytest.mark.parametrize(
    ("outcome", "for_ccp", "for_competence"),
    [
        ("validated", "Validé", "Validée"),
        ("not_validated", "Non validé", "Non validée"),
        ("incomplete", "À trancher", "À trancher"),
        ("held", "Acquis", "Acquise"),
    ],
)
def test_a_verdict_agrees_with_what_it_judges(outcome: str, for_ccp: str, for_competence: str) -> None:
    assert words_of(rendered("{% verdict outcome %}", outcome=outcome)) == for_ccp
    assert words_of(rendered("{% verdict outcome feminine=True %}", outcome=outcome)) == for_competence


@pytest.mark.parametrize(("value", "checked"), [("O", ["O"]), ("N", ["N"]), (None, []), ("", [])])
def test_the_pair_holds_one_answer_or_none(value: str | None, checked: list[str]) -> None:
    pair = rendered('{% yes_no name="mark" value=value legend="C3.1" %}', value=value)
    assert [radio["value"] for radio in pair.select("input[name=mark]")] == ["O", "N"]
    assert [radio["value"] for radio in pair.select("input[checked]")] == checked
    assert pair.fieldset.legend.get_text() == "C3.1"
    assert [words_of(label) for label in pair.select("label")] == ["Oui", "Non"]


def test_a_closed_pair_takes_no_answer() -> None:
    assert rendered('{% yes_no name="mark" value="O" legend="C3.1" disabled=True %}').fieldset.has_attr("disabled")


def test_a_ribbon_without_steps_is_nothing() -> None:
    assert str(rendered("{% ribbon passage %}", passage=SimpleNamespace(steps=[]))) == ""


def test_today_stands_between_what_is_past_and_what_is_to_come() -> None:
    milestones = [
        SimpleNamespace(date=date(2026, 12, 8), label="Jour J", done=False, final=True),
        SimpleNamespace(date=date(2026, 11, 23), label="Convocations", done=True),
    ]
    row = rendered("{% timeline milestones today=today %}", milestones=milestones, today=date(2026, 11, 24))
    assert [item["class"] for item in row.select("li")] == [["done"], ["today"], ["final"]]
    past = rendered("{% timeline milestones today=today %}", milestones=milestones, today=date(2026, 12, 9))
    assert past.select(".today") == []


def test_a_conflict_gives_its_level_its_cure_and_its_source() -> None:
    found = SimpleNamespace(level="blocks", sentence="Jury C : lien.", cure="Remplacez ce juré.", source="RCT10")
    assert words_of(rendered("{% conflict c %}", c=found)) == "Bloquant Jury C : lien. Remplacez ce juré. RCT10"
    found.cure_url = "/jures/3/"
    assert rendered("{% conflict c %}", c=found).a["href"] == "/jures/3/"


@pytest.mark.parametrize(("cookie", "chosen"), [("dark", "dark"), ("light", "light"), ("rose", "auto"), (None, "auto")])
def test_the_theme_is_read_from_the_cookie(cookie: str | None, chosen: str) -> None:
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES["theme"] = cookie
    assert words_of(rendered("{% theme %}", request=request)) == chosen
    assert words_of(rendered("{% theme %}")) == "auto"


def test_tabs_show_the_pages_of_a_session_in_order() -> None:
    context = Context({"exam_session": SimpleNamespace(pk=7), "tab": "rooms", "tab_counts": {"rooms": 6}})
    tabs = components.session_tabs(context)
    assert [tab["label"] for tab in tabs] == [label for _, label, _ in components.SESSION_TABS]
    assert [(tab["label"], tab["count"]) for tab in tabs if tab["current"]] == [("Salles", 6)]
    assert len({tab["url"] for tab in tabs}) == len(tabs)


@pytest.mark.parametrize(
    ("name", "letters"), [("Nadia Ferrand", "NF"), ("Cher", "C"), ("Jean-Noël Le Goff", "JG"), ("", "")]
)
def test_initials(name: str, letters: str) -> None:
    assert components.initials(name) == letters


def test_the_heading_of_a_session_names_its_title_and_its_days() -> None:
    days = [SimpleNamespace(date=date(2026, 12, day)) for day in (8, 9)]
    exam_session = SimpleNamespace(
        referentiel=SimpleNamespace(short_label="NTC"), days=SimpleNamespace(all=lambda: days)
    )
    assert components.session_heading(exam_session) == "Titre NTC, 8 et 9 décembre 2026"
    days.clear()
    assert components.session_heading(exam_session) == "Titre NTC"


class Two(forms.Form):
    name = forms.CharField(label="Nom")
    path = forms.ChoiceField(label="Parcours", choices=[("vae", "VAE")], widget=forms.RadioSelect)


def test_the_fields_to_correct_are_counted_and_linked() -> None:
    panel = rendered('{% include "bootstrap5/errors.html" %}', form=Two({}))
    assert words_of(panel.h2) == "2 champs à corriger"
    assert [(link["href"], link.get_text()) for link in panel.select("a")] == [
        ("#id_name", "Nom"),
        ("#div_id_path", "Parcours"),
    ]
    assert panel.div.has_attr("data-focus")


def test_a_form_that_holds_says_nothing() -> None:
    assert words_of(rendered('{% include "bootstrap5/errors.html" %}', form=Two({"name": "a", "path": "vae"}))) == ""
