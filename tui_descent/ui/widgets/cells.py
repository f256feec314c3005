"""A sheet of cells to draw on, in any order; what is drawn later covers what was there."""

from itertools import groupby

from tui_descent.ui.widgets.panel import Row

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of braille, by row and column
BRAILLE = 0x2800


class Cells:
    """`width` × `height` cells, each a character and the name of its style."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._cells = [[(" ", "plain")] * width for _ in range(height)]

    def put(self, x: int, y: int, char: str, style: str) -> None:
        """Put a character into a cell; what is outside is not drawn."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self._cells[y][x] = (char, style)

    def write(self, x: int, y: int, text: str, style: str) -> None:
        """Write a text to the right of a cell, and that cell's."""
        for place, char in enumerate(text):
            self.put(x + place, y, char, style)

    def dot(self, x: int, y: int, style: str) -> None:
        """Set one of the 2 × 4 braille dots of a cell; other dots in it stay."""
        column, row = x // 2, y // 4
        if 0 <= column < self.width and 0 <= row < self.height:
            char = ord(self._cells[row][column][0])
            dots = char - BRAILLE if BRAILLE <= char < BRAILLE + 256 else 0
            self._cells[row][column] = (chr(BRAILLE + (dots | DOTS[y % 4][x % 2])), style)

    def rows(self) -> list[Row]:
        """The rows, cut into runs of one style."""
        return [
            [
                ("".join(char for char, _ in run), style)
                for style, run in groupby(line, key=lambda one: one[1])
            ]
            for line in self._cells
        ]
