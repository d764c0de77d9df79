"""The ids and values of a journal entry, said in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import timezone

from centres.journal_words import KEYS, VALUES
from centres.models import JournalEntry
from ntc_cert.words import clock, input_date

DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT.*[+-]\d\d:\d\d")
FINGERPRINT: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Change:
    """One value, before and after; None where the entry says nothing of it."""

    label: str
    before: str | None
    after: str | None


def kind_of(subject_type: str) -> str:
    """The subject's model by its name on screen."""
    model = _model(subject_type)
    return str(model._meta.verbose_name) if model else subject_type


def changes_of(entry: JournalEntry) -> list[Change]:
    """In the order of the entry; a value without a name stands under an empty one."""
    model, zone = _model(entry.subject_type), entry.centre.zone if entry.centre else None
    before, after = (_named(side, model) for side in (entry.before, entry.after))
    return [
        Change(_label(model, key), _said(before, key, zone), _said(after, key, zone))
        for key in dict.fromkeys([*before, *after])
    ]


def _model(subject_type: str) -> type[Model] | None:
    try:
        return apps.get_model(subject_type)
    except (LookupError, ValueError):  # a model that has gone since
        return None


def _named(side: Any, model: type[Model] | None) -> dict[str, Any]:
    if side is None:
        return {}
    if not isinstance(side, dict):
        return {"": side}
    changed = side.get("fields")
    return side | {"fields": [_label(model, name) for name in changed]} if isinstance(changed, list) else side


def _label(model: type[Model] | None, key: str) -> str:
    """A field's name on screen, else the journal's word for it, else its technical name."""
    try:
        return str(model._meta.get_field(key).verbose_name)
    except (FieldDoesNotExist, AttributeError):
        return KEYS.get(key, key.replace("_", " "))


def _said(side: Mapping[str, Any], key: str, zone: tzinfo | None) -> str | None:
    return _value(side[key], zone) if key in side else None


def _value(value: Any, zone: tzinfo | None) -> str:
    if value is None:
        return "non renseigné"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dict):
        return _listed([f"{_label(None, key)} {_value(one, zone)}" for key, one in value.items()])
    if isinstance(value, list):
        return _listed([_nested(one, zone) if isinstance(one, list) else _value(one, zone) for one in value])
    return _text(value, zone) if isinstance(value, str) else str(value)


def _nested(row: list[Any], zone: tzinfo | None) -> str:
    """One row of several: « TP-00338 01/01/2026 31/12/2028 »."""
    return " ".join(_value(one, zone) for one in row if one is not None)


def _listed(parts: list[str]) -> str:
    return ", ".join(parts) or "aucun"


def _text(text: str, zone: tzinfo | None) -> str:
    if DAY.fullmatch(text):
        return input_date(date.fromisoformat(text))
    if MOMENT.fullmatch(text):
        moment = timezone.localtime(datetime.fromisoformat(text), zone)
        return f"{input_date(moment)} {clock(moment)}"
    if FINGERPRINT.fullmatch(text):
        return " ".join(text[place : place + 4] for place in range(0, 12, 4))
    return VALUES.get(text, text)
