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

LABEL = 6  # cells for the numbers beside the axis
DOT = "●"
AXES = set("│┤┬└┐┌─┴├┼")
ENDS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


class LossPlot(Panel[Frame]):
    """The loss after each pass, and a dot where the learner stands."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        if size.width < LABEL + 8 or size.height < 4:
            return []
        text = _plot(frame, size.width, size.height)
        width = frame.curve.newest
        end = _x_end(width)
        present = LABEL + 1 + round((size.width - LABEL - 2) * frame.passes / end)
        return [_row(line, present) for line in text]


def _plot(frame: Frame, width: int, height: int) -> list[str]:
    import plotext

    curve = frame.curve
    x, y = _points(curve, 2 * (width - LABEL - 1))
    x_end = _x_end(curve.newest)
    top = _notch(float(np.nanmax(y)) if np.isfinite(y).any() else 1.0)
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(width, height)
    if np.isfinite(y).any():
        plotext.plot(x[np.isfinite(y)].tolist(), y[np.isfinite(y)].tolist(), marker="braille")
    if math.isfinite(frame.loss):
        plotext.scatter([frame.passes], [frame.loss], marker=DOT)
    plotext.xlim(0, x_end)
    plotext.ylim(0.0, top)
    plotext.xaxes(True, False)
    plotext.yaxes(True, False)
    plotext.yticks([0.0, top / 2.0, top], [f"{tick:>{LABEL}.4g}" for tick in (0.0, top / 2, top)])
    plotext.xticks([0, x_end // 2, x_end], [str(tick) for tick in (0, x_end // 2, x_end)])
    return str(plotext.uncolorize(plotext.build())).split("\n")[:height]


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
    return next((end * power for end in ENDS if end * power >= value), 10.0 * power)


def _x_end(newest: int) -> int:
    """20, 50, 100, 200 …: where the axis of passes ends."""
    end = 20
    for factor in [2.5, 2.0, 2.0] * 12:
        if newest <= end:
            break
        end = int(end * factor)
    return end


def _row(line: str, present: int) -> Row:
    """Cut a line of the plot into axis, past, the dot, and what was stepped back from."""
    pieces: list[tuple[str, str]] = []
    for column, char in enumerate(line):
        if char == DOT:
            style = "strong"
        elif column <= LABEL or char in AXES or char.isdigit():
            style = "dim"
        else:
            style = "dim" if column > present else "accent"
        if pieces and pieces[-1][1] == style:
            pieces[-1] = (pieces[-1][0] + char, style)
        else:
            pieces.append((char, style))
    return pieces
