"""The plot of the loss, drawn by plotext.

The axes grow in readable notches rather than at every pass, so that a pass changes few
cells. What was made and then stepped back from stays in the plot, dimmed.
"""

import math
import sys
from typing import Any

import numpy as np
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.history import Curve
from tui_descent.frame import Frame
from tui_descent.ui.widgets.panel import Panel, Row

LABEL = 6  # cells at least for the numbers beside the axis
DOT = "●"
AXES = set("│┤┬└┐┌─┴├┼")
ENDS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


class LossPlot(Panel[Frame]):
    """The loss after each pass, and a dot where the learner stands."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        if size.width < 16 or size.height < 4:
            return []
        newest = frame.curve.newest
        x_end = _x_end(newest)
        x, y = _points(frame.curve, 2 * size.width)
        seen = np.isfinite(y)
        top = _notch(float(y[seen].max()) if seen.any() else 1.0)
        labels = [f"{part * top:.3g}" for part in (0.0, 0.5, 1.0)]
        label_width = max(LABEL, *(len(label) for label in labels))

        figure = _blank_figure(size)
        # In parts of `top`, because plotext overflows near 1e300.
        if seen.any():
            figure.plot(x[seen].tolist(), (y[seen] / top).tolist(), marker="braille")
        figure.xlim(0, x_end)
        figure.ylim(0.0, 1.0)
        figure.yticks([0.0, 0.5, 1.0], [f"{label:>{label_width}}" for label in labels])
        figure.xticks([0, x_end // 2, x_end], [str(tick) for tick in (0, x_end // 2, x_end)])
        lines = figure.uncolorize(figure.build()).split("\n")
        left = label_width + 1
        present = left + _cell(frame.passes / x_end, 2, size.width - left)
        if math.isfinite(frame.loss):
            row = _cell(1.0 - frame.loss / top, 4, size.height - 2)
            lines[row] = f"{lines[row][:present]}{DOT}{lines[row][present + 1 :]}"
        return [_row(line, left, present) for line in lines]


def _cell(part: float, dots: int, cells: int) -> int:
    """The cell that holds this part of an axis, `dots` braille dots to the cell."""
    return min(max(round(part * (dots * cells - 1)), 0) // dots, cells - 1)


def _blank_figure(size: Size) -> Any:
    """plotext is one figure for the whole process: make it empty, of this size, uncoloured."""
    import plotext

    plotext.clear_figure()
    plotext.limit_size(False, False)
    plotext.plot_size(size.width, size.height)
    plotext.theme("clear")
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    return plotext


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


def _notch(value: float) -> float:
    """The smallest readable number that is not below the value."""
    if value <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    notch = next((end * power for end in ENDS if end * power >= value), value)
    return min(notch, sys.float_info.max)


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
    pieces: list[tuple[str, str]] = []
    for column, char in enumerate(line):
        if char == DOT:
            style = "strong"
        elif column < left or char in AXES or char.isdigit():
            style = "dim"
        else:
            style = "dim" if column > present else "accent"
        if pieces and pieces[-1][1] == style:
            pieces[-1] = (pieces[-1][0] + char, style)
        else:
            pieces.append((char, style))
    return pieces
