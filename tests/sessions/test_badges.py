"""Badges prepared, entered by, locked, unlocked, revoked, and what the database never lets happen."""

import hashlib
from datetime import time, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centres.models import JournalEntry, Membership, Role
from ntc_cert.constraints import violated
from sessions.badge_entry import CLOSED, NOT_SEATED, REVOKED, STAFF, NotEntered, badge_named, code_refused, enter
from sessions.badge_rules import LOCKED, MOST_WRONG_CODES
from sessions.badge_secrets import token_digest, token_of
from sessions.badges import (
    BadgeRefused,
    Issued,
    prepare_badges,
    redo_badge,
    renew_badge_code,
    revoke_badge,
    unlock_badge,
)
from sessions.models import Badge, ExamSession, PanelMember
from sessions.opening import DayEntry, change_session
from tests.builders import a_juror, a_juror_with_account, a_panel, a_session, an_organiser
from tests.sessions.badge_world import an_issued_badge, wrong

pytestmark = pytest.mark.django_db
PAGE = "/badge/"


def actions(badge: Badge) -> list[str]:
    found = JournalEntry.objects.filter(subject_type="certification_sessions.badge", subject_id=str(badge.pk))
    return list(found.order_by("pk").values_list("action", flat=True))


def refusal(issued: Issued, code: str = "") -> str:
    with pytest.raises(NotEntered) as refused:
        enter(issued.badge, code or issued.code)
    return str(refused.value).replace("\u00a0", " ")


def locked(issued: Issued) -> None:
    for _ in range(MOST_WRONG_CODES):
        refusal(issued, wrong(issued))


def in_by_badge(issued: Issued) -> Client:
    client = Client()
    answer = client.post(PAGE, {"number": issued.badge.number, "code": issued.code})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("evaluations:my_day")).status_code == 200


def test_each_juror_without_a_badge_gets_one_and_an_account() -> None:
    exam_session = a_session(day=timezone.localdate())
    known, new = a_juror_with_account(exam_session.centre), a_juror(exam_session.centre)
    panels = [a_panel(exam_session, known, new), a_panel(exam_session, new)]
    issued = prepare_badges(exam_session, by=None)
    assert {one.badge.juror.pk for one in issued} == {known.pk, new.pk}
    assert all(len(one.code) == 6 and one.code.isdigit() for one in issued)
    new.refresh_from_db()
    assert not new.user.has_usable_password()
    assert prepare_badges(exam_session, by=None) == []
    late = a_juror(exam_session.centre)
    PanelMember.objects.create(panel=panels[0], juror=late, rank=9)
    assert [one.badge.juror for one in prepare_badges(exam_session, by=None)] == [late]


def test_neither_the_code_nor_the_token_is_in_the_database() -> None:
    issued, _ = an_issued_badge()
    row = " ".join(map(str, Badge.objects.values_list().get()))
    assert issued.code not in row.replace(issued.badge.number, "")
    assert token_of(issued.badge.serial) not in row
    assert issued.badge.token_digest == hashlib.sha256(token_of(issued.badge.serial).encode()).hexdigest()


def test_a_token_is_the_same_at_each_printing_and_another_under_another_key(settings) -> None:
    issued, _ = an_issued_badge()
    token = token_of(issued.badge.serial)
    assert token_of(issued.badge.serial) == token
    assert badge_named(token=token) == issued.badge
    settings.SECRET_KEY = "une autre clé, longue et tirée au sort"
    assert token_digest(token_of(issued.badge.serial)) != issued.badge.token_digest


@pytest.mark.parametrize("typed", ["{0}-{1}", "{0}{1}", " {0} {1} ", "{0}.{1}"])
def test_a_number_is_found_however_it_is_typed(typed: str) -> None:
    issued, _ = an_issued_badge()
    assert badge_named(typed.format(*issued.badge.number.split("-"))) == issued.badge


def test_the_right_code_opens_until_midnight_after_the_last_day_as_often_as_wanted() -> None:
    issued, _ = an_issued_badge()
    for _ in range(3):
        entered = enter(issued.badge, issued.code)
    assert entered.user == issued.badge.juror.user
    assert entered.until.astimezone(issued.badge.exam_session.zone).date() == timezone.localdate() + timedelta(days=2)
    assert (entered.until.hour, entered.until.minute) == (0, 0)
    assert actions(issued.badge) == ["badge.prepared"] + ["badge.entered"] * 3


def test_five_wrong_codes_lock_the_badge_until_it_is_unlocked() -> None:
    issued, organiser = an_issued_badge()
    said = [refusal(issued, wrong(issued)) for _ in range(MOST_WRONG_CODES)]
    assert said[1] == "Code refusé. Encore 3 essais, puis votre badge sera bloqué."
    assert said[-1] == LOCKED
    assert refusal(issued) == LOCKED
    unlock_badge(issued.badge, by=organiser)
    enter(issued.badge, issued.code)
    assert actions(issued.badge) == ["badge.prepared", "badge.locked", "badge.unlocked", "badge.entered"]


def test_a_right_code_forgets_the_wrong_ones() -> None:
    issued, _ = an_issued_badge()
    for _ in range(MOST_WRONG_CODES - 1):
        refusal(issued, wrong(issued))
    enter(issued.badge, issued.code)
    assert "Encore 4 essais" in refusal(issued, wrong(issued))


@pytest.mark.parametrize(("shift", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_it_opens_from_the_eve_to_the_day_after(shift: int, opens: bool) -> None:
    issued, _ = an_issued_badge(a_session(day=timezone.localdate() - timedelta(days=shift)))
    if opens:
        enter(issued.badge, issued.code)
    else:
        assert "Nous sommes le" in refusal(issued)
        issued.badge.refresh_from_db()
        assert issued.badge.wrong_codes == 0


def test_whoever_sits_no_more_or_has_no_open_account_is_told() -> None:
    issued, _ = an_issued_badge()
    user = issued.badge.juror.user
    Membership.objects.create(user=user, role=Role.ADMINISTRATOR)
    assert refusal(issued) == STAFF.replace("\u00a0", " ")
    user.is_active = False
    user.save()
    assert refusal(issued) == CLOSED
    PanelMember.objects.all().delete()
    assert refusal(issued) == NOT_SEATED


def test_six_digits_never_open_an_account_of_the_staff() -> None:
    exam_session = a_session(day=timezone.localdate())
    juror = a_juror_with_account(exam_session.centre)
    Membership.objects.create(user=juror.user, role=Role.ADMINISTRATOR)
    a_panel(exam_session, juror)
    assert prepare_badges(exam_session, by=None) == []


def test_a_badge_made_again_has_all_new_and_the_former_never_comes_back() -> None:
    issued, organiser = an_issued_badge()
    again = redo_badge(issued.badge, by=organiser)
    assert (again.badge.number, again.badge.serial) != (issued.badge.number, issued.badge.serial)
    assert refusal(issued) == REVOKED
    enter(again.badge, again.code)
    with pytest.raises(BadgeRefused):
        unlock_badge(issued.badge, by=organiser)
    for change in ({"revoked_at": None}, {"code": "x"}, {"juror": a_juror(issued.badge.exam_session.centre)}):
        with pytest.raises(IntegrityError) as kept, transaction.atomic():
            Badge.objects.filter(pk=issued.badge.pk).update(**change)
        assert violated(kept.value) == "badge_revoked_never_comes_back"


def test_the_database_holds_one_badge_a_juror_and_no_sixth_try() -> None:
    issued, _ = an_issued_badge()
    twin = {"exam_session": issued.badge.exam_session, "juror": issued.badge.juror, "code": "x"}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Badge.objects.create(**twin, number="0000-0001", token_digest="y")
    assert violated(refused.value) == "juror_has_one_badge_a_session"
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Badge.objects.filter(pk=issued.badge.pk).update(wrong_codes=MOST_WRONG_CODES)
    assert violated(refused.value) == "badge_is_locked_after_too_many_wrong_codes"


@pytest.mark.parametrize("act", [revoke_badge, redo_badge, renew_badge_code])
def test_what_takes_a_badge_away_ends_the_sessions_it_opened_and_no_other(act) -> None:
    issued, organiser = an_issued_badge()
    elsewhere = Client()
    elsewhere.force_login(issued.badge.juror.user)
    tablets = [in_by_badge(issued), in_by_badge(issued)]
    assert all(map(is_in, tablets))
    act(issued.badge, by=organiser)
    assert [is_in(tablet) for tablet in tablets] == [False, False]
    assert is_in(elsewhere)


def test_locking_ends_them_too() -> None:
    issued, _ = an_issued_badge()
    tablet = in_by_badge(issued)
    locked(issued)
    assert not is_in(tablet)


def test_a_session_ends_with_the_badge() -> None:
    issued, _ = an_issued_badge()
    tablet = in_by_badge(issued)
    (session,) = Session.objects.all()
    assert session.expire_date == enter(issued.badge, issued.code).until
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(tablet)


def on_days(exam_session: ExamSession, *shifts: int) -> None:
    """Its days become these, counted from today."""
    days = [DayEntry(timezone.localdate() + timedelta(days=shift), time(8), time(18)) for shift in shifts]
    change_session(exam_session, {"title": exam_session.title}, days, by=an_organiser(exam_session.centre))


def test_a_session_that_lasts_longer_keeps_its_tablets_in() -> None:
    issued, _ = an_issued_badge()
    tablet = in_by_badge(issued)
    on_days(issued.badge.exam_session, 0, 3)
    (session,) = Session.objects.all()
    assert session.expire_date == enter(issued.badge, issued.code).until
    assert session.expire_date > timezone.now() + timedelta(days=3)
    assert is_in(tablet)
    assert Session.objects.get().expire_date == session.expire_date  # a later request leaves it as it is


def test_a_session_moved_away_puts_its_tablets_out_and_no_other_s() -> None:
    issued, _ = an_issued_badge()
    other, _ = an_issued_badge()
    tablet, another = in_by_badge(issued), in_by_badge(other)
    on_days(issued.badge.exam_session, 20)
    assert (is_in(tablet), is_in(another)) == (False, True)
    with pytest.raises(NotEntered):
        enter(issued.badge, issued.code)


def test_a_code_refused_elsewhere_counts_as_at_the_door() -> None:
    issued, _ = an_issued_badge()
    assert code_refused(issued.badge, issued.code) == ""
    assert "Encore 4" in code_refused(issued.badge, wrong(issued)).replace("\u00a0", " ")
