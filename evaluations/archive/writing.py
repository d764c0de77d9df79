"""Rows of an archive written back, each in its turn: what the database closes is closed once all it closes is there."""

from typing import Any, Final

from django.db.models import Model
from django.utils.crypto import get_random_string

from centres.models import User
from evaluations.archive.gathering import model_of
from evaluations.archive.kept import TABLES
from evaluations.archive.naming import INNER, Names
from evaluations.archive.packing import ORIGINAL, UnreadableArchive
from evaluations.archive.reading import Documents
from evaluations.archive.tables import (
    ACCOUNT,
    CANDIDATE,
    EVALUATION,
    GRID,
    ID,
    JUROR,
    PERSON,
    ROOM,
    SESSION,
    Row,
    Table,
    key_of,
    named,
)
from sessions.models import ExamSession
from sessions.plan_question import fingerprint
from sessions.snapshot import timetable_of
from titles.reading import Fault

# In this order: a grid is handed in before its result is sealed, a candidate after everything.
CLOSED: Final = (GRID, EVALUATION, CANDIDATE)


class Writing:
    """Into a session of which only the row is there; the caller holds the transaction."""

    def __init__(self, exam_session: ExamSession, documents: Documents) -> None:
        self.exam_session = exam_session
        self.documents = documents
        self.names = Names()
        self.rows: dict[str, list[Model]] = {}
        self.names.give(SESSION, exam_session.reference, exam_session.pk)

    def write(self) -> None:
        self._write_accounts()
        for file, table in named(TABLES):
            if table.model != SESSION:
                self._write(file, table)
        tables = {table.model: table for _, table in named(TABLES)}
        for model in CLOSED:
            self._close(tables[model])
        self._say_what_holds()

    def _write_accounts(self) -> None:
        """Names to sign what was done there; nobody enters with them."""
        mark = get_random_string(8, "abcdefghijkmnpqrstuvwxyz23456789")
        for rank, row in enumerate(self.documents.accounts, start=1):
            user = User(
                username=f"archive-{mark}-{rank}",
                last_name=row["last_name"],
                first_name=row["first_name"],
                is_active=False,
            )
            user.set_unusable_password()
            user.save()
            self.names.give(ACCOUNT, row[ID], user.pk)

    def _write(self, file: str, table: Table) -> None:
        model, given, rows = model_of(table.model), self._given(table), self.documents.rows[table.model]
        made = [
            model(**given, **self._columns(table, row, f"{file}: {table.name}[{rank}]"))
            for rank, row in enumerate(rows)
        ]
        self.rows[table.model] = model._base_manager.bulk_create(made, batch_size=500)
        if table.key:
            for row, kept in zip(rows, self.rows[table.model], strict=True):
                self.names.give(table.model, key_of(table, row), kept.pk)

    def _given(self, table: Table) -> Row:
        """What the receiving installation says of every row of a table."""
        own = self.exam_session
        if table.model == ROOM:
            return {"centre_id": own.centre_id, "exam_session": own}
        if table.model == JUROR:
            return {"centre_id": own.centre_id, "scope": own.reference}
        if table.model == PERSON:
            return {"centre_id": own.centre_id}
        return {"exam_session": own} if table.path == "exam_session" else {}

    def _columns(self, table: Table, row: Row, where: str) -> Row:
        columns: Row = {}
        for column in table.columns:
            if column in table.late:
                continue
            if column in table.refs:
                columns[f"{column}_id"] = self._found(table.refs[column], row[column], f"{where}.{column}")
            elif column in table.inner:
                columns[column] = self._inner(table.inner[column], row[column], f"{where}.{column}")
            elif column == ID and ID not in table.fields:
                columns |= {"reference": row[ID]} if table.model in (ROOM, JUROR) else {}
            else:
                columns[column] = row[column]
        return columns

    def _found(self, model: str, key: Any, where: str) -> Any:
        try:
            return self.names.known(model, key)
        except (KeyError, TypeError) as error:
            told = "aucune ligne de l’archive ne porte cet identifiant"
            raise UnreadableArchive([Fault(where, told, ORIGINAL)]) from error

    def _inner(self, how: str, value: Any, where: str) -> Any:
        if how == "holds_still":
            return ""  # said last, once every row is there
        try:
            if how == "file":
                return self.documents.contents.files[value]
            return INNER[how](value, self.names.of)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise UnreadableArchive([Fault(where, "ce contenu ne se lit pas", ORIGINAL)]) from error

    def _close(self, table: Table) -> None:
        closed = []
        for row, kept in zip(self.documents.rows[table.model], self.rows[table.model], strict=True):
            values = {column: row[column] for column in table.late}
            if any(values.values()):
                for column, value in values.items():
                    setattr(kept, column, value)
                closed.append(kept)
        for kept in closed:
            kept.save(update_fields=table.late)

    def _say_what_holds(self) -> None:
        """What the planner said of a plan holds while the session is what it was: its rows have other keys here."""
        model = "certification_sessions.planrun"
        holding = [
            kept.pk
            for row, kept in zip(self.documents.rows[model], self.rows[model], strict=True)
            if row["fingerprint"] is True
        ]
        if holding:
            now = fingerprint(timetable_of(self.exam_session))
            model_of(model)._base_manager.filter(pk__in=holding).update(fingerprint=now)
