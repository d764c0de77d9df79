"""Writing the register: a juror added, changed, given an account or a new code."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Model

from centres import journal
from centres.accounts import AccountEntry, AccountRefused, Told, open_account_without_code, renew_code
from centres.accounts import open_account as open_bare_account
from centres.models import Centre, User
from juries.eligibility import HabilitationFacts
from juries.models import Availability, Habilitation, Juror
from ntc_cert.folding import folded
from ntc_cert.refusals import Refused, one_transaction

# What the journal may tell in full: none of it is a name or free text.
TOLD: Final = (
    *("itinerant_sales", "team_lead", "evaluation_training_on", "last_practice_on"),
    "charter_accepted_on",
)
LONGEST_NAME: Final = 150  # of an account
IDENTITY: Final = frozenset({"last_name", "first_names", "email"})


class JurorRefused(Refused):
    """The juror's file is not written as asked."""


@dataclass(frozen=True, slots=True)
class JurorEntry:
    """What is asked for a juror: their own fields, then every habilitation and every availability."""

    fields: Mapping[str, Any]
    habilitations: Sequence[HabilitationFacts] = ()
    availabilities: Collection[tuple[datetime, datetime]] = ()


def add_juror(centre: Centre, entry: JurorEntry, *, by: User) -> Juror:
    with one_transaction(JurorRefused):
        centre = Centre.objects.select_for_update(of=("self",)).get(pk=centre.pk)  # two clicks, one juror
        juror = Juror(centre=centre, **entry.fields)
        _check_not_somebody_else(juror)
        juror.save()
        _write_rows(juror, entry)
        journal.record(by, "juror.added", juror, after=_told(juror, TOLD) | _told_rows(juror))
    return juror


def change_juror(juror: Juror, entry: JurorEntry, *, by: User) -> Juror:
    """Write what differs, and say in the journal which fields did."""
    with one_transaction(JurorRefused):
        juror = Juror.objects.select_for_update(of=("self",)).select_related("centre").get(pk=juror.pk)
        changed = {name: value for name, value in entry.fields.items() if getattr(juror, name) != value}
        told = [name for name in TOLD if name in changed]
        before, rows_before = _told(juror, told), _told_rows(juror)
        for name, value in changed.items():
            setattr(juror, name, value)
        if IDENTITY & set(changed):
            _check_not_somebody_else(juror)
        if changed:
            juror.save(update_fields=list(changed))
        _write_rows(juror, entry)
        rows_after = _told_rows(juror)
        moved = [name for name, rows in rows_after.items() if rows != rows_before[name]]
        if changed or moved:
            before |= {name: rows_before[name] for name in moved}
            after = _told(juror, told) | {name: rows_after[name] for name in moved} | {"fields": sorted(changed)}
            journal.record(by, "juror.changed", juror, before=before, after=after)
    return juror


def open_account(juror: Juror, *, by: User, username: str = "") -> Told:
    """An account for a juror who has none; they then see the candidates of their juries, and nothing else."""
    with one_transaction(JurorRefused):
        juror = _without_account(juror)
        try:
            told = open_bare_account(_account_entry(juror, username), by=by)
        except AccountRefused as refusal:
            raise JurorRefused(refusal.reasons) from refusal
        _give_account(juror, told.user, by=by)
    return told


def open_badge_account(juror: Juror, *, by: User | None) -> User:
    """The same for a juror who comes in by a badge: no code is drawn."""
    with one_transaction(JurorRefused):
        juror = _without_account(juror)
        user = open_account_without_code(_account_entry(juror), by=by)
        _give_account(juror, user, by=by)
    return user


def renew_account_code(juror: Juror, *, by: User) -> Told:
    """Not for somebody who also organises or administers: whoever knows a code holds its rights."""
    if juror.user is None:
        raise JurorRefused("Cette personne n’a pas de compte. Ouvrez-en un.")
    if juror.user.is_staff_member and not by.is_administrator:
        raise JurorRefused("Ce compte organise ou administre aussi. Demandez son nouveau code à l’administration.")
    return renew_code(juror.user, by=by)


def _without_account(juror: Juror) -> Juror:
    """Held until the transaction ends: two clicks open one account."""
    juror = Juror.objects.select_for_update(of=("self",)).select_related("centre").get(pk=juror.pk)
    if juror.user_id:
        raise JurorRefused("Un compte est déjà ouvert pour cette personne. Donnez-lui plutôt un nouveau code.")
    return juror


def _account_entry(juror: Juror, username: str = "") -> AccountEntry:
    return AccountEntry(
        last_name=juror.last_name[:LONGEST_NAME],
        first_name=juror.first_names[:LONGEST_NAME],
        username=username,
        email=juror.email,
    )


def _give_account(juror: Juror, user: User, *, by: User | None) -> None:
    juror.user = user
    juror.save(update_fields=["user"])
    journal.record(by, "juror.account_opened", juror, after={"user": user.pk})


def _check_not_somebody_else(juror: Juror) -> None:
    """Two people may share a name; then an e-mail address tells one from the other."""
    same = Juror.objects.of_register().filter(centre=juror.centre_id, email__iexact=juror.email).exclude(pk=juror.pk)
    if not juror.scope and any(_identity(other) == _identity(juror) for other in same):
        raise JurorRefused(
            f"{juror}, même adresse électronique, est déjà au registre. Ouvrez sa fiche ; "
            "s’il s’agit d’une autre personne, écrivez son adresse électronique."
        )


def _identity(juror: Juror) -> tuple[str, str]:
    return folded(juror.last_name), folded(juror.first_names)


def _write_rows(juror: Juror, entry: JurorEntry) -> None:
    """Rows that stay are left alone, so that their ids go on meaning what they meant."""
    held = {(one.title_code, one.starts_on, one.ends_on) for one in entry.habilitations}
    _replace(juror.habilitations.all(), held, ("title_code", "starts_on", "ends_on"), Habilitation, juror)
    _replace(juror.availabilities.all(), set(entry.availabilities), ("starts_at", "ends_at"), Availability, juror)


def _replace(
    rows: Iterable[Model], wanted: set[tuple[Any, ...]], columns: tuple[str, ...], model: type[Model], juror: Juror
) -> None:
    kept = set()
    for row in rows:
        values = tuple(getattr(row, column) for column in columns)
        if values in wanted - kept:
            kept.add(values)
        else:
            row.delete()
    for values in sorted(wanted - kept):
        model._default_manager.create(juror=juror, **dict(zip(columns, values, strict=True)))


def _told(juror: Juror, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(juror, name)) for name in names}


def _told_rows(juror: Juror) -> dict[str, list[list[str]]]:
    held = juror.habilitations.values_list("title_code", "starts_on", "ends_on")
    free = juror.availabilities.values_list("starts_at", "ends_at")
    return {
        "habilitations": [[_plain(value) for value in row] for row in held],
        "availabilities": [[_plain(value) for value in row] for row in free],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
