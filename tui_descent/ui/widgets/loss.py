"""The plot of the loss, drawn by plotext.

The axes grow in readable notches rather than at every pass, so that a pass changes few
cells. What was made and then stepped back from stays in the plot, dimmed, and so do the
ghosts. Under the axis stands where a hand changed something.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.history import Curve
from tui_descent.frame import Frame
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.plots import AXES, DOT, LABEL, blank_figure, cell, notch_above, pieces
from tui_descent.views.scales import numbers

BLANK = "\u2800"  # braille without a dot
BRAILLE = range(0x2800, 0x2900)
CHANGE = "^"
ROOMY = 8  # rows, below which the middle of the axis has no number
DEEPEST = 18  # decades at most that a logarithmic axis goes below its top


@dataclass(frozen=True, slots=True)
class _Scale:
    """How a loss becomes a part of the axis, 0 at the bottom and 1 at the top.

    Parts, because plotext overflows near 1e300. `bottom` is 0 on a linear axis.
    """

    bottom: float
    top: float
    logarithmic: bool

    def part(self, loss: FloatArray) -> FloatArray:
        if not self.logarithmic:
            return loss / self.top
        decades = math.log10(self.top) - math.log10(self.bottom)
        with np.errstate(divide="ignore"):
            parts = (np.log10(loss) - math.log10(self.bottom)) / decades
        return np.clip(parts, 0.0, 1.0)

    def labels(self) -> list[str]:
        if not self.logarithmic:
            return list(numbers([0.0, 0.5 * self.top, self.top]))
        middle = math.sqrt(self.bottom) * math.sqrt(self.top)
        return list(numbers([self.bottom, float(f"{middle:.3g}"), self.top]))


class LossPlot(Panel[Frame]):
    """The loss after each pass, and a dot where the learner stands."""

    logarithmic = False

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        held_out = held_out_words(frame.validation)
        if held_out != (self.border_subtitle or ""):
            self.border_subtitle = held_out or None
        if size.width < 16 or size.height < 4:
            return []
        curves = [frame.curve, *(ghost.curve for ghost in frame.ghosts)]
        x_end = _x_end(max(curve.newest for curve in curves))
        scale = _scale(curves, self.logarithmic)
        labels = scale.labels()
        left = max(LABEL, *(len(label) for label in labels)) + 1
        layers = [_text(curve, scale, labels, x_end, left, size) for curve in curves]
        lines = list(layers[0])
        present = left + cell(frame.passes / x_end, 2, size.width - left)
        _mark_changes(lines, frame.changed, x_end, left, size)
        if math.isfinite(frame.loss):
            part = float(scale.part(np.array([frame.loss]))[0])
            row = cell(1.0 - part, 4, size.height - 2)
            lines[row] = f"{lines[row][:present]}{DOT}{lines[row][present + 1 :]}"
        rows = [
            _row(line, [layer[y] for layer in layers[1:]], left, present)
            for y, line in enumerate(lines)
        ]
        return _with_labels(rows, frame, size)


def held_out_words(loss: float | None) -> str:
    """The loss on the points that are held out, always as wide."""
    return "" if loss is None else f"held out {loss:<10.4g}"


def _scale(curves: Sequence[Curve], logarithmic: bool) -> _Scale:
    with np.errstate(invalid="ignore"):
        highest = [float(np.nanmax(one.highest)) for one in curves if _any(one.highest)]
        positive = [one.lowest[one.lowest > 0.0] for one in curves]
    top = notch_above(max(highest, default=1.0))
    lowest = min((float(one.min()) for one in positive if len(one)), default=0.0)
    if not logarithmic or lowest <= 0.0:
        return _Scale(0.0, top, logarithmic=False)
    top_exponent = math.ceil(math.log10(top))
    exponent = max(math.floor(math.log10(lowest)), top_exponent - DEEPEST)
    return _Scale(10.0 ** min(exponent, top_exponent - 1), 10.0**top_exponent, logarithmic=True)


def _any(values: FloatArray) -> bool:
    return bool(np.isfinite(values).any())


def _text(
    curve: Curve, scale: _Scale, labels: list[str], x_end: int, left: int, size: Size
) -> list[str]:
    """One curve between the axes."""
    x, y = _points(curve, 2 * size.width)
    seen = np.isfinite(y)
    figure = blank_figure(size)
    if seen.any():
        figure.plot(x[seen].tolist(), scale.part(y[seen]).tolist(), marker="braille")
    figure.xlim(0, x_end)
    figure.ylim(0.0, 1.0)
    ticks = [(0.0, labels[0]), (0.5, labels[1]), (1.0, labels[2])]
    if size.height < ROOMY:
        del ticks[1]  # it would stand where another one stands
    figure.yticks([part for part, _ in ticks], [f"{label:>{left - 1}}" for _, label in ticks])
    figure.xticks([0, x_end // 2, x_end], [str(tick) for tick in (0, x_end // 2, x_end)])
    return [str(line) for line in figure.uncolorize(figure.build()).split("\n")]


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


def _mark_changes(
    lines: list[str], changed: tuple[int, ...], x_end: int, left: int, size: Size
) -> None:
    """Put a mark on the axis at each pass where a hand changed something."""
    axis = size.height - 2
    for passes in changed:
        column = left + cell(passes / x_end, 2, size.width - left)
        lines[axis] = f"{lines[axis][:column]}{CHANGE}{lines[axis][column + 1 :]}"


def _row(line: str, ghosts: list[str], left: int, present: int) -> Row:
    """A line as axis, past, the dot, and, dimmed, ghosts and what was stepped back from.

    Where curves meet in a cell, all their dots are in it, and the present run's style wins.
    """

    def style(column: int, char: str) -> str:
        if char in (DOT, CHANGE):
            return "strong"
        if column < left or char in AXES or char.isdigit():
            return "dim"
        own = column < len(line) and line[column].strip(f" {BLANK}")
        return "accent" if own and column <= present else "dim"

    cells = list(line)
    for ghost in ghosts:
        for column, char in enumerate(ghost[: len(cells)]):
            if column >= left and ord(char) in BRAILLE:
                cells[column] = _together(cells[column], char)
    return pieces(cells, style)


def _together(one: str, other: str) -> str:
    """The dots of two braille cells in one; anything else stays on top."""
    if one == " ":
        return other
    return chr(ord(one) | ord(other)) if ord(one) in BRAILLE else one


def _with_labels(rows: list[Row], frame: Frame, size: Size) -> list[Row]:
    """Name the present run and its ghosts in the upper right corner."""
    if not frame.ghosts:
        return rows
    labelled = list(rows)
    names = [(f"● lr {frame.learning_rate:g} {frame.optimizer}", "accent")]
    names += [(f"⠿ {ghost.label}", "dim") for ghost in frame.ghosts]
    for place, (name, style) in enumerate(names[: max(0, size.height - 4)]):
        keep = size.width - len(name) - 1
        row, used = [], 0
        for text, look in labelled[place]:
            row.append((text[: max(0, keep - used)], look))
            used += len(text)
        labelled[place] = [*row, (" " * max(0, keep - used), "dim"), (f" {name}", style)]
    return labelled
