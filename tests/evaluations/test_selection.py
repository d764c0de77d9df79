"""Which sheets a choice of kinds, days and people amounts to."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.documents import KINDS, Folder
from evaluations.documents.selection import Choice, bundles, chosen, sheets
from sessions.leaves import of_candidate, of_juror
from sessions.scheduling import place
from tests import builders
from tests.builders import DAY, at
from tests.evaluations import paper

NEXT = DAY + timedelta(days=1)


@pytest.fixture
def two_days(db):
    """Amélie on the first day, Karim on the second, before one jury."""
    exam_session = paper.a_printed_session(reference="2026-NTC-12")
    panel, _ = paper.a_jury(exam_session)
    amelie = paper.a_placed_candidate(exam_session, panel)
    builders.a_day(exam_session, NEXT)
    person = builders.a_person(exam_session.centre, birth_name="Benhaddou", first_names="Karim")
    karim = builders.a_candidate(exam_session, reference="C002", route="ccp1", person=person)
    room = builders.a_preparation_room(exam_session.centre)
    place(karim, panel=panel, start=at("09:00", day=NEXT), preparation_room=room, by=None)
    return paper.fresh(exam_session), amelie, karim


def names(exam_session, **fields):
    return [file.name for file in chosen(Folder(exam_session), Choice(**fields))]


@given(
    st.lists(st.sampled_from(list(KINDS))),
    st.none() | st.frozensets(st.dates()),
    st.none() | st.frozensets(st.text(max_size=8)),
    st.booleans(),
)
def test_a_choice_comes_back_from_what_is_kept_of_it(kinds, days, people, is_split):
    choice = Choice(tuple(kinds), days, people, is_split, "https://example.org")
    assert Choice.read(choice.written()) == choice


def test_a_day_keeps_its_own_sheets_and_those_of_no_day(two_days):
    exam_session, _, karim = two_days
    kinds = ("candidate-plans", "sign-in", "correspondence")
    found = names(exam_session, kinds=kinds, days=frozenset({NEXT}))
    assert found == [
        "candidate-plans-2026-NTC-12-C002",
        f"sign-in-2026-NTC-12-{NEXT}",
        "correspondence-2026-NTC-12",
    ]
    karim.passage.delete()
    assert "candidate-plans-2026-NTC-12-C002" in names(exam_session, kinds=kinds, days=frozenset({DAY}))


def test_a_juror_keeps_the_pages_of_the_day(two_days):
    exam_session, *_ = two_days
    juror = exam_session.panels.get().jurors.first()
    (file,) = chosen(Folder(exam_session), Choice(("juror-plans",), frozenset({NEXT}), frozenset({of_juror(juror.pk)})))
    assert [leaf.day for leaf in file.leaves] == [NEXT]


def test_people_keep_their_own_sheets_and_those_that_are_nobody_s(two_days):
    exam_session, amelie, _ = two_days
    people = frozenset({of_candidate(amelie.pk)})
    found = names(exam_session, kinds=("convocations", "minutes", "blank-grids"), people=people)
    assert found == ["convocations-2026-NTC-12-C003", "blank-grids-2026-NTC-12-C003", "minutes-2026-NTC-12"]


def test_what_is_empty_is_not_among_them(two_days):
    exam_session, *_ = two_days
    assert names(exam_session, kinds=("badges", "grids")) == []


def test_one_file_a_person_joins_their_sheets(two_days):
    exam_session, *_ = two_days
    folder = Folder(exam_session)
    files = chosen(folder, Choice(("convocations", "candidate-plans", "correspondence")))
    found = {name: sheets(own) for name, own in bundles(folder, files).items()}
    jurors = {bench.juror.last_name: bench.juror.pk for bench in folder.planned.benches}
    assert found == {
        "2026-NTC-12-C003-Boeuf-Lacroix": 2,
        "2026-NTC-12-C002-Benhaddou": 2,
        f"2026-NTC-12-juror-{jurors['Vasseur']}-Vasseur": 1,
        f"2026-NTC-12-juror-{jurors['Thiébaut']}-Thiebaut": 1,
        "correspondence-2026-NTC-12": 1,
    }
