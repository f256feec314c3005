"""Numbers as shades: the sign by glyph and colour, the size by how much of it there is."""

import numpy as np

from tui_descent.engine.arrays import FloatArray
from tui_descent.ui.theme import LEVELS
from tui_descent.ui.widgets.panel import Piece

PLUS = "·+╋▓█"
MINUS = "·-=≡≡"
LEGEND = "+╋▓█ plus  -=≡ minus"


def largest(values: FloatArray) -> float:
    """The largest finite |value|, to measure others by; 0 if there is none."""
    sizes = np.abs(values[np.isfinite(values)])
    return float(sizes.max()) if sizes.size else 0.0


def level(value: float, scale: float) -> int:
    """How large a number is, from 0 to LEVELS, the size of `scale`."""
    if not np.isfinite(value):
        return LEVELS
    return round(LEVELS * min(abs(value) / scale, 1.0)) if scale > 0.0 else 0


def shade(value: float, scale: float, cells: int = 1) -> Piece:
    """One number in this many cells."""
    if np.isnan(value):
        return "?" * cells, "alarm"
    step = level(value, scale)
    if value < 0.0:
        return MINUS[step] * cells, f"minus{step}"
    return PLUS[step] * cells, f"plus{step}"


def shades(values: FloatArray, scale: float, cells: int = 1) -> list[Piece]:
    """The same of many numbers, shape (n,)."""
    sizes = np.abs(np.nan_to_num(values, posinf=np.inf, neginf=-np.inf))
    part = np.minimum(sizes / scale, 1.0) if scale > 0.0 else np.isinf(sizes)
    steps = np.rint(LEVELS * part).astype(int)
    plus = [(char * cells, f"plus{step}") for step, char in enumerate(PLUS)]
    minus = [(char * cells, f"minus{step}") for step, char in enumerate(MINUS)]
    unknown = "?" * cells, "alarm"
    return [
        unknown if value != value else (minus if value < 0.0 else plus)[step]
        for value, step in zip(values.tolist(), steps.tolist(), strict=True)
    ]


def cell_style(value: float, scale: float) -> str:
    """The style of a text about a number, on a background of its shade."""
    return f"cell{'-' if value < 0.0 else '+'}{level(value, scale)}"
