"""Leaves and the files they are joined in."""

import pytest

from sessions.leaves import BETWEEN_CELLS, NOTHING, Leaf, PrintFile, days_line, foot_line, joined, or_nothing
from tests.builders import DAY, a_day, a_session

LEAF = Leaf(title="a", heading="a", right=(), foot="ntc_cert")


def test_a_foot_leaves_out_what_is_not_known():
    assert foot_line("2026-NTC-12", "", "version 1") == "ntc_cert · 2026-NTC-12 · version 1"


def test_joining_keeps_every_leaf_in_order():
    other = Leaf(title="b", heading="b", right=(), foot="ntc_cert")
    files = [PrintFile("x", "pdf/minutes.html", (LEAF,)), PrintFile("y", "pdf/minutes.html", (other, LEAF))]
    assert joined("z", files) == PrintFile("z", "pdf/minutes.html", (LEAF, other, LEAF))


@pytest.mark.django_db
def test_names_that_a_disk_takes_for_one_are_told_apart():
    files = [PrintFile(name, "pdf/results.html", (LEAF,)) for name in ("results-C1", "results-c1", "results-C1")]
    found = or_nothing("results", "Fiches de résultat", a_session(), files)
    assert [file.name for file in found] == ["results-C1", "results-c1-2", "results-C1-3"]
    assert not any(file.is_empty for file in found)


@pytest.mark.django_db
def test_no_file_makes_one_that_says_so():
    exam_session = a_session(reference="É/1")
    a_day(exam_session, DAY.replace(day=9))
    (file,) = or_nothing("results", "Fiches de résultat", exam_session, [])
    assert (file.name, file.template, file.is_empty) == ("results-E-1", NOTHING, True)
    assert file.leaves[0].right[1:] == ("Session É/1", "8 et 9 décembre 2026")
    assert "Rien à imprimer." in file.html()


@pytest.mark.django_db
def test_a_session_without_a_day_says_none():
    exam_session = a_session()
    exam_session.days.all().delete()
    assert days_line(exam_session) == ()


def test_no_space_is_laid_out_between_the_cells_of_a_table():
    (text,) = PrintFile("x", NOTHING, (LEAF,)).texts()
    assert BETWEEN_CELLS.sub("", "<tr>\n <td>un <b>mot</b> seul</td>\n</tr>") == "<tr><td>un <b>mot</b> seul</td></tr>"
    assert not BETWEEN_CELLS.search(text)
