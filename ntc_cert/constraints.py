"""Rules the database itself keeps, on PostgreSQL and on SQLite alike."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.core.checks import CheckMessage
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import BaseConstraint, DateTimeField, Model

from ntc_cert.triggers import ALWAYS, DROP_FUNCTION, EVENTS, Guard, columns, sqlite_trigger, table

UNKNOWN_RULE = "Cette écriture contredit une règle de la base. Rechargez la page, puis recommencez."


class DatabaseRule(BaseConstraint):
    """What the three rules share: a name that reads as a sentence, a French message, a place in migrations."""

    non_db_attrs = (*BaseConstraint.non_db_attrs, "message")
    arguments: ClassVar[tuple[str, ...]] = ()
    sql_remove = DROP_FUNCTION

    def __init__(self, *, name: str, message: str) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
            raise ValueError(f"{name!r} must be 1 to 63 lower-case letters, digits or underscores.")
        super().__init__(name=name, violation_error_code=name, violation_error_message=message.replace("%", "%%"))
        self.message = message

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        path = f"{type(self).__module__}.{type(self).__qualname__}"
        return path, (), {name: getattr(self, name) for name in ("name", *self.arguments, "message")}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DatabaseRule) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.name}>"

    def refuse(self) -> None:
        raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def statements(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        """The SQL that adds this rule to a table that stands."""
        raise NotImplementedError

    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement | None:
        """A trigger isn't part of CREATE TABLE: it comes after."""
        schema_editor.deferred_sql.extend(self.statements(model, schema_editor))
        return None

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:
        *first, last = self.statements(model, schema_editor)
        schema_editor.deferred_sql.extend(first)
        return last

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement | None:
        """Nothing on SQLite: Django removes a constraint there by remaking the table, and triggers go with it."""
        if schema_editor.connection.vendor == "sqlite":
            return None
        return Statement(self.sql_remove, table=table(model, schema_editor), name=schema_editor.quote_name(self.name))


class NoOverlap(DatabaseRule):
    """No two rows of one scope share an instant of [start, end); an empty scope, start or end passes."""

    arguments = ("scope", "start", "end")
    sql_remove = "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s"

    def __init__(self, *, name: str, message: str, scope: str, start: str = "starts_at", end: str = "ends_at") -> None:
        super().__init__(name=name, message=message)
        self.scope, self.start, self.end = scope, start, end

    def _check(self, model: type[Model], connection: Any) -> list[CheckMessage]:
        return self._check_references(model, {(self.scope,), (self.start,), (self.end,)})

    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement | None:
        if schema_editor.connection.vendor == "sqlite":
            return super().constraint_sql(model, schema_editor)
        return self._exclusion("%(exclusion)s", model, schema_editor)

    def statements(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        """AFTER, as EXCLUDE does: an upsert isn't measured against the very row it replaces."""
        if editor.connection.vendor != "sqlite":
            return [self._exclusion("ALTER TABLE %(table)s ADD %(exclusion)s", model, editor)]
        scope, start, end = columns(model, (self.scope, self.start, self.end))
        key = editor.quote_name(model._meta.pk.column)
        overlap = (
            f"NEW.{start} < NEW.{end} AND EXISTS (SELECT 1 FROM %(table)s AS other "  # noqa: S608
            f"WHERE other.{scope} = NEW.{scope} AND other.{key} <> NEW.{key} AND other.{start} < other.{end} "
            f"AND other.{start} < NEW.{end} AND NEW.{start} < other.{end})"
        )
        moments = ("AFTER INSERT", f"AFTER UPDATE OF {scope}, {start}, {end}")
        return [sqlite_trigger(model, editor, self.name, moment, overlap) for moment in moments]

    def _exclusion(self, template: str, model: type[Model], editor: BaseDatabaseSchemaEditor) -> Statement:
        scope, start, end = columns(model, (self.scope, self.start, self.end))
        moments = isinstance(model._meta.get_field(self.start), DateTimeField)
        return Statement(
            template,
            table=table(model, editor),
            exclusion=f"CONSTRAINT {editor.quote_name(self.name)} EXCLUDE USING gist "
            f"({scope} WITH =, {'tstzrange' if moments else 'daterange'}({start}, {end}) WITH &&) "
            f"WHERE ({start} IS NOT NULL AND {end} IS NOT NULL)",
        )

    def validate(
        self, model: type[Model], instance: Model, exclude: Iterable[str] | None = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        fields = (self.scope, self.start, self.end)
        scope, start, end = (getattr(instance, model._meta.get_field(name).attname) for name in fields)
        if set(fields) & set(exclude or ()) or None in (scope, start, end) or start >= end:
            return
        others = model._default_manager.using(using).exclude(pk=instance.pk)
        if others.filter(**{self.scope: scope, f"{self.start}__lt": end, f"{self.end}__gt": start}).exists():
            self.refuse()


class AppendOnly(DatabaseRule):
    """Rows are written once and never touched again, except while the purge door is open."""

    arguments = ("events",)

    def __init__(self, *, name: str, message: str, events: Sequence[str] = ("UPDATE", "DELETE")) -> None:
        super().__init__(name=name, message=message)
        self.events = _known_events(events)

    def statements(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        return Guard(model, editor, name=self.name, refusal=lambda row: ALWAYS).statements(self.events)

    def validate(
        self, model: type[Model], instance: Model, exclude: Iterable[str] | None = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        if ("INSERT" if instance._state.adding else "UPDATE") in self.events:
            self.refuse()


class Frozen(DatabaseRule):
    """The events are refused while `query` gives a value that isn't NULL for the row, unless the purge door is open.

    The query names the row's columns as {row}.column and *selects* the sealing moment instead of filtering on it:
    only then does `lock`, the alias that carries it, make a write wait for a sealing under way and be refused by it.
    `columns` are the fields that must change for an UPDATE to be looked at.
    """

    arguments = ("query", "events", "columns", "lock")

    def __init__(
        self,
        *,
        name: str,
        message: str,
        query: str,
        events: Sequence[str] = EVENTS,
        columns: Sequence[str] = (),
        lock: str | None = None,
    ) -> None:
        super().__init__(name=name, message=message)
        self.query, self.events, self.columns, self.lock = query, _known_events(events), tuple(columns), lock
        self.read = re.findall(r"\{row\}\.(\w+)", query)
        if not self.read:
            raise ValueError(f"The query of {name} must name its row as {{row}}.column.")

    def statements(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        sqlite = editor.connection.vendor == "sqlite"
        guard = Guard(
            model,
            editor,
            name=self.name,
            refusal=self._refused_on_sqlite if sqlite else self._refused_on_postgresql,
            locking=self._locking,
            watched=self.columns,
            read=self.read,
        )
        return guard.statements(self.events)

    def _refused_on_postgresql(self, row: str) -> str:
        return f"(SELECT count(verdict) FROM ({self.query.replace('{row}', row)}) AS verdicts(verdict)) > 0"  # noqa: S608

    def _refused_on_sqlite(self, row: str) -> str:
        """UNION ALL gives the query's column a name, which SQLite has no other way to do."""
        named = f"SELECT NULL AS verdict WHERE 0 UNION ALL SELECT * FROM ({self.query.replace('{row}', row)})"  # noqa: S608
        return f"(SELECT count(verdict) FROM ({named})) > 0"  # noqa: S608

    def _locking(self, row: str) -> str:
        if self.lock is None:
            return ""
        return f"PERFORM 1 FROM ({self.query.replace('{row}', row)} FOR SHARE OF {self.lock}) AS held;"

    def validate(
        self, model: type[Model], instance: Model, exclude: Iterable[str] | None = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        before = None if instance._state.adding else model._base_manager.using(using).filter(pk=instance.pk).first()
        if ("UPDATE" if before else "INSERT") not in self.events:
            return
        if before and self.columns and not self._changed(before, instance, using):
            return
        if any(self._holds(row, using) for row in (before, instance) if row is not None):
            self.refuse()

    def _changed(self, before: Model, after: Model, using: str) -> bool:
        return any(_stored(before, name, using) != _stored(after, name, using) for name in self.columns)

    def _holds(self, instance: Model, using: str) -> bool:
        sql = re.sub(r"\{row\}\.\w+", "%s", self.query.replace("%", "%%"))
        with connections[using].cursor() as cursor:
            cursor.execute(sql, [_stored(instance, name, using) for name in self.read])
            return any(row[0] is not None for row in cursor.fetchall())


def violated(error: IntegrityError) -> str | None:
    """The name of the constraint for which the database refused a write, when it has one."""
    if name := getattr(getattr(error.__cause__, "diag", None), "constraint_name", None):
        return name
    text = str(error)
    if match := re.fullmatch(r"(?:CHECK constraint failed: |UNIQUE constraint failed: index ')?(\w+)'?", text):
        return match[1]
    if match := re.fullmatch(r"UNIQUE constraint failed: ([\w., ]+)", text):
        return _unique_name(match[1].split(", "))
    return None


def explain(error: IntegrityError) -> str:
    """The French message of the violated constraint, read from the models."""
    name = violated(error)
    for _, rule in _rules():
        if rule.name == name and rule.violation_error_message != BaseConstraint.default_violation_error_message:
            return str(rule.get_violation_error_message())
    return UNKNOWN_RULE


def _rules() -> Iterator[tuple[type[Model], BaseConstraint]]:
    return ((model, rule) for model in apps.get_models() for rule in model._meta.constraints)


def _unique_name(places: list[str]) -> str | None:
    """SQLite names the columns of a broken unique constraint, not the constraint."""
    for model, rule in _rules():
        unique = [f"{model._meta.db_table}.{model._meta.get_field(f).column}" for f in getattr(rule, "fields", ())]
        if sorted(unique) == sorted(places):
            return rule.name
    return None


def _known_events(events: Sequence[str]) -> tuple[str, ...]:
    if not events or set(events) - set(EVENTS):
        raise ValueError(f"Events must be among {', '.join(EVENTS)}.")
    return tuple(event for event in EVENTS if event in events)


def _stored(instance: Model, name: str, using: str) -> Any:
    """What the database would hold for a field, named by its field or its column."""
    field = next(f for f in instance._meta.concrete_fields if name in {f.name, f.attname, f.column})
    return field.get_db_prep_value(getattr(instance, field.attname), connections[using])
