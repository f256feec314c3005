"""The plot of the loss, drawn by plotext.

The axes grow in readable notches rather than at every pass, so that a pass changes few
cells. What was made and then stepped back from stays in the plot, dimmed, and so do the
ghosts. Under the axis stands where a hand changed something.
"""

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.history import Curve
from tui_descent.readable import CLOSER_STEPS, multiple, notch_above, numbers, readable_step
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.plots import (
    AXES,
    DOT,
    FILLED,
    GRID,
    LABEL,
    UPRIGHT,
    blank_figure,
    cell,
    pieces,
)

BLANK = "\u2800"  # braille without a dot
BRAILLE = range(0x2800, 0x2900)
CHANGE = "^"
BROKE = "✗"  # the loss is no number from here on
PASS = "pass"  # what the lower axis counts
NEXT, BEYOND = "○", "↑"  # where the next pass leads, and that it leads higher than the axis
DECADES = 1000.0
TICK_ROWS, TICK_COLUMNS = 4, 12  # for each number on an axis
DUST = 1e-9  # of an axis
SMALLEST, LARGEST = -324, 309  # powers of ten between which all losses above 0 lie
HIGHEST = 4e307  # either side of 0: beyond it an axis that goes below 0 does not reach
PARTS = 4  # readable steps, about, of an axis that goes below 0
WRITTEN_OUT = range(-3, 5)  # powers of ten that are written without an e


class _Scale(Struct, frozen=True):
    """How a loss becomes a part of the axis, 0 at the bottom and 1 at the top.

    Parts, because plotext overflows near 1e300. On a logarithmic axis bottom and top are powers
    of ten.

    beneath  whether something that is drawn at the bottom lies below it: a loss of 0
    """

    bottom: float
    top: float
    logarithmic: bool
    beneath: bool = False

    def part(self, loss: FloatArray) -> FloatArray:
        if not self.logarithmic:
            return (loss - self.bottom) / (self.top - self.bottom)
        with np.errstate(divide="ignore"):
            decades = np.log10(np.maximum(loss, 0.0))
        return np.clip((decades - self.bottom) / (self.top - self.bottom), 0.0, 1.0)

    def ends_below(self, loss: float) -> bool:
        """Whether a loss lies above the axis."""
        if not self.logarithmic:
            return loss > self.top
        return loss > 0.0 and math.log10(loss) > self.top

    def ticks(self, rows: int) -> list[tuple[float, str]]:
        """Parts of the axis and what is written there, the lowest first, no two alike."""
        most = max(1, rows // TICK_ROWS)
        if self.logarithmic:
            values = self._decades(most, rows)
            labels = [_power(value) for value in values]
            labels[0] = f"{'≤' * self.beneath}{labels[0]}"
        else:
            values = self._steps(most)
            labels = list(numbers(values))
        if len({*labels}) < len(labels):
            values, labels = [values[0], values[-1]], [labels[0], labels[-1]]
        length = self.top - self.bottom
        parts = [value / length - self.bottom / length for value in values]
        return list(zip(parts, labels, strict=True))

    def _steps(self, most: int) -> list[float]:
        """The ends, and readable numbers between them that cut the axis into equal parts."""
        length = self.top - self.bottom
        for parts in range(most if math.isfinite(length) else 1, 1, -1):
            step = readable_step(length, parts, CLOSER_STEPS)
            count = round(length / step)
            begun = round(self.bottom / step)
            fits = math.isclose(count * step, length) and count <= most
            if fits and math.isclose(begun * step, self.bottom, abs_tol=DUST * length):
                return [multiple(begun + number, step) for number in range(count + 1)]
        return [self.bottom, self.top]

    def _decades(self, most: int, rows: int) -> list[float]:
        """Powers of ten the same number of decades apart, and the ends."""
        length = round(self.top - self.bottom)
        every = math.ceil(length / most)
        found = [self.bottom + every * number for number in range(length // every + 1)]
        if (self.top - found[-1]) * rows >= 2 * length:  # there is room for the number
            found.append(self.top)
        return found


def _power(exponent: float) -> str:
    """A power of ten, of which there need be no float; a broken one to three digits."""
    whole = math.floor(exponent)
    if whole in WRITTEN_OUT:
        return numbers([float(f"{10.0**exponent:.3g}")])[0]
    mantissa = f"{10.0 ** (exponent - whole):.3g}"
    return f"{mantissa}e{whole}".replace("-", "−")


class LossPlot(Panel[Frame]):
    """The loss after each pass; a dot where the learner stands, a circle where the next leads.

    logarithmic  how the learner wants the axis; None: by itself, from three decades on
    foretells    whether the circle is there
    """

    logarithmic: bool | None = None
    foretells = True

    def is_logarithmic(self, curves: Sequence[Curve]) -> bool:
        """Whether the axis is logarithmic for these curves."""
        wanted = spans_decades(curves) if self.logarithmic is None else self.logarithmic
        return wanted and has_logarithm(curves)

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        curves = curves_of(frame)
        logarithmic = self.is_logarithmic(curves)
        notes = (held_out_words(frame.validation), _factor_words(frame), "log" * logarithmic)
        self.entitle("loss", " · ".join(filter(None, notes)))
        if size.width < 16 or size.height < 4:
            return []
        x_end = _x_end(max(curve.newest for curve in curves))
        scale = _scale(curves, logarithmic)
        ticks = scale.ticks(size.height)
        left = max(LABEL, *(len(label) for _, label in ticks)) + 1
        layers = [_text(curve, scale, ticks, x_end, left, size) for curve in curves]
        lines = list(layers[0])
        present = left + cell(frame.passes / x_end, 2, size.width - left)
        _fill(lines, left, present, size)
        _grid(lines, ticks, left, size)
        _name_axis(lines)
        _mark_changes(lines, frame.changed, x_end, left, size)
        if self.foretells and frame.gauge is not None and frame.passes < x_end:
            ahead = left + cell((frame.passes + 1) / x_end, 2, size.width - left)
            predicted = frame.gauge.predicted
            _put(
                lines,
                predicted,
                ahead,
                BEYOND if scale.ends_below(predicted) else NEXT,
                scale,
                size,
            )
        if frame.loss is not None and math.isfinite(frame.loss):
            _put(lines, frame.loss, present, DOT, scale, size)
        elif frame.loss is not None:  # here it broke
            lines[0] = f"{lines[0][:present]:<{present}}{BROKE}{lines[0][present + 1 :]}"
        rows = [
            _row(line, [layer[y] for layer in layers[1:]], left, present)
            for y, line in enumerate(lines)
        ]
        return _with_labels(rows, frame, size)


def _put(lines: list[str], loss: float, column: int, sign: str, scale: _Scale, size: Size) -> None:
    """A sign in this column, as high as the loss; of one outside the axis at its edge."""
    if math.isfinite(loss):
        part = float(scale.part(np.array([loss]))[0])
        row = cell(1.0 - part, 4, size.height - 2)
        lines[row] = f"{lines[row][:column]:<{column}}{sign}{lines[row][column + 1 :]}"


def _fill(lines: list[str], left: int, present: int, size: Size) -> None:
    """Shade what lies below the curve, up to where the learner stands."""
    rows = [list(f"{line:<{size.width}}") for line in lines[: size.height - 2]]
    for column in range(left, present + 1):
        drawn = [y for y, row in enumerate(rows) if row[column].strip(f" {BLANK}")]
        for y in range(drawn[0] + 1 if drawn else size.height, len(rows)):
            if rows[y][column] in (" ", BLANK):
                rows[y][column] = FILLED
    lines[: len(rows)] = ["".join(row).rstrip() for row in rows]


def _factor_words(frame: Frame) -> str:
    """How many times as high the loss is as one pass ago, always as wide."""
    factor = frame.factor
    return "" if factor is None else f"{f'×{factor:.3g}':>7} a pass"


def spans_decades(curves: Sequence[Curve]) -> bool:
    """Whether the losses lie so far apart that small ones would vanish on a linear axis."""
    ends = [end[np.isfinite(end)] for one in curves for end in (one.lowest, one.highest)]
    losses = np.concatenate(ends)
    return bool(len(losses) and losses.min() > 0.0 and losses.max() / losses.min() >= DECADES)


def curves_of(frame: Frame) -> list[Curve]:
    """What the plot shows: the present run first, then its ghosts."""
    return [frame.curve, *(ghost.curve for ghost in frame.ghosts)]


def held_out_words(loss: float | None) -> str:
    """The loss on the points that are held out, always as wide."""
    return "" if loss is None else f"held out {loss:<10.4g}"


def _scale(curves: Sequence[Curve], logarithmic: bool) -> _Scale:
    lowest = min((float(np.nanmin(one.lowest)) for one in curves if _any(one.lowest)), default=0.0)
    highest = max(
        (float(np.nanmax(one.highest)) for one in curves if _any(one.highest)), default=1.0
    )
    if not logarithmic or not has_logarithm(curves):
        return _linear(lowest, highest)
    top = min(max(math.ceil(math.log10(highest)), SMALLEST + 1), LARGEST)
    positive = min(float(one.lowest[one.lowest > 0.0].min(initial=highest)) for one in curves)
    bottom = min(math.floor(math.log10(positive)), top - 1)
    return _Scale(bottom, top, True, beneath=lowest == 0.0)


def _linear(lowest: float, highest: float) -> _Scale:
    """From 0, or where a loss is negative from a readable number below it."""
    if lowest >= 0.0:
        return _Scale(0.0, notch_above(highest), logarithmic=False)
    low, high = max(lowest, -HIGHEST), min(max(highest, 0.0), HIGHEST)
    step = readable_step(high - low, PARTS)
    bottom, top = (multiple(end, step) for end in (math.floor(low / step), math.ceil(high / step)))
    return _Scale(bottom, top, logarithmic=False)


def has_logarithm(curves: Sequence[Curve]) -> bool:
    """Whether the losses have a place on a logarithmic axis: none is negative, not all are 0."""
    with np.errstate(invalid="ignore"):
        negative = any((one.lowest < 0.0).any() for one in curves)
        return not negative and any((one.highest > 0.0).any() for one in curves)


def _any(values: FloatArray) -> bool:
    return bool(np.isfinite(values).any())


def _text(
    curve: Curve,
    scale: _Scale,
    ticks: list[tuple[float, str]],
    x_end: int,
    left: int,
    size: Size,
) -> list[str]:
    """One curve between the axes."""
    dots = 2 * (size.width - left)
    x, y = _points(curve, x_end, dots)
    figure = blank_figure(size)
    if len(x):
        figure.plot(x.tolist(), scale.part(y).tolist(), marker="braille")
    figure.xlim(0, dots - 1)
    figure.ylim(0.0, 1.0)
    figure.yticks([part for part, _ in ticks], [f"{label:>{left - 1}}" for _, label in ticks])
    passes = _passes(x_end, size.width - left)
    figure.xticks([(dots - 1) * tick / x_end for tick in passes], [str(tick) for tick in passes])
    return [str(line) for line in figure.uncolorize(figure.build()).split("\n")]


def _points(curve: Curve, x_end: int, dots: int) -> tuple[FloatArray, FloatArray]:
    """Return x in dots, from 0, and y of the line to draw.

    In a column of dots that holds several passes it begins and ends with the first and the
    last of them, and reaches as far as the lowest and the highest: it joins its neighbours as
    they happened, and what happened within is one upright stroke.
    """
    count = len(curve.lowest)
    passes = curve.stride * np.arange(count, dtype=np.float64)
    columns = np.rint(passes / x_end * (dots - 1))
    starts = np.flatnonzero(np.diff(columns, prepend=-1.0))
    if not len(starts):
        return np.empty(0), np.empty(0)
    stops = np.append(starts[1:], count)
    y = np.stack(
        [
            curve.first[starts],
            np.fmin.reduceat(curve.lowest, starts),
            np.fmax.reduceat(curve.highest, starts),
            curve.last[stops - 1],
        ],
        axis=1,
    )
    new = np.isfinite(y)
    new[:, 1:] &= y[:, 1:] != y[:, :-1]
    return np.repeat(columns[starts], 4)[new.ravel()], y[new]


def _x_end(newest: int) -> int:
    """10, 20, 50, 100 …: where the axis of passes ends."""
    end = 10
    for factor in [2.0, 2.5, 2.0] * 12:
        if newest <= end:
            break
        end = int(end * factor)
    return end


def _passes(x_end: int, columns: int) -> list[int]:
    """The passes that have their number below the axis, the first and the last among them."""
    most = max(1, columns // max(TICK_COLUMNS, 2 * len(str(x_end))))
    step = next((one for one in range(-(-x_end // most), x_end) if x_end % one == 0), x_end)
    return [*range(0, x_end + 1, step)]


def _grid(lines: list[str], ticks: list[tuple[float, str]], left: int, size: Size) -> None:
    """A quiet line at each number of either axis, where nothing else is drawn."""
    bottom = size.height - 2
    across = {cell(1.0 - part, 4, bottom) for part, _ in ticks if part > 0.0}
    upright = {column for column, char in enumerate(lines[bottom]) if char in "┬"}
    for y, line in enumerate(lines[:bottom]):
        cells = list(line.ljust(size.width))
        for column in range(left, size.width) if y in across else upright:
            if cells[column] in (" ", BLANK):
                cells[column] = GRID if y in across else UPRIGHT
        lines[y] = "".join(cells)


def _name_axis(lines: list[str]) -> None:
    """Say before its last number what the lower axis counts, if there is room."""
    numbers = lines[-1].rstrip()
    last = numbers.rfind(" ") + 1
    if numbers[max(0, last - len(PASS) - 3) : last].strip():
        return
    lines[-1] = f"{numbers[: last - len(PASS) - 1]}{PASS} {numbers[last:]}"


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
        if char in (DOT, NEXT, BEYOND, CHANGE):
            return "strong"
        if char == BROKE:
            return "alarm"
        if char == FILLED:
            return "under"
        if char in (GRID, UPRIGHT):
            return "grid"
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
    if one in (" ", GRID, UPRIGHT):
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
