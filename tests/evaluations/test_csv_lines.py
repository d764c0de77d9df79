import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.csv_lines import Fault, UnreadableFile, lines_of

PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


def read(text, *, required=("who", "what"), optional=("why",)):
    content = text if isinstance(text, bytes) else text.encode()
    return lines_of(content, required=required, optional=optional)


def rows(text, **given):
    lines, faults = read(text, **given)
    assert faults == []
    return [(line.number, line.fields) for line in lines]


def fault(text):
    with pytest.raises(UnreadableFile) as caught:
        read(text)
    return caught.value.fault


def test_formats_a_fault_is_one_line_with_its_place_and_what_to_do():
    assert Fault(3, "mark", "motif", "Quoi faire.").text("notes.csv") == (
        "notes.csv : ligne 3, champ « mark » : motif. Quoi faire."
    )


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_formats_with_or_without_bom_lf_or_crlf(start, ending):
    text = start + ending.join(["who;what;why", "A;1;é", "B;2;", ""])
    assert rows(text) == [(2, {"who": "A", "what": "1", "why": "é"}), (3, {"who": "B", "what": "2", "why": ""})]


def test_an_optional_column_may_be_missing_from_the_header_or_the_line():
    assert rows("who;what\nA;1") == [(2, {"who": "A", "what": "1"})]
    assert rows("who;what;why\nA;1") == [(2, {"who": "A", "what": "1", "why": ""})]


def test_columns_are_known_by_name_in_any_order_and_case():
    assert rows("Why; WHAT ;who\nz;1;A") == [(2, {"why": "z", "what": "1", "who": "A"})]


def test_blank_lines_are_skipped_and_still_counted():
    assert [number for number, _ in rows("\nwho;what;why\n\n;;\nA;1;\n \nB;2;\n")] == [5, 7]


def test_a_quoted_note_may_hold_separators_quotes_and_lines():
    assert rows('who;what;why\nA;1;"a;b ""c""\nd"\nB;2;') == [
        (2, {"who": "A", "what": "1", "why": 'a;b "c"\nd'}),
        (4, {"who": "B", "what": "2", "why": ""}),
    ]


def test_an_open_quote_is_named_and_never_swallows_the_rest_in_silence():
    lines, faults = read('who;what;why\nA;1;"ouvert\nB;2;\nC;3;')
    assert lines == []
    assert [(each.line, each.field) for each in faults] == [(2, "why")]


def test_an_endless_text_is_said_to_be_one():
    _, faults = read(f"who;what;why\nA;1;{'é' * 200_000}\nB;2;{'x' * 100_000}\n")
    assert [(each.line, each.field) for each in faults] == [(2, "why")]
    assert faults[0].motif.startswith("un texte dépasse 131\N{NO-BREAK SPACE}072 caractères")


def test_a_stray_quote_does_not_hide_the_next_lines():
    lines, faults = read('who;what;why\nA;1;"oui" dit-il\nB;2;\n')
    assert [line.number for line in lines] == [3]
    assert [each.line for each in faults] == [2]


def test_every_line_too_long_or_too_short_is_named():
    _, faults = read("who;what;why\nA\nB;1;x;y\nC;2\n")
    assert [(each.line, each.field) for each in faults] == [(2, "what"), (3, "why")]
    _, faults = read("why;who;what\nA;1\n")
    assert [(each.line, each.field) for each in faults] == [(2, "what")]


def test_a_control_character_is_named_before_it_reaches_a_document():
    _, faults = read("who;what;why\nA;1;x\x07y\n")
    assert [(each.line, each.field) for each in faults] == [(2, "why")]


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", "  \n;;\n", "who;what;why\n"])
def test_formats_an_empty_file_is_refused(text):
    assert fault(text).line == 1


@pytest.mark.parametrize(
    "text", ["A;1;x\n", "who;why\nA;x", "who;what;who\nA;1;B", "who;what;else\nA;1;x", "who,what\n"]
)
def test_formats_the_header_is_required(text):
    assert fault(text).field == "en-tête"
    assert "who;what;why" in fault(text).cure


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"\x89PNG\r\n\x1a\n", "who;what".encode("utf-16")])
def test_formats_a_binary_file_is_refused(content):
    assert fault(content).field == "en-tête"


def test_another_encoding_is_named_at_its_line():
    assert fault(b"\xef\xbb\xbfwho;what;why\nA;1;x\nB;2;\xe9\n").line == 3


@given(st.binary(max_size=200))
def test_no_bytes_ever_break_the_reader(content):
    for head in (b"", b"who;what;why\n"):
        try:
            lines, faults = read(head + content)
        except UnreadableFile as unreadable:
            lines, faults = [], [unreadable.fault]
        assert lines or faults
        assert all(fault.line >= 1 for fault in faults)


@given(st.lists(st.tuples(PRINTABLE, PRINTABLE, PRINTABLE).filter(lambda row: any(map(str.strip, row))), min_size=1))
def test_what_a_spreadsheet_writes_is_read_back(table):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([("who", "what", "why"), *table])
    assert [tuple(fields.values()) for _, fields in rows(text.getvalue())] == [
        tuple(value.strip() for value in row) for row in table
    ]
