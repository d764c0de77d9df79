"""Template builtins: icons, state chips, answers, the ribbon and the other parts every page is made of."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django import template
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ntc_cert import words
from ntc_cert.drawings import Ribbon, Step
from ntc_cert.french import shortdate

register = template.Library()

STATE_ICONS: Final = {
    "libre": "circle",
    "cours": "play",
    "retard": "clock",
    "absent": "absent",
    "sync": "sync",
    "conf": "check",
    "bloq": "octagon",
    "avert": "triangle",
    "scelle": "lock",
}
ANSWERS: Final = {"O": ("o", "check", "Oui"), "N": ("n", "cross", "Non")}
VERDICTS: Final = {
    "validated": ("o", "check", "Validé", "Validée"),
    "not_validated": ("n", "cross", "Non validé", "Non validée"),
    "incomplete": ("avert", "triangle", "À trancher", "À trancher"),
    "held": ("n", "check", "Acquis", "Acquise"),
}
THEMES: Final = {"auto": "Auto", "light": "Clair", "dark": "Sombre"}
LEVELS: Final = {"blocks": ("bloq", "Bloquant"), "warns": ("avert", "Avertissement")}

# In the order of the screen.
SESSION_TABS: Final = (
    ("overview", "Vue d’ensemble", "sessions:overview"),
    ("candidates", "Candidats", "sessions:candidates"),
    ("panels", "Jurys", "sessions:panels"),
    ("rooms", "Salles", "sessions:rooms"),
    ("timetable", "Planning", "sessions:timetable"),
    ("tower", "Jour J", "evaluations:tower"),
    ("deliberations", "Délibérations", "evaluations:deliberations"),
    ("documents", "Impression", "evaluations:documents"),
    ("figures", "Statistiques", "evaluations:figures"),
)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite, by its own name or by the state it stands for; silent unless it stands alone."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    address = f"{static('img/icons.svg')}#{STATE_ICONS.get(name, name)}"
    return format_html('<svg class="icon" {}><use href="{}"/></svg>', spoken, address)


@register.simple_tag
def state(key: str, word: str, bare: bool = False) -> SafeString:
    """Icon, word and colour together, never one of them alone."""
    if key not in STATE_ICONS:
        raise template.TemplateSyntaxError(f"state: unknown key {key!r}, write one of {', '.join(STATE_ICONS)}")
    return format_html('<span class="st st-{}{}">{} {}</span>', key, " st-bare" if bare else "", icon(key), word)


@register.simple_tag
def icon_box(key: str) -> SafeString:
    """A state's icon on its tint, at the head of a row whose text says the word."""
    return format_html('<span class="icon-box st-{}">{}</span>', key, icon(key))


@register.simple_tag
def answer(value: str | None) -> SafeString:
    """« Oui » or « Non », equally firm; an untouched criterion is never a « Non »."""
    if value not in ANSWERS:
        return SafeString('<span class="ans ans-none">non renseigné</span>')
    key, drawn, word = ANSWERS[value]
    return format_html('<span class="ans ans-{}">{} {}</span>', key, icon(drawn), word)


@register.simple_tag
def verdict(outcome: str, feminine: bool = False) -> SafeString:
    """What the chain gives for a CCP, or for a compétence (`feminine`); no green, no red."""
    key, drawn, masculine_word, feminine_word = VERDICTS[str(outcome)]
    word = feminine_word if feminine else masculine_word
    return format_html('<span class="ans ans-{}">{} {}</span>', key, icon(drawn), word)


@register.simple_tag
def status_line(key: str, text: str) -> SafeString:
    """The line that says what the server has; it never moves."""
    return format_html('<p class="status st-{}" id="status" role="status">{} {}</p>', key, icon(key), text)


@register.inclusion_tag("components/_yes_no.html")
def yes_no(
    name: str,
    value: str | None,
    legend: str,
    *,
    about: str = "",
    disabled: bool = False,
    visible_legend: bool = False,
) -> dict[str, object]:
    """Two radios touching each other: « Oui » left, « Non » right, both empty until one is chosen.

    `about` is the id of what is answered: a screen reader says it with the pair, whose legend is a code alone.
    """
    return {
        "name": name,
        "legend": legend,
        "about": about,
        "disabled": disabled,
        "visible_legend": visible_legend,
        "choices": [(key, *ANSWERS[key], key == value) for key in ANSWERS],
    }


@register.simple_tag
def ribbon(
    passage: object, now: object = None, *, size: str = "sm", labels: bool = False, done: object = None
) -> SafeString:
    """A passage to scale; `done` is how far the work really is, when it is not where the clock is."""
    steps = passage.steps
    steps = [Step.of(step) for step in (steps.all() if hasattr(steps, "all") else steps)]
    return Ribbon(steps, size, now, done).drawn(labels) if steps else SafeString("")


@register.inclusion_tag("components/_timeline.html")
def timeline(milestones: Iterable[object], today: date) -> dict[str, object]:
    """Dates in a row with today standing between them; each has `date`, `label`, `done`, and may be `final`."""
    ordered = sorted(milestones, key=lambda milestone: milestone.date)
    entries: list[dict[str, object]] = []
    for milestone in ordered:
        if milestone.date > today and not any(entry.get("today") for entry in entries):
            entries.append({"today": True})
        entries.append({"milestone": milestone, "final": getattr(milestone, "final", False)})
    return {"entries": entries, "spoken": shortdate(today)}


@register.inclusion_tag("components/_conflict.html")
def conflict(found: object) -> dict[str, object]:
    """Level, who and where and why, what mends it, and the rule's source."""
    key, word = LEVELS[str(found.level)]
    return {"conflict": found, "key": key, "word": word, "cure_url": getattr(found, "cure_url", "")}


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The theme chosen on this browser: auto, light or dark."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme") if request else None
    return chosen if chosen in THEMES else "auto"


@register.simple_tag
def theme_choices() -> Sequence[tuple[str, str]]:
    return tuple(THEMES.items())


@register.simple_tag(takes_context=True)
def session_tabs(context: Context) -> list[dict[str, object]]:
    """The pages of a session, the current one marked."""
    exam_session, current = context["exam_session"], context.get("tab")
    counts = context.get("tab_counts") or {}
    tabs = []
    for key, label, name in SESSION_TABS:
        url = reverse(name, args=[exam_session.pk])
        tabs.append({"label": label, "url": url, "count": counts.get(key), "current": key == current})
    return tabs


@register.filter
def session_heading(exam_session: object) -> str:
    """« Titre NTC, 8 et 9 décembre 2026 »."""
    days = words.date_listing(day.date for day in exam_session.days.all())
    return ", ".join(part for part in (f"Titre {exam_session.referentiel.short_label}", days) if part)


@register.filter
def initials(name: object) -> str:
    """« NF » of « Nadia Ferrand »."""
    parts = str(name).split()
    return "".join(part[:1] for part in (parts[:1] + parts[1:][-1:])).upper()


@register.simple_tag
def to_correct(form: object) -> str:
    """« 2 champs à corriger », or nothing when only the whole is at fault."""
    faulty = sum(1 for field in form if field.errors)
    return f"{words.plural(faulty, 'champ')} à corriger" if faulty else ""
