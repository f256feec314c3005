"""The ground of map and mountain in cells.

A cell has two colours, in quarters of a block: four samples. On a slow line it has one, and so
has it where there are no colours, or sixteen: there by how dense its character is. What lies
over the ground is drawn in braille on one colour of it, in white or black, whichever is seen
there.
"""

from collections.abc import Callable, Sequence
from copy import copy
from functools import lru_cache
from operator import and_, eq
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_descent.engine.arrays import FloatArray
from tui_descent.session.frame import Frame
from tui_descent.ui.theme import BALL, BANDS, FOG, MARK, NONE, QUIET, SIDE, TEXT
from tui_descent.ui.widgets.cells import BLOCKS, PLACES
from tui_descent.ui.widgets.dots import CHARS, add_dots
from tui_descent.ui.widgets.panel import Panel, Piece, Row
from tui_descent.ui.widgets.sheet import rows_of
from tui_descent.views.landscape import Landscape
from tui_descent.views.relief import Map, Mountain, Seen

Look = Map | Mountain
Codes = NDArray[np.intp]
Bits = NDArray[np.bool_]

QUARTERS = np.array(list(BLOCKS))
DENSE = np.array(list("█▓▒░·"))  # from low to high, where colours do not tell it
NEAREST = 2  # of the quarters of a cell, the one that stands for all
HAZE = "░"
BACKS = BANDS + 2  # what may lie behind an ink: a band, nothing, or a side


class Ground:
    """Cells of a character, its ink and what lies behind it.

    char    shape (rows, columns)
    ink     a band, or one of the inks after them
    back    a band, or NONE, or the SIDE of a mountain
    flat    whether a character tells the height of a cell, not its colour
    beside  the piece before each row; empty where nothing is beside it
    below   rows below it that stay as long as it does
    """

    def __init__(
        self, look: Look, levels: tuple[float, ...], flat: bool, cheap: bool = False
    ) -> None:
        """Take four samples a cell, or one where it has to be cheap to send."""
        self.look, self.flat = look, flat
        self.beside: Sequence[Piece] = ()
        self.below: Sequence[Row] = ()
        self._made: tuple[list[str], Codes, list[Row]] | None = None
        rows, columns = look.rows // 4, look.columns // 2
        self.char = np.full((rows, columns), " ")
        self.ink = np.full((rows, columns), TEXT)
        self.back = np.full((rows, columns), NONE)
        if flat:
            self._dense(bands_of(look.heights, levels))
        else:
            self._filled(levels, cheap)
        hazy = cells_of(look.fog).mean((2, 3)) > 0.5
        self.char[hazy], self.ink[hazy], self.back[hazy] = HAZE, FOG, NONE
        # The colour that a cell has most of: what is drawn over it stands on that alone.
        mostly_ink = np.isin(self.char, list("▛▜▙▟█")) | (self.back < 0)
        quarters = (self.char != " ") & ~hazy & (not flat)
        self._most = np.where(quarters & mostly_ink, self.ink, self.back)

    def copy(self) -> "Ground":
        """The same cells, to draw on."""
        other = copy(self)
        other.char, other.ink, other.back = self.char.copy(), self.ink.copy(), self.back.copy()
        return other

    def _dense(self, bands: Codes) -> None:
        ground = cells_of(self.look.ground)
        total = np.where(ground, cells_of(bands), 0).sum((2, 3))
        band = np.rint(total / np.maximum(ground.sum((2, 3)), 1)).astype(int)
        there = ground.mean((2, 3)) >= 0.5
        level = np.minimum((band + 0.5) * len(DENSE) / BANDS, len(DENSE) - 1).astype(int)
        self.char = np.where(there, DENSE[level], " ")
        self.ink = np.where(there, band, TEXT)

    def _filled(self, levels: tuple[float, ...], cheap: bool) -> None:
        look = self.look
        upper_row, lower_row = look.heights[::2], look.heights[1::2]  # a quarter is two dots high
        both = look.ground[::2] & look.ground[1::2]
        with np.errstate(all="ignore"):
            heights = np.where(both, 0.5 * upper_row + 0.5 * lower_row, lower_row)
        other = np.where(look.wall[1::2], SIDE, NONE)
        code = np.where(look.ground[1::2], bands_of(heights, levels), other)
        rows, columns = self.char.shape
        four = code.reshape(rows, 2, columns, 2).swapaxes(1, 2).reshape(rows, columns, 4)
        if cheap:
            four[:] = four[..., NEAREST, None]
        ground = four >= 0
        low = np.where(ground, four, BANDS).min(2)
        high = four.max(2)
        least = four.min(2)  # of a cell that is partly ground, what the rest of it is
        part: Any = ~ground.all(2)
        nearer = four - low[..., None] > high[..., None] - four
        upper: Any = np.where(part[..., None], ground, nearer)
        mixed = upper.any(2) & ~upper.all(2)
        self.char = np.where(mixed, QUARTERS[upper @ PLACES], " ")
        self.ink = np.where(mixed, high, TEXT)
        self.back = np.where(part & mixed, least, np.where(part & ~ground.any(2), least, low))

    def draw(self, lines: Sequence[Seen]) -> None:
        """Draw lines of dots, white or black on the colour that a cell has most of.

        Of several lines in a cell the last one is seen.
        """
        bits = np.zeros(self.char.shape, dtype=np.intp)
        for seen in lines:
            row, column = seen.row[seen.inside], seen.column[seen.inside]
            bits[row // 4, column // 2] = 0
            add_dots(bits, column, row)
        at = np.nonzero(bits)
        self.back[at], self.char[at], self.ink[at] = self._most[at], CHARS[bits[at]], MARK

    def mark(self, seen: Seen, char: str, ink: int) -> None:
        """Put a character where these places are seen; those that run, even behind a hill."""
        seen = seen[seen.inside]
        at = seen.row // 4, seen.column // 2
        self.back[at], self.char[at] = self._most[at], char
        self.ink[at] = np.where(seen.hidden, QUIET, ink) if ink == MARK else ink

    def queue(self, ball: Seen, marks: Sequence[tuple[Seen, str, int]]) -> None:
        """Put characters at the same place beside each other, and beside the ball."""
        taken: set[tuple[int, int]] = set()
        for seen, char, ink in (ball, "", BALL), *marks:
            if not seen.inside[0]:
                continue
            row, column = int(seen.row[0]) // 4, int(seen.column[0]) // 2
            while (row, column) in taken:
                column += 1
            taken.add((row, column))
            if char and column < self.char.shape[1]:
                self.char[row, column], self.ink[row, column] = char, ink
                self.back[row, column] = self._most[row, column]

    def write(self, column: int, row: int, text: str, ink: int = QUIET) -> None:
        """Write over what is there; a text that does not fit is moved inside."""
        rows, columns = self.char.shape
        column = max(0, min(columns - len(text), column))
        if 0 <= row < rows and len(text) <= columns:
            at = row, slice(column, column + len(text))
            self.char[at], self.ink[at], self.back[at] = list(text), ink, NONE

    def is_free(self, column: int, row: int, length: int) -> bool:
        """Whether nothing is drawn in these cells."""
        if not 0 <= row < len(self.char):
            return False
        at = row, slice(max(0, column), column + length)
        return bool((self.char[at] == " ").all() and (self.back[at] == NONE).all())

    def rows(self, last: "Ground | None" = None) -> list[Row]:
        """The cells as rows of pieces.

        last  drawn on the same ground before: where the cells are its own the rows are, too
        """
        blank = self.char == " "  # it has no ink
        codes = np.where(blank, TEXT, self.ink) * BACKS + self.back - SIDE
        texts = self.char.view(f"<U{codes.shape[1]}").ravel().tolist()
        rows: list[Row] = [()] * len(texts)
        same = [False] * len(texts)
        if last is not None and last._most is self._most and last._made is not None:
            before, codes_before, rows = last._made
            unchanged = (codes == codes_before).all(1).tolist()
            same = [*map(and_, map(eq, texts, before), unchanged)]
        fresh = [y for y, known in enumerate(same) if not known]
        rows = [*rows]
        for y, pieces in zip(fresh, rows_of(self.char[fresh], codes[fresh], _style), strict=True):
            rows[y] = (*self.beside[y : y + 1], *pieces)
        self._made = texts, codes, rows
        return rows


@lru_cache(maxsize=1024)
def _style(code: int) -> str:
    """The name of a style with its ink and what lies behind it, in one number."""
    ink, back = divmod(code, BACKS)
    return f"ground {ink} {back + SIDE}"


def cells_of(dots: NDArray[Any]) -> NDArray[Any]:
    """Dots, shape (4·rows, 2·columns), as cells: shape (rows, columns, 4, 2)."""
    rows, columns = dots.shape
    return dots.reshape(rows // 4, 4, columns // 2, 2).swapaxes(1, 2)


class Grounded(Panel[Frame]):
    """A panel with a ground on it, which is drawn afresh only where it is another one."""

    _known: tuple[FloatArray, object, Ground] | None = None
    _last: Ground | None = None  # and what lay over it
    _before = 0  # columns before it

    def _ground_of(self, shown: Landscape, key: object, make: Callable[[], Ground]) -> Ground:
        """The ground without what lies over it, to draw on; `key`: all that it hangs on."""
        known, key = self._known, (key, shown.window, shown.levels, self.flat, self.cheap)
        if known is None or known[0] is not shown.heights or known[1] != key or shown.fog:
            known = self._known = shown.heights, key, make()
        return known[2].copy()

    def _rows_of(self, ground: Ground) -> list[Row]:
        """Its rows; those that look as they did the last time are the same ones."""
        rows = ground.rows(self._last)
        self._last = ground
        return rows

    def height_at(self, x: int, y: int) -> float | None:
        """The height of the ground in a cell of the panel; None: there is none."""
        if self._known is None:
            return None
        look = self._known[2].look
        column, row = 2 * (x - self._before), 4 * y + 1
        inside = 0 <= column < look.columns and 0 <= row < look.rows
        return float(look.heights[row, column]) if inside and look.ground[row, column] else None


def swatch(band: int, flat: bool) -> Piece:
    """A cell of the ground of this colour."""
    level = min(int((band + 0.5) * len(DENSE) / BANDS), len(DENSE) - 1)
    return (str(DENSE[level]) if flat else "█"), f"ground {band} {NONE}"


def bands_of(heights: FloatArray, levels: tuple[float, ...]) -> Codes:
    """The colour of each height: bands between levels, spread over all colours."""
    known = np.where(np.isnan(heights), np.inf, heights)
    band = np.searchsorted(np.array(levels), known, side="right")
    return np.rint(band * (BANDS - 1) / max(len(levels), 1)).astype(np.intp)
