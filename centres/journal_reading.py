"""The journal as it is read: filtered, page by page, its ids and values said in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from centres.journal_values import Change, changes_of, kind_of
from centres.journal_words import action_words
from centres.models import JournalEntry
from ntc_cert.words import clock, sentence, short_date

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; `day` and `time` are those of the centre it happened in."""

    entry: JournalEntry
    day: str
    time: str
    action: str
    subject: str
    centre: str
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
    return sorted(((kind, sentence(kind_of(kind))) for kind in kinds), key=lambda choice: choice[1])


def _line(entry: JournalEntry) -> Line:
    when = timezone.localtime(entry.at, entry.centre.zone if entry.centre else None)
    return Line(
        entry=entry,
        day=short_date(when.date()),
        time=clock(when),
        action=sentence(action_words(entry.action)),
        subject=kind_of(entry.subject_type),
        centre=entry.centre.name if entry.centre else "",
        changes=changes_of(entry),
    )
