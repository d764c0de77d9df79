"""The ribbon is to scale, tells itself in words, and stands on paper without a style sheet."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntc_cert.drawings import HEIGHTS, STEP_WORDS, TINTS, Ribbon, Step
from titles.referentiel import StepKind

START = datetime(2026, 12, 8, 7, 30, tzinfo=UTC)  # 8 h 30 in Paris
COURSE = (
    ("technical_interview", "preparation", 30),
    ("technical_interview", "interview", 60),
    ("role_play", "jury_preparation", 15),
    ("role_play", "phone_call", 10),
    ("role_play", "face_to_face", 35),
    ("final_interview", "final_interview", 30),
)


def steps_of(course=COURSE, start: datetime = START) -> list[Step]:
    steps = []
    for phase, kind, minutes in course:
        end = start + timedelta(minutes=minutes)
        steps.append(Step(kind, phase, start, end, minutes))
        start = end
    return steps


def drawn(steps: list[Step], *, now=None, done=None, size: str = "sm", labels: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(Ribbon(steps, size, now, done).drawn(labels))


def widths(svg: ElementTree.Element, name: str = "") -> list[float]:
    bars = svg.findall("./g[@class='rb-bar']/rect")
    return [float(bar.get("width")[:-1]) for bar in bars if not name or bar.get("class") == name]


def test_a_step_is_as_wide_as_its_minutes() -> None:
    assert widths(drawn(steps_of())) == pytest.approx([16.667, 33.333, 8.333, 5.556, 19.444, 16.667])


def test_what_happens_away_from_the_jury_is_hatched() -> None:
    svg = drawn(steps_of())
    hatched = svg.find(".//pattern").get("id")
    away = [bar.get("fill") == f"url(#{hatched})" for bar in svg.findall("./g/rect")]
    assert away == [True, False, True, False, False, False]


def test_every_bar_has_a_class_for_the_screen_and_a_fill_for_paper() -> None:
    svg = drawn(steps_of(), now=START + timedelta(minutes=100))
    assert all(bar.get("class") and bar.get("fill") for bar in svg.iter("rect"))


def test_ink_goes_to_the_clock_unless_the_work_is_late() -> None:
    now = START + timedelta(minutes=132)
    assert sum(widths(drawn(steps_of(), now=now), "rb-done")) == pytest.approx(100 * 132 / 180, abs=0.01)
    late = drawn(steps_of(), now=now, done=now - timedelta(minutes=6))
    assert sum(widths(late, "rb-done")) == pytest.approx(100 * 126 / 180, abs=0.01)
    assert float(late.find("./line[@class='rb-now']").get("x1")[:-1]) == pytest.approx(100 * 132 / 180, abs=0.01)


def test_no_line_before_the_passage_begins() -> None:
    assert drawn(steps_of(), now=START - timedelta(minutes=1)).find("./line[@class='rb-now']") is None


def test_a_passage_that_overruns_keeps_its_line_at_the_end() -> None:
    svg = drawn(steps_of(), now=START + timedelta(hours=4))
    assert svg.find("./line[@class='rb-now']").get("x1") == "100.0%"


def test_lunch_between_two_phases_stays_empty() -> None:
    morning = steps_of(COURSE[:2])
    afternoon = steps_of(COURSE[5:], start=START + timedelta(minutes=150))
    assert sum(widths(drawn(morning + afternoon))) == pytest.approx(100 * 120 / 180, abs=0.01)


def test_it_says_its_hours_its_steps_and_the_present_one() -> None:
    said = drawn(steps_of(COURSE[:2]), now=START + timedelta(minutes=40)).get("aria-label")
    assert said == (
        "De 8\u00a0h\u00a030 à 10\u00a0h\u00a000\u00a0: préparation 30\u00a0min, entretien technique 1\u00a0h. "
        "À 9\u00a0h\u00a010, entretien technique."
    )


def test_labels_name_each_phase_once() -> None:
    texts = [text.text for text in drawn(steps_of(), labels=True).iter("text")]
    assert texts == ["Entretien technique", "Mise en situation", "Final"]


def test_a_stored_row_is_read_like_a_value() -> None:
    row = SimpleNamespace(
        kind="interview", phase="technical_interview", starts_at=START, ends_at=START + timedelta(hours=1)
    )
    assert Step.of(row) == Step("interview", "technical_interview", START, START + timedelta(hours=1), 60)


def test_every_kind_of_step_can_be_drawn_and_said() -> None:
    for kind in [*StepKind, "interview", "deliberation"]:
        svg = drawn(steps_of([("technical_interview", str(kind), 20)]))
        assert STEP_WORDS[kind] in svg.get("aria-label")


@given(
    course=st.lists(st.tuples(st.just("role_play"), st.sampled_from(sorted(TINTS)), st.integers(1, 240)), min_size=1),
    elapsed=st.integers(-500, 5000),
    size=st.sampled_from(sorted(HEIGHTS)),
)
def test_nothing_is_drawn_outside_its_frame(course: list, elapsed: int, size: str) -> None:
    svg = drawn(steps_of(course), now=START + timedelta(minutes=elapsed), size=size, labels=True)
    places = [float(value) for value in re.findall(r'x\d?="([\d.]+)%"', ElementTree.tostring(svg, "unicode"))]
    assert all(0 <= place <= 100 for place in places)
    bars = [bar for bar in svg.findall("./g/rect") if bar.get("class") != "rb-done"]
    assert sum(float(bar.get("width")[:-1]) for bar in bars) == pytest.approx(100, abs=0.01 * len(bars))
