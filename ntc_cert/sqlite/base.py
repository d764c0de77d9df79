"""Django's SQLite backend, for a schema whose triggers read other tables (`ntc_cert/constraints.py`)."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.backends.sqlite3 import base, operations, schema


class SchemaEditor(schema.DatabaseSchemaEditor):
    def _remake_table(self, *args: Any, **kwargs: Any) -> None:
        """While a table is away, SQLite would refuse to rename its successor for the triggers that read it."""
        with self.connection.cursor() as cursor:
            cursor.execute("PRAGMA legacy_alter_table = ON")
            try:
                super()._remake_table(*args, **kwargs)
            finally:
                cursor.execute("PRAGMA legacy_alter_table = OFF")


class Operations(operations.DatabaseOperations):
    def execute_sql_flush(self, sql_list: Sequence[str]) -> None:
        """Emptying every table is no write to refuse: PostgreSQL's TRUNCATE runs no row trigger either."""
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {self.quote_name(name)}")
            super().execute_sql_flush(sql_list)
            for _, sql in triggers:
                cursor.execute(sql)


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = SchemaEditor
    ops_class = Operations
