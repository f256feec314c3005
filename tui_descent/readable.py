"""Numbers that are good to read: how one is written, and which ones an axis or a key steps to.

Readable are 1, 2 and 5 times a power of ten, and where that is too coarse the ones between.
"""

import math
import sys
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, product

from msgspec import Struct

FEW_DIGITS, ALL_DIGITS = 6, 17  # of a number on an axis: usually, and at most
UNLIKE = 0.01  # of the distance to the next number: a text is this near to what it stands for
SMALL_POWER, LARGE_POWER = -2, 5  # of ten: columns whose largest number is between have none
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
    texts = [plain(value, digits) for digits in range(6, 0, -1)]
    return next((text for text in texts if len(text) <= width), texts[-1])


def signed(value: float, digits: int = 6) -> str:
    """Return a number with its sign in brackets where it has a minus: 24, (−24)."""
    return f"({plain(value, digits)})" if value < 0 else plain(value, digits)


class Column(Struct, frozen=True):
    """How numbers below each other are written: to the same place, and with one exponent.

    exponent  what is written times 10 to the power of this is the number
    """

    exponent: int
    decimals: int

    def head(self, name: str, width: int) -> str:
        """What stands above them: `gradient`, or `grad e−6` where 1.5 stands for 1.5e−6."""
        power = f" e{self.exponent}".replace("-", "−") if self.exponent else ""
        room = width - len(power)
        short = name if len(name) <= room else name[: min(room, 4 if len(name) > 5 else 3)]
        return f"{short}{power}" if len(short) > 2 else power.lstrip()

    def text(self, value: float) -> str:
        """A number in its column; one that would read as 0, and is none, is written as ~0."""
        if not math.isfinite(value):
            return f"{value:+}".replace("-", "−") if math.isinf(value) else "nan"
        if value == 0.0:
            return f"{0.0:.{self.decimals}f}"
        text = f"{Decimal(value).scaleb(-self.exponent):+.{self.decimals}f}"
        return text.replace("-", "−") if float(text) else "~0"


def common(largest: float, width: int) -> Column:
    """The column for numbers up to this size: as many digits as fit into `width` cells."""
    power = math.floor(math.log10(largest)) if 0.0 < largest < math.inf else 0
    exponent = power if not SMALL_POWER <= power < LARGE_POWER else 0
    decimals = max(0, min(MOST_DECIMALS, width - 3 - max(power - exponent, 0)))
    return Column(exponent, decimals)


def fitted(value: float, width: int) -> str:
    """Return a signed number with as many digits as `width` cells, at least 5, have room for.

    +0.52, +13.0, −7e-4: right-aligned, and so a changed digit is one changed cell.
    """
    size = abs(value)
    if not math.isfinite(value):
        text = f"{value:+}" if math.isinf(value) else "nan"
    elif size == 0.0:
        text = f"{0.0:.{width - 3}f}"
    else:
        texts = (f"{value:+.{decimals}f}" for decimals in range(width - 3, -1, -1))
        text = next((text for text in texts if len(text) <= width), "")
        if not text or float(text) == 0.0:
            text = _power(value, width)
    text = text.replace("-", "−", 1) if value < 0 else text
    return f"{text:>{width}}"


def _power(value: float, width: int) -> str:
    """`-7e-4`, with one digit; where even that is too long only whether it is tiny or huge."""
    mantissa, exponent = f"{value:+.0e}".split("e")
    text = f"{mantissa}e{int(exponent)}"
    if len(text) <= width:
        return text
    return f"{mantissa[0]}{0.0:.{width - 3}f}" if abs(value) < 1.0 else f"{mantissa[0]}huge"


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
