"""Readable numbers: where an axis has its numbers, and at which heights the contours lie."""

import math
from collections.abc import Sequence

import numpy as np

from tui_descent.engine.arrays import FloatArray

STEPS = (1.0, 2.0, 5.0, 10.0)
LADDERS = (  # mantissas of logarithmic levels, from the closest to the widest
    (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0),
    (1.0, 1.5, 2.0, 3.0, 5.0, 7.0),
    (1.0, 2.0, 5.0),
    (1.0, 3.0),
    (1.0,),
)
DEEPEST = 6  # decades that logarithmic levels reach below the highest


def readable_step(length: float, parts: float) -> float:
    """The smallest of 1, 2, 5 × 10ᵏ that cuts a length into at most so many parts."""
    wanted = max(length / parts, 1e-300)
    power = 10.0 ** math.floor(math.log10(wanted))
    return next((step * power for step in STEPS if step * power >= 0.999999 * wanted), wanted)


def multiples(low: float, high: float, step: float) -> tuple[float, ...]:
    """The multiples of a step from `low` to `high`, without the dust of floating point."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(float(f"{k * step:.12g}") for k in range(first, last + 1))


def ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """At most so many readable numbers between two ends, at equal distances."""
    for parts in range(max(most, 2), 0, -1):
        found = multiples(low, high, readable_step(high - low, parts))
        if len(found) <= most:
            return found
    return ()


def ticks_below(low: float, high: float, columns: int) -> tuple[float, ...]:
    """Readable numbers for an axis of so many columns, as many as stand clear of each other."""
    for most in range(max(2, columns // 4), 0, -1):
        found = ticks(low, high, most)
        longest = max(map(len, numbers(found)), default=0)
        if len(found) < 2 or (found[1] - found[0]) / (high - low) * columns >= longest + 3:
            return found
    return ()


def contour_levels(heights: FloatArray, most: int, logarithmic: bool) -> tuple[float, ...]:
    """Readable heights, at most so many, that cut a landscape into bands.

    heights  finite; logarithmic levels need positive ones
    """
    low, high = (float(np.quantile(heights, part)) for part in (0.01, 0.97))
    if not high > low:
        return ()
    if logarithmic and high > 0.0:
        return _logarithmic(max(low, high * 10.0**-DEEPEST), high, most)
    step = readable_step(high - low, most + 1)
    return multiples(low + 0.02 * step, high, step)[:most]


def _logarithmic(low: float, high: float, most: int) -> tuple[float, ...]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for ladder in LADDERS:
        found = [float(f"{part * 10.0**k:.12g}") for k in decades for part in ladder]
        found = [level for level in found if low < level <= high]
        if len(found) <= most:
            return tuple(found)
    return tuple(found[:: -(-len(found) // most)])


def curved(heights: FloatArray) -> bool:
    """Whether most of a landscape lies so far below its top that logarithms show more of it."""
    low, middle, high = (float(np.quantile(heights, part)) for part in (0.0, 0.5, 0.97))
    return low >= 0.0 and high > 0.0 and middle < 0.2 * high


def numbers(values: Sequence[float]) -> tuple[str, ...]:
    """Numbers of an axis as short texts: 1500, −0.25, 5e5, 2.5e−7."""
    return tuple(_shortest(value).replace("-", "−") for value in values)


def _shortest(value: float) -> str:
    text = f"{value:.6g}"
    if "e" not in text and abs(value) < 1e5:
        return text
    mantissa, exponent = f"{value:.5e}".split("e")
    power = f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    return min(text, power, key=len)
