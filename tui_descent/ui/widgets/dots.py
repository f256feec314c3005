"""Dots of braille as arrays: which ones lie on lines, and which character shows those of a cell."""

import numpy as np
from numpy.typing import NDArray

from tui_descent.engine.arrays import FloatArray
from tui_descent.ui.widgets.cells import BRAILLE, DOTS

Ints = NDArray[np.intp]

CHARS = np.array([chr(BRAILLE + bits) for bits in range(256)])  # by the dots that are set
_BITS = np.array(DOTS)
FARTHEST = 1e9  # dots: beyond it, rounding would lead a line out of the picture


def add_dots(bits: Ints, column: Ints, row: Ints) -> None:
    """Set dots, given by their columns and rows, in the cells of `bits`, shape (rows, columns)."""
    np.bitwise_or.at(bits, (row // 4, column // 2), _BITS[row % 4, column % 2])


def dots_along(points: FloatArray, width: int, height: int) -> tuple[Ints, Ints]:
    """The dots within so many cells on the straight lines from each point to the next.

    points  shape (n, 2): columns and rows of dots; one that is not finite breaks the line

    Returned are the dots, shape (dots, 2), and of each the number of its line. Where a line
    begins with the dot that the last one ended with it is there twice.
    """
    finite = np.asarray(np.isfinite(points).all(axis=1))
    points = np.clip(points, -FARTHEST, FARTHEST)
    part = points / np.array([2 * width - 1, 4 * height - 1])
    first, last = parts_inside(part[:-1], part[1:])
    drawn = np.flatnonzero(finite[:-1] & finite[1:] & (first <= last))
    starts, first, last = points[drawn], first[drawn, None], last[drawn, None]
    way = points[drawn + 1] - starts
    starts, way = starts + first * way, (last - first) * way
    count = np.abs(way).max(1, initial=0.0).astype(int) + 1
    ends = np.cumsum(count + 1)
    of = np.repeat(np.arange(len(count)), count + 1)
    step = np.arange(len(of)) - (ends - count - 1)[of]
    dots = np.rint(starts[of] + way[of] * (step / count[of])[:, None]).astype(np.intp)
    fresh = np.ones(len(of), dtype=np.bool_)
    fresh[1:] = (dots[1:] != dots[:-1]).any(1) | (of[1:] != of[:-1])
    return dots[fresh], drawn[of[fresh]]


def parts_inside(starts: FloatArray, stops: FloatArray) -> tuple[FloatArray, FloatArray]:
    """From which to which part lines run in the box 0 … 1 (Liang and Barsky 1984).

    Both of shape (lines,), for ends of shape (lines, 2); the first is the larger: it does not.
    """
    way = stops - starts
    with np.errstate(all="ignore"):
        ends = -starts / way, (1.0 - starts) / way
    near, far = np.minimum(*ends), np.maximum(*ends)
    level = way == 0.0
    if level.any():
        beside = (starts < 0.0) | (starts > 1.0)
        near[level], far[level] = np.where(beside[level], 2.0, 0.0), 1.0
    return near.max(1, initial=0.0), far.min(1, initial=1.0)
