"""Accounts opened, closed and given a new code: who keeps a way in, and who never loses the last one."""

import pytest

from centres.accounts import (
    ALPHABET,
    AccountEntry,
    AccountRefused,
    accounts_visible_to,
    change_own_code,
    close_account,
    free_username,
    new_code,
    open_account,
    renew_code,
    reopen_account,
    weaknesses,
)
from centres.models import JournalEntry, Role, User
from tests.builders import a_centre, a_user, an_administrator, an_organiser


def entry(**fields: object) -> AccountEntry:
    return AccountEntry(**{"last_name": "Ferrand", "first_name": "Nadia", **fields})


def test_a_drawn_code_is_never_refused_and_never_the_same() -> None:
    codes = {new_code() for _ in range(100)}
    assert len(codes) == 100
    assert {letter for code in codes for letter in code} <= {*ALPHABET, "-"}
    assert [code for code in codes if weaknesses(code)] == []


@pytest.mark.parametrize(("code", "cure"), [("court", "au moins 8 caractères"), ("password", "moins facile")])
def test_a_weak_code_is_refused_with_what_to_do(code: str, cure: str) -> None:
    assert cure in " ".join(weaknesses(code))


@pytest.mark.django_db
class TestOpening:
    def test_the_person_can_log_in_with_the_code_told(self) -> None:
        told = open_account(entry(), by=None)
        assert told.user.username == "n.ferrand"
        assert User.objects.get(username="n.ferrand").check_password(told.code)

    def test_roles_are_held_at_once_and_the_journal_says_which(self) -> None:
        administrator, centre = an_administrator(), a_centre()
        told = open_account(entry(roles=[(Role.ORGANISER, centre)]), by=administrator)
        written = JournalEntry.objects.get(action="account.opened")
        assert told.user.held_roles == {(Role.ORGANISER, centre.pk)}
        assert (written.actor, written.subject_id, written.centre) == (administrator, str(told.user.pk), centre)
        assert written.after == {"roles": [["organiser", centre.pk]]}

    def test_an_account_in_two_centres_belongs_to_neither_journal(self) -> None:
        roles = [(Role.ORGANISER, a_centre()), (Role.ORGANISER, a_centre())]
        open_account(entry(roles=roles), by=None)
        assert JournalEntry.objects.get(action="account.opened").centre is None

    def test_a_username_is_taken_whatever_its_case(self) -> None:
        a_user("Nadia")
        with pytest.raises(AccountRefused, match="Écrivez-en un autre"):
            open_account(entry(username="nadia"), by=None)
        assert not JournalEntry.objects.exists()

    def test_a_weak_code_opens_nothing(self) -> None:
        with pytest.raises(AccountRefused, match="trop court"):
            open_account(entry(code="1234"), by=None)
        assert not User.objects.exists()

    def test_a_name_already_used_gets_a_number(self) -> None:
        a_user("n.ferrand")
        a_user("N.Ferrand2")
        assert free_username("Nadia", "Ferrand") == "n.ferrand3"

    @pytest.mark.parametrize(
        ("first_name", "last_name", "username"),
        [("Amélie", "Bœuf-Lacroix", "a.boeuf-lacroix"), ("", "D’Arc", "d-arc"), ("", "…", "compte")],
    )
    def test_a_username_is_plain_letters(self, first_name: str, last_name: str, username: str) -> None:
        assert free_username(first_name, last_name) == username


@pytest.mark.django_db
class TestCodes:
    def test_the_former_code_stops_working(self) -> None:
        user = a_user()
        former = user.password
        told = renew_code(user, by=an_administrator())
        user.refresh_from_db()
        assert user.check_password(told.code)
        assert user.password != former

    def test_the_journal_never_holds_a_code(self) -> None:
        told = renew_code(a_user(), by=None)
        written = JournalEntry.objects.get(action="account.code_renewed")
        assert told.code not in str(written.__dict__)

    def test_a_typed_code_is_the_one_given(self) -> None:
        user = a_user()
        assert renew_code(user, by=None, code="boussole-nord").code == "boussole-nord"
        assert user.check_password("boussole-nord")

    def test_changing_ones_own_is_told_apart_in_the_journal(self) -> None:
        user = a_user()
        change_own_code(user, "boussole-nord")
        assert JournalEntry.objects.get().action == "account.code_changed"
        assert user.check_password("boussole-nord")

    def test_a_weak_one_changes_nothing(self) -> None:
        user = a_user()
        with pytest.raises(AccountRefused):
            change_own_code(user, "12345678")
        assert not User.objects.get(pk=user.pk).check_password("12345678")


@pytest.mark.django_db
class TestClosing:
    def test_a_closed_account_can_be_reopened(self) -> None:
        user, administrator = a_user(), an_administrator()
        close_account(user, by=administrator)
        assert not User.objects.get(pk=user.pk).is_active
        reopen_account(user, by=administrator)
        assert User.objects.get(pk=user.pk).is_active
        actions = JournalEntry.objects.order_by("pk").values_list("action", flat=True)
        assert list(actions) == ["account.closed", "account.reopened"]

    def test_nobody_closes_their_own(self) -> None:
        administrator = an_administrator()
        an_administrator()
        with pytest.raises(AccountRefused, match="votre propre compte"):
            close_account(administrator, by=administrator)
        assert User.objects.get(pk=administrator.pk).is_active

    def test_the_last_open_administration_account_stays(self) -> None:
        last = an_administrator()
        closed = an_administrator(is_active=False)
        with pytest.raises(AccountRefused, match="dernier compte d’administration"):
            close_account(last, by=closed)
        assert User.objects.get(pk=last.pk).is_active

    def test_one_of_two_administrators_may_close_the_other(self) -> None:
        first, second = an_administrator(), an_administrator()
        close_account(second, by=first)
        assert not User.objects.get(pk=second.pk).is_active


@pytest.mark.django_db
def test_accounts_are_seen_by_administrators_only() -> None:
    administrator, organiser = an_administrator(), an_organiser(a_centre())
    assert set(accounts_visible_to(administrator)) == {administrator, organiser}
    assert not accounts_visible_to(organiser).exists()
