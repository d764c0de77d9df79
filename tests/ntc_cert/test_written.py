"""A query composed once gives what the same query composed each time gives."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from centres.models import Centre, JournalEntry
from ntc_cert import written
from ntc_cert.written import Written, WrittenChange, WrittenObjects, WrittenRows, WrittenSql

pytestmark = pytest.mark.django_db

ALIKE = {"unique": ["code"], "kept": ["city"]}


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


def test_a_key_is_never_taken_for_what_belongs_to_the_statement(centres: list[int]) -> None:
    def some(centre: int, others: tuple[int, ...] | None) -> QuerySet:
        found = Q(pk=centre) if others is None else Q(pk=centre) | Q(pk__in=others)
        return Centre.objects.filter(found).order_by("pk").values_list("pk")

    ask = Written(some)
    assert ask(centres[0], (centres[1],)) == [(centres[0],), (centres[1],)]
    assert ask(centres[0], None) == [(centres[0],)]
    assert ask(centres[2], (centres[3],)) == [(centres[2],), (centres[3],)]


def test_rows_of_a_model_come_with_those_of_their_relations(centres: list[int]) -> None:
    entries = WrittenRows(JournalEntry, "at", "action", "subject_type", "subject_id", "centre", "after")
    now = datetime.now(UTC)
    keys = entries([(now, "a.b", "x.y", str(rank), centre, {"rank": rank}) for rank, centre in enumerate(centres)])
    ask = WrittenObjects(lambda pk: JournalEntry.objects.filter(pk=pk).select_related("centre"))
    for rank, (key, centre) in enumerate(zip(keys, centres, strict=True)):
        (entry,) = ask.objects(key)
        with CaptureQueriesContext(connection) as captured:
            assert (entry.at, entry.after, entry.centre.name) == (now, {"rank": rank}, f"Centre {rank}")
        assert (entry, entry.centre.pk, len(captured)) == (JournalEntry.objects.get(pk=key), centre, 0)
    assert ask.objects(0) == []


def test_a_row_alike_takes_the_new_values_but_those_kept() -> None:
    put = WrittenRows(Centre, "code", "name", "city", "agreement_number", "address", "time_zone", **ALIKE)
    (first,) = put([("A", "Un", "Lyon", "", "", "Europe/Paris")])
    again, other = put([("A", "Deux", "Nantes", "", "", "Europe/Paris"), ("B", "Trois", "Brest", "", "", "UTC")])
    assert again == first
    assert list(Centre.objects.order_by("code").values_list("pk", "name", "city")) == [
        (first, "Deux", "Lyon"),
        (other, "Trois", "Brest"),
    ]


def test_more_rows_than_one_statement_takes_are_put_down_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(written, "MOST_ROWS", 2)
    put = WrittenRows(Centre, "code", "name", "city", "agreement_number", "address", "time_zone")
    keys = put([(f"C{number}", str(number), "", "", "", "UTC") for number in range(5)])
    assert list(Centre.objects.order_by("pk").values_list("pk", "name")) == [
        (key, str(number)) for number, key in enumerate(keys)
    ]
    assert put([]) == []


def test_what_is_selected_is_changed_or_deleted(centres: list[int]) -> None:
    renamed = WrittenChange(lambda keys: Centre.objects.filter(pk__in=keys).order_by(), name="Fermé")
    renamed(tuple(centres[:2]))
    assert list(Centre.objects.filter(name="Fermé").order_by("pk").values_list("pk", flat=True)) == centres[:2]
    deleted = WrittenChange(lambda keys: Centre.objects.filter(pk__in=keys).order_by())
    for keys in ((), (centres[0],), tuple(centres[1:4])):
        deleted(keys)
    assert list(Centre.objects.values_list("pk", flat=True)) == centres[4:]


def test_sql_of_our_own_takes_its_values_in_turn(centres: list[int]) -> None:
    ask = WrittenSql("SELECT id FROM centres_centre WHERE code = %s OR name = %s ORDER BY id")
    for _ in range(7):  # PostgreSQL changes its way of planning after five
        assert ask("C1", "Centre 3") == [(centres[1],), (centres[3],)]
        assert ask("C'1", None) == []
