"""The axes of the loss: how a loss becomes a height, and which numbers label it."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from textual.geometry import Size

from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.history import Curve
from tui_descent.readable import CLOSER_STEPS, multiple, notch_above, numbers, readable_step
from tui_descent.ui.widgets.plots import GRID, LABEL, UPRIGHT, cell
from tui_descent.ui.widgets.sheet import Sheet

TICK_ROWS, TICK_COLUMNS = 4, 12  # for each number on either axis
DUST = 1e-9  # of an axis
DECADES = 1000.0
SMALLEST, LARGEST = -324, 309  # powers of ten between which all losses above 0 lie
HIGHEST = 4e307  # either side of 0: beyond it an axis that goes below 0 does not reach
PARTS = 4  # readable steps, about, of an axis that goes below 0
WRITTEN_OUT = range(-3, 5)  # powers of ten that are written without an e


class Scale(Struct, frozen=True):
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


class Axes(NamedTuple):
    """The axes with their numbers on a sheet, and the column in which the curves begin."""

    sheet: Sheet
    left: int


@lru_cache(maxsize=16)
def axes_of(scale: Scale, x_end: int, size: Size, numbered: bool, grid: bool) -> Axes:
    """The axes; grid: with quiet lines at their numbers. They are to be copied, not drawn on."""
    ticks = scale.ticks(size.height)
    labels = {tick_row(part, size): label for part, label in ticks if numbered}
    left = max(LABEL, *(len(label) for _, label in ticks)) + 1
    bottom, columns = size.height - 2, size.width - left
    sheet = Sheet.blank(size.width, size.height)
    sheet.chars[:bottom, left - 1] = "│"
    sheet.write(left - 1, bottom, "└" + "─" * columns)
    for passes in _passes(x_end, columns) if numbered else ():
        column, number = left + cell(passes / x_end, 2, columns), str(passes)
        sheet.chars[bottom, column] = "┬"
        begin = min(column - len(number) // 2, size.width - 1 - len(number))
        sheet.write(begin, bottom + 1, number)
        for y in range(bottom if grid else 0):
            sheet.write(column, y, UPRIGHT, "grid")
    for row in {tick_row(part, size) for part, _ in ticks if grid and part > 0.0}:
        sheet.write(left, row, GRID * columns, "grid")
    for row, label in labels.items():
        sheet.write(left - 1 - len(label), row, f"{label}┤")
    return Axes(sheet, left)


def tick_row(part: float, size: Size) -> int:
    """The row in which a curve is at this part of the upright axis."""
    return cell(1.0 - part, 4, size.height - 2)


def _passes(x_end: int, columns: int) -> list[int]:
    """The passes that have their number below the axis, the first and the last among them."""
    most = max(1, columns // max(TICK_COLUMNS, 2 * len(str(x_end))))
    step = next((one for one in range(-(-x_end // most), x_end) if x_end % one == 0), x_end)
    return [*range(0, x_end + 1, step)]


def _power(exponent: float) -> str:
    """A power of ten, of which there need be no float; a broken one to three digits."""
    whole = math.floor(exponent)
    if whole in WRITTEN_OUT:
        return numbers([float(f"{10.0**exponent:.3g}")])[0]
    mantissa = f"{10.0 ** (exponent - whole):.3g}"
    return f"{mantissa}e{whole}".replace("-", "−")


def spans_decades(curves: Sequence[Curve]) -> bool:
    """Whether the losses lie so far apart that small ones would vanish on a linear axis."""
    lowest, highest = _ends(curves)
    return lowest > 0.0 and highest / lowest >= DECADES


def has_logarithm(curves: Sequence[Curve]) -> bool:
    """Whether the losses have a place on a logarithmic axis: none is negative, not all are 0."""
    lowest, highest = _ends(curves)
    return lowest >= 0.0 and highest > 0.0


def _ends(curves: Sequence[Curve]) -> tuple[float, float]:
    """The lowest and the highest of all losses; nan: there is none."""
    lowest = [np.fmin.reduce(one.lowest, initial=math.nan) for one in curves]
    highest = [np.fmax.reduce(one.highest, initial=math.nan) for one in curves]
    return float(np.fmin.reduce(lowest)), float(np.fmax.reduce(highest))


def scale_of(curves: Sequence[Curve], logarithmic: bool) -> Scale:
    lowest, highest = _ends(curves)
    if math.isnan(lowest):
        lowest, highest = 0.0, 1.0
    if not logarithmic or not has_logarithm(curves):
        return _linear(lowest, highest)
    top = min(max(math.ceil(math.log10(highest)), SMALLEST + 1), LARGEST)
    positive = min(float(one.lowest[one.lowest > 0.0].min(initial=highest)) for one in curves)
    bottom = min(math.floor(math.log10(positive)), top - 1)
    return Scale(bottom, top, True, beneath=lowest == 0.0)


def _linear(lowest: float, highest: float) -> Scale:
    """From 0, or where a loss is negative from a readable number below it."""
    if lowest >= 0.0:
        return Scale(0.0, notch_above(highest), logarithmic=False)
    low, high = max(lowest, -HIGHEST), min(max(highest, 0.0), HIGHEST)
    step = readable_step(high - low, PARTS)
    bottom, top = (multiple(end, step) for end in (math.floor(low / step), math.ceil(high / step)))
    return Scale(bottom, top, logarithmic=False)


def any_finite(values: FloatArray) -> bool:
    return bool(np.isfinite(values).any())
