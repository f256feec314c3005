"""The fit of one input: the points, the curve that the network draws, the errors between."""

import numpy as np
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.ui.widgets.axes import across, place, upright
from tui_descent.ui.widgets.cells import Cells
from tui_descent.ui.widgets.fit_plane import HELD_OUT, count, head
from tui_descent.ui.widgets.panel import Row
from tui_descent.ui.widgets.plots import DOT
from tui_descent.views.axis import Axis, growing, span
from tui_descent.views.fit import ABOVE, BELOW, ROOMY, Fit, Points

POINTS = "ox+*sv"  # of the first output, the second …
LINES = ("accent", "minus", "plain")  # styles of their curves, in turn
BAR = "┊"
OVER, UNDER = "▲▼"
FAR = 1.5  # ranges of the targets that the curve is followed beyond them
APART = 9  # columns between a curve's numbers, where there are several
NUMBERS = 5  # cells at least for the numbers beside the axis
HUGE = 1e308  # larger predictions count as this
NOTCH = 3  # rows for each notch, about


def curve(fit: Fit, size: Size) -> tuple[list[Row], str]:
    """The points, the curves and the errors, between the axes; and a legend."""
    assert fit.grid is not None
    cells = Cells(size.width, size.height)
    framed = size.height >= ROOMY
    top, bottom = (ABOVE, size.height - BELOW - 1) if framed else (0, size.height - 1)
    y_axis = _y_axis(fit, (bottom - top + 1) // NOTCH)
    left = 0
    if framed:
        left = max(NUMBERS, *map(len, y_axis.labels)) + 1
        upright(cells, y_axis, left - 1, top, bottom)
        across(cells, fit.axes[0], left, bottom + 1)
        head(cells, y_axis.name, [], count(fit))
    plot = _Plot(cells, fit.axes[0], y_axis, left, top, bottom)
    if len(fit.grid) == 1:
        plot.errors(fit)
        plot.points(fit, 0)
        plot.line(fit.grid[0], LINES[0], "")
        plot.met(fit)
    else:
        for number, values in enumerate(fit.grid[: len(POINTS)]):
            plot.line(values, LINES[number % len(LINES)], str(number + 1))
        for number in range(len(fit.grid[: len(POINTS)])):
            plot.points(fit, number)
    return cells.rows(), _legend(fit)


def _y_axis(fit: Fit, most: int) -> Axis:
    """From the lowest to the highest of the points and, not too far away, the curve."""
    assert fit.grid is not None
    low, high = span(float(fit.points.targets.min()), float(fit.points.targets.max()))
    room = FAR * (high - low)
    values = fit.grid[np.isfinite(fit.grid)]
    if len(values):
        low, high = (
            min(low, max(float(values.min()), low - room)),
            max(high, min(float(values.max()), high + room)),
        )
    name = fit.outputs[0] if len(fit.outputs) == 1 else ""
    return growing(name, low, high, most)


class _Plot:
    """Where the numbers of the two axes lie on the sheet."""

    def __init__(
        self, cells: Cells, x_axis: Axis, y_axis: Axis, left: int, top: int, bottom: int
    ) -> None:
        self._cells = cells
        self._x_axis = x_axis
        self._y_axis = y_axis
        self._left = left
        self._top = top
        self._bottom = bottom

    def _column(self, x: float) -> int:
        return place(self._x_axis.part(x), self._left, self._cells.width - 1)

    def _row(self, y: float) -> int:
        return place(1.0 - self._y_axis.part(y), self._top, self._bottom)

    def errors(self, fit: Fit) -> None:
        """A bar from each point to the curve."""
        for x, target, prediction in _triples(fit.points):
            ends = sorted((self._row(target), self._row(prediction)))
            for y in range(ends[0], ends[1] + 1):
                self._cells.put(self._column(x), y, BAR, "dim")

    def points(self, fit: Fit, number: int) -> None:
        """The points of one output, and those that are held out."""
        for points, char in ((fit.validation, HELD_OUT), (fit.points, POINTS[number])):
            if points is not None:
                for x, target in zip(points.inputs[0], points.targets[number], strict=True):
                    self._cells.put(
                        self._column(float(x)), self._row(float(target)), char, "strong"
                    )

    def met(self, fit: Fit) -> None:
        """The points whose cell the curve goes through."""
        for x, target, prediction in _triples(fit.points):
            y = self._row(target)
            if y == self._row(prediction):
                self._cells.put(self._column(x), y, DOT, "accent")

    def line(self, values: FloatArray, style: str, number: str) -> None:
        """One curve in braille dots, with its number in it now and then."""
        left, right = self._left, self._cells.width - 1
        dots = 2 * (right - left + 1)
        places = (np.arange(dots) + 0.5) / dots * (len(values) - 1)
        heights = np.interp(places, np.arange(len(values)), np.clip(values, -HUGE, HUGE))
        known = ~np.isnan(heights)
        parts = (heights - self._y_axis.low) / (self._y_axis.high - self._y_axis.low)
        high = 4 * (self._bottom - self._top + 1)
        rows = np.clip((1.0 - np.nan_to_num(parts)) * high, -1.0, float(high)).astype(int)
        rows[(rows >= high) & (parts >= 0.0)] = high - 1
        for dot, row in enumerate(rows.tolist()):
            if known[dot]:
                before = int(rows[dot - 1]) if dot and known[dot - 1] else row
                self._stroke(2 * left + dot, before, row, high, style)
        if number:
            for dot in range(2 * int(number), dots, 2 * APART):
                if known[dot] and 0 <= rows[dot] < high:
                    self._cells.put(left + dot // 2, self._top + rows[dot] // 4, number, style)

    def _stroke(self, dot: int, before: int, row: int, high: int, style: str) -> None:
        """The dots of one column from the height before it to its own; what is outside the
        window is marked at its edge."""
        if row < 0 or row >= high:
            y = self._top if row < 0 else self._bottom
            self._cells.put(dot // 2, y, OVER if row < 0 else UNDER, "alarm")
            return
        step = 1 if row >= before else -1
        for y in range(before + step if before != row else row, row + step, step):
            if 0 <= y < high:
                self._cells.dot(dot, 4 * self._top + y, style)


def _triples(points: Points) -> list[tuple[float, float, float]]:
    """Input, target and prediction of each point, of one output."""
    of_each = (points.inputs[0], points.targets[0], points.predictions[0])
    return list(zip(*(values.tolist() for values in of_each), strict=True))


def _legend(fit: Fit) -> str:
    held_out = f" {HELD_OUT} held out" if fit.validation else ""
    if len(fit.outputs) == 1:
        return f"{POINTS[0]} point {DOT} met {BAR} error{held_out}"
    curves = []
    for number, (char, name) in enumerate(zip(POINTS, fit.outputs, strict=False), start=1):
        curves.append(f"{number} {char}" if name == f"o{number}" else f"{number} {char} {name}")
    return ", ".join(curves) + held_out
