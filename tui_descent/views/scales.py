"""The heights of a landscape: at which of them contours lie, and whether they are one height."""

import math

import numpy as np
from msgspec import Struct

from tui_descent.engine.arrays import FloatArray
from tui_descent.readable import multiples, readable_step

LADDERS = (  # mantissas of logarithmic levels, from the closest to the widest
    (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0),
    (1.0, 1.5, 2.0, 3.0, 5.0, 7.0),
    (1.0, 2.0, 3.0, 5.0),
    (1.0, 2.0, 5.0),
    (1.0, 3.0),
    (1.0,),
)
DEEPEST = 6  # decades that logarithmic levels reach below the highest
FEWEST_LEVELS = 2  # by factors; if there are fewer, the levels go evenly
SMALL = 10.0  # times: a range up to here is cut evenly
ROUNDING = 1e-12  # relative: heights that differ less are one height
HUGE = 8e307  # a height above it counts as this: the difference of two is a number then
TINIEST = 1e-290  # below it there are no logarithms and no steps to count with
LEVEL = 0.6  # of the ground is not above its usual height


class Bounds(Struct, frozen=True):
    """The lowest and the highest of some heights, and the one that most of them do not exceed."""

    low: float
    high: float
    usual: float

    @classmethod
    def of(cls, heights: FloatArray) -> "Bounds | None":
        """That of the finite ones among them; None: there are none."""
        known = heights[np.isfinite(heights)]
        if not known.size:
            return None
        usual = float(np.quantile(np.clip(known, -HUGE / 4.0, HUGE / 4.0), LEVEL))
        return cls(float(known.min()), float(known.max()), usual)


def contour_levels(heights: FloatArray, most: int, logarithmic: bool) -> tuple[float, ...]:
    """Readable heights, at most this many, that cut a landscape into bands.

    heights  finite; logarithmic levels need positive ones

    There are none where all heights are the same but for rounding, or too small to count with.
    """
    if flat(heights):
        return ()
    heights = np.clip(heights, -HUGE, HUGE)
    low, high = (float(np.quantile(heights, part)) for part in (0.01, 0.97))
    if high - low <= ROUNDING * max(abs(low), abs(high)):  # it is level but for a few places
        low, high = float(heights.min()), float(heights.max())
    found: tuple[float, ...] = ()
    if logarithmic and high > TINIEST:
        found = _logarithmic(max(low, high * 10.0**-DEEPEST), high, most)
    if len(found) >= FEWEST_LEVELS or high - low <= TINIEST:
        return found
    step = readable_step(high - low, most + 1)
    return multiples(low + 0.02 * step, high, step)[:most]


def flat(heights: FloatArray) -> bool:
    """Whether heights, all finite, are one height but for rounding."""
    low, high = float(heights.min()), float(heights.max())
    return high / 2.0 - low / 2.0 <= 0.5 * ROUNDING * max(abs(low), abs(high))


def _logarithmic(low: float, high: float, most: int) -> tuple[float, ...]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for ladder in LADDERS:
        found = [float(f"{part * 10.0**k:.12g}") for k in decades for part in ladder]
        found = [level for level in found if low < level <= high]
        if len(found) <= most:
            return tuple(found)
    return tuple(found[:: -(-len(found) // most)])


def curved(heights: FloatArray) -> bool:
    """Whether low ground lies so far below the top that levels by factors show more of it."""
    heights = np.clip(heights, -HUGE, HUGE)
    lowest, low, high = (float(np.quantile(heights, part)) for part in (0.0, 0.05, 0.97))
    return lowest >= 0.0 and high > 0.0 and low < high / SMALL
