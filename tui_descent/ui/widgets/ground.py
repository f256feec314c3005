"""The ground of map and mountain in cells, and what lies over it: ways, step and marks.

A cell has two colours, in quarters of a block: four samples. On a slow line it has one, and so
has it where there are no colours, or sixteen: there by how dense its character is. What lies
over the ground is drawn in braille on one colour of it, in white or black, whichever is seen
there.
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tui_descent.engine.arrays import FloatArray
from tui_descent.session.frame import Frame
from tui_descent.ui.theme import BALL, BANDS, FOG, MARK, NONE, QUIET, RUNNER, SIDE, TEXT
from tui_descent.ui.widgets.cells import BLOCKS, DOTS, HEADS, PLACES, parts_inside
from tui_descent.ui.widgets.panel import Panel, Piece, Row
from tui_descent.views.landscape import Landscape, Way
from tui_descent.views.relief import Map, Mountain, Seen

Look = Map | Mountain
Mark = tuple[FloatArray, str, int]  # a place, its character and ink
Codes = NDArray[np.intp]
Bits = NDArray[np.bool_]

LOWEST, LANDS, PASSED, LEFT_AT = "◇", "○", "•", "◦"
SHADOW = "◌"  # in place of the point where the map is not as high as the loss is
QUARTERS = np.array(list(BLOCKS))
DENSE = np.array(list("█▓▒░·"))  # from low to high, where colours do not tell it
NEAREST = 2  # of the quarters of a cell, the one that stands for all
HAZE = "░"
BACKS = BANDS + 2  # what may lie behind an ink: a band, nothing, or a side
FINE = 1.5  # places for each dot of a way
MOST = 2000  # places of one pass at most
FAR_APART = (4, 8)  # dots across or down, from which on passes are marked one by one
DASH, GAP = 3, 5  # dots of a dashed line
HIDDEN, GHOSTLY = 3, 3  # of a line that is hidden, or a ghost's, every how-many-th dot
ROUND_A_TURN = 6  # dots, within which a way may be beside itself
SHORT = 2  # dots: a step that leads no further has no line


class Ground:
    """Cells of a character, its ink and what lies behind it.

    char   shape (rows, columns)
    ink    a band, or one of the inks after them
    back   a band, or NONE, or the SIDE of a mountain
    flat   whether a character tells the height of a cell, not its colour
    """

    def __init__(
        self, look: Look, levels: tuple[float, ...], flat: bool, cheap: bool = False
    ) -> None:
        """Take four samples a cell, or one where it has to be cheap to send."""
        self.look, self.flat = look, flat
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
        other = object.__new__(Ground)
        other.look, other.flat = self.look, self.flat
        other.char, other.ink, other.back = self.char.copy(), self.ink.copy(), self.back.copy()
        other._most = self._most
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

    def line(self, dots: Bits) -> None:
        """Set these dots of the picture, white or black on the colour that a cell has most of."""
        bits = (cells_of(dots) * np.array(DOTS)).sum((2, 3))
        at = bits > 0
        self.back[at] = self._most[at]
        self.char[at] = [chr(0x2800 + code) for code in bits[at].tolist()]
        self.ink[at] = MARK

    def mark(self, marks: Sequence[Mark], ball: Mark) -> None:
        """Put characters where their places are seen; those that run, even behind a hill."""
        every = [*marks, ball]
        seen = self.look.place(np.array([place for place, _, _ in every]))
        for at in np.flatnonzero(seen.inside).tolist():
            cell = seen.row[at] // 4, seen.column[at] // 2
            self.back[cell] = self._most[cell]
            _, self.char[cell], ink = every[at]
            self.ink[cell] = QUIET if ink == MARK and seen.hidden[at] else ink

    def queue(self, ball: FloatArray, marks: Sequence[Mark]) -> None:
        """Put characters where their places are seen, beside others that are at the same place."""
        seen = self.look.place(np.array([ball, *(place for place, _, _ in marks)]))
        taken: set[tuple[int, int]] = set()
        for at in np.flatnonzero(seen.inside).tolist():
            row, column = int(seen.row[at]) // 4, int(seen.column[at]) // 2
            while (row, column) in taken:
                column += 1
            taken.add((row, column))
            if at and column < self.char.shape[1]:
                _, self.char[row, column], self.ink[row, column] = marks[at - 1]
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

    def rows(self) -> list[Row]:
        """The cells as rows of pieces."""
        blank = self.char == " "  # it has no ink
        codes = np.where(blank, TEXT, self.ink) * BACKS + self.back - SIDE
        columns = codes.shape[1]
        texts = np.ascontiguousarray(self.char).view(f"<U{columns}").ravel().tolist()
        starts = np.ones(codes.shape, dtype=np.bool_)
        starts[:, 1:] = codes[:, 1:] != codes[:, :-1]
        rows: list[Row] = []
        for text, row, cut in zip(texts, codes, starts, strict=True):
            cuts = np.flatnonzero(cut)
            styles = row[cuts].tolist()
            ends = [*cuts.tolist(), columns]
            rows.append(
                [
                    (text[first:last], _style(code))
                    for (first, last), code in zip(pairwise(ends), styles, strict=True)
                ]
            )
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
    _before = 0  # columns before it

    def _ground_of(self, shown: Landscape, key: object, make: Callable[[], Ground]) -> Ground:
        """The ground without what lies over it, to draw on; `key`: all that it hangs on."""
        known, key = self._known, (key, shown.window, shown.levels, self.flat, self.cheap)
        if known is None or known[0] is not shown.heights or known[1] != key or shown.fog:
            known = self._known = shown.heights, key, make()
        return known[2].copy()

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


def draw_over(ground: Ground, shown: Landscape, here: str) -> None:
    """Ways, the step that comes next, low points, and where the descent stands, on a ground.

    here  the sign for where the descent is: the point, or its shadow
    """
    look = ground.look
    runners = sorted((other for other in shown.others if other[0]), key=lambda other: other[0])
    for _, way in shown.others:
        ground.line(_dots(look, look.place(_along(way, shown)), GHOSTLY))
    seen = _uncrowded(look, look.place(_along(shown.way, shown)))
    if isinstance(look, Mountain):
        ground.line(_dots(look, seen, HIDDEN, hidden=True))
    ground.line(_dots(look, seen))
    now = shown.path[-1]
    end = None if shown.step is None else _step(ground, shown, now, now + shown.step)
    ground.mark(
        [
            *_far_passes(ground, shown),
            *((way.places[-1], LEFT_AT, MARK) for number, way in shown.others if not number),
            *(
                (np.array([x, y]), LOWEST, MARK)
                for x, y, _ in shown.minima
                if _is_seen(shown, x, y)
            ),
            *([] if end is None else [end]),
            *(
                (place, str(number), MARK)
                for number, way in runners
                for place in _far_apart(ground, way)
            ),
        ],
        (now, here, BALL),
    )
    ground.queue(
        now, [(way.places[-1], str(number), RUNNER + number - 1) for number, way in runners]
    )


def _along(way: Way, shown: Landscape) -> FloatArray:
    """Places along a way, close to each other; of passes that did not lead on, the ends alone."""
    places = way.places[np.isfinite(way.places).all(axis=1)]
    if len(places) < len(way.places):
        return places
    starts, stops = places[:-1][way.joined[1:]], places[1:][way.joined[1:]]
    low_x, high_x, low_y, high_y = shown.window
    low, side = np.array([low_x, low_y]), np.array([high_x - low_x, high_y - low_y])
    first, last = parts_inside((starts - low) / side, (stops - low) / side)
    rows, columns = shown.heights.shape
    length = np.hypot(*((stops - starts) / side * np.array([columns, rows])).T) * (last - first)
    many = np.clip(np.nan_to_num(FINE * length, nan=0.0), 0, MOST).astype(int) + (last >= first)
    piece = np.repeat(np.arange(len(many)), many)
    count = np.arange(len(piece)) - np.repeat(np.cumsum(many) - many, many)
    part = first[piece] + (last - first)[piece] * count / np.maximum(many[piece] - 1, 1)
    joined = starts[piece] + part[:, None] * (stops - starts)[piece]
    return np.concatenate([places[~way.joined], joined])


def _dots(look: Look, seen: Seen, every: int = 1, hidden: bool = False) -> Bits:
    """The dots of places that are hidden, or that are not; of a thinned line some of them."""
    which = seen.inside & (seen.hidden == hidden)
    dots = np.zeros((look.rows, look.columns), dtype=np.bool_)
    dots[seen.row[which], seen.column[which]] = True
    if every > 1:
        dots &= np.add.outer(np.arange(look.rows), np.arange(look.columns)) % every == 0
    return dots


def _uncrowded(look: Look, seen: Seen) -> Seen:
    """A way without its older parts where it runs beside them again: lines stay apart."""
    column, row, inside = seen.column, seen.row, seen.inside
    moved = (np.diff(column, prepend=column[:1]) != 0) | (np.diff(row, prepend=row[:1]) != 0)
    length = np.cumsum(moved)
    newest = np.full((look.rows + 2, look.columns + 2), -1)
    newest[row[inside] + 1, column[inside] + 1] = length[inside]
    across = np.maximum(np.maximum(newest[:, :-2], newest[:, 1:-1]), newest[:, 2:])
    around = np.maximum(np.maximum(across[:-2], across[1:-1]), across[2:])
    crowded = np.zeros(len(inside), dtype=np.bool_)
    crowded[inside] = around[row[inside], column[inside]] - length[inside] > ROUND_A_TURN
    return Seen(column, row, inside & ~crowded, seen.hidden)


def _step(ground: Ground, shown: Landscape, now: FloatArray, landing: FloatArray) -> Mark | None:
    """The dashed line of the next step, as long as it is; returned is the mark at its end."""
    look = ground.look
    low_x, high_x, low_y, high_y = shown.window
    low, side = np.array([low_x, low_y]), np.array([high_x - low_x, high_y - low_y])
    first, last = parts_inside(((now - low) / side)[None], ((landing - low) / side)[None])
    if not first[0] <= last[0]:
        return None
    part = np.linspace(first[0], last[0], 2 * max(look.rows, look.columns))[:, None]
    seen = look.place(now + part * (landing - now))
    away = np.maximum(np.abs(seen.column - seen.column[0]), np.abs(seen.row - seen.row[0]))
    if away[seen.inside].max(initial=0) < SHORT:
        return None
    dashed = seen.inside & (away % GAP < DASH)
    dots = np.zeros((look.rows, look.columns), dtype=np.bool_)
    dots[seen.row[dashed], seen.column[dashed]] = True
    ground.line(dots)
    if last[0] == 1.0:
        return landing, LANDS, MARK
    end = int(np.flatnonzero(seen.inside)[-1])  # it leaves the picture: an arrow at its edge
    up, right = seen.row[0] - seen.row[end], seen.column[end] - seen.column[0]
    arrow = HEADS[round(math.atan2(up, right) / (math.pi / 4)) % 8]
    return now + part[end] * (landing - now), arrow, MARK


def _far_passes(ground: Ground, shown: Landscape) -> list[Mark]:
    """A dot at each pass that led far."""
    return [(place, PASSED, MARK) for place in _far_apart(ground, shown.way)]


def _far_apart(ground: Ground, way: Way) -> list[FloatArray]:
    """The places of a way that are far from the one before, without the last."""
    seen = ground.look.place(way.places)
    across, down = np.abs(np.diff(seen.column)), np.abs(np.diff(seen.row))
    far = way.joined[1:] & ((across >= FAR_APART[0]) | (down >= FAR_APART[1]))
    return [way.places[at] for at in np.flatnonzero(far[:-1]) + 1]


def _is_seen(shown: Landscape, x: float, y: float) -> bool:
    low_x, high_x, low_y, high_y = shown.window
    rows, columns = shown.seen.shape
    row = min(int((y - low_y) / (high_y - low_y) * rows), rows - 1)
    column = min(int((x - low_x) / (high_x - low_x) * columns), columns - 1)
    return bool(shown.seen[row, column])
