"""A sheet of cells to draw on, in any order; what is drawn later covers what was there.

Dots are those of braille, two across and four down to a cell. Lines are made of them: of a
number's line the sign is told by its dots, without a gap for plus and dashed for minus, and the
size by how many dots it is thick.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.ui.widgets.panel import Row

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of braille, by row and column
BRAILLE = 0x2800
BLOCKS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"  # by the quarters of a cell that are filled, added up:
PLACES = np.array([1, 2, 4, 8])  # row by row
HEADS = "→↗↑↖←↙↓↘"  # one for each eighth of a turn, from the right against the clock
DASH, PERIOD = 4, 6  # dots on, of so many
Point = tuple[int, int]  # column and row, in dots
Strokes = tuple[tuple[Point, int], ...]  # column and row of each cell, and its dots


class Cells:
    """`width` × `height` cells, each a character and the name of its style."""

    def __init__(self, width: int, height: int, style: str = "plain") -> None:
        self.width = width
        self.height = height
        self._chars = [[" "] * width for _ in range(height)]
        self._styles = [[style] * width for _ in range(height)]

    def put(self, x: int, y: int, char: str, style: str) -> None:
        """Put a character into a cell; what is outside is not drawn."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self._chars[y][x] = char
            self._styles[y][x] = style

    def write(self, x: int, y: int, text: str, style: str) -> None:
        """Write a text to the right of a cell, and that cell's."""
        for place, char in enumerate(text, x):
            self.put(place, y, char, style)

    def fill(self, x: int, y: int, chars: Sequence[str], styles: Sequence[str]) -> None:
        """Fill the cells of a row from column x on; what is outside is not drawn."""
        if not 0 <= y < self.height:
            return
        first, last = max(0, -x), min(len(chars), self.width - x)
        if first < last:
            self._chars[y][x + first : x + last] = chars[first:last]
            self._styles[y][x + first : x + last] = styles[first:last]

    def dot(self, x: int, y: int, style: str) -> None:
        """Set one dot; other dots of its cell stay."""
        self._join(x // 2, y // 4, DOTS[y % 4][x % 2], style)

    def stroke(self, strokes: Strokes, style: str) -> None:
        """Put in a line; where it meets another one, the cell is its own."""
        for (x, y), dots in strokes:
            self.put(x, y, chr(BRAILLE + dots), style)

    def _join(self, column: int, row: int, code: int, style: str) -> None:
        if 0 <= column < self.width and 0 <= row < self.height:
            known = ord(self._chars[row][column]) - BRAILLE
            together = code | known if 0 <= known < 256 else code
            self._chars[row][column] = chr(BRAILLE + together)
            self._styles[row][column] = style

    def rows(self) -> list[Row]:
        """The rows, cut into runs of one style."""
        return [pieces(*line) for line in zip(self._chars, self._styles, strict=True)]


def pieces(line: Sequence[str], styles: Sequence[str]) -> Row:
    """Cut a line, given by its cells and their styles, into runs of one style."""
    row, start = [], 0
    for style, run in groupby(styles):
        stop = start + len(list(run))
        row.append(("".join(line[start:stop]), style))
        start = stop
    return row


def head(way: FloatArray, heads: str = HEADS) -> str:
    """The arrow for a way (to the right, upwards), as it looks on the screen; `·`: none."""
    if not np.isfinite(way).all() or not way.any():
        return "·"
    return heads[round(float(np.arctan2(way[1], way[0])) / (np.pi / 4.0)) % 8]


@lru_cache(maxsize=4096)
def strokes(start: Point, end: Point, thick: int, dashed: bool) -> Strokes:
    """The cells and their dots of a line between two dots."""
    cells: dict[Point, int] = {}
    for x, y in _dots(start, end, thick, dashed):
        place = x // 2, y // 4
        cells[place] = cells.get(place, 0) | DOTS[y % 4][x % 2]
    return tuple(cells.items())


def _dots(start: Point, end: Point, thick: int, dashed: bool) -> Iterable[Point]:
    (x0, y0), (x1, y1) = start, end
    steps = max(abs(x1 - x0), abs(y1 - y0), 1)
    steep = abs(y1 - y0) > abs(x1 - x0)
    for step in range(steps + 1):
        if dashed and step % PERIOD >= DASH:
            continue
        x, y = round(x0 + (x1 - x0) * step / steps), round(y0 + (y1 - y0) * step / steps)
        for offset in range(thick):
            aside = offset - thick // 2
            yield (x + aside, y) if steep else (x, y + aside)
