"""Template builtins: `ntc_cert.words` as filters; an aware datetime is brought to the zone in force first."""

import re
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from django import template
from django.template.defaultfilters import stringfilter
from django.utils import timezone

from ntc_cert import words

register = template.Library()

BEFORE_SIGN = re.compile(r" (?=[:;!?»%](?:\s|$|[.,)]))")
BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:h|min|s|€)(?:\W|$))")
AFTER_OPENING = re.compile(r"(?<=«)[ \u00a0]?")
APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)(?!\S*@)")  # an e-mail address keeps its own


def here(moment: date | time) -> date | time:
    """The moment as the clock on the wall shows it; a naive one already is."""
    return timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment


@register.filter
def clock(moment: datetime | time | None) -> str:
    return words.clock(here(moment)) if isinstance(moment, datetime | time) else ""


@register.filter
def longdate(day: date | None) -> str:
    return words.long_date(here(day)) if day else ""


@register.filter
def shortdate(day: date | None) -> str:
    return words.short_date(here(day)) if day else ""


@register.filter
def duration(length: int | Fraction | timedelta | None) -> str:
    """Of minutes, or of the time between two moments."""
    if isinstance(length, timedelta):
        return words.duration(Fraction(length // timedelta(seconds=1), 60))
    return "" if length is None or length == "" else words.duration(length)


@register.filter
def plural(count: int, forms: str) -> str:
    """Forms are `"candidat"`, `"cheval,chevaux"` or `"ligne,lignes,aucune"`: noun, plural, word for none."""
    singular, plural_form, none = (*forms.split(","), "", "")[:3]
    return words.plural(int(count), singular, plural_form, none or "aucun")


@register.filter(is_safe=True)
@stringfilter
def nbsp(text: str) -> str:
    """Typed French as it is printed: no-break spaces around signs and before units, typographic apostrophe."""
    for pattern in (BEFORE_SIGN, AFTER_OPENING):
        text = pattern.sub(words.NBSP, text)
    text = re.sub(r"(?<=\d) h (?=\d\d)", f"{words.NBSP}h{words.NBSP}", text)
    return APOSTROPHE.sub("’", BEFORE_UNIT.sub(words.NBSP, text))
