"""The sheet of cells: what is outside is not drawn."""

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


def test_pieces_are_runs_of_one_style() -> None:
    assert pieces("abcd", ["x", "x", "y", "x"]) == [("ab", "x"), ("c", "y"), ("d", "x")]
    assert pieces("", []) == []
