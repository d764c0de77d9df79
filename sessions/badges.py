"""Commands on badges: prepared, given a new code, unlocked, revoked. A code is told once and kept nowhere."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from centres import journal
from centres.models import Membership, User
from centres.session_store import SessionStore
from juries.models import Juror
from juries.register import open_badge_account
from ntc_cert.refusals import Refused, one_transaction
from sessions.badge_rules import last_valid_day, refusal_on
from sessions.badge_secrets import hashed_code, new_code, new_number, token_digest, token_of
from sessions.models import Badge, ExamSession

# What a Django session that a badge opened holds of it.
SESSION_KEY = "badge"
GONE = "Ce badge a été révoqué entre-temps. Rechargez la page."


class BadgeRefused(Refused):
    """The badge is not written as asked."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What the juror is given apart from the card, once."""

    badge: Badge
    code: str


def seated_jurors(exam_session: ExamSession) -> QuerySet[Juror]:
    seated = Juror.objects.filter(memberships__panel__exam_session=exam_session).distinct()
    return seated.select_related("user").order_by("last_name", "first_names", "pk")


def staff_among(jurors: Iterable[Juror]) -> set[int]:
    """Accounts that organise or administer: six digits must not open what they may do."""
    users = [juror.user_id for juror in jurors if juror.user_id]
    return set(Membership.objects.filter(user__in=users).values_list("user_id", flat=True))


def prepare_badges(exam_session: ExamSession, *, by: User | None) -> list[Issued]:
    """A badge for each juror of the session who has none; those prepared before stay as they are."""
    with one_transaction(BadgeRefused):
        ExamSession.objects.select_for_update(of=("self",)).get(pk=exam_session.pk)  # two clicks, one badge each
        jurors = list(seated_jurors(exam_session))
        staff, held = staff_among(jurors), exam_session.badges.standing().values_list("juror_id", flat=True)
        without = [juror for juror in jurors if juror.pk not in set(held) and juror.user_id not in staff]
        return [_issue(exam_session, juror, by=by) for juror in without]


def renew_badge_code(badge: Badge, *, by: User) -> Issued:
    """The card stays, a locked one opens again; whoever was in with the former code is out."""
    with one_transaction(BadgeRefused):
        badge = _held(badge)
        code = new_code()
        badge.code = hashed_code(badge.serial, code)
        badge.wrong_codes, badge.locked_at = 0, None
        badge.save(update_fields=["code", "wrong_codes", "locked_at"])
        end_sessions_of(badge)
        journal.record(by, "badge.code_renewed", badge, centre=badge.exam_session.centre)
    return Issued(badge, code)


def unlock_badge(badge: Badge, *, by: User) -> Badge:
    with one_transaction(BadgeRefused):
        badge = _held(badge)
        badge.wrong_codes, badge.locked_at = 0, None
        badge.save(update_fields=["wrong_codes", "locked_at"])
        journal.record(by, "badge.unlocked", badge, centre=badge.exam_session.centre)
    return badge


def revoke_badge(badge: Badge, *, by: User) -> None:
    with one_transaction(BadgeRefused):
        _revoke(_held(badge), by=by)


def redo_badge(badge: Badge, *, by: User) -> Issued:
    """The card that was lost opens nothing any more; another number, another QR, another code."""
    with one_transaction(BadgeRefused):
        badge = _held(badge)
        _revoke(badge, by=by)
        if badge.juror.user_id in staff_among([badge.juror]):
            raise BadgeRefused("Ce compte organise ou administre aussi\u00a0: il n’a pas de badge.")
        return _issue(badge.exam_session, badge.juror, by=by)


def end_sessions_of(badge: Badge) -> None:
    """Within the transaction that holds the badge: whoever came in by it is out at their next request."""
    Session.objects.filter(pk__in=_sessions_of({badge.pk})).delete()


def follow_days(exam_session: ExamSession) -> None:
    """The session's days have changed: whoever is in by a badge is until its new end, or out when it opens no more."""
    opened = _sessions_of(set(exam_session.badges.standing().values_list("pk", flat=True)))
    if refusal_on(timezone.localdate(timezone=exam_session.zone), days_of(exam_session)):
        Session.objects.filter(pk__in=opened).delete()
        return
    for key in opened:
        store = SessionStore(key)
        store.set_expiry(valid_until(exam_session))
        store.save(must_create=False)


def valid_until(exam_session: ExamSession) -> datetime:
    """Midnight after a badge's last valid day, at the centre."""
    midnight = datetime.combine(last_valid_day(days_of(exam_session)), time(), exam_session.zone)
    return midnight + timedelta(days=1)


def days_of(exam_session: ExamSession) -> list[date]:
    return list(exam_session.days.values_list("date", flat=True))


def _sessions_of(badges: Collection[int]) -> list[str]:
    opened = Session.objects.filter(expire_date__gt=timezone.now()) if badges else Session.objects.none()
    return [one.pk for one in opened.iterator() if one.get_decoded().get(SESSION_KEY) in badges]


def _issue(exam_session: ExamSession, juror: Juror, *, by: User | None) -> Issued:
    if juror.user is None:
        juror.user = open_badge_account(juror, by=by)
    badge = Badge(exam_session=exam_session, juror=juror, number=_free_number(), made_by=by)
    code = new_code()
    badge.code = hashed_code(badge.serial, code)
    badge.token_digest = token_digest(token_of(badge.serial))
    badge.save()
    journal.record(by, "badge.prepared", badge, after={"juror": juror.pk}, centre=exam_session.centre)
    return Issued(badge, code)


def _free_number() -> str:
    while Badge.objects.filter(number=(number := new_number())).exists():
        pass
    return number


def _held(badge: Badge) -> Badge:
    """Held until the transaction ends; a revoked one is nobody's to change."""
    rows = Badge.objects.select_for_update(of=("self",)).select_related("exam_session__centre", "juror__user")
    badge = rows.get(pk=badge.pk)
    if badge.revoked_at:
        raise BadgeRefused(GONE)
    return badge


def _revoke(badge: Badge, *, by: User) -> None:
    badge.revoked_at = timezone.now()
    badge.save(update_fields=["revoked_at"])
    end_sessions_of(badge)
    journal.record(by, "badge.revoked", badge, centre=badge.exam_session.centre)
