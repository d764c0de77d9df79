"""A candidates file set beside the session it is for: what confirming would write, line by line."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef

from ntc_cert.words import noun, quoted, typeset
from sessions import held_ccps
from sessions.bounds import Bounds, bounds_of, identity_of, objections
from sessions.candidate_columns import COLUMN_OF, PERSON_COLUMNS, candidate_fields, recorded, recorded_person
from sessions.candidate_rows import Fault, Row, Value, read_rows
from sessions.candidates_file import Table, refused_csv
from sessions.enrolment import known_people
from sessions.models import Candidate, ExamSession, Person
from titles.referentiel import Referentiel

WHO = frozenset({"nom", "prenom", "date_naissance"})


class Effect(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Change:
    """An accepted line: whom it is about, and the columns it changes, each with its old and its new value."""

    row: Row
    effect: Effect
    candidate: Candidate | None = None
    person: Person | None = None
    differences: Mapping[str, tuple[Value | None, Value]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    table: Table
    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]

    def having(self, *effects: Effect) -> list[Change]:
        return [change for change in self.changes if change.effect in effects]

    @property
    def accepted(self) -> list[Change]:
        """What confirming writes."""
        return self.having(Effect.NEW, Effect.CHANGED)

    @property
    def refused_count(self) -> int:
        return len({fault.line for fault in self.faults})

    @property
    def summary(self) -> str:
        """« 11 nouveaux, 1 modifié, 2 refusés »."""
        counts = [(len(self.having(effect)), word) for effect, word in _WORDS.items()]
        counts.append((self.refused_count, "refusé"))
        return ", ".join(f"{count} {_word(count, word)}" for count, word in counts if count)

    @property
    def fingerprint(self) -> str:
        """The same for two readings that would write the same."""
        seen = []
        for change in self.changes:
            who = [row.pk if row else None for row in (change.candidate, change.person)]
            seen.append((change.row.line, change.effect, who, sorted(change.differences.items())))
        return hashlib.sha256(repr((seen, self.faults)).encode()).hexdigest()

    def refused_file(self) -> bytes:
        reasons: dict[int, list[str]] = defaultdict(list)
        for fault in self.faults:
            reasons[fault.line].append(fault.sentence)
        return refused_csv(self.table, {line: " ".join(told) for line, told in reasons.items()})


_WORDS = {Effect.NEW: "nouveau", Effect.CHANGED: "modifié", Effect.UNCHANGED: "inchangé"}


def _word(count: int, word: str) -> str:
    return noun(count, word, "nouveaux" if word == "nouveau" else "")


class _Doubt(Exception):
    """Nobody can tell whom a line is about, or it may not change them so."""

    def __init__(self, column: str, why: str, cure: str) -> None:
        self.told = (column, typeset(why), typeset(cure))


def plan_import(exam_session: ExamSession, table: Table, today: date) -> ImportPlan:
    """Read every line and compare it with what is recorded; nothing is written."""
    referentiel = exam_session.referentiel
    reading = read_rows(table, referentiel, today)
    enrolled = _Enrolled(exam_session, {row.values.get("date_naissance") for row in reading.rows} - {None})
    changes: list[Change] = []
    faults = list(reading.faults)
    for row in reading.rows:
        try:
            changes.append(_change(row, enrolled, referentiel))
        except _Doubt as doubt:
            faults.append(row.fault(*doubt.told))
    twice = list(_aimed_at_twice(changes))
    faults += twice
    spoiled = {fault.line for fault in twice}
    kept = tuple(change for change in changes if change.row.line not in spoiled)
    return ImportPlan(table, kept, tuple(sorted(faults, key=lambda fault: fault.line)))


class _Enrolled:
    """The candidates of a session, found by identifier, by identity or by name alone; a fixed count of queries."""

    def __init__(self, exam_session: ExamSession, births: set[date]) -> None:
        others = Candidate.objects.filter(person=OuterRef("person")).exclude(exam_session=exam_session)
        rows = exam_session.candidates.select_related("person").annotate(is_known_elsewhere=Exists(others))
        self.by_reference: dict[str, Candidate] = {}
        self.by_identity: dict[tuple, list[Candidate]] = defaultdict(list)
        self.by_name: dict[tuple, list[Candidate]] = defaultdict(list)
        for candidate in rows:
            candidate.exam_session = exam_session
            identity = identity_of(candidate.person)
            self.by_reference[candidate.reference] = candidate
            self.by_identity[identity].append(candidate)
            self.by_name[identity[:2]].append(candidate)
        self.exam_session = exam_session
        self.bounds: Bounds = bounds_of(exam_session)
        self.known = known_people(exam_session.centre, births)

    def find(self, row: Row) -> Candidate | None:
        """By identifier, else by names and date of birth; raises when that leaves a doubt."""
        by_reference = self.by_reference.get(str(row.values.get("identifiant", "")))
        alike = self.by_identity[row.identity]
        if by_reference:
            self._refuse_another(row, alike, by_reference)
            return by_reference
        undated_with_a_number = row.identity[2] is None and "identifiant" in row.values
        if undated_with_a_number:
            return None
        if len(alike) > 1:
            raise _Doubt("nom", "Plusieurs candidats de la session portent ce nom.", "Écrivez l’identifiant.")
        if not alike and "identifiant" not in row.values:
            self._refuse_a_name_without_date(row)
        return alike[0] if alike else None

    def _refuse_another(self, row: Row, alike: list[Candidate], candidate: Candidate) -> None:
        if alike and candidate not in alike and row.identity[2] is not None:
            raise _Doubt(
                "identifiant",
                f"Cette personne est dans la session sous l’identifiant {quoted(alike[0].reference)}.",
                "Écrivez cet identifiant, ou corrigez le nom.",
            )

    def _refuse_a_name_without_date(self, row: Row) -> None:
        for candidate in self.by_name[row.identity[:2]]:
            if row.identity[2] is None or candidate.person.born_on is None:
                raise _Doubt(
                    "nom",
                    f"Le candidat {quoted(candidate.reference)} porte ce nom, et l’une des dates de naissance manque.",
                    "Écrivez l’identifiant, ou complétez la date de naissance.",
                )


def _change(row: Row, enrolled: _Enrolled, referentiel: Referentiel) -> Change:
    candidate = enrolled.find(row)
    if candidate:
        differences = _differences(row, recorded(candidate))
        _refuse_renaming(candidate, differences)
        person, effect = candidate.person, Effect.CHANGED if differences else Effect.UNCHANGED
        fields = candidate_fields({column: new for column, (_, new) in differences.items()})
    else:
        candidate = Candidate(exam_session=enrolled.exam_session)
        person, effect = next(iter(enrolled.known.get(row.identity, ())), None), Effect.NEW
        differences = _differences(row, recorded_person(person)) if person else {}
        fields = candidate_fields(row.values)
    for name, objection in objections(candidate, fields, enrolled.bounds):
        raise _Doubt(COLUMN_OF[name], objection.why, objection.cure)
    notes = _notes(row, candidate, person, enrolled, referentiel)
    return Change(row, effect, candidate if candidate.pk else None, person, differences, notes)


def _differences(row: Row, known: Mapping[str, Value | None]) -> dict[str, tuple[Value | None, Value]]:
    return {
        column: (known[column], value)
        for column, value in row.values.items()
        if column in known and known[column] != value
    }


def _refuse_renaming(candidate: Candidate, differences: Mapping[str, object]) -> None:
    """A file corrects a spelling; it does not turn somebody whom another session knows into somebody else."""
    renamed = WHO & set(differences)
    if renamed and candidate.is_known_elsewhere:
        before = recorded_person(candidate.person)
        after = Person(**{PERSON_COLUMNS[c]: differences[c][1] if c in differences else before[c] for c in WHO})
        if identity_of(after) != identity_of(candidate.person):
            raise _Doubt(
                sorted(renamed)[0],
                f"L’identifiant {quoted(candidate.reference)} est celui de {candidate.person}, "
                "qui figure aussi dans une autre session.",
                "Écrivez un autre identifiant, ou corrigez sa fiche.",
            )


def _notes(
    row: Row, candidate: Candidate, person: Person | None, enrolled: _Enrolled, referentiel: Referentiel
) -> tuple[str, ...]:
    held = tuple(row.values.get("ccp_acquis", candidate.held_ccps))
    notes = []
    if warned := held_ccps.warning(referentiel, str(row.values["epreuve"]), held):
        notes.append(f"{warned.why} {warned.cure}")
    if not candidate.pk:
        if person:
            notes.append("Déjà dans les candidats du centre.")
        for homonym in enrolled.by_name[row.identity[:2]][:1]:
            notes.append(f"Même nom que {quoted(homonym.reference)}.")
    return tuple(map(typeset, notes))


def _aimed_at_twice(changes: list[Change]) -> Iterator[Fault]:
    """Two lines unlike each other, one by its identifier and one by its names, may still be one candidate."""
    lines: dict[int, list[Row]] = defaultdict(list)
    for change in changes:
        if change.candidate:
            lines[change.candidate.pk].append(change.row)
    for rows in lines.values():
        for row in rows if len(rows) > 1 else ():
            other = next(other.line for other in rows if other is not row)
            yield row.fault("nom", f"Même candidat que la ligne {other}.", "Gardez une seule ligne par candidat.")
