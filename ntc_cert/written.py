"""Queries composed once. In what every gesture asks, composing a statement takes longer than running it."""

from collections.abc import Callable, Hashable, Iterator
from itertools import count
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

FIRST_STAND_IN: Final = 1 << 40  # no key of a row is as high
MOST_KEPT: Final = 500

Rows = list[tuple[Any, ...]]


class Written:
    """A queryset of `values_list` as a function of keys and of tuples of keys; asked again, only the keys change.

    Each connection keeps the statement, one for each number of keys in the tuples. An argument that is no key belongs
    to the statement: it must be hashable, and seldom change.
    """

    def __init__(self, compose: Callable[..., QuerySet]) -> None:
        self.compose = compose

    def __call__(self, *arguments: Hashable) -> Rows:
        kept: dict[Hashable, _Statement | None] = connection.__dict__.setdefault("written_statements", {})
        shape = (self, *(_shape(argument) for argument in arguments))
        if shape not in kept:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[shape] = self._write(arguments)
        statement = kept[shape]
        return statement.rows(list(_keys(arguments))) if statement else []

    def _write(self, arguments: tuple[Hashable, ...]) -> "_Statement | None":
        stand_ins = count(FIRST_STAND_IN)
        compiler = self.compose(*(_stood_in(argument, stand_ins) for argument in arguments)).query.get_compiler(
            connection=connection
        )
        try:
            return _Statement(compiler)
        except EmptyResultSet:
            return None


class _Statement:
    def __init__(self, compiler: SQLCompiler) -> None:
        self.compiler = compiler
        self.sql, self.parameters = compiler.as_sql()

    def rows(self, keys: list[int]) -> Rows:
        given = [keys[one - FIRST_STAND_IN] if _is_stand_in(one) else one for one in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            found = cursor.fetchall()
        return list(self.compiler.results_iter([found], tuple_expected=True))


def _is_key(argument: object) -> bool:
    return isinstance(argument, int) and not isinstance(argument, bool)


def _is_stand_in(parameter: object) -> bool:
    return _is_key(parameter) and parameter >= FIRST_STAND_IN  # type: ignore[operator]


def _shape(argument: Hashable) -> Hashable:
    if isinstance(argument, tuple):
        return len(argument)
    return None if _is_key(argument) else argument


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
