"""Who did what to which row: ids and values, never names nor free text."""

from typing import Final

from django.db.models import Model
from django.utils import timezone

from centres.models import Centre, JournalEntry, User
from ntc_cert.written import WrittenRows

ENTRIES: Final = WrittenRows(
    JournalEntry, "at", "actor", "action", "subject_type", "subject_id", "centre", "before", "after"
)


def record(
    actor: User | None,
    action: str,
    subject: Model,
    *,
    before: object = None,
    after: object = None,
    centre: Centre | None = None,
) -> int:
    """Append one entry in the caller's transaction, and give its key; `action` reads `noun.verb_past`."""
    place = centre.pk if centre else getattr(subject, "centre_id", None)
    about = (subject._meta.label_lower, str(subject.pk))
    (key,) = ENTRIES([(timezone.now(), actor and actor.pk, action, *about, place, before, after)])
    return key
