"""The plot of the loss, drawn by plotext.

The axes grow in readable notches rather than at every pass, so that a pass changes few
cells. What was made and then stepped back from stays in the plot, dimmed.
"""

import math

import numpy as np
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.history import Curve
from tui_descent.frame import Frame
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.plots import AXES, DOT, LABEL, blank_figure, cell, notch_above, pieces


class LossPlot(Panel[Frame]):
    """The loss after each pass, and a dot where the learner stands."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        if size.width < 16 or size.height < 4:
            return []
        newest = frame.curve.newest
        x_end = _x_end(newest)
        x, y = _points(frame.curve, 2 * size.width)
        seen = np.isfinite(y)
        top = notch_above(float(y[seen].max()) if seen.any() else 1.0)
        labels = [f"{part * top:.3g}" for part in (0.0, 0.5, 1.0)]
        label_width = max(LABEL, *(len(label) for label in labels))

        figure = blank_figure(size)
        # In parts of `top`, because plotext overflows near 1e300.
        if seen.any():
            figure.plot(x[seen].tolist(), (y[seen] / top).tolist(), marker="braille")
        figure.xlim(0, x_end)
        figure.ylim(0.0, 1.0)
        figure.yticks([0.0, 0.5, 1.0], [f"{label:>{label_width}}" for label in labels])
        figure.xticks([0, x_end // 2, x_end], [str(tick) for tick in (0, x_end // 2, x_end)])
        lines = figure.uncolorize(figure.build()).split("\n")
        left = label_width + 1
        present = left + cell(frame.passes / x_end, 2, size.width - left)
        if math.isfinite(frame.loss):
            row = cell(1.0 - frame.loss / top, 4, size.height - 2)
            lines[row] = f"{lines[row][:present]}{DOT}{lines[row][present + 1 :]}"
        return [_row(line, left, present) for line in lines]


def _points(curve: Curve, most: int) -> tuple[FloatArray, FloatArray]:
    """Return x and y of at most `most` points or so: the extremes of each column, in turn."""
    if curve.stride == 1 and len(curve.lowest) <= most:
        return np.arange(len(curve.lowest), dtype=np.float64), curve.lowest
    columns = min(most // 2, len(curve.lowest))
    starts = np.unique(np.linspace(0, len(curve.lowest), columns, endpoint=False).astype(int))
    lowest = np.fmin.reduceat(curve.lowest, starts)
    highest = np.fmax.reduceat(curve.highest, starts)
    x = np.repeat(starts * float(curve.stride), 2)
    return x, np.column_stack([highest, lowest]).ravel()


def _x_end(newest: int) -> int:
    """20, 50, 100, 200 …: where the axis of passes ends."""
    end = 20
    for factor in [2.5, 2.0, 2.0] * 12:
        if newest <= end:
            break
        end = int(end * factor)
    return end


def _row(line: str, left: int, present: int) -> Row:
    """Cut a line of the plot into axis, past, the dot, and what was stepped back from."""

    def style(column: int, char: str) -> str:
        if char == DOT:
            return "strong"
        if column < left or char in AXES or char.isdigit():
            return "dim"
        return "dim" if column > present else "accent"

    return pieces(line, style)
