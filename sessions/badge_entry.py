"""Coming in by a badge: number or token, then the code, each wrong one counted under the badge's own lock."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from centres import journal
from centres.models import User
from ntc_cert.refusals import Refused
from sessions.badge_rules import LOCKED, MOST_WRONG_CODES, code_refusal, refusal_on
from sessions.badge_secrets import is_code, token_digest, typed_number
from sessions.badges import days_of, end_sessions_of, staff_among, valid_until
from sessions.models import Badge, PanelMember

REVOKED = "Ce badge a été remplacé ou révoqué. Prenez le nouveau, ou voyez le responsable de session."
NOT_SEATED = "Vous ne siégez plus dans un jury de cette session. Voyez le responsable de session."
STAFF = "Votre compte organise ou administre aussi\u00a0: entrez avec votre identifiant et votre code."
CLOSED = "Votre compte est fermé. Demandez au responsable de session de le faire rouvrir."


class NotEntered(Refused):
    """The badge opens nothing, or the code is not its own."""


@dataclass(frozen=True, slots=True)
class Entered:
    badge: Badge
    user: User
    until: datetime  # midnight after its last valid day, at the centre


def badge_named(number: str = "", token: str = "") -> Badge | None:
    """By the token of its QR, or else by the number typed; revoked ones too, so that their holder is told."""
    rows = Badge.objects.select_related("exam_session__centre", "juror__user")
    if token:
        return rows.filter(token_digest=token_digest(token)).first()
    typed = typed_number(number)
    return rows.filter(number=typed).first() if typed else None


def enter(badge: Badge, code: str) -> Entered:
    """The juror whose badge this is, or why not; parallel tries wait for one another."""
    held, refusal = _tried(badge, code)
    if refusal:
        raise NotEntered(refusal)
    journal.record(held.juror.user, "badge.entered", held, centre=held.exam_session.centre)
    return Entered(held, held.juror.user, valid_until(held.exam_session))


def code_refused(badge: Badge, code: str) -> str:
    """Why this code is not taken from whoever is already in, counted as at the door; empty when it is."""
    return _tried(badge, code)[1]


def stands(badge: Badge) -> bool:
    """Asked once a session has been opened: a revocation that came between is seen, whichever came first."""
    with transaction.atomic():
        held = Badge.objects.select_for_update(of=("self",)).get(pk=badge.pk)
        return held.revoked_at is None and held.locked_at is None


def refusal_of(badge: Badge, now: datetime) -> str:
    """Why this badge opens nothing now, whatever the code; empty when it may."""
    if badge.revoked_at:
        return REVOKED
    if badge.locked_at:
        return LOCKED
    if refusal := refusal_on(now.astimezone(badge.exam_session.zone).date(), days_of(badge.exam_session)):
        return refusal
    seats = PanelMember.objects.filter(panel__exam_session=badge.exam_session_id, juror=badge.juror_id)
    user = badge.juror.user
    if user is None or not seats.exists():
        return NOT_SEATED
    if not user.is_active:
        return CLOSED
    return STAFF if staff_among([badge.juror]) else ""


def _tried(badge: Badge, code: str) -> tuple[Badge, str]:
    """The badge as it is, and why it is refused; what was counted is kept either way."""
    with transaction.atomic():
        rows = Badge.objects.select_for_update(of=("self",)).select_related("exam_session__centre", "juror__user")
        held = rows.get(pk=badge.pk)
        if refusal := refusal_of(held, timezone.now()):
            return held, refusal
        if not is_code(held.serial, code, held.code):
            return held, _count_wrong(held)
        if held.wrong_codes:
            held.wrong_codes = 0
            held.save(update_fields=["wrong_codes"])
    return held, ""


def _count_wrong(badge: Badge) -> str:
    badge.wrong_codes += 1
    if badge.wrong_codes >= MOST_WRONG_CODES:
        badge.locked_at = timezone.now()
    badge.save(update_fields=["wrong_codes", "locked_at"])
    if badge.locked_at:
        end_sessions_of(badge)
        journal.record(None, "badge.locked", badge, centre=badge.exam_session.centre)
    return code_refusal(badge.wrong_codes)
