"""A day of two juries for the pure rules of the tower: times, facts, and what a random morning recorded."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from evaluations.course import Facts, Stage, Taken, stages_of
from evaluations.verdicts import Presence
from sessions.timetable import Id, Timetable
from tests.sessions.timetables import DAY, a_candidate, a_timetable, at, placed

GAP = timedelta(minutes=15)


def a_day() -> Timetable:
    """Jury A: Amélie at 8 h 30 (3 h), Karim at 13 h; jury B: Hélène, CCP Présenter, at 8 h 30, Thibault at 10 h 30."""
    people = [
        a_candidate("Amélie"),
        a_candidate("Karim"),
        a_candidate("Hélène C.", "ccp1"),
        a_candidate("Thibault", "ccp1"),
    ]
    value = a_timetable(*people)
    value = placed(value, "Amélie", at(8, 30))
    value = placed(value, "Karim", at(13))
    value = placed(value, "Hélène C.", at(8, 30), panel="B", preparation_room="105")
    return placed(value, "Thibault", at(10, 30), panel="B", preparation_room="105")


def stages(timetable: Timetable, candidate: Id) -> tuple[Stage, ...]:
    passage = next(one for one in timetable.passages if one.candidate_id == candidate)
    return stages_of(passage, GAP)


def gone_through(own: tuple[Stage, ...], *moments: datetime) -> Facts:
    """As many stages as there are moments: each begins at its own, and the one before ends there."""
    ends = [later for _, later in pairwise(moments)] + ([None] if moments else [])
    taken = {stage.key: Taken(*times) for stage, times in zip(own, zip(moments, ends, strict=True), strict=False)}
    return Facts(arrived_at=moments[0] if moments else None, taken=taken)


@st.composite
def mornings(draw: st.DrawFn) -> tuple[Timetable, dict[Id, Facts], datetime]:
    """What was recorded up to a moment: nothing, arrivals, stages begun early or late, absences, abandons."""
    timetable = a_day()
    facts: dict[Id, Facts] = {}
    now = at(7) + timedelta(minutes=draw(st.integers(0, 720)))
    for passage in timetable.passages:
        own = stages_of(passage, GAP)
        count = draw(st.integers(0, len(own)))
        moments = [passage.start + timedelta(minutes=draw(st.integers(-30, 60)))]
        for _ in range(count - 1):
            moments.append(moments[-1] + timedelta(minutes=draw(st.integers(0, 70))))
        moments = [moment for moment in moments if moment <= now][:count]
        about = gone_through(own, *moments)
        presence = draw(st.sampled_from(list(Presence)))
        if presence is Presence.ABSENT:
            about = Facts(presence=presence)
        elif presence is Presence.ABANDONED:
            about = Facts(arrived_at=about.arrived_at, presence=presence, taken=about.taken)
        elif not about.taken:
            minutes = draw(st.none() | st.integers(1, 90))
            expected = None if minutes is None else passage.start + timedelta(minutes=minutes)
            about = Facts(
                arrived_at=draw(st.none() | st.just(passage.start)),
                expected_at=expected,
                keeps_end=draw(st.sampled_from([None, True, False])) if expected else None,
            )
        facts[passage.candidate_id] = about
    return timetable, facts, now


__all__ = ["DAY", "GAP", "a_day", "at", "gone_through", "mornings", "stages"]
