"""Corrections after the seal: numbered, signed, reasoned, laid over the sealed facts and never written into them.

A cell is a criterion's code, `FINAL`, `PRESENCE`, `DECISION` or `MOTIVE.<compétence>`; its value is what the
results write (`O`, `N` or null, `present`, a decision's object, a text or null).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from evaluations.decisions import DECISION, HOUSE_RULE, JUROR_DUTIES, PRESENCE, Code, Decision, Refusal, refusals
from evaluations.grids import Mark, answers_needed
from evaluations.results import decision_document, read_decision
from evaluations.sealing import MOTIVE_PREFIX, missing_motives
from evaluations.verdicts import Facts, Presence, propose
from ntc_cert.words import NBSP
from titles.referentiel import Referentiel

Value = str | dict[str, Any] | None

MARK_VALUES: Final = frozenset({*(mark.value for mark in Mark), None})
PRESENCE_VALUES: Final = frozenset(presence.value for presence in Presence)


class AmendmentCode(StrEnum):
    WITHOUT_REASON = "amendment_without_reason"
    WITHOUT_AUTHOR = "amendment_without_author"
    WITHOUT_CHANGE = "amendment_without_change"
    OUT_OF_ORDER = "amendment_out_of_order"
    CELL_UNKNOWN = "cell_unknown"
    CELL_REPEATED = "cell_repeated"
    CHANGE_STALE = "change_stale"
    CHANGE_EMPTY = "change_empty"
    VALUE_UNKNOWN = "value_unknown"
    ABSENT_WITH_MARK = "absent_with_mark"


@dataclass(frozen=True, slots=True)
class Change:
    cell: str
    before: Value
    after: Value

    def as_document(self) -> dict[str, Value]:
        return {"cell": self.cell, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Amendment:
    number: int
    author: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A result as sealed or as amended since."""

    facts: Facts
    decision: Decision
    motives: Mapping[int, str] = field(default_factory=dict)


class NotAmendable(Exception):
    """Carries every reason, each a sentence to show."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
        self.refusals = tuple(refusals)


def version(amendments: Sequence[Amendment]) -> int:
    """The sealed result is version 1."""
    return 1 + len(amendments)


def cells_of(referentiel: Referentiel, record: Record) -> dict[str, Value]:
    """Every cell an amendment may name, with its current value."""
    facts = record.facts
    numbers = propose(referentiel, facts).competences
    marks = {cell: facts.answers.get(cell) for cell in answers_needed(referentiel, facts.route)}
    return {
        **{cell: mark.value if mark else None for cell, mark in marks.items()},
        PRESENCE: facts.presence.value,
        DECISION: decision_document(record.decision),
        **{f"{MOTIVE_PREFIX}{number}": record.motives.get(number, "").strip() or None for number in numbers},
    }


def apply(referentiel: Referentiel, sealed: Record, amendments: Sequence[Amendment]) -> Record:
    """The result as it stands after the amendments already made, the sealed one left as it was."""
    current = sealed
    for position, amendment in enumerate(amendments, start=1):
        found = tuple(_form_refusals(referentiel, current, amendment, expected=position))
        if found:
            raise NotAmendable(found)
        current = _laid_over(referentiel, current, amendment)
    return current


def amend(referentiel: Referentiel, sealed: Record, earlier: Sequence[Amendment], new: Amendment) -> Record:
    """The result after one more amendment; NotAmendable when it, or the decision it leaves, cannot stand."""
    found = amendment_refusals(referentiel, sealed, earlier, new)
    if found:
        raise NotAmendable(found)
    return apply(referentiel, sealed, [*earlier, new])


def amendment_refusals(
    referentiel: Referentiel, sealed: Record, earlier: Sequence[Amendment], new: Amendment
) -> tuple[Refusal, ...]:
    """Everything wrong with a new amendment, its form first, then what its result would contradict."""
    current = apply(referentiel, sealed, earlier)
    form = tuple(_form_refusals(referentiel, current, new, expected=version(earlier)))
    return form or tuple(_standing_refusals(referentiel, _laid_over(referentiel, current, new)))


def _form_refusals(referentiel: Referentiel, current: Record, new: Amendment, *, expected: int) -> Iterator[Refusal]:
    if new.number != expected:
        sentence = f"La rectification attendue est la n°{NBSP}{expected}. Rechargez la page."
        yield Refusal(AmendmentCode.OUT_OF_ORDER, sentence, HOUSE_RULE)
    if not new.author.strip():
        yield Refusal(AmendmentCode.WITHOUT_AUTHOR, "Une rectification a un auteur. Connectez-vous.", HOUSE_RULE)
    if not new.reason.strip():
        yield Refusal(AmendmentCode.WITHOUT_REASON, "Écrivez le motif de la rectification.", JUROR_DUTIES)
    if not new.changes:
        yield Refusal(AmendmentCode.WITHOUT_CHANGE, "Choisissez au moins une valeur à rectifier.", HOUSE_RULE)
    cells = cells_of(referentiel, current)
    seen: set[str] = set()
    for change in new.changes:
        yield from _change_refusals(cells, change, repeated=change.cell in seen)
        seen.add(change.cell)


def _change_refusals(cells: Mapping[str, Value], change: Change, *, repeated: bool) -> Iterator[Refusal]:
    cell = change.cell

    def refusal(code: AmendmentCode, sentence: str) -> Refusal:
        return Refusal(code, sentence, HOUSE_RULE, cell)

    if cell not in cells:
        yield refusal(AmendmentCode.CELL_UNKNOWN, f"{cell} ne se rectifie pas ici. Retirez ce changement.")
        return
    if repeated:
        yield refusal(AmendmentCode.CELL_REPEATED, f"{cell} est rectifié deux fois. Gardez un seul changement.")
        return
    if change.before != cells[cell]:
        yield refusal(AmendmentCode.CHANGE_STALE, f"{cell} a changé depuis. Rechargez la page et recommencez.")
    if change.after == change.before:
        yield refusal(AmendmentCode.CHANGE_EMPTY, f"{cell} garde la même valeur. Retirez ce changement.")
    if not _is_known(cell, change.after):
        yield refusal(AmendmentCode.VALUE_UNKNOWN, f"{cell} n’accepte pas cette valeur. Choisissez-la dans la liste.")


def _is_known(cell: str, value: Value) -> bool:
    if cell == DECISION:
        return _is_decision(value)
    if cell.startswith(MOTIVE_PREFIX):
        return value is None or (isinstance(value, str) and value.strip() == value != "")
    allowed = PRESENCE_VALUES if cell == PRESENCE else MARK_VALUES
    return (value is None or isinstance(value, str)) and value in allowed


def _is_decision(value: Value) -> bool:
    if not isinstance(value, dict):
        return False
    try:
        return decision_document(read_decision(value)) == value
    except (KeyError, TypeError, ValueError):
        return False


def _standing_refusals(referentiel: Referentiel, record: Record) -> Iterator[Refusal]:
    facts, absent = record.facts, record.facts.presence is Presence.ABSENT
    yield from refusals(referentiel, facts, record.decision)
    for number in missing_motives(propose(referentiel, facts), record.motives):
        sentence = f"C{number} devient non validée. Écrivez aussi son motif."
        yield Refusal(Code.MOTIVE_MISSING, sentence, JUROR_DUTIES, f"{MOTIVE_PREFIX}{number}")
    for cell in answers_needed(referentiel, facts.route):
        if absent and facts.answers.get(cell) is not None:
            sentence = f"Absent(e){NBSP}: {cell} porte encore une réponse. Videz-la aussi."
            yield Refusal(AmendmentCode.ABSENT_WITH_MARK, sentence, HOUSE_RULE, cell)


def _laid_over(referentiel: Referentiel, current: Record, amendment: Amendment) -> Record:
    after = cells_of(referentiel, current) | {change.cell: change.after for change in amendment.changes}
    answers = {cell: _mark(after[cell]) for cell in answers_needed(referentiel, current.facts.route)}
    motives = {
        int(cell.removeprefix(MOTIVE_PREFIX)): str(text)
        for cell, text in after.items()
        if cell.startswith(MOTIVE_PREFIX) and text
    }
    decision = after[DECISION]
    facts = Facts(
        route=current.facts.route,
        presence=Presence(str(after[PRESENCE])),
        answers=answers,
        held_ccps=current.facts.held_ccps,
    )
    return Record(facts, read_decision(decision) if isinstance(decision, dict) else current.decision, motives)


def _mark(value: Value) -> Mark | None:
    return Mark(value) if isinstance(value, str) else None
