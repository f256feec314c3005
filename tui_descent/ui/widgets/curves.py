"""Two curves over the passes, the one in front of the other, between the axes of a plot."""

import math
from collections.abc import Sequence

import numpy as np
from textual.geometry import Size

from tui_descent.engine.history import Curve
from tui_descent.ui.widgets.cells import pieces
from tui_descent.ui.widgets.loss import BRAILLE, curve_text
from tui_descent.ui.widgets.loss_axis import Scale
from tui_descent.ui.widgets.loss_curve import end_of_axis
from tui_descent.ui.widgets.loss_signs import BLANK
from tui_descent.ui.widgets.panel import Row
from tui_descent.ui.widgets.plots import DOT, LABEL, cell

SMALLEST = Size(16, 4)


def plotted(
    curves: Sequence[Curve], scale: Scale, here: tuple[int, float], size: Size
) -> list[Row]:
    """The first curve over the dimmed second one, if there is one; ● at (pass, value)."""
    ticks = scale.ticks(size.height)
    end = end_of_axis(max(curve.newest for curve in curves))
    left = max(LABEL, *(len(label) for _, label in ticks)) + 1
    front, *others = (curve_text(curve, scale, ticks, end, left, size) for curve in curves)
    behind = others[0] if others else [""] * len(front)
    passes, value = here
    column = left + cell(passes / end, 2, size.width - left)
    at = _row_of(value, scale, size.height - 2)
    rows = []
    for y in range(min(len(front), len(behind), size.height)):
        own, other = front[y].ljust(size.width), behind[y].ljust(size.width)
        chars = [
            one if x < left or _is_drawn(one) else two
            for x, (one, two) in enumerate(zip(own, other, strict=True))
        ]
        styles = [
            "accent" if x >= left and _is_drawn(char) else "dim" for x, char in enumerate(own)
        ]
        if y == at:
            chars[column], styles[column] = DOT, "strong"
        rows.append(pieces(chars, styles))
    return rows


def _row_of(value: float, scale: Scale, rows: int) -> int | None:
    """The row of a value; None: it is no number."""
    if not math.isfinite(value):
        return None
    return cell(1.0 - float(scale.part(np.array([value]))[0]), 4, rows)


def _is_drawn(char: str) -> bool:
    """Whether there is something of a curve in a cell."""
    return ord(char) in BRAILLE and char != BLANK
