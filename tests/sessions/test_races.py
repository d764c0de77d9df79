"""Organisers writing at the same moment, each on a connection of their own: nobody is ever held twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from ntc_cert.refusals import Refused
from sessions.bookings import DoubleBooked
from sessions.models import Candidate, ExamSession, Occupation, Panel, Passage
from sessions.publication import publish
from sessions.scheduling import Outdated, place, swap, unplace
from sessions.seating import set_members, set_room
from tests.builders import a_candidate, a_centre, a_juror, a_panel, a_preparation_room, a_room, a_session, at
from tests.sessions.passages import put, reasons

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 8


def race(*acts: Callable[[], object]) -> list[object]:
    """What each act gave or raised, all released at once."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(rank: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=20)
            results[rank] = act()
        except Exception as error:
            results[rank] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(rank, act)) for rank, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def placing(candidate: Candidate, panel: Panel, minutes: int, preparation=None) -> Callable[[], object]:
    preparation = preparation or a_preparation_room(panel.exam_session.centre)
    clock = f"{9 + minutes // 60:02}:{minutes % 60:02}"
    return lambda: place(candidate, panel=panel, start=at(clock), preparation_room=preparation, by=None)


def only_one_won(results: list[object]) -> None:
    losers = [result for result in results if isinstance(result, DoubleBooked)]
    assert len(losers) == len(results) - 1, results
    assert Passage.objects.count() == 1
    winner = Passage.objects.get().candidate.person
    for loser in losers:
        said = reasons(loser)
        assert str(winner) in said
        assert "mardi 8 décembre 2026" in said
        assert "Choisissez" in said or "Déplacez" in said


def overlapping_stretches() -> list[tuple[int, int]]:
    """Pairs of occupations that hold the same thing at the same time, found without the constraint."""
    rows = list(Occupation.objects.all())
    return [
        (a.pk, b.pk)
        for a in rows
        for b in rows
        if a.pk < b.pk
        and (a.juror_id, a.room_id, a.person_id) == (b.juror_id, b.room_id, b.person_id)
        and a.starts_at < b.ends_at
        and b.starts_at < a.ends_at
    ]


def test_one_panel_is_given_to_one_of_those_who_ask_at_once() -> None:
    exam_session = a_session()
    panel = a_panel(exam_session)
    only_one_won(race(*(placing(a_candidate(exam_session), panel, 5 * rank) for rank in range(WRITERS))))


def test_one_juror_of_many_sessions_sits_in_one_place() -> None:
    centre = a_centre()
    juror = a_juror(centre)
    sessions = [a_session(centre) for _ in range(WRITERS)]
    panels = [a_panel(exam_session, juror, a_juror(centre)) for exam_session in sessions]
    results = race(*(placing(a_candidate(panel.exam_session), panel, 5 * rank) for rank, panel in enumerate(panels)))
    only_one_won(results)


@pytest.mark.parametrize("use", ["jury", "preparation"])
def test_one_room_receives_one_passage(use: str) -> None:
    centre = a_centre()
    jury = a_room(centre) if use == "jury" else None
    preparation = a_preparation_room(centre) if use == "preparation" else None
    panels = [a_panel(a_session(centre), room=jury) for _ in range(WRITERS)]
    results = race(
        *(
            placing(a_candidate(panel.exam_session), panel, 5 * (rank % 3), preparation)
            for rank, panel in enumerate(panels)
        )
    )
    only_one_won(results)


def test_places_that_do_not_touch_are_all_given() -> None:
    centre = a_centre()
    panels = [a_panel(a_session(centre)) for _ in range(WRITERS)]
    results = race(*(placing(a_candidate(panel.exam_session), panel, 0) for panel in panels))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert (Passage.objects.count(), overlapping_stretches()) == (WRITERS, [])


def test_of_two_organisers_who_saw_the_same_timetable_one_is_told_that_it_changed() -> None:
    exam_session = a_session()
    first, second = a_panel(exam_session), a_panel(exam_session)
    candidate = a_candidate(exam_session)
    preparation = a_preparation_room(exam_session.centre)
    seen = ExamSession.objects.get().revision

    def move(panel: Panel, clock: str) -> Callable[[], object]:
        return lambda: place(
            candidate, panel=panel, start=at(clock), preparation_room=preparation, by=None, seen_revision=seen
        )

    results = race(move(first, "09:00"), move(second, "14:00"))
    assert sorted(type(result).__name__ for result in results) == ["Outdated", "Placed"]
    assert isinstance(next(result for result in results if isinstance(result, Exception)), Outdated)
    assert Passage.objects.count() == 1


def test_swaps_at_once_leave_everybody_placed_once() -> None:
    exam_session = a_session()
    panels = [a_panel(exam_session) for _ in range(4)]
    people = [a_candidate(exam_session) for _ in panels]
    for panel, candidate in zip(panels, people, strict=True):
        put(candidate, panel, "09:00")
    pairs = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (1, 3)]
    results = race(*(lambda a=a, b=b: swap(people[a], people[b], by=None) for a, b in pairs))
    assert [result for result in results if isinstance(result, Exception)] == []
    assert set(Passage.objects.values_list("panel", flat=True)) == {panel.pk for panel in panels}
    assert overlapping_stretches() == []


def test_a_swap_and_a_placing_of_the_place_it_frees_do_not_both_take_it() -> None:
    """The long passage leaves a short place behind; whoever comes second must fit in what is there."""
    exam_session = a_session(gap_minutes=0)
    panel, other = a_panel(exam_session), a_panel(exam_session)
    title, short, late = a_candidate(exam_session), a_candidate(exam_session, route="ccp1"), a_candidate(exam_session)
    put(title, panel, "09:00")
    put(short, other, "09:00")
    results = race(
        lambda: swap(title, short, by=None),
        placing(late, panel, 105),
        lambda: unplace(late, by=None),
    )
    assert all(not isinstance(result, Exception) or isinstance(result, Refused) for result in results), results
    assert overlapping_stretches() == []
    assert Passage.objects.filter(candidate__in=[title, short]).count() == 2


def test_changes_of_every_kind_at_once_end_in_a_sentence_or_in_a_sound_draft() -> None:
    centre = a_centre()
    jurors, rooms = [a_juror(centre) for _ in range(4)], [a_room(centre) for _ in range(2)]
    sessions = [a_session(centre) for _ in range(2)]
    panels = [a_panel(one, *jurors[2 * rank : 2 * rank + 2], room=rooms[rank]) for rank, one in enumerate(sessions)]
    people = [a_candidate(one) for one in sessions]
    for panel, candidate in zip(panels, people, strict=True):
        put(candidate, panel, "09:00")
    results = race(
        lambda: set_members(panels[0], jurors=jurors[2:], by=None),
        lambda: set_members(panels[1], jurors=jurors[:2], by=None),
        lambda: set_room(panels[0], room=rooms[1], by=None),
        lambda: set_room(panels[1], room=rooms[0], by=None),
        placing(a_candidate(sessions[0]), panels[0], 120),
        placing(a_candidate(sessions[1]), panels[1], 180),
        lambda: publish(sessions[0], by=None),
        lambda: publish(sessions[1], by=None),
    )
    assert all(not isinstance(result, Exception) or isinstance(result, Refused) for result in results), results
    assert overlapping_stretches() == []
    for panel in panels:
        members = set(panel.members.values_list("juror", flat=True))
        for passage in panel.passages.all():
            held = passage.occupations.exclude(juror=None).values_list("juror", flat=True)
            assert set(held) == members
