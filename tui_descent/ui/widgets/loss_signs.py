"""What stands in the plot of the loss beside its curves: signs, numbers and names."""

import math

import numpy as np
from textual.geometry import Size

from tui_descent.readable import as_fits
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.loss_axis import Scale
from tui_descent.ui.widgets.panel import Row
from tui_descent.ui.widgets.plots import DOT, cell

BLANK = "\u2800"  # braille without a dot
FREE = {" ", BLANK, "┈", "┊"}  # cells in which nothing is drawn
TOLD = 8  # cells for the loss


def put(lines: list[str], loss: float, column: int, sign: str, scale: Scale, size: Size) -> None:
    """A sign in this column, as high as the loss; of one outside the axis at its edge."""
    if math.isfinite(loss):
        _write(lines, _row_of(loss, scale, size), column, sign)


def _row_of(loss: float, scale: Scale, size: Size) -> int:
    """The row that is as high as a loss; −1: it is no number."""
    if not math.isfinite(loss):
        return -1
    return cell(1.0 - float(scale.part(np.array([loss]))[0]), 4, size.height - 2)


def _write(lines: list[str], row: int, column: int, sign: str) -> None:
    lines[row] = f"{lines[row][:column]:<{column}}{sign}{lines[row][column + 1 :]}"


def number(
    lines: list[str], frame: Frame, x_end: int, left: int, scale: Scale, size: Size
) -> dict[tuple[int, int], str]:
    """Write each runner's number behind the end of its curve: the styles by row and column.

    Behind the present run's dot, and beside other numbers in the same row.
    """
    styles: dict[tuple[int, int], str] = {}
    for run in sorted((run for run in frame.others if run.number), key=lambda run: run.number):
        end = left + cell(run.passes / x_end, 2, size.width - left)
        row = _row_of(run.loss, scale, size)
        by = 1 if end + len(frame.others) < size.width else -1
        column = end
        while row >= 0 and ((row, column) in styles or lines[row][column : column + 1] == DOT):
            column += by
        if row >= 0:
            _write(lines, row, column, str(run.number))
            styles[row, column] = f"badge {run.number}"
    return styles


def tell(
    lines: list[str], others: list[list[str]], frame: Frame, present: int, size: Size
) -> tuple[int, range] | None:
    """Write the loss beside the dot, where nothing is drawn: its row and columns.

    others  the curves of other runs, which are drawn over the lines later
    """
    if frame.loss is None or not math.isfinite(frame.loss):
        return None
    text = as_fits(frame.loss, TOLD)
    row = next(y for y, line in enumerate(lines) if line[present : present + 1] == DOT)
    for y in (row - 1, row + 1):
        for start in (present + 2, present - len(text) - 1):
            cells = lines[y][start - 1 : start + len(text) + 1] if 0 <= y < size.height - 2 else "x"
            beside = (other[y][start - 1 : start + len(text) + 1] for other in others)
            free = set(cells).union(*beside) <= FREE
            if free and start + len(text) <= size.width:
                lines[y] = f"{lines[y][:start]}{text}{lines[y][start + len(text) :]}"
                return y, range(start, start + len(text))
    return None


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
