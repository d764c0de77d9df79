"""The tables of `ruled.py`, on whichever engine runs the suite."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.ntc_cert.ruled import TABLES


@pytest.fixture(scope="module")
def ruled_tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            for model in TABLES:
                editor.create_model(model)
        yield
        with connection.schema_editor() as editor:
            for model in reversed(TABLES):
                editor.delete_model(model)
