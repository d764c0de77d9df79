"""What the three rules refuse, on SQLite and on PostgreSQL alike."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import CharField
from django.utils import timezone

from centres.models import Centre, JournalEntry, RetentionPurge
from ntc_cert.constraints import UNKNOWN_RULE, AppendOnly, Frozen, NoOverlap, explain, violated
from tests.ntc_cert.ruled import Answer, Booking, Holiday, Line, Remark, Room, Sheet, Signature

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ruled_tables")]

NINE = datetime(2026, 11, 24, 9, tzinfo=UTC)


def hours(count: float) -> datetime:
    return NINE + timedelta(hours=count)


def booking(room: Room | None, start: float | None, end: float | None) -> Booking:
    moments = [None if moment is None else hours(moment) for moment in (start, end)]
    return Booking(room=room, starts_at=moments[0], ends_at=moments[1])


def refused_by(write: Callable[[], Any]) -> str | None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return violated(caught.value)


@pytest.fixture
def room() -> Room:
    return Room.objects.create()


@pytest.fixture
def sheet() -> Sheet:
    return Sheet.objects.create()


@pytest.fixture
def open_door() -> RetentionPurge:
    return RetentionPurge.objects.create(reason="cinq ans sont passés")


def sealed(sheet: Sheet) -> Sheet:
    sheet.sealed_at = NINE
    sheet.save()
    return sheet


@pytest.mark.parametrize(
    ("start", "end"), [(0, 2), (1, 3), (1.25, 1.75), (-1, 0.5), (-1, 5), (1.999, 4)], ids=lambda moment: str(moment)
)
def test_no_overlap_refuses_a_shared_instant(room: Room, start: float, end: float) -> None:
    booking(room, 0, 2).save()
    assert refused_by(booking(room, start, end).save) == "room_holds_one_booking_at_a_time"
    with pytest.raises(ValidationError, match=r"Cette salle est déjà prise\."):
        booking(room, start, end).full_clean()
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("start", "end"),
    [(2, 3), (-1, 0), (None, 1), (1, None), (1, 1)],
    ids=["after", "before", "no start", "no end", "empty"],
)
def test_no_overlap_lets_touching_and_unknown_intervals_pass(
    room: Room, start: float | None, end: float | None
) -> None:
    booking(room, 0, 2).save()
    new = booking(room, start, end)
    new.validate_constraints()
    new.save()
    assert Booking.objects.count() == 2


def test_no_overlap_lets_another_scope_and_an_empty_one_pass(room: Room) -> None:
    booking(room, 0, 2).save()
    for other in (Room.objects.create(), None, None):
        booking(other, 0, 2).validate_constraints()
        booking(other, 0, 2).save()
    assert Booking.objects.count() == 4


def test_no_overlap_refuses_an_update_that_moves_into_another_row(room: Room) -> None:
    booking(room, 0, 2).save()
    late = booking(room, 2, 3)
    late.save()
    late.starts_at = hours(1)
    assert refused_by(late.save) == "room_holds_one_booking_at_a_time"
    elsewhere = booking(None, 1, 2)
    elsewhere.save()
    assert refused_by(lambda: Booking.objects.filter(pk=elsewhere.pk).update(room=room))
    with pytest.raises(ValidationError):
        late.validate_constraints()


def test_no_overlap_lets_a_row_move_within_its_own_time(room: Room) -> None:
    moved = booking(room, 0, 2)
    moved.save()
    moved.starts_at = hours(1)
    moved.validate_constraints()
    moved.save()
    again = booking(room, 1, 3)
    Booking.objects.bulk_create(
        [Booking(pk=moved.pk, room=room, starts_at=again.starts_at, ends_at=again.ends_at)],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["starts_at", "ends_at"],
    )
    assert Booking.objects.get().ends_at == hours(3)


def test_no_overlap_holds_against_raw_sql_and_bulk_writes(room: Room) -> None:
    assert refused_by(lambda: Booking.objects.bulk_create([booking(room, 0, 2), booking(room, 1, 3)]))
    booking(room, 0, 2).save()
    copy = (
        "INSERT INTO ruled_booking (room_id, starts_at, ends_at) SELECT room_id, starts_at, ends_at FROM ruled_booking"
    )
    with connection.cursor() as cursor:
        assert refused_by(lambda: cursor.execute(copy)) == "room_holds_one_booking_at_a_time"


def test_no_overlap_counts_days_too(room: Room) -> None:
    Holiday.objects.create(room=room, first=date(2026, 12, 20), after=date(2027, 1, 4))
    Holiday.objects.create(room=room, first=date(2027, 1, 4), after=date(2027, 1, 5))
    christmas = Holiday(room=room, first=date(2026, 12, 25), after=date(2026, 12, 26))
    assert refused_by(christmas.save) == "one_holiday"


def test_no_overlap_leaves_excluded_fields_to_their_own_message(room: Room) -> None:
    booking(room, 0, 2).save()
    booking(room, 0, 2).validate_constraints(exclude={"starts_at"})


def test_append_only_refuses_to_change_and_to_delete() -> None:
    line = Line.objects.create(text="écrite")
    assert refused_by(line.save) == "line_is_kept"
    assert refused_by(line.delete) == "line_is_kept"
    assert refused_by(Line.objects.all().delete) == "line_is_kept"
    with pytest.raises(ValidationError, match="à 100 % comme elle est"):
        line.full_clean()
    Line(text="nouvelle").full_clean()
    assert Line.objects.get().text == "écrite"


def test_append_only_is_not_got_round_by_replacing_a_row() -> None:
    line = Line.objects.create(text="écrite")
    again = "INSERT OR REPLACE INTO" if connection.vendor == "sqlite" else "INSERT INTO"
    upsert = "" if connection.vendor == "sqlite" else " ON CONFLICT (id) DO UPDATE SET text = EXCLUDED.text"

    def replace() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"{again} ruled_line (id, text) VALUES (%s, 'autre'){upsert}", [line.pk])

    assert refused_by(replace) == "line_is_kept"


def test_a_closed_door_stays_on_record(open_door: RetentionPurge) -> None:
    open_door.closed_at = timezone.now()
    open_door.save()
    assert refused_by(lambda: RetentionPurge.objects.update(reason="autre")) == "retention_purge_is_kept"
    assert refused_by(RetentionPurge.objects.all().delete) == "retention_purge_is_kept"


def test_append_only_yields_to_an_open_door_only(open_door: RetentionPurge) -> None:
    line = Line.objects.create(text="écrite")
    line.text = ""
    line.save()
    open_door.closed_at = timezone.now()
    open_door.save()
    assert refused_by(line.delete) == "line_is_kept"


def test_frozen_lets_everything_pass_before_the_seal(sheet: Sheet) -> None:
    answer = Answer.objects.create(sheet=sheet, value="O")
    answer.value = "N"
    answer.full_clean()
    answer.save()
    answer.delete()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("by_signature", [False, True], ids=["sealed", "signed"])
def test_frozen_refuses_every_event_after_the_seal(sheet: Sheet, by_signature: bool) -> None:
    answer = Answer.objects.create(sheet=sheet, value="O")
    if by_signature:
        Signature.objects.create(sheet=sheet, signed_at=NINE)
    else:
        sealed(sheet)
    new = Answer(sheet=sheet, value="N")
    for write in (answer.save, answer.delete, new.save):
        assert refused_by(write) == "answer_is_frozen_once_sealed"
    for row in (answer, new):
        with pytest.raises(ValidationError, match="Cette feuille est scellée"):
            row.validate_constraints()


def test_frozen_looks_where_a_row_comes_from_and_where_it_goes(sheet: Sheet) -> None:
    free = Answer.objects.create(sheet=Sheet.objects.create())
    bound = Answer.objects.create(sheet=sheet)
    sealed(sheet)
    for answer, target in ((free, sheet), (bound, free.sheet)):
        answer.sheet = target
        assert refused_by(answer.save) == "answer_is_frozen_once_sealed"
        with pytest.raises(ValidationError):
            answer.validate_constraints()


def test_frozen_yields_to_an_open_door_except_for_new_rows(sheet: Sheet, open_door: RetentionPurge) -> None:
    kept, emptied = Answer.objects.create(sheet=sheet, value="O"), Answer.objects.create(sheet=sheet, value="O")
    sealed(sheet)
    kept.delete()
    emptied.value = ""
    emptied.save()
    assert refused_by(Answer(sheet=sheet).save) == "answer_is_frozen_once_sealed"


def test_frozen_columns_leave_the_others_free(sheet: Sheet) -> None:
    remark = Remark.objects.create(sheet=sheet, text="100 %s d’accord")
    other = Remark.objects.create(sheet=sheet, text="99 %")
    sealed(sheet)
    remark.read = True
    remark.validate_constraints()
    remark.save()
    remark.text = None
    assert refused_by(remark.save) == "remark_text_is_frozen"
    with pytest.raises(ValidationError):
        remark.validate_constraints()
    other.text = "98 %"
    other.validate_constraints()
    other.save()
    assert refused_by(remark.delete) == "remark_text_is_frozen"
    Remark.objects.create(sheet=sheet, text="100 %s après")


def test_rules_refuse_to_be_made_wrongly() -> None:
    with pytest.raises(ValueError, match="lower-case"):
        AppendOnly(name="Journal'; DROP TABLE", message="")
    with pytest.raises(ValueError, match="lower-case"):
        AppendOnly(name="a" * 64, message="")
    with pytest.raises(ValueError, match="among INSERT, UPDATE, DELETE"):
        AppendOnly(name="a", message="", events=("TRUNCATE",))
    with pytest.raises(ValueError, match="row"):
        Frozen(name="a", message="", query="SELECT 1")


def test_no_overlap_checks_its_fields() -> None:
    rule = NoOverlap(name="a", message="", scope="room", start="begins", end="ends_at")
    assert [error.id for error in rule._check(Booking, connection)] == ["models.E012"]


def test_rules_are_equal_when_they_say_the_same() -> None:
    rule = Answer._meta.constraints[0]
    assert rule == rule.clone()
    assert rule != Remark._meta.constraints[0]
    assert rule != CharField()
    assert repr(rule) == "<Frozen: answer_is_frozen_once_sealed>"


def test_explain_reads_the_french_message_from_the_model() -> None:
    entry = JournalEntry.objects.create(action="x", subject_type="y", subject_id="1")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        entry.save()
    assert explain(caught.value) == "Le journal ne se réécrit pas : ajoutez une nouvelle entrée."


def test_violated_names_a_check_constraint_and_knows_when_there_is_no_name() -> None:
    assert refused_by(RetentionPurge(reason="").save) == "retention_purge_has_a_reason"
    assert refused_by(JournalEntry(action=None).save) is None
    assert explain(IntegrityError("NOT NULL constraint failed: a.b")) == UNKNOWN_RULE


def test_violated_names_a_unique_constraint(django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("ada")
    centre = Centre.objects.create(code="A", name="A")
    user.memberships.create(centre=centre, role="organiser")
    write = lambda: user.memberships.create(centre=centre, role="organiser")  # noqa: E731
    assert refused_by(write) == "membership_is_given_once_per_centre"
