"""Two organisers at once, each on a connection of their own: one acts, the other is told."""

import pytest

from evaluations import deliberation
from evaluations.day_acts import advance, arrive, record_absence
from evaluations.day_facts import seen_now
from evaluations.day_moves import shift
from evaluations.gestures import undo
from evaluations.models import Attendance, DayAct, Evaluation, StageTaken
from ntc_cert.refusals import Refused
from tests.builders import DAY, an_organiser, at
from tests.evaluations.day_world import starts, the_day
from tests.sessions.test_races import overlapping_stretches, race

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 6


def refused(results: list[object]) -> list[Refused]:
    assert [one for one in results if isinstance(one, Exception) and not isinstance(one, Refused)] == []
    return [one for one in results if isinstance(one, Refused)]


def test_of_those_who_point_one_candidate_at_once_one_does() -> None:
    day = the_day()
    organisers = [an_organiser(day.session.centre) for _ in range(WRITERS)]
    results = race(*(lambda by=by: arrive(day.amelie, by=by) for by in organisers))
    assert len(refused(results)) == WRITERS - 1
    assert (Attendance.objects.count(), DayAct.objects.count()) == (1, 1)


def test_of_those_who_end_one_stage_at_once_one_does() -> None:
    day = the_day()
    going_in = "technical_interview/preparation"
    results = race(*(lambda: advance(day.helene, expected=going_in, by=day.nadia) for _ in range(WRITERS)))
    assert len(refused(results)) == WRITERS - 1
    assert StageTaken.objects.count() == 1


def test_of_those_who_shift_from_one_effect_at_once_one_does() -> None:
    day = the_day()
    seen = seen_now(day.session)

    def ten_more() -> None:
        shift(day.b, day=DAY, minutes=10, by=day.nadia, seen=seen, now=at("08:00"))

    assert len(refused(race(*(ten_more for _ in range(WRITERS))))) == WRITERS - 1
    assert starts(day.helene, day.thibault) == [at("08:40"), at("10:40")]


def test_shifts_of_two_juries_at_once_both_hold() -> None:
    day = the_day()
    acts = [
        lambda panel=panel: shift(panel, day=DAY, minutes=10, by=day.nadia, now=at("08:00")) for panel in (day.a, day.b)
    ]
    assert refused(race(*acts)) == []
    assert starts(day.amelie, day.helene) == [at("08:40"), at("08:40")]
    assert overlapping_stretches() == []


def test_an_act_is_undone_once() -> None:
    day = the_day()
    arrive(day.karim, by=day.nadia)
    act = day.last_act
    assert len(refused(race(*(lambda: undo(act, by=day.nadia) for _ in range(WRITERS))))) == WRITERS - 1
    assert not Attendance.objects.exists()


def test_somebody_is_never_absent_and_there() -> None:
    """The juror’s own page records a presence too, without the organiser’s lock."""
    day = the_day()
    by = day.nadia
    results = race(
        lambda: arrive(day.helene, by=by),
        lambda: record_absence(day.helene, by=by),
        lambda: deliberation.record_presence(day.helene, presence="absent", by=by),
        lambda: advance(day.helene, expected="technical_interview/preparation", by=by),
    )
    refused(results)
    absent = Evaluation.objects.filter(candidate=day.helene, presence="absent").exists()
    came = Attendance.objects.filter(candidate=day.helene, arrived_at__isnull=False).exists()
    assert not (absent and came)
    assert not (absent and StageTaken.objects.exists())
