"""The plan of an import in words: each accepted line as cells, the old value beside the new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ntc_cert.words import input_date, listing
from sessions.candidate_columns import recorded, recorded_person
from sessions.candidate_rows import Value
from sessions.import_plan import Change, Effect
from titles.referentiel import Referentiel

EFFECTS: Final = {Effect.NEW: "Nouveau", Effect.CHANGED: "Modifié", Effect.UNCHANGED: "Inchangé"}
# Columns of their own in the table; the others are told under the name, when they change.
SHOWN: Final = {
    "date_naissance": "Naissance",
    "parcours": "Parcours",
    "epreuve": "Inscription",
    "tiers_temps": "Tiers-temps",
}
WORDS: Final = {"preparation": "préparation", "vae": "VAE"}
NOTHING: Final = "vide"


@dataclass(frozen=True, slots=True)
class Cell:
    label: str
    text: str
    before: str | None = None  # None: unchanged


@dataclass(frozen=True, slots=True)
class PreviewLine:
    line: int
    effect: str
    is_changed: bool
    last_name: str
    first_names: str
    cells: Sequence[Cell]
    others: Sequence[Cell]
    notes: tuple[str, ...]


def preview(changes: Sequence[Change], referentiel: Referentiel) -> list[PreviewLine]:
    return [_line(change, referentiel) for change in changes]


def _line(change: Change, referentiel: Referentiel) -> PreviewLine:
    known: dict[str, Value | None] = {"tiers_temps": "non"}
    if change.candidate:
        known = recorded(change.candidate)
    elif change.person:
        known |= recorded_person(change.person)
    values = known | dict(change.row.values)
    cells = [_cell(column, change, values, referentiel) for column in SHOWN]
    others = [_cell(column, change, values, referentiel) for column in change.differences if column not in SHOWN]
    last_name = values.get("nom_usage") or values["nom"]
    return PreviewLine(
        line=change.row.line,
        effect=EFFECTS[change.effect],
        is_changed=change.effect is Effect.CHANGED,
        last_name=str(last_name),
        first_names=str(values["prenom"]),
        cells=cells,
        others=others,
        notes=change.notes,
    )


def _cell(column: str, change: Change, values: Mapping[str, Value | None], referentiel: Referentiel) -> Cell:
    text = in_words(column, values.get(column), referentiel)
    label = SHOWN.get(column, column)
    if column not in change.differences:
        return Cell(label, text)
    before, _ = change.differences[column]
    return Cell(label, text, in_words(column, before, referentiel) or NOTHING)


def in_words(column: str, value: Value | None, referentiel: Referentiel) -> str:
    """A value as the page says it: a date, a label of the référentiel, or the text itself."""
    if value is None:
        return ""
    if isinstance(value, date):
        return input_date(value)
    if isinstance(value, tuple):
        return listing([referentiel.ccp(code).short_label for code in value])
    if column == "epreuve":
        return referentiel.routes[value].label if value in referentiel.routes else value
    return WORDS.get(value, value) if column in SHOWN else value
