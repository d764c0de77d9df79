"""Opening, closing and giving a new code to an account. A code is told once and kept nowhere."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from centres import journal
from centres.models import Centre, Membership, Role, User
from ntc_cert.folding import folded
from ntc_cert.refusals import Refused, one_transaction
from ntc_cert.words import quoted

# Read aloud and typed on a tablet: no letter that looks like another or like a digit.
ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS: Final = (4, 4, 4)
WEAK: Final = {
    "password_too_short": "Ce code est trop court. Écrivez au moins 8 caractères.",
    "password_too_common": "Ce code est trop courant. Choisissez-en un moins facile à deviner.",
}

RoleHeld = tuple[Role, Centre | None]


class AccountRefused(Refused):
    """The account is not opened, changed or closed as asked."""


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """Who the account is for; without a username one is made of the name, without a code one is drawn."""

    last_name: str
    first_name: str = ""
    username: str = ""
    email: str = ""
    code: str = ""
    roles: Sequence[RoleHeld] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the person is given, once."""

    user: User
    code: str


def accounts_visible_to(user: User) -> QuerySet[User]:
    """Accounts are the administrator's affair: for anybody else there are none."""
    return User.objects.all() if user.is_administrator else User.objects.none()


def new_code() -> str:
    """Twelve characters drawn among 31: 59 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(size)) for size in GROUPS)


def weaknesses(code: str, user: User | None = None) -> list[str]:
    """Why a typed code is refused, each with what to do; Django's own validators decide."""
    try:
        validate_password(code, user)
    except ValidationError as refusal:
        return [WEAK.get(str(fault.code), " ".join(fault.messages)) for fault in refusal.error_list]
    return []


def free_username(first_name: str, last_name: str) -> str:
    """« Claire Vasseur » gives c.vasseur, then c.vasseur2."""
    initial, name = (re.sub(r"[^a-z0-9]+", "-", folded(part)).strip("-") for part in (first_name, last_name))
    base = ".".join(part for part in (initial[:1], name) if part)[:140] or "compte"
    taken = {folded(one) for one in User.objects.filter(username__istartswith=base).values_list("username", flat=True)}
    number = 1
    while (wanted := base if number == 1 else f"{base}{number}") in taken:
        number += 1
    return wanted


def open_account(entry: AccountEntry, *, by: User | None) -> Told:
    code = entry.code or new_code()
    return Told(_open(entry, code, by=by), code)


def open_account_without_code(entry: AccountEntry, *, by: User | None) -> User:
    """For somebody who comes in by a badge; a code may be given later."""
    return _open(entry, None, by=by)


def renew_code(user: User, *, by: User | None, code: str = "") -> Told:
    """The former code stops working at once, and whoever was logged in with it is logged out."""
    code = code or new_code()
    with one_transaction(AccountRefused):
        _set_code(user, code)
        user.save(update_fields=["password"])
        journal.record(by, "account.code_renewed", user)
    return Told(user, code)


def change_own_code(user: User, code: str) -> None:
    """The person's own choice: nobody else knows the code they sign with."""
    with one_transaction(AccountRefused):
        _set_code(user, code)
        user.save(update_fields=["password"])
        journal.record(user, "account.code_changed", user)


def close_account(user: User, *, by: User) -> None:
    """Nobody logs in with it any more; what its owner wrote stays under their name."""
    with one_transaction(AccountRefused):
        if user == by:
            raise AccountRefused("C’est votre propre compte. Demandez à une autre personne de l’administration.")
        if user.is_administrator and not _other_administrators(user):
            raise AccountRefused(
                "C’est le dernier compte d’administration ouvert. Ouvrez-en un autre, puis fermez celui-ci."
            )
        _switch(user, is_active=False)
        journal.record(by, "account.closed", user)


def reopen_account(user: User, *, by: User) -> None:
    with one_transaction(AccountRefused):
        _switch(user, is_active=True)
        journal.record(by, "account.reopened", user)


def _open(entry: AccountEntry, code: str | None, *, by: User | None) -> User:
    with one_transaction(AccountRefused):
        username = entry.username or free_username(entry.first_name, entry.last_name)
        if User.objects.filter(username__iexact=username).exists():
            raise AccountRefused(f"L’identifiant {quoted(username)} est déjà pris. Écrivez-en un autre.")
        user = User(username=username, first_name=entry.first_name, last_name=entry.last_name, email=entry.email)
        if code is None:
            user.set_unusable_password()
        else:
            _set_code(user, code)
        user.save()
        for role, centre in entry.roles:
            Membership.objects.create(user=user, role=role, centre=centre)
        held = [[role.value, centre.pk if centre else None] for role, centre in entry.roles]
        journal.record(by, "account.opened", user, after={"roles": held}, centre=_only_centre(entry.roles))
    return user


def _set_code(user: User, code: str) -> None:
    if refused := weaknesses(code, user):
        raise AccountRefused(refused)
    user.set_password(code)


def _switch(user: User, *, is_active: bool) -> None:
    user.is_active = is_active
    user.save(update_fields=["is_active"])


def _other_administrators(user: User) -> bool:
    """Held until the transaction ends: two administrators closing each other leave one of them."""
    roles = Membership.objects.select_for_update(of=("self",)).filter(role=Role.ADMINISTRATOR).order_by("pk")
    holders = [held.user_id for held in roles]
    return User.objects.filter(pk__in=holders, is_active=True).exclude(pk=user.pk).exists()


def _only_centre(roles: Sequence[RoleHeld]) -> Centre | None:
    centres = {centre.pk: centre for _, centre in roles if centre}
    return next(iter(centres.values())) if len(centres) == 1 else None
