"""French dates, hours, durations and counts, with no Django: pure rules write their sentences with it.

A datetime is written as it stands: whoever calls brings it to the centre's zone first.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from itertools import zip_longest
from typing import Final

NBSP: Final = "\N{NO-BREAK SPACE}"

WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS: Final = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)

_BREAKING: Final = re.compile(r"(?<=«) | (?=[»:;!?%])")


def clock(moment: datetime | time) -> str:
    """« 9 h 05 »."""
    return f"{moment.hour}{NBSP}h{NBSP}{moment.minute:02}"


def clock_range(start: datetime | time, end: datetime | time) -> str:
    """« de 9 h 00 à 10 h 30 »."""
    return f"de {clock(start)} à {clock(end)}"


def day_number(day: int) -> str:
    """« 1er », then « 2 », « 3 »… as French dates are written."""
    return "1er" if day == 1 else str(day)


def long_date(day: date) -> str:
    """« mardi 8 décembre 2026 »."""
    return f"{WEEKDAYS[day.weekday()]} {plain_date(day)}"


def plain_date(day: date) -> str:
    """« 8 décembre 2026 »."""
    return f"{day_number(day.day)} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """« 8 déc. 2026 », for tables."""
    return f"{day_number(day.day)} {SHORT_MONTHS[day.month - 1]} {day.year}"


def input_date(day: date) -> str:
    """« 08/12/2026 », as a field is typed."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def date_listing(days: Iterable[date]) -> str:
    """« 8 et 9 décembre 2026 »: month and year are said once when they are shared."""
    ordered = sorted(set(days))
    parts = []
    for day, following in zip_longest(ordered, ordered[1:]):
        if following is None or following.year != day.year:
            parts.append(plain_date(day))
        elif following.month != day.month:
            parts.append(f"{day_number(day.day)} {MONTHS[day.month - 1]}")
        else:
            parts.append(day_number(day.day))
    return listing(parts)


def duration(minutes: int | Fraction) -> str:
    """« 35 min », « 1 h 45 », « 2 h »; the exact third more of a timer reads « 13 min 20 »."""
    whole = int(minutes)
    seconds = round((minutes - whole) * 60)
    hours, rest = divmod(whole, 60)
    if seconds:
        tail = f"{rest}{NBSP}min{NBSP}{seconds:02}"
        return f"{hours}{NBSP}h{NBSP}{tail}" if hours else tail
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"


def number(value: int | float) -> str:
    """« 1 250 », « 2,5 »: the exact digits Python would print, French separators."""
    return f"{value:,}".replace(",", NBSP).replace(".", ",")


def percent(value: int | float) -> str:
    """« 94 % »."""
    return f"{number(value)}{NBSP}%"


def quoted(text: str) -> str:
    """« text », with the no-break spaces inside."""
    return f"«{NBSP}{text}{NBSP}»"


def typeset(text: str) -> str:
    """The text with the no-break spaces French wants around « », and before : ; ! ? and %."""
    return _BREAKING.sub(NBSP, text)


def noun(count: int, singular: str, plural_form: str = "") -> str:
    """The noun agreed with the count, without the count; a word already in s, x or z does not change."""
    if abs(count) < 2:
        return singular
    return plural_form or (singular if singular[-1:] in "sxz" else f"{singular}s")


def plural(count: int, singular: str, plural_form: str = "", none: str = "aucun") -> str:
    """« aucun désaccord », « 1 désaccord », « 2 désaccords »; give `none="aucune"` for a feminine noun."""
    if count == 0:
        return f"{none} {singular}"
    return f"{number(count)} {noun(count, singular, plural_form)}"


def listing(parts: Sequence[str]) -> str:
    """« Claire Vasseur, Marc Thiébaut et Ana Sousa »."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} et {parts[-1]}"


def of(name: str) -> str:
    """« de Claire », « d’Amélie »: the preposition elided before a vowel."""
    return f"d’{name}" if name[:1].lower() in "aeiouyàâäéèêëîïôöûüœæ" else f"de {name}"


def sentence(text: str) -> str:
    """The text with its first letter as a capital and the rest untouched."""
    return text[:1].upper() + text[1:]
