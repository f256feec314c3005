"""Dots of braille: those nearest to a line, as far as it is inside, in the character for them."""

import numpy as np
import pytest

from tui_descent.ui.widgets.cells import Cells
from tui_descent.ui.widgets.dots import CHARS, add_dots, dots_along


def test_a_line_is_the_dots_nearest_to_it() -> None:
    dots, line = dots_along(np.array([[0.0, 0.0], [7.0, 7.0]]), 4, 2)
    assert dots.tolist() == [[at, at] for at in range(8)]
    assert line.tolist() == [0] * 8


def test_a_line_ends_at_the_edge_and_breaks_where_there_is_no_number() -> None:
    points = np.array([[-1e6, 1.0], [3.0, 1.0], [np.nan, 1.0], [5.0, 1.0], [1e6, 1.0]])
    dots, line = dots_along(points, 4, 1)
    assert dots.tolist() == [[at, 1] for at in (0, 1, 2, 3, 5, 6, 7)]
    assert line.tolist() == [0] * 4 + [3] * 3
    outside, _ = dots_along(np.array([[-5.0, -9.0], [20.0, -9.0]]), 4, 1)
    assert len(outside) == 0


@pytest.mark.parametrize("far", [1e10, 1e17, 1e20, 1e300, 1.7e308])
def test_a_line_from_however_far_away_comes_in_over_the_edge(far: float) -> None:
    for ends in ([2.0, far], [2.0, -far]), ([2.0, far], [2.0, 3.0]), ([2.0, -far], [2.0, 3.0]):
        above, below = sorted(y for _, y in ends)
        inside = range(round(max(above, 0.0)), round(min(below, 7.0)) + 1)
        dots, _ = dots_along(np.array(ends), 4, 2)
        assert sorted(dots.tolist()) == [[2, y] for y in inside]


def test_the_character_of_a_cell_has_its_dots() -> None:
    rng = np.random.default_rng(1)
    for count in range(9):
        x, y = rng.integers(0, 6, count), rng.integers(0, 8, count)
        bits = np.zeros((2, 3), dtype=np.intp)
        add_dots(bits, x, y)
        cells = Cells(3, 2)
        for column, row in zip(x.tolist(), y.tolist(), strict=True):
            cells.dot(column, row, "plain")
        drawn = ["".join(text for text, _ in row) for row in cells.rows()]
        assert ["".join(CHARS[row]).replace(CHARS[0], " ") for row in bits] == drawn
