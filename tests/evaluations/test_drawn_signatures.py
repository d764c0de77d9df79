"""A drawing beside the code: kept as it was drawn, and nothing but strokes inside the box."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.drawn_signatures import HEIGHT, LONGEST, WIDTH, drawing_image, fault_of_drawing

points = st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT))
strokes = st.lists(st.lists(points, min_size=2, max_size=20), max_size=6)


def written(drawn: list[list[tuple[int, int]]]) -> str:
    return "".join("M" + "L".join(f"{x} {y}" for x, y in stroke) for stroke in drawn)


@given(strokes)
def test_whatever_is_drawn_in_the_box_is_kept_and_shown(drawn: list[list[tuple[int, int]]]) -> None:
    path = written(drawn)
    assert fault_of_drawing(path) == ""
    picture = drawing_image(path)
    assert picture == "" if not drawn else f"d='{path}'" in unquote(picture)


@pytest.mark.parametrize(
    "path",
    [
        "M1 2",
        "L1 2L3 4",
        "M1 2L601 4",
        "M1 2L3 201",
        "M1.5 2L3 4",
        "M1 2L3 4Z",
        "M-1 2L3 4",
        "M1 2L3 4'/><script>",
        "x",
    ],
)
def test_anything_else_is_refused_with_what_to_do(path: str) -> None:
    assert "signez sans tracé" in fault_of_drawing(path)


def test_a_drawing_without_end_is_refused() -> None:
    assert "trop long" in fault_of_drawing("M1 2" + "L3 4" * LONGEST)
