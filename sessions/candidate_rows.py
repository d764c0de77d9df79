"""What each line of a candidates file says, or every reason why it is refused.

Only filled cells give a value: an empty one leaves what is already known of the candidate.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from ntc_cert.folding import folded
from ntc_cert.words import listing, noun, typeset
from sessions import held_ccps
from sessions.candidates_file import REQUIRED, Line, Table, has_control, without_guard
from titles.referentiel import Referentiel

Value = str | date | tuple[str, ...]

LENGTHS: Final = {
    "identifiant": 120,
    "civilite": 20,
    "nom": 200,
    "nom_usage": 200,
    "prenom": 200,
    "lieu_naissance": 200,
    "adresse": 400,
    "email": 254,
    "telephone": 40,
    "employeur": 200,
    "organisme": 200,
}
PATHS: Final = ("formation", "vae")
EXTRA_TIMES: Final = ("non", "preparation", "oral", "tout")
INSCRIPTIONS: Final = ("titre", "entretien final")
NEEDED: Final = frozenset(column for group in REQUIRED for column in group)
LONGEST_SHOWN: Final = 80
YOUNGEST, OLDEST = 14, 110  # years, at the reading

_DATE: Final = re.compile(
    r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})|(?P<y2>[0-9]{4})-(?P<m2>[0-9]{1,2})-(?P<d2>[0-9]{1,2})"
)
_EMAIL: Final = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])",
    re.IGNORECASE,
)
_FORMULA_FAULT: Final = re.compile(r"#(N/A|REF!|VALUE!|VALEUR!|NAME\?|NOM\?|DIV/0!|NULL!|NUL!|NUM!|NOMBRE!)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a line is refused; `choices` are the values to write, each shown apart."""

    line: int
    column: str
    value: str
    why: str
    cure: str
    choices: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        *others, last = self.choices or ("",)
        asked = f"{self.cure} {', '.join(others)}{' ou ' if others else ''}{last}." if self.choices else self.cure
        return typeset(f"{self.column} : {self.why} {asked}")


@dataclass(frozen=True, slots=True)
class Row:
    """`values` holds the filled columns only; `cells` the same as they were read."""

    line: int
    values: Mapping[str, Value]
    cells: Mapping[str, str]

    @property
    def identity(self) -> tuple[str, str, date | None] | None:
        """Who this is without an identifier: names whatever their case and accents, and the date of birth."""
        if "nom" not in self.values or "prenom" not in self.values:
            return None
        born = self.values.get("date_naissance")
        return folded(str(self.values["nom"])), folded(str(self.values["prenom"])), born

    def fault(self, column: str, why: str, cure: str) -> Fault:
        return Fault(self.line, column, self.cells.get(column, ""), why, cure)


@dataclass(frozen=True, slots=True)
class Reading:
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


class _Refused(Exception):
    def __init__(self, why: str, cure: str, choices: Sequence[str] = ()) -> None:
        self.told = (why, cure, tuple(choices))


def read_rows(table: Table, referentiel: Referentiel, today: date) -> Reading:
    """Every line read on its own, then against the others: two lines alike are both refused."""
    readers = _readers(referentiel, today)
    read, faults = [], []
    for line in table.lines:
        row, refusals = _row(line, table.columns, readers)
        read.append(row)
        faults += refusals or _of_held_ccps(row, referentiel)
    faults += _alike(read, {fault.line for fault in faults if fault.column == "date_naissance"})
    refused = {fault.line for fault in faults}
    return Reading(
        tuple(row for row in read if row.line not in refused), tuple(sorted(faults, key=lambda fault: fault.line))
    )


def _row(line: Line, columns: Sequence[str], readers: Mapping[str, Callable[[str], Value]]) -> tuple[Row, list[Fault]]:
    values, cells, faults = {}, {}, []
    for column, cell in zip(columns, line.cells, strict=True):
        if column:
            try:
                text = _clean(cell)
                if text:
                    cells[column] = text if len(text) <= LONGEST_SHOWN else _shown(text)
                    values[column] = readers[column](text)
                elif column in NEEDED:
                    raise _Refused("La case est vide.", "Écrivez une valeur.")
            except _Refused as refusal:
                faults.append(Fault(line.number, column, _shown(cell), *refusal.told))
    if line.surplus:
        cure = "Mettez entre guillemets la valeur qui contient le séparateur."
        faults.append(
            Fault(line.number, "sans titre", _shown(line.surplus), "La ligne a plus de valeurs que de colonnes.", cure)
        )
    return Row(line.number, values, cells), faults


def _clean(cell: str) -> str:
    if has_control(cell):
        raise _Refused("La case contient un caractère illisible.", "Tapez cette valeur à nouveau.")
    if _FORMULA_FAULT.fullmatch(cell.strip()):
        raise _Refused("La formule de cette case ne donne rien.", "Remplacez-la par la valeur.")
    return " ".join(unicodedata.normalize("NFC", without_guard(cell)).split())


def _shown(cell: str) -> str:
    bare = " ".join("".join("\N{REPLACEMENT CHARACTER}" if has_control(letter) else letter for letter in cell).split())
    return bare if len(bare) <= LONGEST_SHOWN else f"{bare[: LONGEST_SHOWN - 1]}…"


def _readers(referentiel: Referentiel, today: date) -> dict[str, Callable[[str], Value]]:
    readers: dict[str, Callable[[str], Value]] = {
        column: partial(_text, longest=longest) for column, longest in LENGTHS.items()
    }
    return readers | {
        "email": _email,
        "date_naissance": partial(_birth_date, today=today),
        "parcours": partial(_one_of, choices=PATHS),
        "epreuve": partial(_route, referentiel=referentiel),
        "tiers_temps": partial(_one_of, choices=EXTRA_TIMES),
        "ccp_acquis": partial(_codes, referentiel=referentiel),
    }


def _text(text: str, longest: int) -> str:
    if len(text) > longest:
        raise _Refused(f"La valeur a {len(text)} caractères, la limite est de {longest}.", "Raccourcissez-la.")
    return text


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(_text(text, LENGTHS["email"])):
        raise _Refused("Ce n’est pas une adresse électronique.", "Écrivez-la comme nom@exemple.fr, ou videz la case.")
    return text


def _birth_date(text: str, today: date) -> date:
    found = _DATE.fullmatch(text)
    if not found:
        raise _Refused("Ce n’est pas une date.", "Écrivez le jour, le mois et l’année, par exemple 28/02/1990.")
    year, month, day = (int(found[part] or found[f"{part}2"]) for part in "ymd")
    try:
        born = date(year, month, day)
    except ValueError:
        cure = "Écrivez une date du calendrier, par exemple 28/02/1990."
        raise _Refused("Ce jour n’existe pas.", cure) from None
    if doubt := birth_objection(born, today):
        raise _Refused(doubt.why, doubt.cure)
    return born


def birth_objection(born: date, today: date) -> held_ccps.Objection | None:
    """Why nobody who is examined was born that day."""
    if born > today:
        return held_ccps.Objection("Ce jour n’est pas encore venu.", "Écrivez la date de naissance.")
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if not YOUNGEST <= age <= OLDEST:
        return held_ccps.Objection(f"Cette date donne {age} {noun(age, 'an')}.", "Vérifiez l’année.")
    return None


def _one_of(text: str, choices: tuple[str, ...]) -> str:
    if folded(text) not in choices:
        raise _Refused("Valeur inconnue.", "Écrivez", choices)
    return folded(text)


def _route(text: str, referentiel: Referentiel) -> str:
    route = referentiel.route_for_inscription(folded(text))
    if route is None:
        title, final = INSCRIPTIONS
        raise _Refused("Code inconnu.", "Écrivez", (title, *(ccp.code for ccp in referentiel.ccps), final))
    return route.key


def _codes(text: str, referentiel: Referentiel) -> tuple[str, ...]:
    known = {folded(ccp.code): ccp.code for ccp in referentiel.ccps}
    named = [folded(code) for code in re.split(r"[\s/,]+", text) if code]
    if set(named) - set(known):
        raise _Refused("Code inconnu.", "Écrivez", tuple(known.values()))
    return tuple(code for key, code in known.items() if key in named)


def _of_held_ccps(row: Row, referentiel: Referentiel) -> list[Fault]:
    """Only when the file says what is held: else the candidate already known does."""
    if "ccp_acquis" not in row.values:
        return []
    objection = held_ccps.refusal(referentiel, str(row.values["epreuve"]), tuple(row.values["ccp_acquis"]))
    return [row.fault("epreuve", objection.why, objection.cure)] if objection else []


def _alike(rows: Sequence[Row], undated: set[int]) -> Iterator[Fault]:
    """Two lines with one identifier, or with the same names and birth: nobody can tell which is right."""
    by_identifier, by_identity = defaultdict(list), defaultdict(list)
    for row in rows:
        if "identifiant" in row.values:
            by_identifier[row.values["identifiant"]].append(row)
        if row.identity and row.line not in undated:
            by_identity[row.identity].append(row)
    for group in by_identifier.values():
        yield from _each_names_the_others(group, "identifiant", "Même identifiant que")
    for (_, _, born), group in by_identity.items():
        identifiers = {row.values.get("identifiant") for row in group}
        homonyms = born is None and None not in identifiers
        told_already = len(identifiers) == 1 and None not in identifiers
        if not homonyms and not told_already:
            yield from _each_names_the_others(group, "nom", "Même nom et même naissance que")


def _each_names_the_others(group: Sequence[Row], column: str, why: str) -> Iterator[Fault]:
    if len(group) > 1:
        for row in group:
            others = [str(other.line) for other in group[:6] if other is not row]
            lines = f"la ligne {others[0]}" if len(others) == 1 else f"les lignes {listing(others)}"
            yield row.fault(column, f"{why} {lines}.", "Gardez une seule ligne par candidat.")
