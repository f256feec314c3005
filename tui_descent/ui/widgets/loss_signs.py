"""What stands in the plot of the loss beside its curves: signs, numbers and names."""

import math
from collections.abc import Sequence

import numpy as np
from textual.geometry import Size

from tui_descent.analysis.baselines import Baselines
from tui_descent.readable import as_fits
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.loss_axis import Scale, tick_row
from tui_descent.ui.widgets.loss_curve import Dots
from tui_descent.ui.widgets.panel import Row
from tui_descent.ui.widgets.plots import DOT, FILLED, GRID, UPRIGHT, cell
from tui_descent.ui.widgets.sheet import Sheet

EMPTY = {" ", GRID, UPRIGHT}  # cells in which nothing is drawn
FREE = {*EMPTY, FILLED}  # and those below the curve
LEVEL = "─"  # a loss to compare with
TOLD = 8  # cells for the loss


def row_of(loss: float, scale: Scale, size: Size) -> int:
    """The row as high as a loss, of one outside the axis at its edge; −1: it is no number."""
    return tick_row(float(scale.part(np.array([loss]))[0]), size) if math.isfinite(loss) else -1


def compare(sheet: Sheet, worth: Baselines, scale: Scale, left: int, size: Size) -> None:
    """A line with its name at each loss to compare with, where nothing else is drawn."""
    named = ((worth.constant, "best constant"), (worth.line, "best straight line"))
    rows = {
        name: row_of(loss, scale, size)
        for loss, name in named
        if loss is not None and not scale.ends_below(loss)
    }
    for row in rows.values():
        for column in range(left, size.width):
            if sheet.chars[row, column] in FREE:
                sheet.write(column, row, LEVEL)
    for name, row in rows.items():
        begin = size.width - len(name) - 1
        for place in (row, row - 1):
            if place < 0 or begin <= left + 3:
                continue
            if {*sheet.chars[place, begin:].tolist()} <= {*FREE, LEVEL}:
                sheet.write(begin, place, f" {name}")
                break


def number(sheet: Sheet, frame: Frame, x_end: int, left: int, scale: Scale, size: Size) -> None:
    """Write each runner's number behind the end of its curve.

    Behind the present run's dot, and beside other numbers in the same row.
    """
    taken: set[tuple[int, int]] = set()
    for run in sorted((run for run in frame.others if run.number), key=lambda run: run.number):
        end = left + cell(run.passes / x_end, 2, size.width - left)
        row = row_of(run.loss, scale, size)
        by = 1 if end + len(frame.others) < size.width else -1
        column = end
        while row >= 0 and ((row, column) in taken or sheet.chars[row, column] == DOT):
            column += by
        if row >= 0:
            sheet.write(column, row, str(run.number), f"badge {run.number}")
            taken.add((row, column))


def tell(
    sheet: Sheet, others: Sequence[Dots], loss: float, dot: tuple[int, int], left: int
) -> None:
    """Write the loss beside its dot, where nothing is drawn.

    others  the curves of other runs, which are drawn later
    dot     its row and column
    """
    text, (row, column) = as_fits(loss, TOLD), dot
    width, height = sheet.chars.shape[1], sheet.chars.shape[0] - 2
    for y in (row - 1, row + 1):
        for start in (column + 2, column - len(text) - 1):
            if not 0 <= y < height or start <= left or start + len(text) > width:
                continue
            first, stop = start - 1, start + len(text) + 1
            free = {*sheet.chars[y, first:stop].tolist()} <= EMPTY
            if free and not any(other[y, first - left : stop - left].any() for other in others):
                sheet.write(start, y, text, "plain")
                return


def with_names(rows: list[Row], frame: Frame, size: Size) -> list[Row]:
    """Name the present run and its ghosts in the upper right corner."""
    ghosts = [run for run in frame.others if not run.number]
    if not ghosts:
        return rows
    labelled = list(rows)
    names = [(f"● lr {frame.learning_rate:g} {frame.optimizer}", "accent")]
    names += [(f"⠿ {ghost.label}", "dim") for ghost in ghosts]
    for place, (name, style) in enumerate(names[: max(0, size.height - 4)]):
        keep = size.width - len(name) - 1
        row, used = [], 0
        for text, look in labelled[place]:
            row.append((text[: max(0, keep - used)], look))
            used += len(text)
        labelled[place] = [*row, (" " * max(0, keep - used), "dim"), (f" {name}", style)]
    return labelled
