"""Layers of cells, for pictures in which things lie over each other.

plotext draws one thing at a time and in its own colours; here a contour, a path and a marker
meet in one cell, each with a style, over a ground of shades.
"""

import numpy as np
from numpy.typing import NDArray
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.ui.widgets.panel import Row
from tui_descent.ui.widgets.plots import pieces

BRAILLE = 0x2800
DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
HEADS = "→↗↑↖←↙↓↘"  # one for each eighth of a turn, from the right against the clock


class Layers:
    """Cells of a character and a style each. Places are in dots, 2 × 4 to the cell, from the top.

    What is drawn later lies on top; dots of a cell add up where `join` says so. `grounds` are
    endings of style names that a cell keeps whatever is drawn on it.
    """

    def __init__(self, size: Size) -> None:
        self.size = size
        self.chars = [[" "] * size.width for _ in range(size.height)]
        self.styles = [["dim"] * size.width for _ in range(size.height)]
        self.grounds = [[""] * size.width for _ in range(size.height)]

    def put(self, column: int, row: int, text: str, style: str) -> None:
        """Write a text over what is there; what reaches beyond an edge is cut off."""
        if not 0 <= row < self.size.height:
            return
        for at, char in enumerate(text, column):
            if 0 <= at < self.size.width:
                self.chars[row][at] = char
                self.styles[row][at] = style

    def dot(self, x: int, y: int, style: str, join: bool = True) -> None:
        """Set one dot."""
        column, row = x // 2, y // 4
        if not (0 <= column < self.size.width and 0 <= row < self.size.height):
            return
        code = int(DOTS[y % 4, x % 2])
        known = ord(self.chars[row][column])
        together = known >= BRAILLE and known < BRAILLE + 256
        if together and (join or self.styles[row][column] == style):
            code |= known - BRAILLE
        self.chars[row][column] = chr(BRAILLE + code)
        self.styles[row][column] = style

    def line(
        self,
        start: tuple[float, float],
        stop: tuple[float, float],
        style: str,
        every: int = 1,
        join: bool = True,
    ) -> None:
        """A straight line, of which only every `every`-th dot is set."""
        for x, y in dots_between(start, stop, Size(2 * self.size.width, 4 * self.size.height))[
            ::every
        ]:
            self.dot(x, y, style, join)

    def rows(self) -> list[Row]:
        """The cells as rows of pieces."""
        return [_row(*line) for line in zip(self.chars, self.styles, self.grounds, strict=True)]


def _row(chars: list[str], styles: list[str], grounds: list[str]) -> Row:
    return pieces(chars, [style + ground for style, ground in zip(styles, grounds, strict=True)])


def dots_between(
    start: tuple[float, float], stop: tuple[float, float], size: Size
) -> list[tuple[int, int]]:
    """The dots of a straight line that lie within the size, from its start to its stop."""
    part = _inside(start, stop, size)
    if part is None:
        return []
    (x0, y0), (x1, y1) = part
    count = int(max(abs(x1 - x0), abs(y1 - y0))) + 1
    x = np.rint(np.linspace(x0, x1, count + 1)).astype(int)
    y = np.rint(np.linspace(y0, y1, count + 1)).astype(int)
    return list(dict.fromkeys(zip(x.tolist(), y.tolist(), strict=True)))


Ends = tuple[tuple[float, float], tuple[float, float]]


def _inside(start: tuple[float, float], stop: tuple[float, float], size: Size) -> Ends | None:
    """The part of a line within the size (Liang and Barsky 1984); None if there is none."""
    if not np.isfinite([*start, *stop]).all():
        return None
    first, last = 0.0, 1.0
    for begin, end, most in (
        (start[0], stop[0], size.width - 1),
        (start[1], stop[1], size.height - 1),
    ):
        way = end - begin
        if way == 0.0:
            if not 0.0 <= begin <= most:
                return None
            continue
        enters, leaves = sorted(((0.0 - begin) / way, (most - begin) / way))
        first, last = max(first, enters), min(last, leaves)
    if first > last:
        return None
    (x0, y0), (x1, y1) = start, stop
    return (
        (x0 + first * (x1 - x0), y0 + first * (y1 - y0)),
        (x0 + last * (x1 - x0), y0 + last * (y1 - y0)),
    )


def head(way: FloatArray, heads: str = HEADS) -> str:
    """The arrow for a way (to the right, upwards), as it looks on the screen; `·`: none."""
    if not np.isfinite(way).all() or not way.any():
        return "·"
    return heads[round(float(np.arctan2(way[1], way[0])) / (np.pi / 4.0)) % 8]


def braille(dots: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The codes, shape (rows, columns), of dots of shape (4·rows, 2·columns); 0: none set."""
    rows, columns = dots.shape[0] // 4, dots.shape[1] // 2
    cells = dots.reshape(rows, 4, columns, 2)
    return np.asarray((cells * DOTS[:, None, :]).sum(axis=(1, 3)), dtype=np.intp)


def by_cell(values: FloatArray) -> FloatArray:
    """The middle of each cell, shape (rows, columns), of values at dots."""
    rows, columns = values.shape[0] // 4, values.shape[1] // 2
    return np.asarray(values.reshape(rows, 4, columns, 2).mean(axis=(1, 3)))
