"""The rules in time: writers who race each other, and migrations that move the tables under them."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, migrations, models, transaction
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter

from centres.models import JournalEntry
from ntc_cert.constraints import AppendOnly, Frozen, NoOverlap, violated
from tests.ntc_cert.ruled import TABLES, Answer, Booking, Room, Sheet, Signature

committed = pytest.mark.django_db(transaction=True)

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)
WRITERS = 12


@pytest.fixture
def tables(ruled_tables: None) -> Iterator[None]:
    """A flush knows installed models only: these rows are ours to delete."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ruled_sheet SET sealed_at = NULL")
        for table in ("signature", "answer", "sheet", "booking", "room"):
            cursor.execute(f"DELETE FROM ruled_{table}")


def in_its_own_connection(work: Callable[[], Any]) -> str | None:
    """The constraint that refused `work`, or None when it passed."""
    try:
        with transaction.atomic():
            work()
    except IntegrityError as error:
        return violated(error)
    finally:
        connection.close()
    return None


@committed
def test_of_twelve_writers_who_race_for_a_room_exactly_one_wins(tables: None) -> None:
    room, start = Room.objects.create(), Barrier(WRITERS)

    def book(writer: int) -> str | None:
        start.wait()
        begins = NINE + timedelta(minutes=writer)
        new = Booking(room_id=room.pk, starts_at=begins, ends_at=begins + timedelta(hours=1))
        return in_its_own_connection(new.save)

    with ThreadPoolExecutor(WRITERS) as pool:
        outcomes = list(pool.map(book, range(WRITERS)))
    assert sorted(outcomes, key=str) == [None] + ["room_holds_one_booking_at_a_time"] * (WRITERS - 1)
    assert Booking.objects.count() == 1


def seal(sheet: Sheet) -> None:
    Sheet.objects.filter(pk=sheet.pk).update(sealed_at=NINE)


def sign(sheet: Sheet) -> None:
    """A signature is another row: whoever signs must hold the sheet."""
    Sheet.objects.select_for_update().get(pk=sheet.pk)
    Signature.objects.create(sheet=sheet, signed_at=NINE)


@committed
@pytest.mark.parametrize("close", [seal, sign])
def test_a_write_that_races_a_sealing_waits_and_is_refused(tables: None, close: Callable[[Sheet], None]) -> None:
    sheet = Sheet.objects.create()
    answer = Answer.objects.create(sheet=sheet, value="O")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            close(sheet)
            change = Answer.objects.filter(pk=answer.pk)
            late = pool.submit(in_its_own_connection, lambda: change.update(value="N"))
            wait_until_blocked()
            assert not late.done()
        assert late.result(timeout=10) == "answer_is_frozen_once_sealed"
    answer.refresh_from_db()
    assert answer.value == "O"


def wait_until_blocked() -> None:
    """PostgreSQL tells who waits for a lock; SQLite lets one writer in, and only time shows it."""
    if connection.vendor == "sqlite":
        time.sleep(0.3)
        return
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    pytest.fail("the late write did not wait for the sealing")


@committed
def test_a_flush_empties_what_is_append_only_and_keeps_the_rule() -> None:
    JournalEntry.objects.create(action="x", subject_type="y", subject_id="1")
    call_command("flush", interactive=False, verbosity=0)
    assert not JournalEntry.objects.exists()
    entry = JournalEntry.objects.create(action="x", subject_type="y", subject_id="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()


class Tables:
    """Tables moved by migration operations, as `migrate` moves them."""

    def __init__(self) -> None:
        self.state = ProjectState()

    def move(self, *operations: migrations.operations.base.Operation) -> None:
        with connection.schema_editor() as editor:
            for operation in operations:
                before, after = self.state, self.state.clone()
                operation.state_forwards("moving", after)
                operation.database_forwards("moving", editor, before, after)
                self.state = after

    def __getitem__(self, name: str) -> type[models.Model]:
        return self.state.apps.get_model("moving", name)

    def drop(self) -> None:
        for name in ("Stay", "Paper", "Sealing", "Seal"):
            if ("moving", name.lower()) in self.state.models:
                self.move(migrations.DeleteModel(name))


KEY = ("id", models.BigAutoField(primary_key=True))
NO_TWO = NoOverlap(name="stay_is_alone", scope="room", message="Déjà pris.")
KEPT = AppendOnly(name="paper_is_kept", message="Gardé.", events=("DELETE",))
FROZEN = Frozen(
    name="paper_is_frozen",
    query="SELECT s.at FROM moving_seal s WHERE s.id = {row}.seal_id AND {row}.text LIKE '%s%%' AND s.id %s.id = 0",
    events=("UPDATE",),
    lock="s",
    message="Scellé.",
)


@pytest.fixture
def moving() -> Iterator[Tables]:
    """A seal, papers under it, and stays; papers carry two rules that read another table."""
    tables = Tables()
    moment = models.DateTimeField(null=True)
    tables.move(
        migrations.CreateModel(
            "Seal", [KEY, ("at", moment), ("next", models.ForeignKey("self", models.CASCADE, null=True))]
        ),
        migrations.CreateModel(
            "Paper",
            [KEY, ("seal", models.ForeignKey("moving.Seal", models.CASCADE)), ("text", models.CharField(max_length=9))],
            options={"constraints": [KEPT, FROZEN]},
        ),
        migrations.CreateModel(
            "Stay",
            [KEY, ("room", models.IntegerField()), ("starts_at", moment), ("ends_at", moment)],
            options={"constraints": [NO_TWO]},
        ),
    )
    yield tables
    tables.drop()


def refusals(tables: Tables, stay: str = "Stay", paper: str = "Paper", seal: str = "Seal") -> set[str | None]:
    """What the database says to one write against each rule."""
    times = {"room": 1, "starts_at": NINE, "ends_at": NINE + timedelta(hours=1)}
    tables[stay].objects.get_or_create(**times)
    sealed, _ = tables[seal].objects.get_or_create(at=NINE)
    written = tables[paper].objects.create(seal=sealed, text="%s à garder"[:9])
    found = set()
    for write in (lambda: tables[stay].objects.create(**times), written.save, written.delete):
        try:
            with transaction.atomic():
                write()
                transaction.set_rollback(True)
        except IntegrityError as error:
            found.add(violated(error))
    return found


ALL_THREE = {"stay_is_alone", "paper_is_kept", "paper_is_frozen"}


@committed
@pytest.mark.parametrize(
    "operations",
    [
        [],
        [migrations.AlterField("Stay", "room", models.BigIntegerField())],
        [migrations.AlterField("Paper", "text", models.CharField(max_length=12, default="%s"))],
        [migrations.AlterField("Seal", "at", models.DateTimeField(default=NINE))],
        [migrations.AddField("Seal", "code", models.CharField(max_length=3, default="a", unique=False))],
        [migrations.AddField("Seal", "x", models.IntegerField(null=True)), migrations.RemoveField("Seal", "x")],
        [migrations.RemoveField("Seal", "next")],
        [migrations.AlterModelTable("Stay", "moving_renamed"), migrations.AlterModelTable("Stay", None)],
        [migrations.AlterModelTable("Paper", "moving_renamed")],
        [migrations.RemoveConstraint("Stay", NO_TWO.name), migrations.AddConstraint("Stay", NO_TWO)],
        [migrations.RemoveConstraint("Paper", FROZEN.name), migrations.AddConstraint("Paper", FROZEN)],
    ],
    ids=lambda operations: "+".join(type(operation).__name__ for operation in operations) or "as created",
)
def test_rules_survive(moving: Tables, operations: list[Any]) -> None:
    moving.move(*operations)
    assert refusals(moving) == ALL_THREE


@committed
def test_rules_survive_a_rename_of_model_and_field(moving: Tables) -> None:
    moving.move(
        migrations.RemoveConstraint("Stay", NO_TWO.name),
        migrations.RenameField("Stay", "room", "place"),
        migrations.RenameModel("Stay", "Visit"),
        migrations.RenameField("Visit", "place", "room"),
        migrations.AddConstraint("Visit", NO_TWO),
    )
    assert refusals(moving, stay="Visit") == ALL_THREE
    moving.move(migrations.RenameModel("Visit", "Stay"))


@committed
@pytest.mark.parametrize("rule", [NO_TWO, KEPT, FROZEN], ids=lambda rule: rule.name)
def test_a_removed_rule_refuses_nothing_and_leaves_the_others(moving: Tables, rule: Any) -> None:
    moving.move(migrations.RemoveConstraint("Stay" if rule is NO_TWO else "Paper", rule.name))
    assert refusals(moving) == ALL_THREE - {rule.name}


@pytest.mark.parametrize("model", [m for m in TABLES if m._meta.constraints], ids=lambda model: model.__name__)
def test_a_written_migration_reads_back_the_same(model: type[models.Model]) -> None:
    for rule in model._meta.constraints:
        text, imports = MigrationWriter.serialize(rule)
        scope: dict[str, Any] = {}
        exec("\n".join(sorted(imports)), scope)
        assert eval(text, scope) == rule


def test_makemigrations_sees_no_change_and_takes_a_new_message_without_touching_tables() -> None:
    yes = MigrationQuestioner({"ask_initial": True})

    def state(*rules: models.BaseConstraint) -> ProjectState:
        project = ProjectState()
        project.add_model(ModelState("moving", "Line", [KEY], {"constraints": list(rules)}))
        return project

    def changes(new: models.BaseConstraint) -> list[str]:
        found = MigrationAutodetector(state(KEPT), state(new), yes).changes(MigrationGraph())
        return [type(op).__name__ for migration in found.get("moving", ()) for op in migration.operations]

    assert changes(KEPT.clone()) == []
    assert changes(AppendOnly(name=KEPT.name, message="Autre.", events=("DELETE",))) == ["AlterConstraint"]
    assert changes(AppendOnly(name=KEPT.name, message="Gardé.")) == ["RemoveConstraint", "AddConstraint"]
