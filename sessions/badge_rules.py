"""When a badge opens and what a refused code says, with no Django."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from ntc_cert.words import NBSP, date_listing, day_number, plain_date, plural

MOST_WRONG_CODES: Final = 5
LOCKED: Final = "Badge bloqué. Le responsable de session peut le débloquer."
NO_DAY: Final = "La session de ce badge n’a pas encore de journée. Voyez le responsable de session."
_MARGIN: Final = timedelta(days=1)  # tablets are tried the day before; a late grid is handed in the day after


def last_valid_day(days: Collection[date]) -> date | None:
    """The day after the last one of the session; none while it has no day."""
    return max(days) + _MARGIN if days else None


def refusal_on(today: date, days: Collection[date]) -> str | None:
    """Why a badge of a session on these days opens nothing today; `today` is the centre's."""
    if not days:
        return NO_DAY
    if today < min(days) - _MARGIN:
        return f"{_said(today, days)} Il s’ouvrira la veille."
    if today > max(days) + _MARGIN:
        return f"{_said(today, days)} Il ne s’ouvre plus{NBSP}: voyez le responsable de session."
    return None


def code_refusal(wrong_codes: int) -> str:
    """What is said of a wrong code, this one counted."""
    left = MOST_WRONG_CODES - wrong_codes
    if left <= 0:
        return LOCKED
    return f"Code refusé. Encore {plural(left, 'essai')}, puis votre badge sera bloqué."


def _said(today: date, days: Collection[date]) -> str:
    """« Ce badge vaut pour le 8 décembre. Nous sommes le 5. »: the month and the year are said when they differ."""
    same_year = {day.year for day in days} == {today.year}
    same_month = same_year and {day.month for day in days} == {today.month}
    valid = date_listing(days)
    now = day_number(today.day) if same_month else plain_date(today)
    if same_year:
        valid, now = (text.removesuffix(f" {today.year}") for text in (valid, now))
    return f"Ce badge vaut pour le{_plural(days)} {valid}. Nous sommes le {now}."


def _plural(days: Collection[date]) -> str:
    return "s" if len(set(days)) > 1 else ""
