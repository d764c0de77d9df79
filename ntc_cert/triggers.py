"""How a rule becomes SQL: PostgreSQL gets a function and a trigger, SQLite gets one trigger per event.

Triggers wait in `deferred_sql` until their table stands under its own name: that is also what makes them again after
the table remakes by which Django alters a SQLite table.
"""

from collections.abc import Callable, Iterable, Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Model

# While a row of this table has no `closed_at`, kept rows may be emptied or deleted: see `centres/retention.py`.
PURGE_DOOR_TABLE = "centres_retentionpurge"
DOOR_IS_SHUT = f'NOT EXISTS (SELECT 1 FROM "{PURGE_DOOR_TABLE}" WHERE "closed_at" IS NULL)'  # noqa: S608

EVENTS = ("INSERT", "UPDATE", "DELETE")
ALWAYS = "1 = 1"

FUNCTION = """
CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql AS $rule$
DECLARE refused boolean := FALSE;
BEGIN
%(tests)s
IF refused THEN
    IF TG_OP = 'INSERT' OR %(door)s THEN
        RAISE EXCEPTION USING ERRCODE = '23514', MESSAGE = '%(rule)s', CONSTRAINT = '%(rule)s';
    END IF;
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
END $rule$;
CREATE TRIGGER %(name)s BEFORE %(events)s ON %(table)s FOR EACH ROW EXECUTE FUNCTION %(name)s()
""".strip()
DROP_FUNCTION = "DROP TRIGGER %(name)s ON %(table)s; DROP FUNCTION %(name)s()"


class Guard:
    """When writes of one rule are refused, as SQL conditions on the rows OLD and NEW."""

    def __init__(
        self,
        model: type[Model],
        editor: BaseDatabaseSchemaEditor,
        *,
        name: str,
        refusal: Callable[[str], str],
        locking: Callable[[str], str] = lambda row: "",
        watched: Iterable[str] = (),
        read: Iterable[str] = (),
    ) -> None:
        """`watched` fields must change for an UPDATE to matter; `read` columns decide what `refusal` says."""
        self.model, self.editor, self.name = model, editor, name
        self.refusal, self.locking = refusal, locking
        self.watched, self.read = columns(model, watched), sorted({f'"{column}"' for column in read})

    def statements(self, events: Sequence[str]) -> list[Statement]:
        if self.editor.connection.vendor == "sqlite":
            return [self._sqlite(event) for event in events]
        return [
            Statement(
                FUNCTION,
                name=self.editor.quote_name(self.name),
                rule=self.name,
                table=table(self.model, self.editor),
                events=" OR ".join(events),
                door=DOOR_IS_SHUT,
                tests="\n".join(self._postgresql(event) for event in events),
            )
        ]

    def _sqlite(self, event: str) -> Statement:
        row, other = ("OLD", "") if event == "DELETE" else ("NEW", "OLD" if event == "UPDATE" else "")
        refused = self.refusal(row)
        if other and self.read:
            refused += f" OR (({_differs(self.read, 'IS NOT')}) AND {self.refusal(other)})"
        tests = [f"({refused})"]
        if event == "UPDATE" and self.watched:
            tests.insert(0, f"({_differs(self.watched, 'IS NOT')})")
        if event != "INSERT":
            tests.append(DOOR_IS_SHUT)
        condition = _without_placeholders(" AND ".join(tests)).replace("%", "%%")
        return sqlite_trigger(self.model, self.editor, self.name, f"BEFORE {event}", condition)

    def _postgresql(self, event: str) -> str:
        """The lock is a statement of its own: the next one then sees what the other transaction committed."""
        test = self._postgresql_row("OLD" if event == "DELETE" else "NEW")
        if event == "UPDATE" and self.read:
            moved = f"NOT refused AND ({_differs(self.read, 'IS DISTINCT FROM')})"
            test += f" IF {moved} THEN {self._postgresql_row('OLD')} END IF;"
        if event == "UPDATE" and self.watched:
            test = f"IF {_differs(self.watched, 'IS DISTINCT FROM')} THEN {test} END IF;"
        return f"IF TG_OP = '{event}' THEN {test} END IF;"

    def _postgresql_row(self, row: str) -> str:
        return f"{self.locking(row)} refused := {self.refusal(row)};"


def sqlite_trigger(
    model: type[Model], editor: BaseDatabaseSchemaEditor, rule: str, moment: str, condition: str
) -> Statement:
    """A trigger that refuses under `condition`, which may name its own table as %(table)s."""
    return Statement(
        f"CREATE TRIGGER %(name)s {moment} ON %(table)s FOR EACH ROW BEGIN "
        f"SELECT RAISE(ABORT, '{rule}') WHERE {condition}; END",
        name=editor.quote_name(f"{rule}_{moment.split()[1].lower()}"),
        table=table(model, editor),
    )


def table(model: type[Model], editor: BaseDatabaseSchemaEditor) -> Table:
    return Table(model._meta.db_table, editor.quote_name)


def columns(model: type[Model], fields: Iterable[str]) -> list[str]:
    return [f'"{model._meta.get_field(name).column}"' for name in fields]


def _differs(names: Iterable[str], operator: str) -> str:
    return " OR ".join(f"NEW.{name} {operator} OLD.{name}" for name in names)


def _without_placeholders(sql: str) -> str:
    """The same SQL without any %s or %%, which Django's remake of a SQLite table would take for its own."""
    pieces = sql.split("'")
    pieces[::2] = [outside.replace("%", "% ") for outside in pieces[::2]]
    pieces[1::2] = [inside.replace("%", "' || char(37) || '") for inside in pieces[1::2]]
    return "'".join(pieces)
