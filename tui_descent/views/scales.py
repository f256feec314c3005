"""Readable numbers: where an axis has its numbers, and at which heights the contours lie."""

import math
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

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
FEW_DIGITS, ALL_DIGITS = 6, 17  # of a number on an axis: usually, and at most
UNLIKE = 0.01  # of the distance to the next number: a text is this near to what it stands for
FEWEST_LEVELS = 2  # by factors; if there are fewer, the levels go evenly
ROUNDING = 1e-12  # relative: heights that differ less are one height
EPSILON = float(np.finfo(np.float64).eps)
HUGE = 8e307  # a height above it counts as this: the difference of two is a number then
TINIEST = 1e-290  # below it there are no logarithms and no steps to count with


def readable_step(length: float, parts: float) -> float:
    """The smallest of 1, 2, 5 × 10ᵏ that cuts a length into at most so many parts."""
    wanted = max(length / parts, 1e-300)
    power = 10.0 ** math.floor(math.log10(wanted))
    found = next((step * power for step in STEPS if step * power >= 0.999999 * wanted), wanted)
    return float(f"{found:.3g}")


def multiples(low: float, high: float, step: float) -> tuple[float, ...]:
    """The multiples of a readable step from `low` to `high`, each the number that one reads."""
    dust = 1e-9 + 4.0 * EPSILON * max(abs(low), abs(high)) / step
    first, last = math.ceil(low / step - dust), math.floor(high / step + dust)
    return tuple(multiple(number, step) for number in range(first, last + 1))


def multiple(number: int, step: float) -> float:
    """A readable step times a whole number, without the dust of floating point."""
    return float(number * Decimal(f"{step:.3g}"))


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
        longest = max(map(len, numbers(found, high - low)), default=0)
        if len(found) < 2 or (found[1] - found[0]) / (high - low) * columns >= longest + 3:
            return found
    return ()


def contour_levels(heights: FloatArray, most: int, logarithmic: bool) -> tuple[float, ...]:
    """Readable heights, at most so many, that cut a landscape into bands.

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
    """Whether most of a landscape lies so far below its top that logarithms show more of it."""
    heights = np.clip(heights, -HUGE, HUGE)
    low, middle, high = (float(np.quantile(heights, part)) for part in (0.0, 0.5, 0.97))
    return low >= 0.0 and high > 0.0 and middle < 0.2 * high


def numbers(values: Sequence[float], length: float = math.inf) -> tuple[str, ...]:
    """Numbers of one axis as short texts: 1500, −0.25, 5e5, 2.5e−7.

    They have as many digits as it takes to tell them apart, and each to stand for its value.

    length  of the axis
    """
    apart = [high - low for low, high in pairwise(sorted({*values}))]
    slack = UNLIKE * min([length, *apart])
    for digits in range(FEW_DIGITS, ALL_DIGITS + 1):
        texts = [_shortest(value, digits) for value in values]
        if all(
            abs(float(text) - value) <= slack for text, value in zip(texts, values, strict=True)
        ):
            break
    return tuple(text.replace("-", "−") for text in texts)


def _shortest(value: float, digits: int) -> str:
    text = f"{value:.{digits}g}"
    if "e" not in text and abs(value) < 1e5:
        return text
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return min(text, f"{mantissa}e{int(exponent)}", key=len)
