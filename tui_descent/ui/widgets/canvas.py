"""A canvas: straight lines of braille dots, with text on top of them.

A line says the sign of a number by its dots, without a gap for plus and dashed for minus,
and how large it is by how many dots it is thick.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from textual.geometry import Size

from tui_descent.ui.widgets.panel import Row

BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # by row and column of a dot
DASH = 2  # dots on, then as many off
Point = tuple[int, int]  # column and row, in dots: two columns and four rows to the cell
Cells = tuple[tuple[Point, int], ...]  # column and row of each cell, and its dots


class Canvas:
    """Cells that start out empty; what is put in later lies on top."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self._dots = [[0] * size.width for _ in range(size.height)]
        self._text = [[""] * size.width for _ in range(size.height)]
        self._style = [["plain"] * size.width for _ in range(size.height)]

    def line(self, cells: Cells, style: str) -> None:
        """Put in a line; where it meets another one, the cell is its own."""
        for (x, y), dots in cells:
            if 0 <= x < self.size.width and 0 <= y < self.size.height:
                self._dots[y][x], self._text[y][x] = dots, ""
                self._style[y][x] = style

    def write(self, x: int, y: int, text: str, style: str) -> None:
        """Put in a text; what does not fit is cut off."""
        if not 0 <= y < self.size.height:
            return
        for column, char in enumerate(text, start=x):
            if 0 <= column < self.size.width:
                self._text[y][column] = char
                self._style[y][column] = style

    def rows(self) -> list[Row]:
        """All rows, in runs of one style."""
        return [
            [
                ("".join(char for char, _ in run), name)
                for name, run in groupby(
                    (
                        (text or chr(0x2800 + dots) if text or dots else " ", style)
                        for text, dots, style in zip(*line, strict=True)
                    ),
                    key=lambda one: one[1],
                )
            ]
            for line in zip(self._text, self._dots, self._style, strict=True)
        ]


@lru_cache(maxsize=4096)
def line_cells(start: Point, end: Point, thick: int, dashed: bool) -> Cells:
    """The cells and their dots of a line between two dots."""
    cells: dict[Point, int] = {}
    for x, y in _points(start, end, thick, dashed):
        place = x // 2, y // 4
        cells[place] = cells.get(place, 0) | BITS[y % 4][x % 2]
    return tuple(cells.items())


def _points(start: Point, end: Point, thick: int, dashed: bool) -> Iterable[Point]:
    (x0, y0), (x1, y1) = start, end
    steps = max(abs(x1 - x0), abs(y1 - y0), 1)
    steep = abs(y1 - y0) > abs(x1 - x0)
    for step in range(steps + 1):
        if dashed and step // DASH % 2:
            continue
        x, y = round(x0 + (x1 - x0) * step / steps), round(y0 + (y1 - y0) * step / steps)
        for offset in range(thick):
            aside = offset - thick // 2
            yield (x + aside, y) if steep else (x, y + aside)
