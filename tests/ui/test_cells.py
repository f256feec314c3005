"""The sheet of cells: what is outside is not drawn, and dots are those of the lines."""

import numpy as np
import pytest

from tui_descent.ui.widgets.cells import Cells, pieces


def text_of(cells: Cells) -> list[str]:
    return ["".join(text for text, _ in row) for row in cells.rows()]


@pytest.mark.parametrize("x", range(-6, 8))
@pytest.mark.parametrize("y", [-1, 0, 1, 2, 3])
def test_what_is_outside_is_not_drawn_however_it_is_put_in(x: int, y: int) -> None:
    filled, written, put = (Cells(5, 2) for _ in range(3))
    filled.fill(x, y, list("abcd"), ["one", "two", "two", "one"])
    for at, (char, style) in enumerate(zip("abcd", ["one", "two", "two", "one"], strict=True)):
        written.write(x + at, y, char, style)
        put.put(x + at, y, char, style)
    assert filled.rows() == written.rows() == put.rows()
    assert all(len(line) == 5 for line in text_of(filled))


def test_a_line_is_the_dots_nearest_to_it() -> None:
    cells = Cells(4, 2)
    cells.trace(np.array([[0.0, 0.0], [7.0, 7.0]]), "slope")
    alone = Cells(4, 2)
    for at in range(8):
        alone.dot(at, at, "slope")
    assert cells.rows() == alone.rows()


def test_a_line_ends_at_the_edge_and_breaks_where_there_is_no_number() -> None:
    cells = Cells(4, 1)
    cells.trace(np.array([[-1e6, 1.0], [3.0, 1.0], [np.nan, 1.0], [5.0, 1.0], [1e6, 1.0]]), "x")
    alone = Cells(4, 1)
    for at in (0, 1, 2, 3, 5, 6, 7):
        alone.dot(at, 1, "x")
    assert cells.rows() == alone.rows()
    outside = Cells(4, 1)
    outside.trace(np.array([[-5.0, -9.0], [20.0, -9.0]]), "x")
    assert outside.rows() == Cells(4, 1).rows()


def test_of_a_thinned_line_every_second_dot_of_each_piece_is_set() -> None:
    cells = Cells(3, 1)
    cells.trace(np.array([[0.0, 0.0], [5.0, 0.0]]), "dim", every=2)
    alone = Cells(3, 1)
    for at in (0, 2, 4):
        alone.dot(at, 0, "dim")
    assert cells.rows() == alone.rows()


def test_pieces_are_runs_of_one_style() -> None:
    assert pieces("abcd", ["x", "x", "y", "x"]) == [("ab", "x"), ("c", "y"), ("d", "x")]
    assert pieces("", []) == []
