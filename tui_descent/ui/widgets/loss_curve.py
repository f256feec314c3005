"""The curve of the loss as dots of braille, drawn by plotext.

It is drawn in strips, and each as high as its points reach: while the axes stay, a pass changes
the last of them alone, and that only if a dot of it is another.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.history import Curve
from tui_descent.ui.widgets.cells import BRAILLE
from tui_descent.ui.widgets.loss_axis import Scale
from tui_descent.ui.widgets.plots import blank_figure

Dots = NDArray[np.uint8]  # of braille, by row and column of cells; 0: none
STRIP, BESIDE = 8, 1  # columns that are drawn at once, and of those before them
OUTSIDE = 1.0  # of an axis: so far a line is followed beyond its ends


def curve_dots(curve: Curve, scale: Scale, x_end: int, columns: int, rows: int) -> Dots:
    """One curve in so many cells, shape (rows, columns); a single pass has no line."""
    x, y = _points(curve, x_end, 2 * columns)
    if len(x) < 2:
        return np.zeros((rows, columns), np.uint8)
    parts = np.clip(scale.part(y), -OUTSIDE, 1.0 + OUTSIDE)
    heights = np.floor(np.round(0.5 + (4 * rows - 1) * parts, 8))  # as plotext rounds
    dots = np.stack([x, heights]).astype(np.int64)
    fresh = np.append(True, np.diff(dots).any(axis=0))
    return _drawn(dots[0, fresh].tobytes(), dots[1, fresh].tobytes(), columns, rows)


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


@lru_cache(maxsize=32)
def _drawn(places: bytes, heights: bytes, columns: int, rows: int) -> Dots:
    """The line between dots, of which these are the places, from the left, and the heights."""
    x, y = np.frombuffer(places, np.int64), np.frombuffer(heights, np.int64)
    canvas = np.zeros((rows, columns), np.uint8)
    for start in range(0, columns, STRIP):
        edge, stop = 2 * (start - BESIDE), min(start + STRIP, columns)
        if x[-1] < edge:
            break
        first = max(int(np.searchsorted(x, edge)) - 1, 0)
        last = int(np.searchsorted(x, 2 * stop)) + 1
        low = max(int(y[first:last].min()) // 4, 0)
        high = min(int(y[first:last].max()) // 4, rows - 1)
        if low <= high:
            inside = x[first:last] - edge, y[first:last] - 4 * low
            canvas[rows - 1 - high : rows - low, start:stop] = _strip(
                inside[0].tobytes(), inside[1].tobytes(), stop - start, high - low + 1
            )
    canvas.flags.writeable = False
    return canvas


@lru_cache(maxsize=256)
def _strip(places: bytes, heights: bytes, columns: int, rows: int) -> Dots:
    """So many columns of a line; one more before them keeps plotext's edge away."""
    width = columns + BESIDE
    figure = blank_figure(Size(width, rows), axes=False)
    x, y = np.frombuffer(places, np.int64), np.frombuffer(heights, np.int64)
    figure.plot(x.tolist(), y.tolist(), marker="braille")
    figure.xlim(0, 2 * width - 1)
    figure.ylim(0, 4 * rows - 1)
    text = figure.uncolorize(figure.build()).replace("\n", "")
    codes = np.array([*map(ord, text)]).reshape(rows, width)[:, BESIDE:]
    return np.where(codes >= BRAILLE, codes - BRAILLE, 0).astype(np.uint8)
