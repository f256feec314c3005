"""Numbers that are good to read: how one is written, and which ones an axis or a key steps to.

Readable are 1, 2 and 5 times a power of ten, and where that is too coarse the ones between.
"""

import math
import sys
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, product

FEW_DIGITS, ALL_DIGITS = 6, 17  # of a number on an axis: usually, and at most
UNLIKE = 0.01  # of the distance to the next number: a text is this near to what it stands for
MOST_DECIMALS = 5

STEPS = (1.0, 2.0, 5.0, 10.0)
CLOSER_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
EPSILON = sys.float_info.epsilon

MANTISSAS = ("1", "1.2", "1.5", "2", "2.5", "3", "4", "5", "6", "8")
FINE = (*MANTISSAS[:3], "1.8", "2", "2.2", "2.5", "3", "3.5", "4", "4.5", "5", "6", "7", "8", "9")
RATE_STEPS = (FINE, MANTISSAS, ("1", "2", "5"), ("1",))  # of a decade, from fine to coarse
MOST_RATES = 70  # of a sweep, but where there are very many decades
EXPONENTS = range(-9, 10)
NOTCHES = tuple(float(f"{digits}e{power}") for power, digits in product(EXPONENTS, MANTISSAS))
ENDS = (*map(float, MANTISSAS), 10.0)
CLOSE = 1e-9  # relative: a rate this near to a notch is on it


def plain(value: float, digits: int = 6) -> str:
    """Return a number for running text: 0.18342, −80, 1.2e-05."""
    text = f"{value + 0.0:.{digits}g}"  # no minus before a 0
    return text.replace("-", "−", 1) if value < 0 else text


def as_fits(value: float, width: int) -> str:
    """Return a number with as many digits, 6 at most, as `width` cells have room for."""
    texts = (plain(value, digits) for digits in range(6, 0, -1))
    sign = "−" if value < 0.0 else ""
    fits = next((text for text in texts if len(text) <= width), "")
    return fits or sign + _power(abs(value), width - len(sign))


def signed(value: float, digits: int = 6) -> str:
    """Return a number with its sign in brackets where it has a minus: 24, (−24)."""
    return f"({plain(value, digits)})" if value < 0 else plain(value, digits)


def fitted(value: float, width: int, decimals: int = MOST_DECIMALS) -> str:
    """Return a signed number in `width` cells, at least 5, that can be read by itself.

    +0.52000, +13.0000, −6.97e-5: right-aligned, and so a changed digit is one changed cell. It has
    an exponent only if it does not fit without one, or would show fewer than two digits; where
    there are fewer than 7 cells, not even one.

    decimals  as many as there is room for, at most this; more where it takes them to see digits
    """
    sign = "−" if value < 0.0 else "+" if value > 0.0 else ""
    size, digits = abs(value), 2 if width > 6 else 1
    power = int(f"{size:.{digits - 1}e}".partition("e")[2] or 0)
    least = digits - 1 - power
    texts = (f"{size:.{count}f}" for count in range(max(decimals, least), max(least, 0) - 1, -1))
    text = next((text for text in texts if len(text) < width), "") or _power(size, width - 1)
    return f"{sign + text:>{width}}"


def _power(size: float, width: int) -> str:
    """`7.0e-4` with the digits that fit; where none does only whether it is tiny or huge."""
    for decimals in range(width - 4, -1, -1):
        mantissa, exponent = f"{size:.{decimals}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
        if len(text) <= width:
            return text
    return f"{0.0:.{width - 2}f}" if size < 1.0 else "huge"


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


def readable_step(length: float, parts: float, steps: Sequence[float] = STEPS) -> float:
    """The smallest of 1, 2, 5 × 10ᵏ that cuts a length into at most this many parts."""
    wanted = max(length / parts, 1e-300)
    power = 10.0 ** math.floor(math.log10(wanted))
    found = next((step * power for step in steps if step * power >= 0.999999 * wanted), wanted)
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
    """At most this many readable numbers between two ends, at equal distances."""
    for parts in range(max(most, 2), 0, -1):
        found = multiples(low, high, readable_step(high - low, parts))
        if len(found) <= most:
            return found
    return ()


def ticks_below(low: float, high: float, columns: int) -> tuple[float, ...]:
    """Readable numbers for an axis of this many columns, as many as stand clear of each other."""
    for most in range(max(2, columns // 4), 0, -1):
        found = ticks(low, high, most)
        longest = max(map(len, numbers(found, high - low)), default=0)
        if len(found) < 2 or (found[1] - found[0]) / (high - low) * columns >= longest + 3:
            return found
    return ()


def notch_up(rate: float) -> float:
    """Return the next readable rate above; above the largest it stays."""
    if rate < 0.0:
        return -notch_down(-rate)
    return next((notch for notch in NOTCHES if notch > rate * (1.0 + CLOSE)), rate)


def notch_down(rate: float) -> float:
    """Return the next readable rate below; below the smallest comes 0, then −1e-9."""
    if rate <= 0.0:
        return -notch_up(-rate)
    return next((notch for notch in reversed(NOTCHES) if notch < rate * (1.0 - CLOSE)), 0.0)


def rates_around(rate: float, limit: float | None = None) -> tuple[float, ...]:
    """Four decades of readable rates with this one about their middle, itself among them.

    They are positive in any case: around 0 they are those around 0.1, and a negative rate is
    looked at from the other side. Where a limit is known and lies low, they begin well below
    it, in larger steps: some of them must lead somewhere.
    """
    size = min(max(abs(rate), 1e-300), 1e300) if rate else 0.1
    middle = round(math.log10(size))
    low, high = middle - 2, middle + 2
    if limit is not None and limit > 1e-300:
        low = min(low, math.floor(math.log10(limit)) - 1)
    digits = next(
        (one for one in RATE_STEPS if len(one) * (high - low) <= MOST_RATES), RATE_STEPS[-1]
    )
    rates = [float(f"{digit}e{power}") for power, digit in product(range(low, high), digits)]
    rates.append(float(f"1e{high}"))
    if rates[0] < rate < rates[-1]:
        rates = [one for one in rates if abs(one - rate) > CLOSE * rate]
        rates = sorted([*rates, rate])
    return tuple(rates)


def notch_above(value: float) -> float:
    """The smallest readable number that is not below the value."""
    if value <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    notch = next((end * power for end in ENDS if end * power >= value), value)
    return min(notch, sys.float_info.max)


def notch_below(value: float) -> float:
    """The largest readable number that is not above the value, which must be positive."""
    power = 10.0 ** math.floor(math.log10(value))
    return max((end * power for end in ENDS if end * power <= value), default=value)
