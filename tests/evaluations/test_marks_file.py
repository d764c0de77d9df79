import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.grids import FINAL, Mark, answers_needed
from evaluations.marks_file import Known, MarkRow, PresenceRow, read_marks
from evaluations.verdicts import Presence
from tests.evaluations.referentiels import BAKER, NTC

HEADER = "candidate;criterion;mark;note"
SESSION = {
    "C001": Known("title"),
    "C002": Known("ccp1"),
    "C003": Known("title", is_sealed=True),
    "C004": Known("title", answers={"C1.1": Mark.YES, "C1.2": None}),
    "C005": Known("final", presence=Presence.ABSENT),
}


def read(*lines, header=HEADER, candidates=SESSION, referentiel=NTC):
    return read_marks("\n".join([header, *lines]).encode(), referentiel, candidates)


def places(*lines):
    found = read(*lines)
    assert (found.marks, found.presences) == ((), ())
    return [(fault.line, fault.field) for fault in found.faults]


def test_formats_marks_final_and_presence_are_read():
    found = read("C001;C1.1;O;clair", "C001;C1.2;N;", "C001;FINAL;N;", "C002;PRESENCE;B;part à 10 h")
    assert found.faults == ()
    assert found.marks == (
        MarkRow(2, "C001", "C1.1", Mark.YES, "clair"),
        MarkRow(3, "C001", "C1.2", Mark.NO, ""),
        MarkRow(4, "C001", FINAL, Mark.NO, ""),
    )
    assert found.presences == (PresenceRow(5, "C002", Presence.ABANDONED, "part à 10 h"),)


def test_formats_an_empty_mark_is_untouched_and_never_no():
    assert read("C001;C1.1;;").marks == (MarkRow(2, "C001", "C1.1", None, ""),)


@pytest.mark.parametrize(
    ("letter", "presence"),
    [("P", Presence.PRESENT), ("A", Presence.ABSENT), ("B", Presence.ABANDONED), ("", Presence.PRESENT)],
)
def test_formats_presence_letters(letter, presence):
    assert read(f"C001;PRESENCE;{letter};").presences[0].presence is presence


def test_an_identifier_with_spaces_around_it_is_found_and_kept():
    known = {" C 1 ": Known("title"), "C2": Known("title"), " C2": Known("title")}
    found = read(" C 1 ;C1.1;O;", "C2;C1.1;N;", candidates=known)
    assert [(row.candidate, row.mark) for row in found.marks] == [(" C 1 ", Mark.YES), ("C2", Mark.NO)]


def test_formats_note_is_optional():
    found = read("C001;C1.1;O", header="candidate;criterion;mark")
    assert found.marks == (MarkRow(2, "C001", "C1.1", Mark.YES, None),)


def test_formats_unknown_candidate():
    assert places("C999;C1.1;O;", ";C1.1;O;") == [(2, "candidate"), (3, "candidate")]


def test_formats_criterion_outside_the_route():
    lines = ["C002;C4.1;O;", "C002;FINAL;O;", "C001;C7.1;O;", "C001;c1.1;O;", "C005;C1.1;;"]
    assert places(*lines) == [(number, "criterion") for number in range(2, 7)]


def test_formats_repeated_cell():
    assert places("C001;C1.1;O;", "C001;C1.2;O;", "C001;C1.1;O;") == [(4, "criterion")]
    assert "ligne 2" in read("C001;C1.1;O;", "C001;C1.1;N;").faults[0].motif


def test_the_same_cell_of_two_candidates_is_not_repeated():
    assert read("C001;C1.1;O;", "C002;C1.1;O;").faults == ()


@pytest.mark.parametrize("line", ["C001;C1.1;X;", "C001;C1.1;o;", "C001;FINAL;P;", "C001;PRESENCE;O;", "C001;C1.1;A;"])
def test_formats_another_letter(line):
    assert places(line) == [(2, "mark")]


def test_formats_a_sealed_candidate():
    assert places("C003;C1.1;O;", "C003;PRESENCE;P;") == [(2, "candidate"), (3, "candidate")]


def test_formats_an_absence_beside_a_mark_of_the_file_names_both_lines():
    assert places("C001;C1.1;O;", "C001;C1.2;;", "C001;PRESENCE;A;") == [(2, "mark"), (4, "mark")]


def test_formats_an_absence_beside_a_recorded_mark():
    found = read("C004;PRESENCE;A;")
    assert [(fault.line, fault.field) for fault in found.faults] == [(2, "mark")]
    assert "C1.1" in found.faults[0].motif


def test_formats_a_mark_beside_a_recorded_absence():
    assert places("C005;FINAL;O;") == [(2, "mark")]


def test_an_absence_is_accepted_once_the_file_empties_the_marks():
    assert read("C004;PRESENCE;A;", "C004;C1.1;;").faults == ()


def test_a_recorded_absence_may_be_lifted_with_its_marks():
    assert read("C005;PRESENCE;P;", "C005;FINAL;O;").faults == ()


def test_an_abandon_keeps_its_marks():
    assert read("C001;PRESENCE;B;", "C001;C1.1;O;").faults == ()


def test_formats_every_faulty_line_is_named_in_order_and_nothing_is_kept():
    lines = ["C001;C1.1;O;", "C999;C1.1;X;", "C002;C4.1;O;", "C001;C1.2", "C001;C1.3;Z;", "C001;C1.1;N;"]
    assert places(*lines) == [
        (3, "candidate"),
        (3, "mark"),
        (4, "criterion"),
        (5, "mark"),
        (6, "mark"),
        (7, "criterion"),
    ]


@pytest.mark.parametrize("content", [b"", b"\x00\x01PK", HEADER.encode(), b"C001;C1.1;O\n"])
def test_formats_an_empty_binary_or_headless_file(content):
    assert [fault.field for fault in read_marks(content, NTC, SESSION).faults] == ["en-tête"]


def test_an_empty_field_is_named_as_such():
    assert read(";C1.1;O;").faults[0].motif.startswith("un champ vide")


def test_the_cells_are_those_of_the_title_in_use():
    found = read("X;C10.2;O;", "X;C5.1;O;", candidates={"X": Known("ccp3")}, referentiel=BAKER)
    assert [fault.line for fault in found.faults] == [3]
    assert "C10.1, C10.2, PRESENCE" in found.faults[0].cure


LINE = st.tuples(
    st.sampled_from([*SESSION, "C999", ""]),
    st.sampled_from([*answers_needed(NTC, "title"), "PRESENCE", "C9.9"]),
    st.sampled_from(["O", "N", "", "A", "P", "x"]),
    st.sampled_from(["", "note"]),
)


@given(st.lists(LINE, min_size=1, max_size=8))
def test_formats_the_file_is_taken_whole_or_refused_whole(lines):
    found = read(*map(";".join, lines))
    if found.faults:
        assert (found.marks, found.presences) == ((), ())
        assert {fault.line for fault in found.faults} <= set(range(2, len(lines) + 2))
        return
    assert sorted(row.line for row in (*found.marks, *found.presences)) == list(range(2, len(lines) + 2))
    absent = {row.candidate for row in found.presences if row.presence is Presence.ABSENT}
    assert not absent & {row.candidate for row in found.marks if row.mark is not None}
    assert not {row.candidate for row in (*found.marks, *found.presences)} & {"C003", "C999", ""}


@given(st.dictionaries(st.sampled_from(answers_needed(NTC, "title")), st.sampled_from([Mark.YES, Mark.NO, None])))
def test_what_is_written_is_read_back(answers):
    found = read("C001;PRESENCE;P;", *(f"C001;{cell};{mark or ''};" for cell, mark in answers.items()))
    assert {row.cell: row.mark for row in found.marks} == answers
