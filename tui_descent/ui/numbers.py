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
