"""How numbers are written on the screen.

In columns a number has its sign and a fixed width, so that a changed digit is one changed
cell. In running text it has at most six significant digits.
"""

import math

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


def plain(value: float, digits: int = 6) -> str:
    """Return a number for running text: 0.18342, −80, 1.2e-05."""
    text = f"{value + 0.0:.{digits}g}"  # no minus before a 0
    return text.replace("-", "−", 1) if value < 0 else text


def signed(value: float, digits: int = 6) -> str:
    """Return a number with its sign in brackets where it has a minus: 24, (−24)."""
    return f"({plain(value, digits)})" if value < 0 else plain(value, digits)
