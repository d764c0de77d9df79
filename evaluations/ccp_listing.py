"""The register as it is read: searched, filtered, and as a table for a spreadsheet."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from evaluations.ccp_deadlines import Acquired, Limit, Origin, Unit
from evaluations.ccp_reading import Entry
from evaluations.results_table import ResultTable
from ntc_cert.folding import folded
from ntc_cert.words import NBSP, listing, plain_date, short_date, typeset

ORIGINS: Final = {
    Origin.SEALED: "résultat scellé, sous réserve de validation",
    Origin.ELSEWHERE: "hors de l’application",
    Origin.DECLARED: "déclaré à l’inscription, sans date",
}


def filtered(found: Iterable[Entry], *, words: str, before: date | None, only_invited: bool) -> list[Entry]:
    """By name, then by what is to be done before a day."""
    asked = folded(words).split()
    return [
        entry
        for entry in found
        if _answers(entry, asked)
        and (not only_invited or entry.standing.is_to_invite)
        and (before is None or _falls_before(entry, before))
    ]


def acquired_words(one: Acquired) -> str:
    """« CP-000342, 8 déc. 2026, session 2026-NTC-12 »."""
    where = f"session {one.reference}" if one.origin is not Origin.ELSEWHERE else one.reference
    return ", ".join(part for part in (short_date(one.on) if one.on else "date non renseignée", where) if part)


def limit_words(limit: Limit) -> str:
    """« jusqu’au 8 décembre 2027 », or why nobody can tell."""
    return f"jusqu’au {plain_date(limit.until)}" if limit.until else f"à vérifier{NBSP}: {limit.doubt}"


def basis_words(limit: Limit) -> str:
    number = f", {limit.rule.number}{NBSP}mois" if limit.rule.unit is Unit.MONTHS else ""
    return typeset(f"{limit.rule.label}{number} ; {limit.rule.source} ({limit.rule.weight.value})")


def state_of(entry: Entry) -> tuple[str, str]:
    standing = entry.standing
    if standing.has_title:
        return "conf", "Titre"
    if standing.is_over:
        return "retard", "Échéance passée"
    if standing.is_to_check:
        return "avert", "À vérifier"
    return "libre", "À inviter"


def register_table(found: Iterable[Entry]) -> ResultTable:
    columns = (
        *("Centre", "Titre", "Nom", "Prénoms", "Date de naissance", "CCP acquis", "CCP manquants"),
        *("Peut se présenter à", "Jusqu’au", "À vérifier", "État", "Règles"),
    )
    return ResultTable(columns, tuple(_row(entry) for entry in found))


def _row(entry: Entry) -> tuple[str | date | None, ...]:
    person, standing = entry.person, entry.standing
    return (
        person.centre.name,
        entry.referentiel.code,
        person.last_name,
        person.first_names,
        person.born_on,
        listing([f"{one.ccp} ({acquired_words(one)})" for one in standing.held]),
        " ".join(standing.missing),
        listing(entry.labels),
        standing.until,
        " ; ".join(standing.doubts),
        state_of(entry)[1],
        " ; ".join(basis_words(limit) for limit in standing.limits),
    )


def _answers(entry: Entry, words: list[str]) -> bool:
    person = entry.person
    text = folded(f"{person.birth_name} {person.used_name} {person.first_names}") if words else ""
    return all(word in text for word in words)


def _falls_before(entry: Entry, day: date) -> bool:
    return entry.standing.is_to_invite and entry.standing.until is not None and entry.standing.until <= day
