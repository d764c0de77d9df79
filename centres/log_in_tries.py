"""Tries at the door, counted per account name, never per address: a whole centre stands behind one."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from centres.log_in_delays import FORGOTTEN_AFTER, opens_at
from centres.models import LogInTries
from ntc_cert.folding import folded


def count_try(username: str, *, now: datetime | None = None) -> timedelta | None:
    """Counted before the code is looked at: tries made all at once are not free. How long to wait, if refused."""
    digest, asked, free = _digest(username), now or timezone.now(), settings.LOG_IN_FREE_TRIES
    with transaction.atomic():
        LogInTries.objects.filter(last_at__lt=asked - FORGOTTEN_AFTER).delete()
        LogInTries.objects.get_or_create(name_digest=digest, defaults={"last_at": asked})
        row = LogInTries.objects.select_for_update().get(name_digest=digest)
        asked = now or timezone.now()  # others may have been waited for
        opening = opens_at(row.tries, free, row.last_at)
        if row.tries >= free and asked < opening:
            return opening - asked
        row.tries, row.last_at = row.tries + 1, asked
        row.save(update_fields=["tries", "last_at"])
    return None


def forget_tries(username: str) -> None:
    LogInTries.objects.filter(name_digest=_digest(username)).delete()


def _digest(username: str) -> str:
    """What is typed there may be anything, a code included: it is not kept as it is."""
    return hashlib.sha256(folded(username.strip()).encode()).hexdigest()
