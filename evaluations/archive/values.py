"""A JSON value as what its column holds; anything else is refused before the database is asked."""

from collections.abc import Callable
from datetime import date, datetime, time
from math import isfinite
from typing import Any, Final
from uuid import UUID

from django.db import models

# PostgreSQL's own bounds, whatever the engine: an archive goes from one to the other.
LARGEST: Final = {models.PositiveIntegerField: 2**31 - 1, models.PositiveSmallIntegerField: 2**15 - 1}


class Unfit(ValueError):
    """Not a value of this column; the message says what is."""


def value_of(column: models.Field, value: Any) -> Any:
    if value is None:
        if column.null:
            return None
        raise Unfit("une valeur, ce champ n’est jamais vide")
    read = READERS.get(type(column))
    if read is None:
        raise TypeError(f"No archive can hold a {type(column).__name__}.")
    return read(column, value)


def _text(column: models.Field, value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("un texte entre guillemets")
    if column.max_length and len(value) > column.max_length:
        raise Unfit(f"{column.max_length} caractères au plus")
    if column.choices and value not in {"", *(choice for choice, _ in column.flatchoices)}:
        raise Unfit("l’une des valeurs connues")
    return value


def _whole(column: models.Field, value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST[type(column)]:
        raise Unfit("un nombre entier, sans guillemets")
    return value


def _float(column: models.Field, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise Unfit("un nombre, sans guillemets")
    return value


def _truth(column: models.Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("true ou false, sans guillemets")
    return value


def _moment(column: models.Field, value: Any) -> datetime:
    moment = _parsed(datetime.fromisoformat, value, "une date et une heure, 2026-12-08T08:30:00+00:00")
    if moment.tzinfo is None:
        raise Unfit("une date et une heure avec leur fuseau, 2026-12-08T08:30:00+00:00")
    return moment


def _day(column: models.Field, value: Any) -> date:
    return _parsed(date.fromisoformat, value, "une date, 2026-12-08")


def _hour(column: models.Field, value: Any) -> time:
    return _parsed(time.fromisoformat, value, "une heure, 08:30:00")


def _uuid(column: models.Field, value: Any) -> UUID:
    return _parsed(UUID, value, "un identifiant UUID")


def _json(column: models.Field, value: Any) -> Any:
    return value


def _parsed(read: Callable[[str], Any], value: Any, wanted: str) -> Any:
    if not isinstance(value, str):
        raise Unfit(wanted)
    try:
        return read(value)
    except ValueError as error:
        raise Unfit(wanted) from error


READERS: Final[dict[type[models.Field], Callable[[Any, Any], Any]]] = {
    models.CharField: _text,
    models.TextField: _text,
    models.EmailField: _text,
    models.PositiveIntegerField: _whole,
    models.PositiveSmallIntegerField: _whole,
    models.FloatField: _float,
    models.BooleanField: _truth,
    models.DateTimeField: _moment,
    models.DateField: _day,
    models.TimeField: _hour,
    models.UUIDField: _uuid,
    models.JSONField: _json,
}
