"""Who did what to which row: ids and values, never names nor free text."""

from django.db.models import Model

from centres.models import Centre, JournalEntry, User


def record(
    actor: User | None,
    action: str,
    subject: Model,
    *,
    before: object = None,
    after: object = None,
    centre: Centre | None = None,
) -> JournalEntry:
    """Append one entry in the caller's transaction; `action` reads `noun.verb_past`."""
    return JournalEntry.objects.create(
        actor=actor,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        centre_id=centre.pk if centre else getattr(subject, "centre_id", None),
        before=before,
        after=after,
    )
