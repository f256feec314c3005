"""The curve of the loss as dots of braille, drawn by plotext.

What later passes leave unchanged is drawn once, many lines at a time. At the end, where each pass
adds a line, a line that goes as far to the right and as far up as one before it is the same.
"""

from functools import lru_cache
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.history import Curve
from tui_descent.ui.widgets.cells import BRAILLE, DOTS, Point
from tui_descent.ui.widgets.loss_axis import Scale
from tui_descent.ui.widgets.plots import blank_figure

Dots = NDArray[np.uint8]  # of braille, by row and column of cells; 0: none
CHARS = np.array([" ", *map(chr, range(BRAILLE + 1, BRAILLE + 256))])  # of dots
PIECE = 32  # lines that are drawn at once
OUTSIDE = 1.0  # of an axis: so far a line is followed beyond its ends


def curve_dots(curve: Curve, scale: Scale, x_end: int, columns: int, rows: int) -> Dots:
    """One curve in so many cells, shape (rows, columns); a single pass has no line."""
    x, y = _points(curve, x_end, 2 * columns)
    if len(x) < 2:
        return np.zeros((rows, columns), np.uint8)
    parts = np.clip(scale.part(y), -OUTSIDE, 1.0 + OUTSIDE)
    heights = np.floor(np.round(0.5 + (4 * rows - 1) * parts, 8))  # as plotext rounds
    points = zip(x.astype(int).tolist(), heights.astype(int).tolist(), strict=True)
    canvas = np.zeros((4 * rows, 2 * columns), np.bool_)  # the lowest row of dots first
    for piece in _pieces([point for point, _ in groupby(points)]):
        left, low = piece[0][0], min([y for _, y in piece])
        dots = _drawn(tuple([(x - left, y - low) for x, y in piece]))
        part = canvas[max(0, low) : max(0, low + len(dots)), left : left + dots.shape[1]]
        part |= dots[max(0, -low) :][: len(part)]
    upright = canvas[::-1]
    cells = np.zeros((rows, columns), np.uint8)
    for line, bits in enumerate(DOTS):
        for side, bit in enumerate(bits):
            cells += upright[line::4, side::2] * np.uint8(bit)
    return cells


def _pieces(points: list[Point]) -> list[list[Point]]:
    """The points of PIECE lines at a time, and those of each of the last lines."""
    if len(points) == 1:
        return [points]
    end = (len(points) - 1) // PIECE * PIECE
    whole = [points[start : start + PIECE + 1] for start in range(0, end, PIECE)]
    return [*whole, *map(list, pairwise(points[end:]))]


@lru_cache(maxsize=512)
def _drawn(points: tuple[Point, ...]) -> NDArray[np.bool_]:
    """The dots of the lines between points, which are counted from the lower left corner."""
    right, top = points[-1][0], max(y for _, y in points)
    width, height = right // 2 + 1, top // 4 + 1
    figure = blank_figure(Size(width, height), axes=False)
    figure.plot(*map(list, zip(*points, strict=True)), marker="braille")
    figure.xlim(0, 2 * width - 1)
    figure.ylim(0, 4 * height - 1)
    text = figure.uncolorize(figure.build()).replace("\n", "")
    codes = np.array([max(0, ord(char) - BRAILLE) for char in text]).reshape(height, 1, width, 1)
    dots: NDArray[np.bool_] = (codes & np.array(DOTS)[:, None, :]) > 0
    return dots.reshape(4 * height, 2 * width)[::-1][: top + 1, : right + 1]


def _points(curve: Curve, x_end: int, dots: int) -> tuple[FloatArray, FloatArray]:
    """Return x in dots, from 0, and y of the line to draw.

    In a column of dots that holds several passes it begins and ends with the first and the
    last of them, and reaches as far as the lowest and the highest: it joins its neighbours as
    they happened, and what happened within is one upright stroke.
    """
    count = len(curve.lowest)
    passes = curve.stride * np.arange(count, dtype=np.float64)
    columns = np.rint(passes / x_end * (dots - 1))
    starts = np.flatnonzero(np.diff(columns, prepend=-1.0))
    if not len(starts):
        return np.empty(0), np.empty(0)
    stops = np.append(starts[1:], count)
    y = np.stack(
        [
            curve.first[starts],
            np.fmin.reduceat(curve.lowest, starts),
            np.fmax.reduceat(curve.highest, starts),
            curve.last[stops - 1],
        ],
        axis=1,
    )
    new = np.isfinite(y)
    new[:, 1:] &= y[:, 1:] != y[:, :-1]
    return np.repeat(columns[starts], 4)[new.ravel()], y[new]


def end_of_axis(newest: int) -> int:
    """10, 20, 50, 100 …: where the axis of passes ends."""
    end = 10
    for factor in [2.0, 2.5, 2.0] * 12:
        if newest <= end:
            break
        end = int(end * factor)
    return end
