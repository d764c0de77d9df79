"""A query composed once gives what the same query composed each time gives."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from centres.models import Centre, JournalEntry
from ntc_cert import written
from ntc_cert.written import Written

pytestmark = pytest.mark.django_db


def named(centre: int, others: tuple[int, ...]) -> QuerySet:
    return Centre.objects.filter(Q(pk=centre) | Q(pk__in=others)).order_by("pk").values_list("pk", "name", "code")


def since(moment: datetime, centre: int) -> QuerySet:
    return JournalEntry.objects.filter(at__gte=moment, centre=centre).order_by("pk").values_list("at", "after")


@pytest.fixture
def centres() -> list[int]:
    return [Centre.objects.create(code=f"C{number}", name=f"Centre {number}").pk for number in range(5)]


def test_it_answers_for_other_keys_and_other_numbers_of_keys(centres: list[int]) -> None:
    ask = Written(named)
    for first, *others in ([*centres[:1]], centres[:3], centres[2:], [centres[4], centres[0]], [0], [0, 0, centres[1]]):
        assert ask(first, tuple(others)) == list(named(first, tuple(others)))


def test_the_statement_is_composed_once_for_each_number_of_keys(centres: list[int]) -> None:
    composed = []
    ask = Written(lambda *keys: composed.append(keys) or named(*keys))
    for _ in range(3):
        ask(centres[0], (centres[1],))
        ask(centres[2], (centres[3], centres[4]))
    assert len(composed) == 2


def test_values_come_back_as_the_models_give_them(centres: list[int]) -> None:
    """A moment is aware, a document is read: on SQLite both are text."""
    entry = JournalEntry.objects.create(
        action="a.b", subject_type="x.y", subject_id="1", centre_id=centres[0], after={"a": [1, None]}
    )
    ask = Written(since)
    assert ask(entry.at - timedelta(seconds=1), centres[0]) == [(entry.at, {"a": [1, None]})]
    assert ask(datetime.now(UTC) + timedelta(days=1), centres[0]) == []


def test_what_can_have_no_row_asks_nothing() -> None:
    ask = Written(lambda keys: Centre.objects.filter(pk__in=keys).values_list("pk"))
    with CaptureQueriesContext(connection) as captured:
        assert ask(()) == []
    assert len(captured) == 0


def test_a_connection_does_not_keep_statements_for_ever(monkeypatch: pytest.MonkeyPatch, centres: list[int]) -> None:
    monkeypatch.setattr(written, "MOST_KEPT", 2)
    ask = Written(named)
    for length in range(5):
        assert len(ask(centres[0], tuple(centres[:length]))) == max(length, 1)
        assert len(connection.written_statements) <= 2
