"""The one audited door through which a retention purge may empty rows that are otherwise never changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from centres import journal
from centres.models import RetentionPurge, User


@contextmanager
def purge_door(*, by: User | None, reason: str) -> Iterator[RetentionPurge]:
    """Open the door, let the body work, close it: one transaction, so nobody else ever sees it open."""
    with transaction.atomic():
        purge = RetentionPurge.objects.create(opened_by=by, reason=reason)
        journal.record(by, "retention.opened", purge)
        yield purge
        purge.closed_at = timezone.now()
        purge.save(update_fields=["closed_at"])
        journal.record(by, "retention.closed", purge)
