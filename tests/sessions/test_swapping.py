"""Two passages exchanged: panel, rooms and start change hands, durations stay each one's own."""

from datetime import timedelta

import pytest

from sessions.bookings import DoubleBooked
from sessions.models import Passage
from sessions.scheduling import NotPlaceable, swap
from tests.builders import a_candidate, a_panel, a_preparation_room, a_room, a_session, at
from tests.sessions.passages import held, put, reasons, steps_of

pytestmark = pytest.mark.django_db


def test_a_swap_exchanges_panel_rooms_and_start() -> None:
    exam_session = a_session()
    centre = exam_session.centre
    morning = a_panel(exam_session, room=a_room(centre, name="Salle 1"))
    evening = a_panel(exam_session, room=a_room(centre, name="Salle 2"))
    a, b = a_candidate(exam_session), a_candidate(exam_session)
    put(a, morning, "08:30", a_preparation_room(centre, name="Prépa 1"))
    put(b, evening, "10:00", a_preparation_room(centre, name="Prépa 2"), phase_starts={"final_interview": at("14:00")})
    was = steps_of(a), steps_of(b)
    mine, theirs = swap(a, b, by=None)
    assert (steps_of(b), steps_of(a)) == was
    assert (mine.passage.panel, theirs.passage.panel) == (evening, morning)
    assert (mine.conflicts, theirs.conflicts) == ([], [])


def test_swapped_neighbours_of_one_panel_do_not_collide_with_themselves() -> None:
    exam_session = a_session(gap_minutes=0)
    panel, preparation = a_panel(exam_session), a_preparation_room(exam_session.centre)
    a, b = a_candidate(exam_session), a_candidate(exam_session)
    put(a, panel, "08:30", preparation)
    put(b, panel, "11:30", preparation)
    swap(a, b, by=None)
    assert (Passage.objects.get(candidate=a).starts_at, Passage.objects.get(candidate=b).starts_at) == (
        at("11:30"),
        at("08:30"),
    )


def test_a_swap_lays_out_each_ones_own_durations() -> None:
    """A longer candidate pushes their own later phases, and takes over a preparation room only where there is one."""
    exam_session = a_session()
    centre = exam_session.centre
    slow = a_candidate(exam_session, extra_time_preparation=True, extra_time_oral=True)
    final = a_candidate(exam_session, route="final", held_ccps=["CP-000343", "CP-000342"])
    put(slow, a_panel(exam_session), "08:30", a_preparation_room(centre, name="Prépa 1"))
    put(final, a_panel(exam_session), "14:00")
    swap(slow, final, by=None)
    passage = Passage.objects.get(candidate=slow)
    assert (passage.starts_at, passage.ends_at - passage.starts_at) == (at("14:00"), timedelta(minutes=240))
    assert {step[3] for step in steps_of(slow) if step[0] == "preparation"} == {"Prépa 1"}
    assert [step[:3] for step in steps_of(final)] == [("final_interview", "08:30", "09:00")]


def test_a_swap_that_double_books_changes_nothing() -> None:
    exam_session = a_session()
    centre = exam_session.centre
    panel = a_panel(exam_session)
    short = a_candidate(exam_session, route="ccp1")
    title, after = a_candidate(exam_session), a_candidate(exam_session)
    put(short, panel, "08:30")
    put(after, panel, "10:30")
    put(title, a_panel(exam_session), "08:30", a_preparation_room(centre))
    before = held()
    with pytest.raises(DoubleBooked) as refusal:
        swap(short, title, by=None)
    assert str(after.person) in reasons(refusal.value)
    assert str(title.person) in reasons(refusal.value)
    assert held() == before


def test_a_swap_asks_for_two_placed_candidates_of_one_session() -> None:
    exam_session = a_session()
    placed, unplaced = a_candidate(exam_session), a_candidate(exam_session)
    put(placed, a_panel(exam_session), "08:30")
    with pytest.raises(NotPlaceable, match="déjà placés"):
        swap(placed, unplaced, by=None)
    with pytest.raises(NotPlaceable, match="même session"):
        swap(placed, a_candidate(a_session()), by=None)
    with pytest.raises(NotPlaceable, match="même session"):
        swap(placed, placed, by=None)
