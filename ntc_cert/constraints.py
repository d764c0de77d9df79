"""Rules the database itself keeps, on PostgreSQL and on SQLite alike.

SQLite has neither EXCLUDE nor functions: there every rule is a set of triggers. They live in `deferred_sql`, so that
they are made again after the table remakes by which Django alters a SQLite table.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.core.checks import CheckMessage
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, DateTimeField, Model

# While a row of this table has no `closed_at`, rows may be purged: see `centres/retention.py`.
PURGE_DOOR_TABLE = "centres_retentionpurge"
DOOR_IS_SHUT = f'NOT EXISTS (SELECT 1 FROM "{PURGE_DOOR_TABLE}" WHERE "closed_at" IS NULL)'  # noqa: S608

EVENTS = ("INSERT", "UPDATE", "DELETE")
ROWS_SEEN_BY = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
UNKNOWN_RULE = "Cette écriture contredit une règle de la base. Rechargez la page, puis recommencez."


class DatabaseRule(BaseConstraint):
    """What the three rules share: a name that reads as a sentence, a French message, a place in migrations."""

    non_db_attrs = (*BaseConstraint.non_db_attrs, "message")
    arguments: ClassVar[tuple[str, ...]] = ()

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

    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement | None:
        """A trigger isn't part of CREATE TABLE: it waits until the table stands under its own name."""
        schema_editor.deferred_sql.extend(self._statements(model, schema_editor))
        return None

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement:
        *first, last = self._statements(model, schema_editor)
        schema_editor.deferred_sql.extend(first)
        return last

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> Statement | None:
        """Nothing on SQLite: Django removes a constraint there by remaking the table, and triggers go with it."""
        if schema_editor.connection.vendor == "sqlite":
            return None
        return Statement(self.sql_remove, table=_table(model, schema_editor), name=schema_editor.quote_name(self.name))

    def _trigger(self, model: type[Model], editor: BaseDatabaseSchemaEditor, when: str, body: str) -> Statement:
        """One SQLite trigger; `body` is the condition of refusal and may name its own table as %(table)s."""
        event = when.split()[1].lower()
        return Statement(
            f"CREATE TRIGGER %(name)s {when} ON %(table)s FOR EACH ROW BEGIN "
            f"SELECT RAISE(ABORT, '{self.name}') WHERE {body}; END",
            name=editor.quote_name(f"{self.name}_{event}"),
            table=_table(model, editor),
        )


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

    def _statements(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        if editor.connection.vendor != "sqlite":
            return [self._exclusion("ALTER TABLE %(table)s ADD %(exclusion)s", model, editor)]
        scope, start, end = _columns(model, (self.scope, self.start, self.end))
        key = editor.quote_name(model._meta.pk.column)
        overlap = (
            f"NEW.{start} < NEW.{end} AND EXISTS (SELECT 1 FROM %(table)s AS other "  # noqa: S608
            f"WHERE other.{scope} = NEW.{scope} AND other.{key} <> NEW.{key} AND other.{start} < other.{end} "
            f"AND other.{start} < NEW.{end} AND NEW.{start} < other.{end})"
        )
        moments = ("AFTER INSERT", f"AFTER UPDATE OF {scope}, {start}, {end}")
        return [self._trigger(model, editor, moment, overlap) for moment in moments]

    def _exclusion(self, template: str, model: type[Model], editor: BaseDatabaseSchemaEditor) -> Statement:
        scope, start, end = _columns(model, (self.scope, self.start, self.end))
        moments = isinstance(model._meta.get_field(self.start), DateTimeField)
        return Statement(
            template,
            table=_table(model, editor),
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
    columns: tuple[str, ...] = ()
    sql_remove = "DROP TRIGGER %(name)s ON %(table)s; DROP FUNCTION %(name)s()"

    def __init__(self, *, name: str, message: str, events: Sequence[str] = ("UPDATE", "DELETE")) -> None:
        super().__init__(name=name, message=message)
        if not events or set(events) - set(EVENTS):
            raise ValueError(f"The events of {name} must be among {EVENTS}.")
        self.events = tuple(event for event in EVENTS if event in events)

    def _refusal(self, row: str, vendor: str) -> str:
        """The SQL condition under which `row` (OLD or NEW) may not be written."""
        return "1 = 1"

    def _statements(self, model: type[Model], editor: BaseDatabaseSchemaEditor) -> list[Statement]:
        if editor.connection.vendor == "sqlite":
            return [self._sqlite_trigger(model, editor, event) for event in self.events]
        return [
            Statement(
                "CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS $rule$ BEGIN %(body)s "
                "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $rule$; "
                "CREATE TRIGGER %(name)s BEFORE %(events)s ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(name)s()",
                name=editor.quote_name(self.name),
                table=_table(model, editor),
                events=" OR ".join(self.events),
                body=" ".join(self._postgresql_test(model, event) for event in self.events),
            )
        ]

    def _sqlite_trigger(self, model: type[Model], editor: BaseDatabaseSchemaEditor, event: str) -> Statement:
        refused = " OR ".join(self._refusal(row, "sqlite") for row in ROWS_SEEN_BY[event])
        tests = [self._changed(model, event, "IS NOT"), f"({refused})", DOOR_IS_SHUT if event != "INSERT" else "1"]
        return self._trigger(model, editor, f"BEFORE {event}", _without_placeholders(" AND ".join(tests)))

    def _postgresql_test(self, model: type[Model], event: str) -> str:
        """Nested, not ANDed: the purge door is looked at only when a write is about to be refused."""
        refused = " OR ".join(self._refusal(row, "postgresql") for row in ROWS_SEEN_BY[event])
        return (
            f"IF TG_OP = '{event}' THEN IF {self._changed(model, event, 'IS DISTINCT FROM')} THEN IF {refused} THEN "
            f"IF {DOOR_IS_SHUT if event != 'INSERT' else 'TRUE'} THEN RAISE EXCEPTION USING ERRCODE = '23514', "
            f"MESSAGE = '{self.name}', CONSTRAINT = '{self.name}'; END IF; END IF; END IF; END IF;"
        )

    def _changed(self, model: type[Model], event: str, differs: str) -> str:
        if event != "UPDATE" or not self.columns:
            return "1 = 1"
        return f"({' OR '.join(f'NEW.{c} {differs} OLD.{c}' for c in _columns(model, self.columns))})"

    def validate(
        self, model: type[Model], instance: Model, exclude: Iterable[str] | None = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        if ("INSERT" if instance._state.adding else "UPDATE") in self.events:
            self.refuse()


class Frozen(AppendOnly):
    """The listed events are refused while `query` gives a value that isn't NULL for the row, unless it is purged.

    The query names the row's columns as {row}.column and must *select* the sealing moment, never filter on it: only
    then does `lock` (an alias of the query) make a write wait for a sealing under way and be refused by it.
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
        super().__init__(name=name, message=message, events=events)
        if "{row}." not in query:
            raise ValueError(f"The query of {name} must name its row as {{row}}.column.")
        self.query, self.columns, self.lock = query, tuple(columns), lock

    def _refusal(self, row: str, vendor: str) -> str:
        query = self.query.replace("{row}", row)
        if vendor == "sqlite":
            # UNION ALL gives the column a name, which SQLite has no other way to do.
            verdicts = f"(SELECT NULL AS verdict WHERE 0 UNION ALL SELECT * FROM ({query}))"  # noqa: S608
        else:
            # count(), not WHERE: a condition pushed into the query would skip the row before locking it.
            verdicts = f"({query}{f' FOR SHARE OF {self.lock}' if self.lock else ''}) AS verdicts(verdict)"
        return f"(SELECT count(verdict) FROM {verdicts}) > 0"  # noqa: S608

    def validate(
        self, model: type[Model], instance: Model, exclude: Iterable[str] | None = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        before = None if instance._state.adding else model._base_manager.using(using).filter(pk=instance.pk).first()
        if ("INSERT" if before is None else "UPDATE") not in self.events:
            return
        changed = [f for f in self.columns if before and _value(before, f, using) != _value(instance, f, using)]
        if before and self.columns and not changed:
            return
        if any(self._holds(row, using) for row in (before, instance) if row is not None):
            self.refuse()

    def _holds(self, instance: Model, using: str) -> bool:
        names = re.findall(r"\{row\}\.(\w+)", self.query)
        sql = re.sub(r"\{row\}\.\w+", "%s", self.query.replace("%", "%%"))
        with connections[using].cursor() as cursor:
            cursor.execute(sql, [_value(instance, name, using) for name in names])
            return any(row[0] is not None for row in cursor.fetchall())


def violated(error: IntegrityError) -> str | None:
    """The name of the constraint the database refused a write for, when it has one."""
    if name := getattr(getattr(error.__cause__, "diag", None), "constraint_name", None):
        return name
    text = str(error)
    if match := re.fullmatch(r"(?:CHECK constraint failed: |UNIQUE constraint failed: index ')?(\w+)'?", text):
        return match[1]
    if match := re.fullmatch(r"UNIQUE constraint failed: ([\w., ]+)", text):
        table = match[1].partition(".")[0]
        return _unique_name(table, {f'"{place.removeprefix(f"{table}.")}"' for place in match[1].split(", ")})
    return None


def explain(error: IntegrityError) -> str:
    """The French message of the violated constraint, read from the models."""
    messages = {
        constraint.name: str(constraint.get_violation_error_message())
        for _, constraint in _constraints()
        if constraint.violation_error_message != BaseConstraint.default_violation_error_message
    }
    return messages.get(violated(error) or "", UNKNOWN_RULE)


def _constraints() -> Iterator[tuple[type[Model], BaseConstraint]]:
    return ((model, constraint) for model in apps.get_models() for constraint in model._meta.constraints)


def _unique_name(table: str, columns: set[str]) -> str | None:
    """SQLite names the columns of a broken unique constraint, not the constraint."""
    for model, rule in _constraints():
        if model._meta.db_table == table and set(_columns(model, getattr(rule, "fields", ()))) == columns:
            return rule.name
    return None


def _table(model: type[Model], editor: BaseDatabaseSchemaEditor) -> Table:
    return Table(model._meta.db_table, editor.quote_name)


def _columns(model: type[Model], fields: Iterable[str]) -> list[str]:
    return [f'"{model._meta.get_field(name).column}"' for name in fields]


def _value(instance: Model, name: str, using: str) -> Any:
    """What the database would store for a field, named by its field or its column."""
    field = next(f for f in instance._meta.concrete_fields if name in {f.name, f.attname, f.column})
    return field.get_db_prep_value(getattr(instance, field.attname), connections[using])


def _without_placeholders(sql: str) -> str:
    """The same SQL as a Statement template, kept from SQLite's table remake, which takes %s and %% for its own."""
    parts = sql.split("'")
    outside = [part.replace("%", "%% ") for part in parts[::2]]
    inside = [part.replace("%", "' || char(37) || '") for part in parts[1::2]]
    return "'".join(part for pair in zip(outside, [*inside, None], strict=True) for part in pair if part is not None)
