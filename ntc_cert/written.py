"""Statements composed once. In what every gesture asks, composing a statement takes longer than running it.

Each connection keeps them, one for each shape of what is asked: how many keys, how many rows.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import count
from typing import Any, Final, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS
from django.db.models import JSONField, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import DeleteQuery, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

from ntc_cert.statements import FIRST_STAND_IN, Question, Rows, Statement, database, forget

MOST_KEPT: Final = 500
MOST_ROWS: Final = 100  # put down at once: SQLite takes 32 766 values in a statement, PostgreSQL 65 535
AS_THEY_ARE: Final = frozenset({int, bool, type(None)})  # both engines take them so, but as JSON

Kept = TypeVar("Kept")


class Written:
    """A queryset of `values_list` as a function of keys and of tuples of keys; asked again, only the keys change.

    Every key must serve. An argument that is no key belongs to the statement: hashable, and seldom another.
    """

    def __init__(self, compose: Callable[..., QuerySet]) -> None:
        self.compose = compose

    def __call__(self, *arguments: Hashable) -> Rows:
        question = self._question(arguments)
        return question.rows(list(_keys(arguments))) if question else []

    def _question(self, arguments: tuple[Hashable, ...]) -> Question | None:
        shape = (self, *map(_shape, arguments))
        return _kept(shape, lambda: self._composed(arguments))

    def _composed(self, arguments: tuple[Hashable, ...]) -> Question | None:
        stand_ins = count(FIRST_STAND_IN)
        queryset = self.compose(*(_stood_in(argument, stand_ins) for argument in arguments))
        try:
            return Question(self._compiler(queryset))
        except EmptyResultSet:
            return None

    def _compiler(self, queryset: QuerySet) -> SQLCompiler:
        return queryset.query.get_compiler(connection=database())


class WrittenObjects(Written):
    """The same for a queryset of rows of a model, with those it selects along the way."""

    def objects(self, *arguments: Hashable) -> list[Any]:
        question = self._question(arguments)
        rows = question.rows(list(_keys(arguments))) if question else []
        return [_object(question.compiler, row) for row in rows] if question else []


class WrittenChange(Written):
    """What the queryset selects, deleted; or, given `values` (they may be expressions), changed."""

    def __init__(self, compose: Callable[..., QuerySet], **values: object) -> None:
        super().__init__(compose)
        self.values = values

    def __call__(self, *arguments: Hashable) -> Rows:
        question = self._question(arguments)
        return question.execute(list(_keys(arguments))) if question else []

    def _compiler(self, queryset: QuerySet) -> SQLCompiler:
        query = queryset.query.chain(UpdateQuery if self.values else DeleteQuery)
        if self.values:
            query.add_update_values(self.values)
        return query.get_compiler(connection=database())


class WrittenRows:
    """Rows put down at once; where one alike in `unique` stands, it takes the new values, save those in `kept`."""

    def __init__(self, model: type[Model], *names: str, unique: Sequence[str] = (), kept: Sequence[str] = ()) -> None:
        self.model, self.unique, self.kept = model, tuple(unique), tuple(kept)
        self.fields = {name: model._meta.get_field(name) for name in names}
        self.savers = [
            (field, frozenset() if isinstance(field, JSONField) else AS_THEY_ARE) for field in self.fields.values()
        ]

    def __call__(self, rows: Sequence[Sequence[object]]) -> list[int]:
        """The keys of the rows, in the order given."""
        batches = (rows[first : first + MOST_ROWS] for first in range(0, len(rows), MOST_ROWS))
        return [key for batch in batches for key in self._put(batch)]

    def _put(self, rows: Sequence[Sequence[object]]) -> list[int]:
        connection = database()
        values = [
            value if type(value) in plain else field.get_db_prep_save(value, connection)
            for row in rows
            for (field, plain), value in zip(self.savers, row, strict=True)
        ]
        statement = _kept((self, len(rows)), lambda: self._composed(len(rows)))
        return [key for (key,) in statement.execute(values)]

    def _composed(self, rows: int) -> Statement:
        connection = database()
        quote = connection.ops.quote_name
        columns = {name: quote(field.column) for name, field in self.fields.items()}
        one = f"({', '.join(['%s'] * len(columns))})"
        sql = [
            f"INSERT INTO {quote(self.model._meta.db_table)} ({', '.join(columns.values())})",
            f"VALUES {', '.join([one] * rows)}",
            f"RETURNING {quote(self.model._meta.pk.column)}",
        ]
        if self.unique:
            alike = ", ".join(columns[name] for name in self.unique)
            taken = (columns[name] for name in columns if name not in {*self.unique, *self.kept})
            new = ", ".join(f"{column} = excluded.{column}" for column in taken)
            sql.insert(2, f"ON CONFLICT ({alike}) DO UPDATE SET {new}")
        return Statement(connection, " ".join(sql), range(FIRST_STAND_IN, FIRST_STAND_IN + rows * len(columns)))


class WrittenSql:
    """SQL of our own as a function of its values, one for each `%s` in turn, as the database's driver takes them."""

    def __init__(self, sql: str) -> None:
        self.sql = " ".join(sql.split())
        self.places = range(FIRST_STAND_IN, FIRST_STAND_IN + sql.count("%s"))

    def __call__(self, *values: object) -> Rows:
        return _kept(self, lambda: Statement(database(), self.sql, self.places)).execute(values)


def _kept(shape: Hashable, compose: Callable[[], Kept]) -> Kept:
    connection = database()
    kept: dict[Hashable, Any] = connection.__dict__.setdefault("written_statements", {})
    if shape not in kept:
        if len(kept) >= MOST_KEPT:
            kept.clear()
            forget(connection)
        kept[shape] = compose()
    return kept[shape]


def _object(compiler: SQLCompiler, row: tuple[Any, ...]) -> Model:
    """As Django's own iteration makes it: the row's model, then those of its relations."""
    own = compiler.klass_info["select_fields"]
    columns = slice(own[0], own[-1] + 1)
    names = [column.target.attname for column, *_ in compiler.select[columns]]
    made = compiler.klass_info["model"].from_db(DEFAULT_DB_ALIAS, names, row[columns])
    for populator in get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS):
        populator.populate(row, made)
    return made


def _is_key(argument: object) -> bool:
    return isinstance(argument, int) and not isinstance(argument, bool)


def _shape(argument: Hashable) -> Hashable:
    if isinstance(argument, tuple):
        return tuple, len(argument)
    return int if _is_key(argument) else argument


def _stood_in(argument: Hashable, stand_ins: Iterator[int]) -> Hashable:
    if isinstance(argument, tuple):
        return tuple(next(stand_ins) for _ in argument)
    return next(stand_ins) if _is_key(argument) else argument


def _keys(arguments: tuple[Hashable, ...]) -> Iterator[int]:
    for argument in arguments:
        if isinstance(argument, tuple):
            yield from argument
        elif isinstance(argument, int) and _is_key(argument):
            yield argument
