"""Commands on the secret address of a juror's calendar: give one, renew it, withdraw it, read what it leads to.

As a badge's, the token is derived from the server's key and a serial: the page can show it again, while the database
alone opens nothing.
"""

import base64
import hashlib
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.crypto import salted_hmac

from centres import journal
from centres.models import User
from juries.models import Juror
from sessions.models import CalendarAddress

TOKEN_BYTES: Final = 24


def token_of(serial: UUID) -> str:
    """192 bits, as 32 characters of an address."""
    digest = salted_hmac("sessions.calendar.token", serial.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode()


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def token_shown(juror: Juror) -> str:
    """Empty without an address, and for one made under another server's key: it is renewed then."""
    found = CalendarAddress.objects.filter(juror=juror).first()
    token = token_of(found.serial) if found else ""
    return token if found and token_digest(token) == found.token_digest else ""


def give(juror: Juror, *, by: User | None) -> str:
    """The former one, if any, leads nowhere from now on."""
    serial = uuid4()
    token = token_of(serial)
    with transaction.atomic():
        Juror.objects.select_for_update().get(pk=juror.pk)
        CalendarAddress.objects.filter(juror=juror).delete()
        CalendarAddress.objects.create(juror=juror, serial=serial, token_digest=token_digest(token))
        journal.record(by, "calendar.address_given", juror, centre=juror.centre)
    return token


def withdraw(juror: Juror, *, by: User | None) -> None:
    with transaction.atomic():
        if CalendarAddress.objects.filter(juror=juror).delete()[0]:
            journal.record(by, "calendar.address_withdrawn", juror, centre=juror.centre)


def juror_at(token: str) -> Juror | None:
    found = CalendarAddress.objects.select_related("juror__centre").filter(token_digest=token_digest(token)).first()
    return found.juror if found else None
