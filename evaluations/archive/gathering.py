"""The rows of a session, as the documents of its archive."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet

from centres.models import User
from evaluations.archive.kept import TABLES
from evaluations.archive.naming import INNER, Names, jurors_in, rooms_in, seats_in, unique_names
from evaluations.archive.tables import (
    ACCOUNT,
    CANDIDATE,
    ID,
    JUROR,
    PERSON,
    PUBLISHED,
    ROOM,
    SESSION,
    Row,
    Table,
    key_of,
    named,
)
from evaluations.models import SessionOrigin
from juries.models import Juror
from sessions.dossier_rules import FORMATS
from sessions.models import ExamSession, Room
from sessions.plan_question import fingerprint
from sessions.snapshot import timetable_of

DAY_ACT = "evaluations.dayact"


class Gathering:
    """Read once, in as many queries as there are tables; `documents` under the name of their file."""

    def __init__(self, exam_session: ExamSession) -> None:
        self.exam_session = exam_session
        self.names = Names()
        self.files: dict[str, bytes] = {}
        self.rows: dict[str, list[Row]] = {}
        for _, table in named(TABLES):
            if table.of == SESSION and table.model not in {JUROR, ROOM}:
                self.rows[table.model] = self._read(table, self._of_session(table))
        self._read_around()
        self.accounts = self._accounts()
        self.documents = {file: self._document(tables) for file, tables in TABLES.items()}
        self.documents["session.json"]["accounts"] = self.accounts

    def count(self, model: str) -> int:
        return len(self.rows[model])

    def _of_session(self, table: Table) -> QuerySet:
        value: Any = self.exam_session.pk
        return model_of(table.model)._base_manager.filter(**{table.path: value}).order_by("pk")

    def _read(self, table: Table, rows: QuerySet) -> list[Row]:
        """Under the columns' own names, whatever the database calls them."""
        given = {ID} if table.key == (ID,) and ID not in table.fields else set()
        columns = {name: _attname(table, name) for name in table.columns if name not in given}
        return [
            {"pk": row["pk"]} | {name: row[attname] for name, attname in columns.items()}
            for row in rows.values("pk", *columns.values())
        ]

    def _read_around(self) -> None:
        """Rooms and jurors belong to the centre: those this session has to do with, under names of the archive."""
        tables = {table.model: table for _, table in named(TABLES)}
        jurors = Juror.objects.filter(pk__in=self._used(JUROR)) | Juror.objects.filter(
            centre=self.exam_session.centre_id, scope=self.exam_session.reference
        )
        rooms = Room.objects.filter(pk__in=self._used(ROOM)) | self._open_rooms()
        self._name(JUROR, jurors.order_by("last_name", "first_names", "pk"), "jure")
        self._name(ROOM, rooms.order_by("name", "pk"), "salle")
        for model in (JUROR, ROOM):
            known = self.names.keys.get(model, {})
            rows = self._read(tables[model], model_of(model)._base_manager.filter(pk__in=[*known]))
            self.rows[model] = sorted(rows, key=lambda row: known[row["pk"]])
            for table in tables.values():
                if table.of == model:
                    beside = model_of(table.model)._base_manager.filter(**{f"{table.path}__in": [*known]})
                    self.rows[table.model] = self._read(table, beside.order_by("pk"))
        for candidate in self.rows[CANDIDATE]:
            self.names.give(PERSON, candidate["person"], candidate["reference"])

    def _open_rooms(self) -> QuerySet:
        """A session that came in an archive brought its rooms, were there none."""
        own = Room.objects.filter(exam_session=self.exam_session)
        came = SessionOrigin.objects.filter(exam_session=self.exam_session).exists()
        return own if came else Room.objects.open_to(self.exam_session)

    def _name(self, model: str, rows: QuerySet, word: str) -> None:
        for row, name in unique_names(rows.values_list("pk", "reference"), word).items():
            self.names.give(model, row, name)

    def _used(self, model: str) -> set[int]:
        used = set(self._mentioned(model))
        if model == JUROR:
            used.update(*(seats_in(row["changes"]) for row in self.rows[DAY_ACT]))
            return used.union(*(jurors_in(row["plan"]) for row in self.rows[PUBLISHED]))
        return used.union(*(rooms_in(row["changes"]) for row in self.rows[DAY_ACT]))

    def _mentioned(self, model: str) -> Iterator[int]:
        for _, table in named(TABLES):
            for column, target in table.refs.items():
                if target == model:
                    yield from (row[column] for row in self.rows.get(table.model, ()) if row[column] is not None)

    def _accounts(self) -> list[Row]:
        """Whoever signed an act with an account, by name alone."""
        found = User.objects.filter(pk__in=set(self._mentioned(ACCOUNT)))
        people = [(name_of(user), user.pk) for user in found]
        accounts = []
        for rank, ((last_name, first_name), pk) in enumerate(sorted(people), start=1):
            self.names.give(ACCOUNT, pk, f"compte-{rank}")
            accounts.append({ID: f"compte-{rank}", "last_name": last_name, "first_name": first_name})
        return accounts

    def _document(self, tables: Iterable[Table]) -> dict[str, list[Row]]:
        return {table.name: self._records(table) for table in tables}

    def _records(self, table: Table) -> list[Row]:
        records = []
        for rank, row in enumerate(self.rows[table.model], start=1):
            record = self._record(table, row)
            records.append(record)
            if table.key != (ID,) or ID in table.fields:
                self.names.give(table.model, row["pk"], key_of(table, record) if table.key else rank)
        return records

    def _record(self, table: Table, row: Row) -> Row:
        record: Row = {ID: self.names.of(table.model, row["pk"])} if table.columns[:1] == (ID,) else {}
        for column in table.columns:
            if column in table.refs:
                record[column] = self.names.of(table.refs[column], row[column])
            elif column in table.inner:
                record[column] = self._inner(table, column, row)
            elif column in row:
                record[column] = said(row[column])
        return record

    def _inner(self, table: Table, column: str, row: Row) -> Any:
        how, value = table.inner[column], row[column]
        if how == "file":
            name = f"dossiers/{len(self.files) + 1:03}-{row['kind']}.{FORMATS[row['media_type']].lower()}"
            self.files[name] = bytes(value)
            return name
        if how == "holds_still":
            return value == self._fingerprint
        return INNER[how](value, self._outward)

    def _outward(self, model: str, pk: Any) -> Any:
        return self.names.of(model, int(pk) if isinstance(pk, str) else pk)

    @cached_property
    def _fingerprint(self) -> str:
        return fingerprint(timetable_of(self.exam_session))


def model_of(label: str) -> type[Model]:
    return apps.get_model(label)


def name_of(user: User) -> tuple[str, str]:
    """As it is printed: an account without a name prints its own."""
    return (user.last_name, user.first_name) if user.get_full_name() else (user.username, "")


def said(value: Any) -> Any:
    """A column's value as JSON."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _attname(table: Table, name: str) -> str:
    return model_of(table.model)._meta.get_field(name).attname
