"""How numbers are written on the screen.

In columns a number has its sign and a fixed width, so that a changed digit is one changed
cell. How it is written in running text is said in arithmetic.numbers.
"""

import math

from tui_descent.arithmetic.numbers import plain as plain
from tui_descent.arithmetic.numbers import signed as signed

WIDTH = 9  # of a number in a column


def column(value: float) -> str:
    """Return a signed number, right-aligned in WIDTH cells."""
    size = abs(value)
    if not math.isfinite(value):
        text = f"{value:+}" if math.isinf(value) else "nan"
    elif size == 0.0:
        text = "0.0000"
    elif 0.001 <= size < 999.99995:
        text = f"{value:+.4f}"
    elif 1.0 <= size < 99999.995:
        text = f"{value:+.2f}"
    else:
        text = f"{value:+.2e}" if 1e-99 < size < 9.995e99 else f"{value:+.1e}"
    return f"{text:>{WIDTH}}"


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
    return f"{text:>{width}}"


def _power(value: float, width: int) -> str:
    """`-7e-4`, with one digit; where even that is too long only whether it is tiny or huge."""
    mantissa, exponent = f"{value:+.0e}".split("e")
    text = f"{mantissa}e{int(exponent)}"
    if len(text) <= width:
        return text
    return f"{mantissa[0]}{0.0:.{width - 3}f}" if abs(value) < 1.0 else f"{mantissa[0]}huge"
