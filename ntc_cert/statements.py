"""One statement, composed, that takes other keys each time; PostgreSQL plans it once for a connection."""

from collections.abc import Sequence
from itertools import count
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

FIRST_STAND_IN: Final = 1 << 40  # no key of a row is as high

Rows = list[tuple[Any, ...]]

_names = count()


def database() -> BaseDatabaseWrapper:
    """This thread's connection itself: each look through Django's proxy costs, and there are hundreds in a gesture."""
    return connections[DEFAULT_DB_ALIAS]


class Statement:
    """Its parameters are what it always says, and stand-ins: numbers from `FIRST_STAND_IN` up, in any order.

    It is asked on the connection it was composed for.
    """

    def __init__(self, connection: BaseDatabaseWrapper, sql: str, parameters: Sequence[object]) -> None:
        self.connection, self.sql, self.parameters = connection, sql, tuple(parameters)
        self.name = f"{'reading' if sql.lstrip('(').startswith('SELECT') else 'writing'}_{next(_names)}"
        self.is_prepared = connection.vendor == "postgresql"
        places = ", ".join("%s" for _ in {one for one in self.parameters if is_stand_in(one)})
        self.asked = f"EXECUTE {self.name} ({places})" if places else f"EXECUTE {self.name}"
        self.ready_on: object = None

    def execute(self, given: Sequence[object]) -> Rows:
        """What it gives back, if anything, as the database tells it."""
        sql, values = self._prepared(given) if self.is_prepared else (self.sql, self._filled(given))
        with self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def _filled(self, given: Sequence[object]) -> list[object]:
        return [given[one - FIRST_STAND_IN] if is_stand_in(one) else one for one in self.parameters]

    def _prepared(self, given: Sequence[object]) -> tuple[str, Sequence[object]]:
        self.connection.ensure_connection()
        if self.ready_on is not self.connection.connection:
            self._prepare()
        return self.asked, given

    def _prepare(self) -> None:
        """Not through Django's cursor: a page that only reads may ask for what it will read."""
        first, *others = self.sql.split("%s")
        places = (f"${one - FIRST_STAND_IN + 1}" if is_stand_in(one) else "%s" for one in self.parameters)
        sql = first + "".join(f"{place}{rest}" for place, rest in zip(places, others, strict=True))
        with self.connection.wrap_database_errors, self.connection.connection.cursor() as cursor:
            cursor.execute(f"PREPARE {self.name} AS {sql}", [one for one in self.parameters if not is_stand_in(one)])
        self.ready_on = self.connection.connection


class Question(Statement):
    """A statement that a compiler wrote, whose rows it knows how to read."""

    def __init__(self, compiler: SQLCompiler) -> None:
        self.compiler = compiler
        super().__init__(compiler.connection, *compiler.as_sql())
        selected = compiler.select[: compiler.col_count] if compiler.select else ()
        self.converters = compiler.get_converters([column for column, *_ in selected])

    def rows(self, given: Sequence[object]) -> Rows:
        found = self.execute(given)
        return list(map(tuple, self.compiler.apply_converters(found, self.converters))) if self.converters else found


def forget(connection: BaseDatabaseWrapper) -> None:
    """What the connection holds ready for statements nobody keeps any longer."""
    if connection.vendor == "postgresql" and connection.connection is not None:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")


def is_stand_in(parameter: object) -> bool:
    return isinstance(parameter, int) and not isinstance(parameter, bool) and parameter >= FIRST_STAND_IN
