"""What is read of a tablet's sending, and what becomes of an operation on a cell."""

import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.operations import LARGEST, Cell, Kind, Outcome, Unreadable, clean, fault_of_value, judge, read_batch

VALUES = st.sampled_from(["", "O", "N"])
REVISIONS = st.integers(0, 6)
CELLS = st.builds(Cell, VALUES, REVISIONS, st.booleans())


def a_document(**fields):
    item = {"id": str(uuid4()), "candidate": 3, "phase": "role_play", "kind": "mark", "cell": "C1.1", "value": "O"}
    return {"juror": 7, "device": "d", "ops": [{**item, "base": 0, "after": None, "made_at": None, **fields}]}


@given(VALUES, CELLS)
def test_who_saw_the_cell_as_it_is_writes(value, cell):
    found = judge(value, cell.revision, cell)
    assert (found.outcome, found.revision, found.writes) == (Outcome.APPLIED, cell.revision + 1, True)


@given(VALUES, REVISIONS, CELLS, st.none() | REVISIONS)
def test_a_value_never_seen_is_never_written_over(value, base, cell, own):
    found = judge(value, base, cell, own_revision=own)
    unseen = base != cell.revision and own != cell.revision
    assert found.writes == (not unseen)
    if unseen:
        assert (found.outcome is Outcome.CONFLICT) == (value != cell.value)


@given(REVISIONS, CELLS)
def test_to_say_the_same_settles_nothing_one_has_not_seen(base, cell):
    found = judge(cell.value, base, cell)
    if base != cell.revision:
        assert found.revision == (base if cell.is_disputed else cell.revision)


def test_a_sending_is_read_whole():
    document = a_document(value="N", base=4, after=str(uuid4()), made_at="2026-12-08T10:42:00.123Z")
    (op,) = read_batch(document).operations
    assert (op.kind, op.cell, op.value, op.base) == (Kind.MARK, "C1.1", "N", 4)
    assert str(op.after) == document["ops"][0]["after"]
    assert op.made_at.isoformat() == "2026-12-08T10:42:00.123000+00:00"


@pytest.mark.parametrize(
    "clock", ["demain", "2026-12-08T10:42:00", 12, {}, "0001-01-01T00:00:00Z", "9999-12-31T00:00Z"]
)
def test_a_clock_that_means_nothing_is_forgotten(clock):
    assert read_batch(a_document(made_at=clock)).operations[0].made_at is None


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"id": "abc"}, "ops[0].id"),
        ({"id": None}, "ops[0].id"),
        ({"candidate": "3"}, "ops[0].candidate"),
        ({"candidate": True}, "ops[0].candidate"),
        ({"candidate": -1}, "ops[0].candidate"),
        ({"base": LARGEST + 1}, "ops[0].base"),
        ({"base": 1.0}, "ops[0].base"),
        ({"kind": "dance"}, "ops[0].kind"),
        ({"cell": "C" * 41}, "ops[0].cell"),
        ({"cell": "C\0"}, "ops[0].cell"),
        ({"phase": "\ud800"}, "ops[0].phase"),
        ({"value": None}, "ops[0].value"),
        ({"after": 3}, "ops[0].after"),
    ],
)
def test_what_is_not_an_operation_is_named(fields, place):
    with pytest.raises(Unreadable) as fault:
        read_batch(a_document(**fields))
    assert fault.value.path == place
    assert str(fault.value).startswith(f"champ « {place} » : ")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["juror", "ops", "id"]), inner),
)


@given(JSON)
def test_any_json_is_read_or_refused_in_words(document):
    try:
        batch = read_batch(document)
    except Unreadable as fault:
        told = str(fault)
    else:
        told = batch.device or "read"
    assert told


def test_too_many_at_once_are_refused():
    document = a_document()
    with pytest.raises(Unreadable):
        read_batch(document | {"ops": document["ops"] * 201})
    assert len(read_batch(document | {"ops": document["ops"] * 200}).operations) == 200


@pytest.mark.parametrize("text", ["a" * 10_001, "a\0", json.loads(r'"\ud800"')])
def test_a_note_the_database_cannot_keep_is_told(text):
    assert fault_of_value(Kind.NOTE, text)


def test_a_note_is_kept_with_the_browsers_line_ends_and_no_blank_around():
    assert clean(Kind.NOTE, "  un\r\ndeux \n") == "un\ndeux"
    assert fault_of_value(Kind.MARK, "o")
