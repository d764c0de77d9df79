"""A plan kept as JSON comes back the same."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sessions.passage_values import read, written
from sessions.timetable import Passage, PlacedStep
from titles.referentiel import PhaseKind, StepKind

PARIS = ZoneInfo("Europe/Paris")
# Across the hour that autumn gives back: two instants are written alike there.
moments = st.integers(0, 40_000).map(
    lambda minutes: (datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(PARIS)
)
rooms = st.none() | st.integers(1, 9)
steps = st.builds(
    lambda phase, kind, start, minutes, *places: PlacedStep(
        phase, kind, start, (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(PARIS), *places
    ),
    st.sampled_from(list(PhaseKind)),
    st.sampled_from(list(StepKind)),
    moments,
    st.integers(1, 90),
    rooms,
    rooms,
)
passages = st.builds(
    Passage, st.integers(1, 99), st.none() | st.integers(1, 9), st.lists(steps, min_size=1, max_size=5).map(tuple)
)


@given(st.lists(passages, max_size=4))
def test_what_is_written_is_read_back(plan: list[Passage]) -> None:
    again = read(json.loads(json.dumps(written(plan))), PARIS)
    assert again == tuple(plan)
    instants = [[(s.start.timestamp(), s.end.timestamp()) for s in one.steps] for one in (*plan, *again)]
    assert instants[: len(plan)] == instants[len(plan) :]
