"""The journal as it is read: filtered, page by page, its ids and values said in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.utils import timezone

from centres.journal_words import action_words
from centres.models import JournalEntry
from ntc_cert.words import clock, sentence, short_date

PER_PAGE: Final = 50
TOLD: Final = {True: "oui", False: "non", None: "non renseigné", "": "vide"}


@dataclass(frozen=True, slots=True)
class Change:
    """One value, before and after; None where the entry says nothing of it."""

    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; `day` and `time` are those of the centre it happened in."""

    entry: JournalEntry
    day: str
    time: str
    action: str
    subject: str
    changes: list[Change]


def read_journal(entries: QuerySet[JournalEntry], asked: Mapping[str, str]) -> tuple[Page, list[Line]]:
    """Newest first: the page asked for, and its entries in words."""
    wanted = {"action": "action", "objet": "subject_type", "id": "subject_id"}
    filters = {column: asked[name].strip() for name, column in wanted.items() if asked.get(name, "").strip()}
    found = entries.filter(**filters).select_related("actor", "centre").order_by("-pk")
    page = Paginator(found, PER_PAGE).get_page(asked.get("page"))
    return page, [_line(entry) for entry in page]


def subject_choices(entries: QuerySet[JournalEntry]) -> list[tuple[str, str]]:
    """The kinds of subject these entries are about, by their name on screen."""
    kinds = entries.order_by().values_list("subject_type", flat=True).distinct()
    return sorted(((kind, sentence(_kind(kind))) for kind in kinds), key=lambda choice: choice[1])


def _line(entry: JournalEntry) -> Line:
    when = timezone.localtime(entry.at, entry.centre.zone if entry.centre else None)
    return Line(
        entry=entry,
        day=short_date(when.date()),
        time=clock(when),
        action=sentence(action_words(entry.action)),
        subject=_kind(entry.subject_type),
        changes=_changes(entry),
    )


def _model(kind: str) -> type[Model] | None:
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):  # a model that has gone since
        return None


def _kind(kind: str) -> str:
    model = _model(kind)
    return str(model._meta.verbose_name) if model else kind


def _changes(entry: JournalEntry) -> list[Change]:
    before, after = (_values(side) for side in (entry.before, entry.after))
    model = _model(entry.subject_type)
    return [
        Change(_label(model, key), _said(before, key), _said(after, key)) for key in dict.fromkeys([*before, *after])
    ]


def _values(side: Any) -> dict[str, Any]:
    """A value without a name stands under an empty one."""
    if side is None:
        return {}
    return side if isinstance(side, dict) else {"": side}


def _label(model: type[Model] | None, key: str) -> str:
    """A field's name on screen; what is no field keeps its technical name."""
    if model is not None:
        try:
            return str(model._meta.get_field(key).verbose_name)
        except (FieldDoesNotExist, AttributeError):
            pass
    return key.replace("_", " ")


def _said(side: Mapping[str, Any], key: str) -> str | None:
    return _value(side[key]) if key in side else None


def _value(value: Any) -> str:
    if value is None or (isinstance(value, bool | str) and value in TOLD):
        return TOLD[value]
    if isinstance(value, list) and value and not any(isinstance(one, list | dict) for one in value):
        return ", ".join(_value(one) for one in value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False) if value else "aucun"
    return str(value)
