"""What a search is said to have found: « optimal » is never said of what is not proven."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntc_cert.words import NBSP
from sessions.plan_words import NOTHING_YET, OPTIMUM, gap, left, level_lines, levels_from, summary
from sessions.planning.figures import CHANGED, DAYS, IDLE, LEVELS, MINUTES, REPLANNING_LEVELS, UNPLACED, Level


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


@st.composite
def plans(draw: st.DrawFn) -> tuple[Level, ...]:
    """As a search tells them: a bound is no higher than its value, and below what is not proven there is none."""
    found: list[Level] = []
    for name in draw(st.sampled_from([LEVELS, REPLANNING_LEVELS])):
        value = draw(st.integers(0, 2000))
        known = all(level.is_proven for level in found)
        bound = draw(st.sampled_from([None, value, draw(st.integers(0, value))])) if known else None
        found.append(Level(name, value, bound))
    return tuple(found)


@given(plans())
def test_the_optimum_is_said_when_every_level_stands_at_its_bound_and_only_then(levels: tuple[Level, ...]) -> None:
    assert (gap(levels) == OPTIMUM) == all(level.bound == level.value for level in levels)


@given(plans())
def test_a_line_is_optimal_when_its_own_bound_equals_its_value(levels: tuple[Level, ...]) -> None:
    assert [line.is_proven for line in level_lines(levels)] == [level.bound == level.value for level in levels]
    assert [bool(line.best) for line in level_lines(levels)] == [level.bound is not None for level in levels]


@given(value=st.integers(1, 2000), data=st.data())
def test_an_open_gap_is_never_told_as_nothing(value: int, data: st.DataObject) -> None:
    bound = data.draw(st.integers(0, value - 1))
    share = int(plain(gap([Level(MINUTES, value, bound)])).split(" : ")[1].removesuffix(" %"))
    assert 1 <= share <= 100
    assert (share - 1) * value < 100 * (value - bound) <= share * value


def found(**values: tuple[int, int | None]) -> tuple[Level, ...]:
    names = {"unplaced": UNPLACED, "days": DAYS, "minutes": MINUTES, "idle": IDLE, "changed": CHANGED}
    return tuple(Level(names[key], *pair) for key, pair in values.items())


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (
            found(unplaced=(1, 1), days=(2, 2), minutes=(1000, 970)),
            "12 candidats placés sur 13 · 2 journées · écart à l’optimum prouvé : 3 %",
        ),
        (
            found(unplaced=(1, 0), days=(2, None)),
            "12 candidats placés sur 13 · 2 journées · "
            "écart à l’optimum prouvé : 1 candidat au plus (candidats sans passage)",
        ),
        (
            found(unplaced=(0, 0), changed=(1, 1), days=(1, 1), minutes=(600, 600)),
            "13 candidats placés sur 13 · 1 journée · 1 passage changé · optimum prouvé",
        ),
        (
            found(unplaced=(0, 0), days=(2, 2), idle=(90, 0)),
            "13 candidats placés sur 13 · 2 journées · écart à l’optimum prouvé : 1 h 30 au plus (attente des jurés)",
        ),
        (
            found(unplaced=(12, 12), days=(1, None)),
            "1 candidat placé sur 13 · 1 journée · optimum pas encore cerné",
        ),
        ((), NOTHING_YET),
    ],
)
def test_the_sentence_of_a_search(levels: tuple[Level, ...], said: str) -> None:
    assert plain(summary(levels, 13)) == said


def test_the_time_left_never_goes_below_nothing() -> None:
    assert [plain(left(elapsed, 30)) for elapsed in (0, 25.4, 29.7, 31)] == [
        "Encore 30 s environ",
        "Encore 5 s environ",
        "Le calcul se termine",
        "Le calcul se termine",
    ]


def test_levels_come_back_from_their_row() -> None:
    assert levels_from([{"name": MINUTES, "value": 3, "bound": None}]) == (Level(MINUTES, 3),)
